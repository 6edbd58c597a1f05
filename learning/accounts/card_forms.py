"""Forms about learning cards: whose to print, and which one is lost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from wtforms import SelectMultipleField, SubmitField
from wtforms.widgets import CheckboxInput

from learning.core.forms import Filled, StrictForm, refuse

CARDS_AT_ONCE = 200  # twenty sheets; more than a class or a thôn prints in one go
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class CardsForm(StrictForm):
    """Whose cards to print: those ticked, or with ``everything`` all of the list as it is narrowed."""

    person = SelectMultipleField("Người đã chọn", choices=[], validate_choice=False)
    everything = SubmitField()

    def validate_person(self, field: SelectMultipleField) -> None:
        """Ids as the page offers them, at least one."""
        if self.everything.data:
            return
        if not field.data:
            raise refuse("Chưa chọn ai. Xin đánh dấu vào ô bên cạnh tên.")
        if len(field.data) > CARDS_AT_ONCE:
            raise refuse(f"Mỗi lần in nhiều nhất {CARDS_AT_ONCE} thẻ.")
        if not all(_ID.fullmatch(typed) for typed in field.data):
            raise refuse("Xin mở lại danh sách rồi chọn lại.")

    def chosen(self) -> frozenset[uuid.UUID]:
        """The people who were ticked."""
        return frozenset(map(uuid.UUID, self.person.data))


class LostCardForm(StrictForm):
    """The codes of the lost cards: a form that comes twice finds them gone, and gives no second new one."""

    lost_code = SelectMultipleField(
        "Thẻ nào mất?",
        [Filled("Chưa chọn thẻ nào. Xin đánh dấu thẻ bị mất.")],
        validate_choice=False,
        option_widget=CheckboxInput(),
    )

    def offer(self, cards: Iterable[tuple[str, str]]) -> None:
        """The person's cards, each as its code and in words."""
        self.lost_code.choices = list(cards)

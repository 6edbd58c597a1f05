"""The locks of hubs: which places to take along, what is brought home, what is decided."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from wtforms import FileField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from learning.accounts.forms import label_of
from learning.accounts.models import Place
from learning.core.forms import Filled, StrictForm, at_most, filled
from learning.core.late import read_id

MOST_CODES = 20_000  # characters of scanned codes: what the gate lets through


class TakeForm(StrictForm):
    """Which places go along, and what the hub is called."""

    hub_id = HiddenField()
    ten = StringField(
        "Tên trạm", [filled(), at_most(80)], description="Để sau này nhận ra, thí dụ: Máy xách tay của Đoàn"
    )
    noi = SelectMultipleField(
        "Mang theo người học của thôn nào",
        [Filled("Xin chọn ít nhất một thôn.")],
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=True,
    )

    def offer(self, places: Iterable[Place]) -> None:
        """Fill the list of places."""
        self._places = {place.id: place for place in places}
        self.noi.choices = [SelectChoice(str(place.id), _label(place)) for place in self._places.values()]

    def chosen(self) -> list[Place]:
        """The places, without those that lie in another chosen one."""
        places = [self._places[place_id] for place_id in dict.fromkeys(self.noi.data)]
        return [one for one in places if not any(other is not one and other.covers(one) for other in places)]

    def made_id(self) -> uuid.UUID | None:
        """The id that was made with the page."""
        return read_id(self.hub_id.data)


def _label(place: Place) -> str:
    return f"Cả {place.name}, mọi thôn" if place.kind == "commune" else label_of(place)


class ReceiveForm(StrictForm):
    """A file, or the texts of scanned codes."""

    tep = FileField("Tệp gửi về", description="Tệp có đuôi .tram, lấy ở máy của trạm, nhỏ hơn 4 MB.")
    ma = TextAreaField("Mã đã quét", [at_most(MOST_CODES)])

    def file(self) -> bytes:
        """What was uploaded; empty when nothing was."""
        return self.tep.data.read() if getattr(self.tep.data, "filename", "") else b""


class DecideForm(StrictForm):
    """What becomes of held facts of one reason; ``the``: whom they are about, by the card."""

    vi = HiddenField(validators=[filled()])
    viec = HiddenField(validators=[AnyOf(("nhan", "bo"))])
    dong = SelectMultipleField(validate_choice=False)
    the = StringField("Mã thẻ học của người đó", [at_most(20)])


class PairForm(StrictForm):
    """One person or two."""

    viec = HiddenField(validators=[AnyOf(("mot", "hai"))])

"""The locks on the doors of the roll: what a phone or a form without a script may send."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TelField
from wtforms.fields.choices import SelectChoice

from learning.accounts.forms import ParticularsForm, label_of
from learning.accounts.models import Place
from learning.core.codes import CodeMistyped, sanitise_card_code
from learning.core.forms import StrictForm, at_most, filled, may_be_empty, refuse
from learning.core.late import LateForm, read_id
from training.meetings.models import MOST_GUESTS

MOST_AT_ONCE = 2000


def _many() -> SelectMultipleField:
    return SelectMultipleField(choices=[], validate_choice=False)


class RollForm(LateForm):
    """Ticks and what was taken back; ``truoc`` are those ticked when a page without a script was made.

    ``quyen`` is the pass of the page (``passes.roll_pass``), ``the`` are codes of cards that the phone did not know.
    """

    quyen = HiddenField()
    cach = HiddenField()
    co = _many()
    bo = _many()
    truoc = _many()
    the = _many()
    ca_lop = HiddenField()

    def came(self) -> set[UUID]:
        """Who was ticked since the page was made."""
        return _ids(self.co.data) - _ids(self.truoc.data)

    def gone(self) -> set[UUID]:
        """Whose tick was taken back."""
        return (_ids(self.bo.data) | (_ids(self.truoc.data) - _ids(self.co.data))) - self.came()

    def cards(self) -> set[str]:
        """The cards that were scanned, those that can be read."""
        return {code for typed in (self.the.data or [])[:MOST_AT_ONCE] if (code := _card(typed))}

    def means(self) -> str:
        """How they were seen."""
        return "card" if self.cach.data == "the" else "tick"

    def kept(self) -> dict[str, Any]:
        """The form as it can be kept until an administrator has looked at it."""
        lists: dict[str, set[UUID] | set[str]] = {"came": self.came(), "gone": self.gone(), "cards": self.cards()}
        whole = {"whole": self.ca_lop.data or "", "means": self.means()}
        return {name: sorted(map(str, values)) for name, values in lists.items()} | whole


def _ids(sent: Iterable[str] | None) -> set[UUID]:
    return {found for text in list(sent or ())[:MOST_AT_ONCE] if (found := read_id(text)) is not None}


def _card(typed: str) -> str:
    try:
        return sanitise_card_code(typed)
    except CodeMistyped:
        return ""


class WalkInForm(LateForm):
    """Somebody at the door who stands on no list: as little as makes a record of a person."""

    quyen = HiddenField()
    full_name = StringField("Họ và tên", [filled(), at_most(80)])
    place = SelectField("Thôn", [filled()], coerce=int)
    birth_year = StringField("Năm sinh", [may_be_empty()])
    phone = TelField("Số điện thoại", [may_be_empty(), at_most(20)])
    guardian_name = StringField("Tên cha, mẹ hoặc người giám hộ", [may_be_empty(), at_most(80)])
    may_record = BooleanField("Đã hỏi, người học đồng ý cho xã lưu tên và kết quả học")

    validate_full_name = ParticularsForm.validate_full_name
    validate_birth_year = ParticularsForm.validate_birth_year
    validate_phone = ParticularsForm.validate_phone
    validate_guardian_name = ParticularsForm.validate_full_name

    def offer(self, places: Iterable[Place]) -> None:
        """Fill the list of places."""
        self.place.choices = [SelectChoice(str(place.id), label_of(place)) for place in places]

    def validate_may_record(self, field: BooleanField) -> None:
        """Without a yes nothing with a name is kept."""
        if not field.data:
            raise refuse("Chưa đồng ý thì không lưu tên. Xin đếm người ấy vào số khách không ghi tên.")

    def kept(self) -> dict[str, Any]:
        """What was written, in plain words."""
        names = ("full_name", "place", "birth_year", "phone", "guardian_name")
        return {name: self[name].data for name in names if self[name].data}


class GuestsForm(LateForm):
    """How many are there who gave no name."""

    quyen = HiddenField()
    number = StringField("Số khách không ghi tên", [filled(), at_most(4)])

    def validate_number(self, field: StringField) -> None:
        """A whole number that fits into a hall."""
        typed = field.data
        if not (typed.isascii() and typed.isdecimal() and int(typed) <= MOST_GUESTS):
            raise refuse(f"Xin ghi một số từ 0 đến {MOST_GUESTS}.")

    def kept(self) -> dict[str, Any]:
        """The number."""
        return {"number": int(self.number.data)}


class NameForm(LateForm):
    """Somebody before the wall without a card."""

    full_name = StringField("Họ và tên", [filled(), at_most(80)])

    validate_full_name = ParticularsForm.validate_full_name


class DecisionForm(StrictForm):
    """Yes or no, of an administrator or a facilitator."""

    duyet = HiddenField()

    def accepted(self) -> bool:
        """Whether the answer is yes."""
        return self.duyet.data == "co"

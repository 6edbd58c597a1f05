"""The locks of rosters: the file with where its people go, and what is decided about doubtful lines."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from wtforms import FileField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from learning.accounts.audiences import Audience
from learning.accounts.forms import label_of
from learning.accounts.models import Place
from learning.core.forms import StrictForm, filled
from training.roster.matching import Choice, Judged, Verdict

AUDIENCES = [SelectChoice(audience.value, audience.label) for audience in Audience]
FIELD = "dong-"


class Chosen:
    """A file must have been chosen."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: StrictForm, field: FileField) -> None:
        """Raises ``StopValidation`` when there is none."""
        if not getattr(field.data, "filename", ""):
            raise StopValidation("Chưa chọn tệp. Xin bấm vào ô này rồi chọn tệp danh sách.")


class RosterForm(StrictForm):
    """One file; thôn and group count where the file does not say."""

    roster_id = HiddenField()
    buoi = HiddenField()
    tep = FileField("Tệp danh sách", [Chosen()], description="Tệp Excel (.xlsx, .xls), .ods hoặc .csv, nhỏ hơn 4 MB.")
    place = SelectField(
        "Nếu tệp không ghi thôn thì ghi vào",
        [filled()],
        coerce=int,
        description="Dòng nào có ghi thôn thì theo dòng đó.",
    )
    audience = RadioField(
        "Nếu tệp không ghi đối tượng thì ghi là", [filled()], choices=AUDIENCES, default=Audience.RESIDENTS.value
    )

    def offer(self, places: Iterable[Place]) -> None:
        """Fill the list of places."""
        self.place.choices = [SelectChoice(str(place.id), label_of(place)) for place in places]
        self._places = {place.id: place for place in places}

    def chosen_place(self) -> Place:
        """The place that was chosen."""
        return self._places[self.place.data]

    def made_id(self) -> uuid.UUID | None:
        """The id that was made with the form."""
        return _id(self.roster_id.data)

    def meeting_id(self) -> uuid.UUID | None:
        """The meeting that its people are to be signed up for, if one is named."""
        return _id(self.buoi.data)


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def choices_in(typed: Mapping[str, str], open_lines: Mapping[str, Judged]) -> dict[str, Choice | None]:
    """What was decided about those lines of the page that are open to a decision; anything else is passed over."""
    found: dict[str, Choice | None] = {}
    for name, value in typed.items():
        one = open_lines.get(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        if one is None:
            continue
        if value in (Verdict.NEW, Verdict.SKIPPED):
            found[one.line.key] = Choice(Verdict(value))
        elif value == "":
            found[one.line.key] = None
        elif (person := next((known for known in one.alike if known.id.hex == value), None)) is not None:
            found[one.line.key] = Choice(Verdict.SAME, person.id)
    return found

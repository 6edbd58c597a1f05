"""The locks on the doors where the commune enters targets, numbers of adults and campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from courses.content import Course
from learning.accounts.audiences import Audience
from learning.accounts.models import Place
from learning.core import clock
from learning.core.forms import StrictForm, at_most, filled, may_be_empty, refuse
from learning.core.text import nfc
from reports.boards.actions import TargetDraft
from reports.boards.models import MOST
from reports.figures.formulas import Counts, Gain
from reports.figures.measures import MEASURES
from reports.figures.period_reading import read_day

MOST_ADULTS = 1_000_000
NOT_A_DAY = "Xin ghi ngày theo dạng ngày/tháng/năm, thí dụ 31/12/2026."
MEASURED = [one for one in MEASURES.values() if not isinstance(one.counted, Gain)]


def _one_line(typed: str | None) -> str:
    return " ".join(nfc(typed or "").split())


def read_number(typed: str, most: int) -> int | None:
    """A whole number as people type it ("1.250", "1 250"), or None."""
    bare = typed.strip().replace(".", "").replace(" ", "").replace("\u00a0", "")
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) < 12 and int(bare) <= most else None


class DayField(StringField):
    """A day as people write it; ``day`` is it once the form has been checked."""

    day: date

    def pre_validate(self, form: StrictForm) -> None:
        """Raises where no day can be read."""
        found = read_day(self.data or "")
        if found is None and self.data:
            raise refuse(NOT_A_DAY)
        if found is not None:
            self.day = found


class TargetForm(StrictForm):
    """One target and the document it stands in."""

    measure = SelectField(
        "Chỉ tiêu về", [filled()], choices=[SelectChoice(one.key, f"{one.name} ({one.counts})") for one in MEASURED]
    )
    amount = StringField("Con số phải đạt", [filled(), at_most(15)])
    place = SelectField("Ở đâu", [filled()], choices=[])
    audience = SelectField(
        "Đối tượng",
        [may_be_empty()],
        choices=[SelectChoice("", "Mọi đối tượng"), *(SelectChoice(one.value, one.label) for one in Audience)],
    )
    course = SelectField("Khóa học", [may_be_empty()], choices=[])
    first_day = DayField("Tính từ ngày", [filled(), at_most(20)])
    due_on = DayField("Hạn đến hết ngày", [filled(), at_most(20)])
    document = StringField("Tên, số văn bản giao", [filled(), at_most(200)], filters=[_one_line])
    document_date = DayField("Ngày văn bản", [filled(), at_most(20)])

    def offer(self, places: Iterable[Place], courses: Iterable[Course]) -> None:
        """Fill the lists."""
        self._places = {str(place.id): place for place in places}
        self.place.choices = [
            SelectChoice(key, place.name if place.kind == "village" else f"Cả {place.name}")
            for key, place in self._places.items()
        ]
        known = [SelectChoice(course.slug, course.title) for course in courses]
        self.course.choices = [SelectChoice("", "Mọi khóa học"), *known]

    def validate_amount(self, field: StringField) -> None:
        """A whole number; a share is at most a hundred."""
        number, measure = read_number(field.data, MOST), MEASURES.get(self.measure.data or "")
        if not number:
            raise refuse("Xin ghi một số nguyên lớn hơn 0, thí dụ 1.500.")
        if measure is not None and measure.counts is Counts.SHARE and number > 100:
            raise refuse("Đây là tỷ lệ phần trăm, nên nhiều nhất là 100.")

    def validate_due_on(self, field: DayField) -> None:
        """After the first day, and not in another century."""
        first, due = read_day(self.first_day.data or ""), read_day(field.data or "")
        if first and due and due <= first:
            raise refuse("Hạn phải sau ngày bắt đầu tính.")
        if first and due and (due - first).days > 3660:
            raise refuse("Chỉ tiêu dài nhất là mười năm.")

    def said(self) -> TargetDraft:
        """The target, once the form has been checked."""
        return TargetDraft(
            self.measure.data,
            self._places[self.place.data],
            self.audience.data or "",
            self.course.data or "",
            read_number(self.amount.data, MOST) or 0,
            self.first_day.day,
            self.due_on.day,
            self.document.data,
            self.document_date.day,
        )


class RosterSizeForm(StrictForm):
    """Where the numbers of adults come from and of which day they are; the numbers themselves are ``AdultsTyped``."""

    source = StringField("Nguồn số liệu", [filled(), at_most(200)], filters=[_one_line])
    as_of = DayField("Tính đến ngày", [filled(), at_most(20)])

    def validate_as_of(self, field: DayField) -> None:
        """Nobody has counted the future."""
        day = read_day(field.data or "")
        if day and day > clock.today():
            raise refuse("Ngày này chưa tới.")


@dataclass(frozen=True, slots=True)
class AdultsTyped:
    """One place in the table: what stands in its field, and whether that cannot be read."""

    place: Place
    typed: str
    wrong: bool

    @property
    def name(self) -> str:
        """The field's name."""
        return f"nguoi-lon-{self.place.id}"

    @property
    def adults(self) -> int | None:
        """The number; None where the field was left empty."""
        return read_number(self.typed, MOST_ADULTS) if self.typed.strip() else None


def adults_typed(places: Sequence[Place], values: Mapping[str, str]) -> tuple[AdultsTyped, ...]:
    """The table of a form that came in; empty fields say nothing about their place."""
    rows = []
    for place in places:
        typed = nfc(values.get(f"nguoi-lon-{place.id}", ""))[:20]
        wrong = bool(typed.strip()) and read_number(typed, MOST_ADULTS) is None
        rows.append(AdultsTyped(place, typed, wrong))
    return tuple(rows)


class CampaignForm(StrictForm):
    """A stretch of time with a name."""

    name = StringField("Tên đợt", [filled(), at_most(120)], filters=[_one_line])
    first_day = DayField("Từ ngày", [filled(), at_most(20)])
    last_day = DayField("Đến hết ngày", [filled(), at_most(20)])

    def validate_last_day(self, field: DayField) -> None:
        """Not before the first."""
        first, last = read_day(self.first_day.data or ""), read_day(field.data or "")
        if first and last and last < first:
            raise refuse("Ngày cuối phải sau ngày đầu.")
        if first and last and (last - first).days > 3660:
            raise refuse("Một đợt dài nhất là mười năm.")

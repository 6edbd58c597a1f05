"""The locks on the doors of meetings: what may be typed, and the sentence when it may not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, time, timedelta

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from courses.content import Course
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.forms import StrictForm, at_most, filled, may_be_empty, refuse
from learning.core.late import LateForm, read_id
from learning.core.text import NotAName, clean_name, nfc
from training.meetings.models import MOST_SEATS, Meeting
from training.meetings.planning import Draft
from training.meetings.schedule import MOST_REPEATS, at, clock_vi, read_day, read_time, weekly

LONGEST = timedelta(hours=12)
EVERYBODY = SelectChoice("", "Mọi đối tượng")
AUDIENCES = [EVERYBODY, *(SelectChoice(audience.value, audience.label) for audience in Audience)]


def _number(key: str | int | None) -> int:
    return int(key or 0)


def _offered(places: tuple[Place, ...]) -> list[SelectChoice]:
    """The thôn, then the whole commune; nothing is chosen beforehand unless there is only one."""
    thon = [SelectChoice(str(place.id), place.name) for place in places if place.kind == "village"]
    whole = [SelectChoice(str(place.id), f"Cả {place.name}") for place in places if place.kind != "village"]
    return [*([SelectChoice("", "Chọn thôn")] if len(places) > 1 else []), *thon, *whole]


def _one_line(typed: str | None) -> str:
    return " ".join(nfc(typed or "").split())


class MeetingForm(StrictForm):
    """Everything a planner says of a meeting; ``made`` and ``revision`` come with the page."""

    made = HiddenField()
    revision = HiddenField()
    title = StringField("Tên buổi học", [filled(), at_most(120)], filters=[_one_line])
    audience = SelectField("Dành cho", [may_be_empty()], choices=AUDIENCES)
    place = SelectField("Học ở thôn nào", [filled()], coerce=_number)
    hall = StringField("Hội trường, điểm học", [filled(), at_most(120)], filters=[_one_line])
    address_note = StringField("Đường đi", [may_be_empty(), at_most(300)], filters=[_one_line])
    day = StringField("Ngày học", [filled(), at_most(20)])
    starts = StringField("Bắt đầu lúc", [filled(), at_most(20)])
    ends = StringField("Kết thúc lúc", [filled(), at_most(20)])
    capacity = StringField("Số chỗ", [may_be_empty(), at_most(6)])
    notes = TextAreaField("Dặn thêm bà con", [may_be_empty(), at_most(2000)])
    items = SelectMultipleField("Dạy những gì", [filled()], choices=[])
    leaders = SelectMultipleField(
        "Người hướng dẫn", choices=[], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    later_too = BooleanField("Sửa cả những buổi sau của lớp này")

    def offer(self, places: Iterable[Place], leaders: Iterable[Person], courses: Iterable[Course]) -> None:
        """Fill the lists."""
        places = tuple(places)
        self._places = {place.id: place for place in places}
        self.place.choices = _offered(places)
        self.leaders.choices = [SelectChoice(str(person.id), person.full_name) for person in leaders]
        keys = ((course.slug, *(lesson.key for lesson in course.lessons)) for course in courses)
        self.items.choices = [SelectChoice(key, key) for course in keys for key in course]

    def validate_day(self, field: StringField) -> None:
        """A date as people write it, not long past and not in another decade."""
        day, today = read_day(field.data), clock.today()
        if day is None:
            raise refuse("Xin ghi ngày theo dạng ngày/tháng/năm, thí dụ 25/11/2026.")
        if not -31 <= (day - today).days <= 730:
            raise refuse("Ngày này xa quá. Xin xem lại năm.")

    def validate_starts(self, field: StringField) -> None:
        """A time of day."""
        if read_time(field.data) is None:
            raise refuse("Xin ghi giờ theo dạng giờ:phút, thí dụ 19:30.")

    def validate_ends(self, field: StringField) -> None:
        """A time of day after the start, or after midnight and not longer than half a day."""
        self.validate_starts(field)
        starts = read_time(self.starts.data or "")
        if starts is not None and not timedelta() < self._length(starts, self._ends_at()) <= LONGEST:
            raise refuse("Giờ kết thúc phải sau giờ bắt đầu, một buổi nhiều nhất 12 tiếng.")

    def validate_capacity(self, field: StringField) -> None:
        """A whole number of seats."""
        typed = field.data
        if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= MOST_SEATS):
            raise refuse(f"Số chỗ là một số từ 1 đến {MOST_SEATS}. Không giới hạn thì để trống.")

    def _ends_at(self) -> time:
        ends = read_time(self.ends.data or "")
        assert ends is not None
        return ends

    @staticmethod
    def _length(starts: time, ends: time) -> timedelta:
        """From the start to the end, over midnight if the end is earlier in the day."""
        day = date(2000, 1, 1)
        length = at(day, ends) - at(day, starts)
        return length if length > timedelta() else length + timedelta(days=1)

    def first_day(self) -> date:
        """The day that was written."""
        day = read_day(self.day.data)
        assert day is not None
        return day

    def said(self) -> Draft:
        """What was typed, in the words of the verbs."""
        starts = read_time(self.starts.data)
        assert starts is not None
        starts_at = at(self.first_day(), starts)
        return Draft(
            title=self.title.data,
            audience=self.audience.data or None,
            place=self._places[self.place.data],
            hall=self.hall.data,
            address_note=self.address_note.data or "",
            starts_at=starts_at,
            ends_at=starts_at + self._length(starts, self._ends_at()),
            capacity=int(self.capacity.data) if self.capacity.data else None,
            notes=self.notes.data or "",
            items=tuple(self.items.data),
            facilitator_ids=tuple(uuid.UUID(key) for key in self.leaders.data),
        )

    def made_id(self) -> uuid.UUID | None:
        """The id that was made with the form, if it is one."""
        return read_id(self.made.data)

    def seen_revision(self) -> int:
        """Which version of the meeting the form was filled from; none that exists for nonsense."""
        typed = self.revision.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else -1


class PlanForm(MeetingForm):
    """A new meeting, once or every week."""

    times = StringField("Học mấy buổi", [may_be_empty(), at_most(3)])
    until = StringField("Hoặc học đến hết ngày", [may_be_empty(), at_most(20)])

    def validate_times(self, field: StringField) -> None:
        """Between one meeting and a year of them."""
        if not (field.data.isascii() and field.data.isdecimal() and 1 <= int(field.data) <= MOST_REPEATS):
            raise refuse(f"Xin ghi một số từ 1 đến {MOST_REPEATS}.")

    def validate_until(self, field: StringField) -> None:
        """A date within the year after the first one."""
        until, first = read_day(field.data), read_day(self.day.data or "")
        if until is None:
            raise refuse("Xin ghi ngày theo dạng ngày/tháng/năm, thí dụ 30/12/2026.")
        if first is not None and not 0 <= (until - first).days <= 7 * MOST_REPEATS:
            raise refuse("Ngày cuối phải sau ngày học đầu tiên, trong vòng một năm.")

    def days(self) -> tuple[date, ...]:
        """The days on which the class meets."""
        until = read_day(self.until.data) if self.until.data else None
        return weekly(self.first_day(), int(self.times.data or 1), until)


def written(meeting: Meeting, items: Iterable[str], leaders: Iterable[Person]) -> dict[str, object]:
    """A meeting as its form shows it."""
    return {
        "revision": str(meeting.revision),
        "title": meeting.title,
        "audience": meeting.audience or "",
        "place": meeting.place_id,
        "hall": meeting.hall,
        "address_note": meeting.address_note,
        "day": f"{meeting.starts_at.astimezone(clock.LOCAL):%d/%m/%Y}",
        "starts": clock_vi(meeting.starts_at),
        "ends": clock_vi(meeting.ends_at),
        "capacity": str(meeting.capacity or ""),
        "notes": meeting.notes,
        "items": list(items),
        "leaders": [str(person.id) for person in leaders],
    }


class SignUpForm(LateForm):
    """Somebody wants to come and says a name; with a card nothing needs to be said."""

    full_name = StringField("Họ và tên", [filled(), at_most(80)], filters=[_one_line])
    place = SelectField("Thôn", [may_be_empty()], coerce=_number)

    def offer(self, places: Iterable[Place]) -> None:
        """Fill the list of places."""
        places = tuple(places)
        self._places = {place.id: place for place in places}
        known = (SelectChoice(str(place.id), place.name) for place in places if place.kind == "village")
        self.place.choices = [SelectChoice("0", "Không ghi"), *known]

    def validate_full_name(self, field: StringField) -> None:
        """A name is letters of any script."""
        try:
            clean_name(field.data)
        except NotAName as reason:
            raise refuse(str(reason)) from reason

    def chosen_place(self) -> Place | None:
        """The thôn that was chosen."""
        return self._places.get(self.place.data)


class CancelForm(StrictForm):
    """Why a meeting will not take place."""

    reason = StringField("Vì sao hủy", [filled(), at_most(300)], filters=[_one_line])
    later_too = BooleanField("Hủy cả những buổi sau của lớp này")

"""The lock on the door of visits: few fields, most of them filled in beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from courses.catalogue import catalogue
from learning.accounts.models import Place
from learning.core import clock
from learning.core.clock import LOCAL
from learning.core.codes import CARD_CODE_LENGTH, CodeMistyped, sanitise_card_code
from learning.core.forms import at_most, filled, may_be_empty, refuse
from learning.core.late import LONGEST_WAY, LateForm, read_id
from training.meetings.schedule import at, read_day
from training.visits.models import MOST_OTHERS, HouseVisit

MINUTES = (15, 30, 45, 60, 90)
MOST_COURSES = 3
MOST_PEOPLE = 30
MOST_SENT = 200  # what is read of a list that no page of ours has made
TODAY, YESTERDAY, OTHER = "nay", "qua", "khac"
DAYS = [SelectChoice(TODAY, "Hôm nay"), SelectChoice(YESTERDAY, "Hôm qua"), SelectChoice(OTHER, "Ngày khác")]
_NO_LETTER = re.compile(r"[\W_]+")  # cards are typed one after the other, with spaces, dots or nothing between


def _many(label: str) -> SelectMultipleField:
    return SelectMultipleField(label, choices=[], validate_choice=False)


class VisitForm(LateForm):
    """A visit. ``tim`` only looks for people and is not kept."""

    ai = _many("Ai học?")
    the = StringField("Số trên Thẻ học", [may_be_empty(), at_most(300)])
    tim = StringField("Tìm theo tên", [may_be_empty(), at_most(80)])
    khach = StringField("Số người học không ghi tên", [may_be_empty(), at_most(4)])
    phut = RadioField("Dạy bao lâu?", [filled()])
    khoa = _many("Dạy khóa nào?")
    noi = SelectField("Ở thôn nào?", [filled()], coerce=int)
    ngay = RadioField("Hôm nào?", choices=DAYS, default=TODAY)
    ngay_khac = StringField("Ngày khác", [may_be_empty(), at_most(20)])

    visit: HouseVisit | None = None  # the one that is corrected

    def offer(self, places: Iterable[Place], minutes: Sequence[int] = MINUTES) -> None:
        """Fill the lists."""
        places = tuple(places)
        self._places = {place.id: place for place in places}
        self.noi.choices = [SelectChoice(str(place.id), place.name) for place in places]
        self.phut.choices = [SelectChoice(str(number), f"{number} phút") for number in minutes]

    def validate_ai(self, field: SelectMultipleField) -> None:
        """Not a whole village."""
        if len(self.people()) > MOST_PEOPLE:
            raise refuse(f"Một lượt ghi nhiều nhất {MOST_PEOPLE} người. Đông hơn thì mở một buổi học.")

    def validate_the(self, field: StringField) -> None:
        """Numbers of cards one after the other, each with its check digit."""
        try:
            found = self.cards()
        except CodeMistyped as reason:
            raise refuse(str(reason)) from reason
        if len(found) > MOST_PEOPLE:
            raise refuse(f"Một lượt ghi nhiều nhất {MOST_PEOPLE} thẻ.")

    def validate_khach(self, field: StringField) -> None:
        """A small whole number."""
        if not (field.data.isascii() and field.data.isdecimal() and int(field.data) <= MOST_OTHERS):
            raise refuse(f"Xin ghi một số từ 0 đến {MOST_OTHERS}.")

    def validate_khoa(self, field: SelectMultipleField) -> None:
        """A few, so that the figures of courses mean something."""
        if len(self.courses()) > MOST_COURSES:
            raise refuse(f"Chọn nhiều nhất {MOST_COURSES} khóa.")

    def validate_ngay(self, field: RadioField) -> None:
        """Another day must be named, and only one."""
        if field.data == OTHER and not self.ngay_khac.data:
            raise refuse("Xin ghi ngày đã dạy vào ô “Ngày khác”.")
        if field.data == YESTERDAY and self._day_is_written():
            raise refuse("Vừa chọn “Hôm qua” vừa ghi ngày khác. Xin bỏ một trong hai.")

    def validate_ngay_khac(self, field: StringField) -> None:
        """Not to come, not long past; a visit that is corrected may keep its day."""
        if not self._day_is_written():
            return
        day, last = read_day(field.data), self._done().date()
        if day is None:
            raise refuse("Xin ghi ngày theo dạng ngày/tháng/năm, thí dụ 05/11/2026.")
        if day > last:
            raise refuse("Ngày này chưa tới. Xin xem lại.")
        if last - day > LONGEST_WAY and day != self._day_before():
            raise refuse(f"Ngày này đã quá {LONGEST_WAY.days} ngày, không ghi được nữa.")

    def _day_is_written(self) -> bool:
        """A form that is corrected brings the old day along; it counts as long as it is chosen."""
        return bool(self.ngay_khac.data) and (self.visit is None or self.ngay.data == OTHER)

    def _done(self) -> datetime:
        """When the form was sent off on the phone, in Vietnam's time."""
        return self.happened_at(clock.now()).astimezone(LOCAL)

    def _day_before(self) -> date | None:
        return self.visit.visited_at.astimezone(LOCAL).date() if self.visit else None

    def visited_at(self) -> datetime:
        """The moment of the visit: now, or noon of another day. The hour that a corrected visit has stays."""
        done = self._done()
        typed = read_day(self.ngay_khac.data) if self._day_is_written() else None
        day = typed or done.date() - timedelta(days=self.ngay.data == YESTERDAY)
        if self.visit is not None and day == self._day_before():
            return self.visit.visited_at
        return done if day == done.date() else at(day, time(12))

    def people(self) -> set[UUID]:
        """Who was picked."""
        return {found for text in (self.ai.data or ())[:MOST_SENT] if (found := read_id(text)) is not None}

    def cards(self) -> set[str]:
        """The cards; raises ``CodeMistyped`` with a sentence."""
        pieces = (_NO_LETTER.sub("", piece) for piece in re.split("[,;\n]", self.the.data or ""))
        parts = (
            piece[first : first + CARD_CODE_LENGTH]
            for piece in pieces
            for first in range(0, len(piece), CARD_CODE_LENGTH)
        )
        return {sanitise_card_code(part) for part in parts}

    def courses(self) -> tuple[str, ...]:
        """The chosen courses that are published; what has been withdrawn meanwhile is left out."""
        found = (catalogue().find(slug) for slug in dict.fromkeys(self.khoa.data or ()))
        return tuple(course.slug for course in found if course is not None and not course.is_path)

    def place(self) -> Place:
        """The thôn."""
        return self._places[self.noi.data]

    def offered_place_id(self) -> int | None:
        """The thôn that was chosen, if it is one of those offered: a search comes here without ``validate``."""
        return self.noi.data if self.noi.data in self._places else None

    def others(self) -> int:
        """How many learnt without a name."""
        return int(self.khach.data or 0)

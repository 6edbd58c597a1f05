"""House visits and supervised tries in the figures: on their day, under their channel, gone with a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db
from quizzes.models import Attempt
from reports.figures import actions, queries
from reports.figures.measures import MEASURES
from reports.figures.periods import month_of, year_of
from reports.figures.scope import Scope
from tests.support import factories
from tests.support.factories import COURSE, OTHER_COURSE
from training.visits import actions as visits
from training.visits.actions import Said

SEPTEMBER = datetime(2026, 9, 3, 3, 0, tzinfo=UTC)
YEAR = Scope(year_of(date(2026, 9, 3)))


def number(measure: str, scope: Scope = YEAR) -> int | None:
    """The figure of this moment."""
    while actions.catch_up():
        pass
    return queries.figure(measure, scope).numerator


def at_home(*people: Person, at: datetime = SEPTEMBER, courses: tuple[str, ...] = (COURSE,), minutes: int = 45) -> Said:
    return Said(factories.place("Thôn Mẫu Một"), at, minutes, people, courses, 3)


def test_people_turns_and_hours_are_kept_apart(resident: Person, stranger: Person, facilitator: Person) -> None:
    visits.record(uuid4(), at_home(resident, stranger), facilitator)
    visits.record(uuid4(), at_home(resident, courses=(COURSE, OTHER_COURSE), minutes=15), facilitator)
    assert (number("visited"), number("visits"), number("visit_hours")) == (2, 3, 105)
    assert queries.figure("visit_hours", YEAR).value == 1.75
    other = replace(YEAR, course=OTHER_COURSE, courses=frozenset({OTHER_COURSE}))
    assert (number("visited", other), number("visits", other)) == (1, 1)


def test_the_channel_of_visits_reaches_the_other_measures(resident: Person, facilitator: Person) -> None:
    visits.record(uuid4(), at_home(resident), facilitator)
    by_channel = {channel: number("active", replace(YEAR, channel=channel)) for channel in ("tai-nha", "lop", "tu-hoc")}
    assert by_channel == {"tai-nha": 1, "lop": 0, "tu-hoc": 0}
    assert number("reached", replace(YEAR, channel="tai-nha")) == 1
    behind = queries.people_behind("visits", replace(YEAR, channel="tai-nha"))
    assert behind.total == 1


def test_a_visit_told_late_counts_in_its_own_month(resident: Person, facilitator: Person) -> None:
    """Figures of the month were looked at before it arrived."""
    assert number("visits", Scope(month_of(SEPTEMBER.date()))) == 0
    visits.record(uuid4(), at_home(resident), facilitator)
    assert number("visits", Scope(month_of(SEPTEMBER.date()))) == 1
    assert number("visits", Scope(month_of(clock.today()))) == (1 if clock.today().month == 9 else 0)


def test_correcting_and_taking_back_is_followed(resident: Person, stranger: Person, facilitator: Person) -> None:
    visit, _ = visits.record(uuid4(), at_home(resident), facilitator)
    assert number("visits") == 1
    october = SEPTEMBER + timedelta(days=40)
    visits.correct(visit, at_home(stranger, resident, at=october, courses=()), facilitator)
    assert number("visits", Scope(month_of(SEPTEMBER.date()))) == 0
    assert number("visits", Scope(month_of(october.date()))) == 2
    assert number("visits", replace(YEAR, course=COURSE, courses=frozenset({COURSE}))) == 0
    visits.take_back(visit, facilitator)
    assert (number("visited"), number("active")) == (0, 0)


@pytest.mark.parametrize(
    ("until", "where", "channel"),
    [(None, "", "tu-hoc"), (None, "Nhà văn hóa", "giay"), (SEPTEMBER, "Nhà văn hóa", "lop")],
)
def test_a_try_counts_where_it_was_taken(resident: Person, until: datetime | None, where: str, channel: str) -> None:
    attempt = _handed_in(resident)
    attempt.supervised_at, attempt.supervised_until = where, until
    db.session.flush()
    found = {name: number("first_try_passes", replace(YEAR, channel=name)) for name in ("tu-hoc", "lop", "giay")}
    assert found == {name: int(name == channel) for name in found}
    attempt.supervised_at = ""  # finished elsewhere, after the hour
    db.session.flush()
    assert number("first_try_passes", replace(YEAR, channel="tu-hoc")) == 1
    assert number("active", replace(YEAR, channel="lop")) == 0


def _handed_in(person: Person) -> Attempt:
    row = {"course_slug": COURSE, "quiz_slug": "kiem-tra", "item_key": f"{COURSE}/kiem-tra", "drawn": [], "answers": {}}
    row |= {"opened_at": SEPTEMBER, "handed_in_at": SEPTEMBER, "percent": 100, "passed": True, "pass_mark": 60}
    attempt = Attempt(person_id=person.id, revision_id=factories.course().revision_id, **row)
    db.session.add(attempt)
    return attempt


def test_the_pages_of_figures_show_visits(client_of, staff: Person, resident: Person, facilitator: Person) -> None:
    visits.record(uuid4(), at_home(resident, at=clock.now()), facilitator)
    browser = client_of(staff)
    board = browser.get("/can-bo/thong-ke?ky=nam&kenh=tai-nha").get_data(as_text=True)
    assert all(MEASURES[key].name in board for key in ("visited", "visits", "visit_hours"))
    listed = browser.get("/can-bo/thong-ke/danh-sach?so=visits&kenh=tai-nha").get_data(as_text=True)
    assert resident.full_name in listed
    assert MEASURES["visits"].sentence in browser.get("/can-bo/thong-ke/dinh-nghia").get_data(as_text=True)

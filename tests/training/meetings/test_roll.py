"""Checking in and taking back: twice, late, out of order, forty at once; the trail says the same in any order."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from learning.accounts.models import Person
from learning.core import clock as core_clock
from learning.core.database import db
from pages import own_data
from tests.support import factories
from tests.support.meetings import came, meeting
from training.meetings import actions, queries
from training.meetings.models import Attendance, AttendanceEvidence, AttendanceRemoval, CheckIn, Meeting


@pytest.fixture
def evening(facilitator: Person) -> Meeting:
    """A meeting that goes on now."""
    return meeting(facilitator, starts_at=core_clock.now() - timedelta(minutes=30))


def roll(found: Meeting) -> list[str]:
    """The names on the roll."""
    return [one.person.full_name if one.person else "" for one in queries.attendance_of(found)]


def test_forty_are_checked_in_within_three_questions(app, evening: Meeting, facilitator: Person, queries) -> None:
    people = factories.people(40)
    now = core_clock.now()
    db.session.commit()
    with queries() as log:
        actions.check_in(evening, people, "tick", now, facilitator)
    assert len(log) <= 3, log
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 40


def test_checking_in_again_keeps_the_first_moment(evening: Meeting, resident: Person) -> None:
    first = core_clock.now() - timedelta(minutes=20)
    came(evening, resident, moment=first)
    came(evening, resident)
    row = db.session.scalars(select(Attendance)).one()
    assert row.checked_in_at == first


def test_the_same_form_twice_leaves_one_line_in_the_trail(evening: Meeting, resident: Person) -> None:
    made = uuid.uuid4()
    for _ in range(2):
        actions.check_in(evening, [resident], "card", core_clock.now(), None, made)
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1


def test_an_earlier_moment_that_arrives_later_wins(evening: Meeting, resident: Person) -> None:
    earlier = core_clock.now() - timedelta(minutes=20)
    came(evening, resident)
    actions.check_in(evening, [resident], "card", earlier, None)
    row = db.session.scalars(select(Attendance)).one()
    assert (row.checked_in_at, row.means) == (earlier, "card")


def test_a_clock_that_is_years_ahead_counts_as_now(evening: Meeting, resident: Person) -> None:
    came(evening, resident, moment=core_clock.now() + timedelta(days=900))
    assert abs(db.session.scalars(select(Attendance)).one().checked_in_at - core_clock.now()) < timedelta(minutes=1)


def test_the_roll_stands_in_the_order_of_given_names(evening: Meeting) -> None:
    people = [factories.person(name) for name in ("Đỗ Văn Ẩn", "Bùi Thị Ân", "Lê Thị Bích", "Trần Văn An")]
    came(evening, *people)
    assert roll(evening) == ["Trần Văn An", "Bùi Thị Ân", "Đỗ Văn Ẩn", "Lê Thị Bích"]


def test_who_is_taken_off_leaves_a_trail(evening: Meeting, resident: Person, facilitator: Person) -> None:
    came(evening, resident, moment=core_clock.now() - timedelta(minutes=5))
    actions.remove_attendance(evening, resident, core_clock.now(), facilitator, "Bấm nhầm người")
    assert roll(evening) == []
    removal, person = queries.removals_of(evening.id)[0]
    assert (person, removal.removed_by, removal.reason) == (resident, facilitator.id, "Bấm nhầm người")


def test_a_queued_check_in_does_not_bring_back_who_was_taken_off_later(evening: Meeting, resident: Person) -> None:
    actions.remove_attendance(evening, resident, core_clock.now(), None)
    came(evening, resident, moment=core_clock.now() - timedelta(minutes=5))
    assert roll(evening) == []


def test_who_comes_after_all_is_back_on_the_roll(evening: Meeting, resident: Person, clock) -> None:
    came(evening, resident)
    clock.move(minutes=5)
    actions.remove_attendance(evening, resident, core_clock.now(), None)
    clock.move(minutes=5)
    came(evening, resident)
    assert roll(evening) == [resident.full_name]


def test_what_arrives_after_closing_is_kept_and_marked(
    evening: Meeting, resident: Person, stranger: Person, facilitator: Person, clock
) -> None:
    came(evening, resident)
    clock.move(minutes=60)
    actions.set_state(evening, "closed", core_clock.now(), facilitator)
    clock.move(hours=9)
    came(evening, stranger, moment=core_clock.now() - timedelta(hours=10))
    late = {one.person.full_name: one.late for one in queries.attendance_of(evening) if one.person}
    assert late == {resident.full_name: False, stranger.full_name: True}


def test_the_roll_lists_the_thon_and_whoever_signed_up(
    evening: Meeting, resident: Person, stranger: Person, facilitator: Person
) -> None:
    outsider = factories.person("Hà Thị Xa", "Thôn Mẫu Hai")
    actions.sign_up_people(evening, [stranger], facilitator)
    came(evening, resident)
    rows = {row.person.full_name: row for row in queries.people_expected(evening)}
    assert rows[stranger.full_name].signed_up
    assert rows[resident.full_name].attendance is not None
    assert outsider.full_name not in rows


def test_who_is_forgotten_stays_as_a_turn_without_a_name(evening: Meeting, resident: Person) -> None:
    actions.sign_up(evening, actions.Wish(uuid.uuid4(), core_clock.now(), resident))
    came(evening, resident)
    actions.remove_attendance(evening, resident, core_clock.now() - timedelta(hours=1), None, "thử")
    own_data.forget(resident)
    db.session.flush()
    assert roll(evening) == [""]
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 0
    assert db.session.scalar(select(func.count()).select_from(AttendanceRemoval)) == 0


def test_the_same_photograph_is_attached_once(evening: Meeting, facilitator: Person) -> None:
    for _ in range(2):
        actions.add_evidence(evening, b"\xff\xd8\xff photo", "image/jpeg", facilitator)
    assert db.session.scalar(select(func.count()).select_from(AttendanceEvidence)) == 1


EVENTS = st.lists(
    st.tuples(st.sampled_from(["in", "off"]), st.integers(0, 1), st.integers(0, 6)), min_size=1, max_size=8
)


@given(events=EVENTS, order=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_gives_one_roll(blank_again, events, order) -> None:
    """Three phones, two people, ticks and un-ticks: shuffled, doubled, the roll comes out alike."""
    rolls = []
    shuffled = [*enumerate(events), *enumerate(events[:3])]
    order.shuffle(shuffled)
    start = datetime(2026, 11, 20, 12, tzinfo=core_clock.LOCAL)
    for sequence in (list(enumerate(events)), shuffled):
        blank_again()
        by = factories.person("Bùi Thị Quỳnh")
        people = [factories.person("Lê Thị Một"), factories.person("Lê Thị Hai")]
        found = meeting(by, starts_at=start)
        for number, (kind, who, minute) in sequence:
            moment, made = start + timedelta(minutes=minute), uuid.UUID(int=number + 1)
            if kind == "in":
                actions.check_in(found, [people[who]], "tick", moment, None, made)
            else:
                actions.remove_attendance(found, people[who], moment, None, "", made)
        rows = db.session.execute(select(Attendance.checked_in_at, Person.full_name).join(Person)).all()
        rolls.append(sorted((name, at) for at, name in rows))
    assert rolls[0] == rolls[1]

"""Several people in the same moment: seats are not given twice, states are not lost, names come through one by one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core import clock as core_clock
from learning.core.database import db, may_write
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.support import factories
from tests.support.meetings import draft, meeting
from training.meetings import actions, planning, queries
from training.meetings.models import CheckIn, Meeting, MeetingState

MANY = 6
MONDAY = date(2026, 11, 30)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """A site on a real database, with a facilitator and nobody signed in."""
    with site_on_disk(tmp_path) as made:
        yield made


def facilitator() -> Person:
    """Somebody who holds meetings."""
    return factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR, "Thôn Mẫu Một")


def test_two_taps_plan_one_meeting(site: Flask) -> None:
    by, made = facilitator().id, uuid.uuid4()
    db.session.commit()

    def tap(_: int) -> UUID:
        with site.app_context():
            may_write.set(True)
            found = planning.plan(draft(day=MONDAY), (MONDAY,), db.session.get_one(Person, by), made).id
            db.session.commit()
            return found

    assert at_once(MANY, tap) == [made] * MANY
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1
    assert db.session.scalar(select(func.count()).select_from(MeetingState)) == 1


def test_the_last_seats_are_given_once(site: Flask) -> None:
    code = meeting(facilitator(), capacity=2).code
    db.session.commit()

    def sign_up(number: int) -> int:
        name = f"Cao Thị Mẫu {'ABCDEFGH'[number]}"
        answer = site.test_client().post(f"/buoi-hoc/{code}/ghi-ten", data={"full_name": name, "place": "0"})
        return answer.status_code

    statuses = at_once(MANY, sign_up)
    assert sorted(statuses) == [303, 303, *[409] * (MANY - 2)], statuses
    assert queries.seats_taken(db.session.scalars(select(Meeting.id)).one()) == 2


def test_two_laptops_close_a_class_once(site: Flask) -> None:
    by = facilitator()
    found, by_id = meeting(by).id, by.id
    db.session.commit()

    def close(_: int) -> int:
        with site.app_context():
            may_write.set(True)
            person = db.session.get_one(Person, by_id)
            held = queries.meeting_for(person, found, lock=True)
            actions.set_state(held, "closed", core_clock.now(), person)
            db.session.commit()
            return 1

    assert at_once(MANY, close) == [1] * MANY
    assert [state.state for state in queries.states_of(found)] == ["planned", "closed"]


def test_a_class_and_one_of_its_evenings_are_called_off_together(site: Flask) -> None:
    by = facilitator()
    first = meeting(by, tuple(date(2026, 11, 30 - 7 * week) for week in (3, 2, 1, 0)), day=date(2026, 11, 9))
    rows, by_id = [first.id, *[row.id for row in queries.following(first, by)]], by.id
    db.session.commit()

    def call_off(number: int) -> int:
        with site.app_context():
            may_write.set(True)
            person = db.session.get_one(Person, by_id)
            held = queries.meeting_for(person, rows[number % 3], lock=True)
            cancelled = planning.cancel(held, "mưa bão", person, later_too=True)
            db.session.commit()
            return cancelled

    assert all(isinstance(done, int) for done in at_once(MANY, call_off))
    assert all([state.state for state in queries.states_of(row)] == ["planned", "cancelled"] for row in rows)


def test_the_same_people_are_checked_in_from_many_phones(site: Flask) -> None:
    by = facilitator()
    found, by_id = meeting(by).id, by.id
    people = [factories.person(name).id for name in ("Cao Thị Mẫu An", "Cao Thị Mẫu Bình", "Cao Thị Mẫu Chi")]
    db.session.commit()

    def check_in(number: int) -> int:
        with site.app_context():
            may_write.set(True)
            person = db.session.get_one(Person, by_id)
            held = queries.meeting_for(person, found, lock=True)
            here = [db.session.get_one(Person, who) for who in (people if number % 2 else people[::-1])]
            actions.check_in(held, here, "tick", core_clock.now(), person)
            db.session.commit()
            return 1

    assert at_once(MANY, check_in) == [1] * MANY
    assert queries.came_to([found]) == {found: 3}
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 3 * MANY

"""Questions about tests under supervision: where somebody may ask, who waits, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db
from learning.core.errors import NotFound
from quizzes.models import Attempt
from training.meetings.models import Attendance, Meeting
from training.meetings.queries import with_place
from training.rollcall.models import SupervisedTest

AROUND = timedelta(hours=12)  # a class that somebody forgot to close is no class any more


@dataclass(frozen=True, slots=True)
class Taken:
    """A request or a paper, and what came of it."""

    test: SupervisedTest
    attempt: Attempt | None


def open_meetings_for(person: Person) -> Sequence[Meeting]:
    """The classes that go on now in the person's thôn or for the whole commune, and those they were checked in at."""
    now = clock.now()
    there = select(Attendance.meeting_id).where(Attendance.person_id == person.id)
    near = or_(Meeting.place_id.in_([person.place_id, person.place.parent_id]), Meeting.id.in_(there))
    query = with_place().where(near, Meeting.state == "opened")
    query = query.where(Meeting.starts_at < now + AROUND, Meeting.ends_at > now - AROUND)
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)))


def latest_of(person_id: UUID, item_key: str) -> SupervisedTest | None:
    """The person's newest request for this quiz."""
    query = select(SupervisedTest).where(SupervisedTest.person_id == person_id, SupervisedTest.item_key == item_key)
    query = query.where(SupervisedTest.way == "screen").order_by(
        SupervisedTest.asked_at.desc(), SupervisedTest.id.desc()
    )
    return db.session.scalar(query.limit(1))


def request_of(person_id: UUID, request_id: UUID) -> SupervisedTest:
    """The person's own request, locked; raises ``NotFound`` for anybody else's."""
    query = select(SupervisedTest).where(SupervisedTest.id == request_id, SupervisedTest.person_id == person_id)
    found = db.session.scalar(query.with_for_update(of=SupervisedTest))
    if found is None:
        raise NotFound
    return found


def requests_of(meeting_id: UUID, waiting: bool = False) -> Sequence[Taken]:
    """What was asked and entered at a meeting, with the attempts, in one question; the first to ask comes first."""
    query = select(SupervisedTest, Attempt).outerjoin(Attempt, Attempt.id == SupervisedTest.attempt_id)
    query = query.where(SupervisedTest.meeting_id == meeting_id)
    query = query.where(SupervisedTest.decided_at.is_(None)) if waiting else query
    rows = db.session.execute(query.order_by(SupervisedTest.asked_at, SupervisedTest.id))
    return [Taken(test, attempt) for test, attempt in rows]


def papers_of(meeting_id: UUID, item_key: str) -> dict[UUID, Taken]:
    """The papers entered at a meeting for one quiz, by person."""
    rows = [row for row in requests_of(meeting_id) if row.test.way == "paper" and row.test.item_key == item_key]
    return {row.test.person_id: row for row in rows}

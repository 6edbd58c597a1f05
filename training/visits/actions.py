"""Verbs of house visits: write down, correct, take back. Nothing here commits.

What a phone sends may come twice and late: the first arrival makes the visit, every other one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from learning.accounts.actions import trace
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import Base, db, upsert
from learning.core.errors import Refusal
from training.visits.models import HouseVisit, VisitedCourse, VisitedPerson

_QUIETLY = {"synchronize_session": False}


class SomebodyElsesVisit(Refusal):
    """Another person's visit has this id."""

    sentence = "Lượt này đã có người khác ghi. Xin mở lại trang ghi lượt rồi làm lại."


@dataclass(frozen=True, slots=True)
class Said:
    """What a recorder says of a visit; fetch ``people`` with a lock, so that nobody is deleted meanwhile."""

    place: Place
    visited_at: datetime
    minutes: int
    people: tuple[Person, ...]
    courses: tuple[str, ...]
    others: int


def record(made: UUID, said: Said, by: Person) -> tuple[HouseVisit, bool]:
    """Write a visit down; gives it, and whether it is new. Raises ``SomebodyElsesVisit``."""
    row = {"id": made, "recorded_at": clock.now(), "recorded_by": by.id, **_own(said)}
    query = upsert(HouseVisit).values(**row).on_conflict_do_nothing().returning(HouseVisit.id)
    new = db.session.execute(query).first() is not None
    visit = db.session.get_one(HouseVisit, made)
    if visit.recorded_by != by.id:
        raise SomebodyElsesVisit
    if new:
        _add(VisitedPerson, made, "person_id", (person.id for person in said.people))
        _add(VisitedCourse, made, "course_slug", said.courses)
        trace(by, "record_visit", f"visit:{made}")
    return visit, new


def correct(visit: HouseVisit, said: Said, by: Person) -> None:
    """Make the visit say this; fetch it with a lock."""
    for name, value in _own(said).items():
        setattr(visit, name, value)
    _replace(VisitedPerson, visit.id, "person_id", [person.id for person in said.people])
    _replace(VisitedCourse, visit.id, "course_slug", said.courses)
    trace(by, "correct_visit", f"visit:{visit.id}")


def take_back(visit: HouseVisit, by: Person) -> None:
    """It was written down by mistake: whom and what it taught goes, and it counts nowhere. Fetch it with a lock."""
    visit.taken_back_at = clock.now()
    visit.others = 0
    _replace(VisitedPerson, visit.id, "person_id", ())
    _replace(VisitedCourse, visit.id, "course_slug", ())
    trace(by, "take_back_visit", f"visit:{visit.id}")


def forget(person_id: UUID) -> None:
    """Take a person out of the visits they had; those they made themselves stay, without who made them."""
    db.session.execute(delete(VisitedPerson).where(VisitedPerson.person_id == person_id), execution_options=_QUIETLY)
    made = update(HouseVisit).where(HouseVisit.recorded_by == person_id).values(recorded_by=None)
    db.session.execute(made, execution_options=_QUIETLY)


def hand_over(gone: UUID, stays: UUID) -> None:
    """Two records turn out to be one person: visits of the one become the other's, each once.

    Nobody is taught by themselves: at a visit that either of the two wrote down, neither of them learnt.
    """
    pair = (gone, stays)
    _take_off_own(pair)
    theirs = select(VisitedPerson.visit_id).where(VisitedPerson.person_id == gone)
    rows = [{"visit_id": visit_id, "person_id": stays} for visit_id in db.session.scalars(theirs)]
    if rows:
        db.session.execute(upsert(VisitedPerson).values(rows).on_conflict_do_nothing())
    db.session.execute(delete(VisitedPerson).where(VisitedPerson.person_id == gone), execution_options=_QUIETLY)
    made = update(HouseVisit).where(HouseVisit.recorded_by == gone).values(recorded_by=stays)
    db.session.execute(made, execution_options=_QUIETLY)


def _take_off_own(pair: tuple[UUID, UUID]) -> None:
    """Take the two off the visits they wrote down; one that taught nobody else is taken back."""
    own = select(HouseVisit.id).where(HouseVisit.recorded_by.in_(pair))
    theirs = VisitedPerson.person_id.in_(pair), VisitedPerson.visit_id.in_(own)
    left = set(db.session.scalars(select(VisitedPerson.visit_id).where(*theirs)))
    if not left:
        return
    db.session.execute(delete(VisitedPerson).where(*theirs), execution_options=_QUIETLY)
    others = select(VisitedPerson).where(VisitedPerson.visit_id == HouseVisit.id).exists()
    query = select(HouseVisit.id).where(HouseVisit.id.in_(left), HouseVisit.others == 0, ~others)
    empty = list(db.session.scalars(query))
    ended = update(HouseVisit).where(HouseVisit.id.in_(empty)).values(taken_back_at=clock.now())
    db.session.execute(ended, execution_options=_QUIETLY)
    taught = delete(VisitedCourse).where(VisitedCourse.visit_id.in_(empty))
    db.session.execute(taught, execution_options=_QUIETLY)


def _own(said: Said) -> dict[str, Any]:
    return {
        "place_id": said.place.id,
        "visited_at": said.visited_at,
        "minutes": said.minutes,
        "others": said.others,
    }


def _replace(table: type[Base], visit_id: UUID, column: str, values: Iterable[Any]) -> None:
    """Rows that stay are not touched, so that figures look only at what has changed."""
    wanted, rows = list(values), table.__table__.c
    gone = delete(table).where(rows.visit_id == visit_id, rows[column].not_in(wanted))
    db.session.execute(gone, execution_options=_QUIETLY)
    _add(table, visit_id, column, wanted)


def _add(table: type[Base], visit_id: UUID, column: str, values: Iterable[Any]) -> None:
    if rows := [{"visit_id": visit_id, column: value} for value in values]:
        db.session.execute(upsert(table).values(rows).on_conflict_do_nothing())

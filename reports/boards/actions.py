"""Verbs: set a target, take it back. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from learning.accounts.actions import trace
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import db, new_id, upsert
from reports.boards.models import Target

SAME = ["measure", "place_id", "audience", "course", "due_on"]


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A target as it was typed."""

    measure: str
    place: Place
    audience: str
    course: str
    amount: int
    first_day: date
    due_on: date
    document: str
    document_date: date


def set_target(draft: TargetDraft, by: Person) -> None:
    """Write a target down; for the same measure, place, audience, course and deadline the later word counts."""
    row = {name: getattr(draft, name) for name in draft.__slots__ if name != "place"}
    row |= {"place_id": draft.place.id, "recorded_at": clock.now(), "recorded_by": by.id}
    said = {name: value for name, value in row.items() if name not in SAME}
    statement = upsert(Target).values(id=new_id(), **row)
    db.session.execute(statement.on_conflict_do_update(index_elements=SAME, set_=said))
    trace(by, "set_target", f"place:{draft.place.id}")


def drop_target(target: Target, by: Person) -> None:
    """Take a target back, as if it had never been set."""
    db.session.delete(target)
    trace(by, "drop_target", f"place:{target.place_id}")

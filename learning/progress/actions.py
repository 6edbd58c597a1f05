"""Verbs of the ledger: record and forget. Recording twice, late or out of order gives the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from learning.core import clock
from learning.core.clock import LOCAL
from learning.core.database import db, new_id, upsert
from learning.progress.models import Completion, ForgottenTally, ReadingPlace
from learning.progress.queries import standing

CLOCKS_DIFFER = timedelta(minutes=5)


def record(person_id: UUID, item_key: str, finished_at: datetime, source: str = "self") -> None:
    """Write that an item is finished; of several moments the earliest stays.

    A moment in the future (a phone whose clock is wrong) is taken as now.
    """
    moment = clock.now()
    finished_at = moment if finished_at > moment + CLOCKS_DIFFER else finished_at
    row = upsert(Completion).values(
        id=new_id(), person_id=person_id, item_key=item_key, source=source, finished_at=finished_at, recorded_at=moment
    )
    earlier = row.excluded.finished_at < Completion.finished_at
    keys = ["person_id", "item_key", "source"]
    db.session.execute(
        row.on_conflict_do_update(index_elements=keys, set_={"finished_at": row.excluded.finished_at}, where=earlier)
    )


def conclude(person_id: UUID, course_key: str, required: Iterable[str], source: str = "self") -> bool:
    """Write that a course is finished if all its required items are; tells whether it is. Nothing is no course."""
    required = tuple(required)
    if not required or not standing(person_id, required).complete:
        return False
    record(person_id, course_key, clock.now(), source)
    return True


def keep_place(person_id: UUID, item_key: str, screen: int, reached_at: datetime) -> None:
    """Remember where somebody stopped reading; of two places in a course the later one stays, whichever came first."""
    course = item_key.partition("/")[0]
    new = {"item_key": item_key, "screen": screen, "reached_at": reached_at}
    row = upsert(ReadingPlace).values(id=new_id(), person_id=person_id, course_slug=course, **new)
    later = row.excluded.reached_at > ReadingPlace.reached_at
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id", "course_slug"], set_=new, where=later))


def forget(person_id: UUID, place_id: int, audience: str) -> None:
    """Delete a person's rows and keep only how many there were, by month."""
    rows = db.session.scalars(select(Completion).where(Completion.person_id == person_id))
    for row in rows.all():
        _tally(row, place_id, audience)
    db.session.execute(delete(Completion).where(Completion.person_id == person_id))
    db.session.execute(delete(ReadingPlace).where(ReadingPlace.person_id == person_id))


def _tally(row: Completion, place_id: int, audience: str) -> None:
    month = row.finished_at.astimezone(LOCAL).date().replace(day=1)
    keys = {"place_id": place_id, "audience": audience, "item_key": row.item_key, "source": row.source, "month": month}
    one = upsert(ForgottenTally).values(**keys, completions=1)
    db.session.execute(
        one.on_conflict_do_update(index_elements=list(keys), set_={"completions": ForgottenTally.completions + 1})
    )

"""The next meetings, held in memory, so that the home page tells of them without asking the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from learning.core import clock
from learning.core.database import db
from learning.core.fresh import Fresh
from training.meetings.models import Meeting
from training.meetings.queries import with_place

COMING_KEPT = 40  # meetings that every process keeps in memory


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting of the next days as the home page tells it."""

    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    hall: str
    place_id: int
    place_name: str
    for_all: bool


def coming(place_id: int | None = None) -> tuple[Coming, ...]:
    """The next meetings, from memory; those of one thôn and of everybody when ``place_id`` is told."""
    now = clock.now()
    rows = (row for row in _coming.get() if row.ends_at > now)
    return tuple(row for row in rows if place_id is None or row.for_all or row.place_id == place_id)


def forget_coming() -> None:
    """Look again at the next reading; called by whoever has just changed a meeting."""
    _coming.forget()


def _load_coming() -> tuple[Coming, ...]:
    query = with_place().where(Meeting.ends_at > clock.now(), Meeting.state.in_(("planned", "opened")))
    rows = db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(COMING_KEPT))
    return tuple(_as_coming(row) for row in rows)


def _as_coming(row: Meeting) -> Coming:
    where = row.place
    times = row.starts_at, row.ends_at
    return Coming(row.code, row.title, *times, row.hall, where.id, where.name, where.kind != "village")


def _version_of_coming() -> tuple[object, ...]:
    changed = db.session.execute(select(func.count(), func.max(Meeting.changed_at))).one()
    return (*changed, clock.today())


_coming = Fresh(_load_coming, _version_of_coming)

"""What is handed over, table by table: every reference to a person is named here, and a test counts them.

Tables are called by their names, because rooms above this one keep rows about people too. ``HANDED`` says how rows
become the other's, ``LEFT`` which of them go with the record, and why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Table, and_, delete, exists, or_, select, update

from learning.core.database import Base, db

Rule = Callable[[Any, Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Handed:
    """Rows of ``table`` whose ``column`` names the person who goes.

    ``keys``: of these a person has one row (None: any number). ``better(theirs, kept)``: the other's row gives way.
    ``only``: to which rows that applies. ``doubles_stay``: what is left over keeps its row, without a person.
    """

    table: str
    column: str = "person_id"
    keys: tuple[str, ...] | None = None
    better: Rule | None = None
    only: Callable[[Any], ColumnElement[bool]] | None = None
    doubles_stay: bool = False


def _earlier(column: str) -> Rule:
    return lambda theirs, kept: theirs[column] < kept[column]


def _later(column: str) -> Rule:
    return lambda theirs, kept: theirs[column] > kept[column]


def _stands(theirs: Any, kept: Any) -> ColumnElement[bool]:
    """A seat that is kept goes before one that was given back."""
    return and_(theirs.withdrawn_at.is_(None), kept.withdrawn_at.is_not(None))


def _said_last(theirs: Any, kept: Any) -> ColumnElement[bool]:
    """Of two words about one purpose the last holds; of two that say yes the first, because it has held since then."""
    mine, other = theirs.withdrawn_at, kept.withdrawn_at
    return or_(
        and_(mine.is_(None), other.is_(None), theirs.given_at < kept.given_at),
        and_(mine.is_(None), other < theirs.given_at),
        and_(other.is_(None), mine >= kept.given_at),
        mine > other,
    )


def _seen_first(theirs: Any, kept: Any) -> ColumnElement[bool]:
    """As the roll is settled: the earlier check-in, and of two at one moment the lesser id."""
    same = theirs.checked_in_at == kept.checked_in_at
    return or_(theirs.checked_in_at < kept.checked_in_at, and_(same, theirs.id < kept.id))


def _saved_last(theirs: Any, kept: Any) -> ColumnElement[bool]:
    """Of two open papers the supervised one, which nobody can sit again alone; of two alike the one written in last."""
    watched, other = theirs.supervised_at != "", kept.supervised_at != ""
    later = and_(theirs.saved_at.is_not(None), or_(kept.saved_at.is_(None), theirs.saved_at > kept.saved_at))
    return or_(and_(watched, ~other), and_(or_(watched, ~other), later))


def _fuller(theirs: Any, kept: Any) -> ColumnElement[bool]:
    return theirs.answered > kept.answered


HANDED = (
    Handed("attempt", keys=("item_key",), better=_saved_last, only=lambda row: row.handed_in_at.is_(None)),
    Handed("attendance", keys=("meeting_id",), better=_seen_first),
    Handed("attendance_removal"),
    Handed("check_in"),
    Handed("completion", keys=("item_key", "source"), better=_earlier("finished_at")),
    Handed("consent", keys=("purpose", "version"), better=_said_last),
    Handed("enquiry"),
    Handed("former_identity", "merged_by"),
    Handed("held_roll"),
    Handed("helping", "recorded_by"),
    Handed("hub_conflict", keys=("kind", "other_id")),
    Handed("hub_conflict", "other_id", keys=("kind", "person_id")),
    Handed("hub_walk_in"),
    Handed("job"),
    Handed("live_participant", keys=("live_id",), doubles_stay=True),
    Handed("live_result", keys=("live_id",), better=_fuller),
    Handed("meeting_facilitator", keys=("meeting_id",)),
    Handed("meeting_sign_up", keys=("meeting_id",), better=_stands),
    Handed("practice_run"),
    Handed("reading_place", keys=("course_slug",), better=_later("reached_at")),
    Handed("roster"),
    Handed("roster_choice", "same_as"),
    Handed("roster_entry", keys=()),
    Handed("scam_test", keys=(), better=_later("started_at"), only=lambda row: row.finished_at.is_(None)),
    Handed(
        "supervised_test", keys=("item_key",), better=_earlier("asked_at"), only=lambda row: row.decided_at.is_(None)
    ),
    Handed("told_apart", "told_by"),
)
ELSEWHERE = {  # handed over by functions of their own: ``special``, or the room's verb
    ("certificate", "person_id"): "issues are numbered one after the other",
    ("former_identity", "successor_id"): "what led to them leads on",
    ("former_residence", "person_id"): "only where both live in one place and the other has never moved",
    ("helping", "helper_id"): "training.helping: nobody teaches themselves",
    ("helping", "learner_id"): "training.helping: of a learner's rows one stands, and their times never overlap",
    ("house_visit", "recorded_by"): "training.visits",
    ("told_apart", "high_id"): "the lesser id comes first",
    ("told_apart", "low_id"): "the lesser id comes first",
    ("visited_person", "person_id"): "training.visits: each visit once",
}
LEFT = {
    ("figure_person", "person_id"): "the number in the sets; the rows that are handed over are counted under the other",
    ("invitation", "person_id"): "a link to set the password of an account; whoever has an account does not go",
    ("role_grant", "person_id"): "whoever holds a role does not go",
    ("staff_password", "person_id"): "whoever has an account does not go",
}


def hand_over_rows(goes: UUID, stays: UUID) -> None:
    """Make every row of one person's the other's."""
    for way in HANDED:
        _hand_over(way, Base.metadata.tables[way.table], goes, stays)


def _hand_over(way: Handed, table: Table, goes: UUID, stays: UUID) -> None:
    mine = table.c[way.column] == goes
    if way.keys is None:
        send(update(table).where(mine).values({way.column: stays}))
        return
    other = table.alias("other")
    if way.better is not None:
        better = _same(way, other, table, goes) & way.better(other.c, table.c)
        send(delete(table).where(table.c[way.column] == stays, *_bound(way, table), exists(_any(other, better))))
    double: ColumnElement[bool] = exists(_any(other, _same(way, other, table, stays)))
    if way.only is not None:
        double = and_(way.only(table.c), double)
    send(update(table).where(mine, ~double).values({way.column: stays}))
    if not way.doubles_stay:
        send(delete(table).where(mine))


def _same(way: Handed, other: FromClause, table: Table, person_id: UUID) -> ColumnElement[bool]:
    """The other row is this person's and about the same."""
    about = (other.c[key] == table.c[key] for key in way.keys or ())
    return and_(other.c[way.column] == person_id, *about, *_bound(way, other))


def _bound(way: Handed, rows: FromClause) -> tuple[ColumnElement[bool], ...]:
    return () if way.only is None else (way.only(rows.c),)


def _any(other: FromClause, condition: ColumnElement[bool]):  # type: ignore[no-untyped-def]  # a subquery
    return select(1).select_from(other).where(condition)


def send(statement: Any) -> None:
    """Carry a statement out; objects in memory are not looked through for what it changes."""
    db.session.execute(statement, execution_options={"synchronize_session": False})

"""Verbs: bring the sets up to the facts, make them anew; write down what the commune enters. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Row, delete, exists, func, insert, select

from learning.accounts.actions import trace
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import db, upsert
from learning.core.errors import Refusal
from reports.figures import triggers
from reports.figures.bits import every_day_of, pack, unpack
from reports.figures.facts import TABLES, FactTable
from reports.figures.marks import ALL, Cell, Fact
from reports.figures.models import Campaign, FigureLog, FigurePerson, FigureState, Presence, RosterSize
from reports.figures.sets import NewSets, Sets, next_stamp

AT_ONCE = 2000  # lines of the log that one call takes: what a page waits for
TOO_MANY = 100_000  # lines after which making everything anew is quicker
MANY_PEOPLE = 300  # with more than that, making everything anew takes longer than a page may wait
PEOPLE_AT_ONCE = 400
REBUILD, GONE = "rebuild", "gone"


class Anew(NamedTuple):
    """All sets as they follow from the facts, and the last line of the log that they are sure to hold."""

    last_line: int
    sets: NewSets


class AlreadyNamed(Refusal):
    """Another campaign has this name."""

    status = 422
    sentence = "Đã có đợt tên này. Xin ghi tên khác."


def catch_up(most: int = AT_ONCE) -> int:
    """Bring the sets up to the facts for at most so many lines of the log; returns 0 once nothing is left.

    A line only says where to look: what is so is read from the facts again. So lines may come in any order, twice or
    about facts that are gone, and two callers at one moment (the second waits for the first) change nothing.
    """
    if not something_to_do():
        return 0
    _wait_for_others()
    if better_made_anew():
        return rebuild()
    lines = _take(most)
    gone = {line.ordinal for line in lines if line.fact == GONE}
    known = [line for line in lines if line.fact in TABLES and line.ordinal not in gone]
    if lines:
        stamp = next_stamp()
        _look_again(known, stamp)
        _take_out(gone, stamp)
    return len(lines)


def something_to_do() -> bool:
    """Whether anything has changed since."""
    return bool(db.session.scalar(select(exists().where(FigureLog.id > 0))))


def takes_long() -> bool:
    """Whether what waits means making the sets of a large place anew: work for the worker, not for a page."""
    return better_made_anew() and _number_of(FigurePerson) > MANY_PEOPLE


def better_made_anew() -> bool:
    """Whether making all sets anew is asked for, or quicker than looking at each change."""
    asked = db.session.scalar(select(exists().where(FigureLog.fact == REBUILD)))
    return bool(asked) or _number_of(FigureLog) > TOO_MANY


def _number_of(table: type[FigureLog | FigurePerson]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _wait_for_others() -> None:
    """One writer at a time; SQLite's writing transactions queue by themselves."""
    if db.session.get_bind().dialect.name != "sqlite":
        db.session.execute(select(FigureState.stamp).with_for_update())


def _take(most: int) -> list[Row[*tuple[object, ...]]]:
    """Read and delete in one statement, by id: a line that is committed later may have a smaller number."""
    oldest = select(FigureLog.id).order_by(FigureLog.id).limit(most)
    query = delete(FigureLog).where(FigureLog.id.in_(oldest))
    columns = (FigureLog.ordinal, FigureLog.fact, FigureLog.key, FigureLog.source, FigureLog.at)
    return list(db.session.execute(query.returning(*columns), execution_options={"synchronize_session": False}))


def _look_again(lines: list[Row[*tuple[object, ...]]], stamp: int) -> None:
    for fact, group in groupby(sorted(lines, key=attrgetter("fact", "ordinal")), attrgetter("fact")):
        table = TABLES[fact]
        by_person = {
            ordinal: [table.said(line) for line in own] for ordinal, own in groupby(group, attrgetter("ordinal"))
        }
        for part in _parts(sorted(by_person)):
            _settle(table, {ordinal: by_person[ordinal] for ordinal in part}, stamp)


def _parts(ordinals: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ordinals), PEOPLE_AT_ONCE):
        yield ordinals[start : start + PEOPLE_AT_ONCE]


def _settle(table: FactTable, said: dict[int, list[Fact]], stamp: int) -> None:
    """Make every cell on which these people's facts bear, or have borne, say what the facts say."""
    wanted: dict[int, dict[Cell, dict[int, int] | None]] = {}
    now = _facts(table, list(said))
    for ordinal, lines in said.items():
        facts = now.get(ordinal, [])
        marks = table.marks(facts)
        keys = {line.key for line in lines}
        everything = not table.keyed or ALL in keys
        cells = (cell for cell in table.possible(facts + lines) if everything or cell.key in keys or cell.key == ALL)
        wanted[ordinal] = {cell: marks.get(cell) for cell in cells}
    sets = Sets({cell for cells in wanted.values() for cell in cells})
    for ordinal, settled in wanted.items():
        for cell, days in settled.items():
            sets.put(ordinal, cell, days)
    sets.save(stamp)


def _facts(table: FactTable, ordinals: list[int]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for row in db.session.execute(table.rows.where(table.rows.selected_columns.ordinal.in_(ordinals))):
        found.setdefault(row.ordinal, []).extend(table.read(row))
    return found


def _take_out(gone: set[int], stamp: int) -> None:
    """Take people who are deleted out of every set; their ordinals are never given again."""
    if not gone:
        return
    for row in db.session.execute(select(Presence)).scalars():
        people, days = unpack(row.people), unpack(row.days)
        size = len(people) + len(days)
        for ordinal in gone:
            people.discard(ordinal)
            days -= every_day_of(ordinal)
        if len(people) + len(days) != size:
            row.people, row.days, row.stamp = pack(people), pack(days), stamp
    db.session.flush()


def rebuild() -> int:
    """Make all sets anew from the facts in one transaction; returns how many there are.

    Facts that come meanwhile wait in the log. On SQLite all writers wait meanwhile as well: ``count_anew`` and
    ``put_in_place`` spare them that.
    """
    _wait_for_others()
    db.session.execute(delete(FigureLog))
    number_everybody()
    return _replace(_counted_anew())


def count_anew() -> Anew:
    """Everything counted from the facts, to be put in place afterwards; only reads, so that nobody waits for it.

    For SQLite, whose lines of the log come in the order in which they are committed. What changes meanwhile has a
    later line and is looked at again. Call ``number_everybody`` first.
    """
    last = db.session.scalar(select(func.max(FigureLog.id))) or 0
    return Anew(last, _counted_anew())


def put_in_place(anew: Anew) -> int:
    """Let what was counted anew hold, up to the line of the log at which counting began."""
    db.session.execute(delete(FigureLog).where(FigureLog.id <= anew.last_line))
    return _replace(anew.sets)


def _counted_anew() -> NewSets:
    sets = NewSets()
    for table in TABLES.values():
        for ordinal, facts in _by_person(table):
            for cell, days in table.marks(facts).items():
                sets.put(ordinal, cell, days)
    return sets


def _replace(sets: NewSets) -> int:
    rows = list(sets.rows(next_stamp(new_generation=True)))
    db.session.execute(delete(Presence))
    if rows:
        db.session.execute(insert(Presence), rows)
    return len(rows)


def _by_person(table: FactTable) -> Iterator[tuple[int, list[Fact]]]:
    query = table.rows.order_by(table.rows.selected_columns.ordinal)
    rows = db.session.execute(query, execution_options={"yield_per": 5000})
    for ordinal, group in groupby(rows, attrgetter("ordinal")):
        yield ordinal, [fact for row in group for fact in table.read(row)]


def number_everybody() -> None:
    """Whoever came while the triggers were missing gets an ordinal now."""
    unknown = select(Person.id).where(~exists().where(FigurePerson.person_id == Person.id)).order_by(Person.id)
    db.session.execute(insert(FigurePerson).from_select(["person_id"], unknown))


def put_triggers_in_place() -> None:
    """Put the triggers of today in the place of whatever the database has."""
    triggers.install(db.session.connection())


def set_roster_size(place: Place, adults: int, source: str, as_of: date, by: Person) -> None:
    """Write down how many adults a thôn has; for the same day the later word counts."""
    said = {"adults": adults, "source": source, "recorded_at": clock.now(), "recorded_by": by.id}
    row = upsert(RosterSize).values(place_id=place.id, as_of=as_of, **said)
    db.session.execute(row.on_conflict_do_update(index_elements=["place_id", "as_of"], set_=said))
    trace(by, "set_roster_size", f"place:{place.id}")


def name_campaign(name: str, first_day: date, last_day: date, by: Person) -> None:
    """Give a stretch of time a name; raises ``AlreadyNamed``."""
    row = upsert(Campaign).values(name=name, first_day=first_day, last_day=last_day, made_at=clock.now(), made_by=by.id)
    made = db.session.execute(row.on_conflict_do_nothing(index_elements=["name"]).returning(Campaign.id)).first()
    if made is None:
        raise AlreadyNamed
    trace(by, "name_campaign", f"campaign:{made.id}")

"""Writing the sets: load some cells, make them say what is so about somebody, save what has changed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from pyroaring import BitMap
from sqlalchemy import select, tuple_, update

from learning.core import clock
from learning.core.database import db, upsert
from reports.figures.bits import on_day, pack, unpack
from reports.figures.facts import SUMS
from reports.figures.marks import Cell
from reports.figures.models import FigureState, Presence

AT_ONCE = 150  # cells asked for in one question


class Sets:
    """The sets of these cells as the database has them, to be changed and saved in the same transaction."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._rows: dict[Cell, dict[int, tuple[BitMap, BitMap]]] = {}
        self._changed: set[tuple[Cell, int]] = set()
        address = tuple_(Presence.kind, Presence.key, Presence.source, Presence.month)
        for part in _parts(cells):
            for row in db.session.execute(select(*_COLUMNS).where(address.in_(part))):
                digits = self._rows.setdefault(Cell(row.kind, row.key, row.source, row.month), {})
                digits[row.digit] = unpack(row.people), unpack(row.days)

    def put(self, ordinal: int, cell: Cell, days: dict[int, int] | None) -> None:
        """Make the cell say exactly this about somebody; None: nothing."""
        there = self._rows.setdefault(cell, {})
        wanted = digits_of(cell.kind, days)
        for digit in there.keys() | wanted.keys():
            people, by_day = there.setdefault(digit, (BitMap(), BitMap()))
            in_month, on_days = wanted.get(digit, (False, ()))
            if _tell(people, ordinal, in_month) | _tell_days(by_day, ordinal, on_days):
                self._changed.add((cell, digit))

    def save(self, stamp: int) -> None:
        """Write every set that has changed."""
        for cell, digit in sorted(self._changed):
            people, days = self._rows[cell][digit]
            row = cell._asdict() | {"digit": digit, "people": pack(people), "days": pack(days), "stamp": stamp}
            statement = upsert(Presence).values(**row)
            changes = {name: statement.excluded[name] for name in ("people", "days", "stamp")}
            db.session.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=changes))


_KEY = ["kind", "key", "source", "month", "digit"]
_COLUMNS = tuple(getattr(Presence, name) for name in (*_KEY, "people", "days"))


def _parts(cells: Iterable[Cell]) -> Iterator[list[tuple[Any, ...]]]:
    waiting = sorted(cells)
    for start in range(0, len(waiting), AT_ONCE):
        yield [tuple(cell) for cell in waiting[start : start + AT_ONCE]]


def digits_of(kind: str, days: dict[int, int] | None) -> dict[int, tuple[bool, tuple[int, ...]]]:
    """Whether somebody stands in the month's set of each binary digit, and on which days. Other kinds have digit 0."""
    if days is None:
        return {}
    if kind not in SUMS:
        return {0: (True, tuple(days))}
    total = sum(days.values())
    longest = max((value.bit_length() for value in (total, *days.values())), default=0)
    return {
        digit: (bool(total >> digit & 1), tuple(day for day, value in days.items() if value >> digit & 1))
        for digit in range(longest)
    }


def _tell(people: BitMap, number: int, wanted: bool) -> bool:
    """Put a number in or take it out; whether that changed anything."""
    if (number in people) == wanted:
        return False
    people.add(number) if wanted else people.discard(number)
    return True


def _tell_days(by_day: BitMap, ordinal: int, wanted: tuple[int, ...]) -> bool:
    told = [_tell(by_day, on_day(ordinal, day), day in wanted) for day in range(1, 32)]
    return any(told)


class NewSets:
    """All sets made from nothing: numbers are gathered in plain arrays, which a million facts need."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Cell, int], tuple[array[int], array[int]]] = {}

    def put(self, ordinal: int, cell: Cell, days: dict[int, int]) -> None:
        """Say this about somebody, of whom the cell has said nothing yet."""
        for digit, (in_month, on_days) in digits_of(cell.kind, days).items():
            row = self._rows.get((cell, digit))
            if row is None:
                row = self._rows[cell, digit] = array("I"), array("I")
            if in_month:
                row[0].append(ordinal)
            row[1].extend(on_day(ordinal, day) for day in on_days)

    def rows(self, stamp: int) -> Iterator[dict[str, Any]]:
        """What the table is to hold."""
        for (cell, digit), (people, days) in self._rows.items():
            sets = {"people": pack(BitMap(people)), "days": pack(BitMap(days))}
            yield cell._asdict() | {"digit": digit, "stamp": stamp} | sets


def next_stamp(new_generation: bool = False) -> int:
    """Take the number of this change; whoever writes the sets holds this row until the end of the transaction."""
    now = {"stamp": FigureState.stamp + 1, "caught_up_at": clock.now()}
    if new_generation:
        now["generation"] = FigureState.generation + 1
    return db.session.execute(update(FigureState).values(now).returning(FigureState.stamp)).scalar_one()

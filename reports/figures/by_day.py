"""The sets of a month by day, as this process remembers them: only for periods that begin or end inside a month.

A month is fetched when it is first cut, then kept under the stamp of its newest row: as long as that stays, nothing is
fetched or decoded again, and when it grows, only the rows that have changed. What was not asked for longest goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pyroaring import BitMap
from sqlalchemy import and_, or_, select

from learning.core.database import db
from reports.figures.bits import unpack
from reports.figures.models import Presence

Address = tuple[str, str]  # key and source
Digits = dict[int, BitMap]
Cut = dict[str, dict[Address, Digits]]  # by kind
MOST_BYTES = 12_000_000  # of sets as the database keeps them; about as much again in memory


class Kept(NamedTuple):
    """One month as it was when its newest row had this stamp. Nobody changes it."""

    stamp: int
    size: int
    kinds: Cut


NOTHING = Kept(-2, 0, {})  # older than a month without rows, which has stamp -1


class DaySets:
    """The months that were cut lately, of one generation of sets; shared by the books of a process."""

    def __init__(self) -> None:
        self._months: OrderedDict[int, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, stamps: dict[int, int]) -> dict[int, Cut]:
        """For each month all kinds with the day in front of the ordinal, as of these stamps; one question at most."""
        with self._lock:
            held = {month: self._months.get(month, NOTHING) for month in stamps}
            stale = {month: held[month] for month, stamp in stamps.items() if held[month].stamp != stamp}
            known = {month: kept if kept.stamp < stamps[month] else NOTHING for month, kept in stale.items()}
            for month, kinds, size in _newer(known):
                self._months[month] = held[month] = Kept(stamps[month], size, kinds)
            for month in stamps:
                self._months.move_to_end(month)
            while len(self._months) > len(stamps) and sum(one.size for one in self._months.values()) > MOST_BYTES:
                self._months.popitem(last=False)
        return {month: kept.kinds for month, kept in held.items()}


def _newer(old: dict[int, Kept]) -> Iterator[tuple[int, Cut, int]]:
    """These months with what has changed since; what has not is shared."""
    sizes, found = {month: kept.size for month, kept in old.items()}, {m: dict(kept.kinds) for m, kept in old.items()}
    fresh: set[tuple[int, str]] = set()
    for month, kind, key, source, digit, days in _rows(old):
        kinds = found[month]
        if (month, kind) not in fresh:
            fresh.add((month, kind))
            kinds[kind] = {address: dict(digits) for address, digits in kinds.get(kind, {}).items()}
        kinds[kind].setdefault((key, source), {})[digit] = unpack(days)
        sizes[month] += len(days)
    for month, kinds in found.items():
        yield month, kinds, sizes[month]


def _rows(old: dict[int, Kept]) -> Iterable[Any]:
    if not old:
        return ()
    changed = or_(*(and_(Presence.month == month, Presence.stamp > kept.stamp) for month, kept in old.items()))
    columns = (Presence.month, Presence.kind, Presence.key, Presence.source, Presence.digit, Presence.days)
    return db.session.execute(select(*columns).where(changed))

"""The sets of a month by day, as this process remembers them: only for periods that begin or end inside a month.

A month is fetched when it is first cut, then kept under the stamp of its newest row: as long as that stays, nothing is
fetched or decoded again, and when it grows, only the rows that have changed. What was not asked for longest goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from pyroaring import BitMap
from sqlalchemy import select

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


class DaySets:
    """The months that were cut lately, of one generation of sets; shared by the books of a process."""

    def __init__(self) -> None:
        self._months: OrderedDict[int, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, month: int, stamp: int) -> Cut:
        """All kinds of one month with the day in front of the ordinal, no older than this stamp of the month."""
        with self._lock:
            kept = self._months.get(month)
            if kept is None or kept.stamp != stamp:
                older = kept if kept is not None and kept.stamp < stamp else Kept(-1, 0, {})
                kept = self._months[month] = _newer(month, stamp, older)
            self._months.move_to_end(month)
            while len(self._months) > 1 and sum(one.size for one in self._months.values()) > MOST_BYTES:
                self._months.popitem(last=False)
        return kept.kinds


def _newer(month: int, stamp: int, old: Kept) -> Kept:
    """The month with what has changed since; what has not is shared."""
    query = select(Presence.kind, Presence.key, Presence.source, Presence.digit, Presence.days)
    size, kinds, fresh = old.size, dict(old.kinds), set[str]()
    for kind, key, source, digit, days in db.session.execute(
        query.where(Presence.month == month, Presence.stamp > old.stamp)
    ):
        if kind not in fresh:
            fresh.add(kind)
            kinds[kind] = {address: dict(digits) for address, digits in kinds.get(kind, {}).items()}
        kinds[kind].setdefault((key, source), {})[digit] = unpack(days)
        size += len(days)
    return Kept(stamp, size, kinds)

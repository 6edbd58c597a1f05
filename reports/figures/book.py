"""The sets as this process remembers them: a frozen book, looked up in memory, renewed by what has changed since.

``open_book()`` costs one question when nothing has changed, two when something has. Every number of one page is read
from one book, so that a page never contradicts itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from flask import current_app
from pyroaring import BitMap
from sqlalchemy import select

from learning.core.database import db
from reports.figures.bits import union, unpack
from reports.figures.by_day import Address, Cut, DaySets, Digits
from reports.figures.models import FigureState, Presence

Months = dict[int, dict[Address, Digits]]
Found = TypeVar("Found")
MOST_KNOWN = 2000  # answers kept until something changes
_lock = threading.Lock()


class Lasting:
    """What a book hands on to the next of its generation: all of it holds for one month as of its newest row."""

    def __init__(self) -> None:
        self.days = DaySets()
        self.unions: dict[Hashable, BitMap] = {}


class Book:
    """Sets by kind, month, key and source. Nobody changes a book or a set taken from it."""

    def __init__(
        self, generation: int, stamp: int, kinds: dict[str, Months], newest: dict[int, int], lasting: Lasting
    ) -> None:
        self.generation, self.stamp, self.kinds = generation, stamp, kinds
        self.newest, self.lasting = newest, lasting  # ``newest``: the stamp of each month's newest row
        self._known: dict[Hashable, Any] = {}  # what was worked out from this book before
        self._moves = self._moves_by_place()
        lived = frozenset(int(key) for key, _ in self.at("lives"))
        self.places = lived | self._moves.keys()  # where anybody ever lived

    def at(self, kind: str, month: int = 0) -> dict[Address, Digits]:
        """The sets of one kind in one month, by key and source."""
        return self.kinds.get(kind, {}).get(month, {})

    def class_of(self, kind: str, keys: Iterable[str]) -> BitMap:
        """Everybody who now is in one of the classes."""
        sets = self.at(kind)
        return union(sets[key, ""][0] for key in keys if (key, "") in sets)

    def births(self) -> list[int]:
        """The years in which somebody was born."""
        return [int(key) for key, _ in self.at("born") if key]

    def by_day(self, months: frozenset[int]) -> dict[int, Cut]:
        """All kinds of these months with the day in front of the ordinal; asked for only what has changed."""
        return self.once(
            ("days", months), lambda: self.lasting.days.of({month: self.newest.get(month, -1) for month in months})
        )

    def once_a_month(self, month: int, name: Hashable, make: Callable[[], BitMap]) -> BitMap:
        """What ``make()`` gives from the sets of one month, worked out once while that month stays as it is."""
        known, address = self.lasting.unions, (month, self.newest.get(month, -1), name)
        found = known.get(address)
        if found is None:
            if len(known) > MOST_KNOWN:
                known.clear()
            found = known[address] = make()
        return found

    def once(self, name: Hashable, make: Callable[[], Found]) -> Found:
        """What ``make()`` gives, worked out once while this book is the newest."""
        found: Found | None = self._known.get(name)
        if found is None:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            found = self._known[name] = make()
        return found

    def _moves_by_place(self) -> dict[int, dict[int, tuple[BitMap, BitMap]]]:
        """For each thôn the months in which somebody came or went, with who came and who went."""
        moves: dict[int, dict[int, tuple[BitMap, BitMap]]] = {}
        for side, kind in enumerate(("moved_in", "moved_out")):
            for month, sets in self.kinds.get(kind, {}).items():
                for (place, _), digits in sets.items():
                    both = moves.setdefault(int(place), {}).setdefault(month, (BitMap(), BitMap()))
                    both[side].update(digits[0])
        return moves

    def movers(self, since: int) -> BitMap:
        """Everybody who has moved after this month."""
        return union(
            came_or_went
            for months in self._moves.values()
            for month, both in months.items()
            if month > since
            for came_or_went in both
        )

    def living(self, places: frozenset[int], month: int) -> BitMap:
        """Who lived at one of the places at the end of this month."""
        later = tuple(k for place in places for k in self._moves.get(place, ()) if k > month)
        name = "living", places, min(later, default=0)
        return self.once(name, lambda: union(self._living_at(place, month) for place in places))

    def _living_at(self, place: int, month: int) -> BitMap:
        """From today backwards: who came after the month was not there yet, who went was still there."""
        there = self.class_of("lives", (str(place),))
        for changed in sorted(self._moves.get(place, ()), reverse=True):
            if changed > month:
                came, went = self._moves[place][changed]
                there = (there - came) | went
        return there


def open_book() -> Book:
    """The book of this moment."""
    state = db.session.execute(select(FigureState.generation, FigureState.stamp)).one()
    with _lock:
        kept: Book | None = current_app.extensions.get("figure_book")
        if kept is None or kept.generation != state.generation or kept.stamp > state.stamp:
            kept = _renewed(Book(state.generation, -1, {}, {}, Lasting()), state.stamp)
        elif kept.stamp < state.stamp:
            kept = _renewed(kept, state.stamp)
        current_app.extensions["figure_book"] = kept
    return kept


def _renewed(old: Book, stamp: int) -> Book:
    """Another book with the rows that have changed; what has not is shared."""
    kinds, newest = {kind: dict(months) for kind, months in old.kinds.items()}, dict(old.newest)
    columns = (Presence.kind, Presence.month, Presence.key, Presence.source, Presence.digit, Presence.people)
    fresh: set[tuple[str, int]] = set()
    for kind, month, key, source, digit, people, at in db.session.execute(
        select(*columns, Presence.stamp).where(Presence.stamp > old.stamp)
    ):
        months = kinds.setdefault(kind, {})
        if (kind, month) not in fresh:
            months[month] = {address: dict(digits) for address, digits in months.get(month, {}).items()}
            fresh.add((kind, month))
        months[month].setdefault((key, source), {})[digit] = unpack(people)
        newest[month] = max(newest.get(month, -1), at)
    return Book(old.generation, stamp, kinds, newest, old.lasting)

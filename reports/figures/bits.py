"""Sets of people as roaring bitmaps: how they are kept, cut into days, and added up digit by digit. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyroaring import BitMap

DAY_SHIFT = 27  # 134 million people, and 31 days above them in 32 bits
_DAYS = tuple(BitMap(range(day << DAY_SHIFT, (day + 1) << DAY_SHIFT)) for day in range(32))


def pack(people: BitMap) -> bytes:
    """A set as the database keeps it."""
    return people.serialize()


def unpack(kept: bytes) -> BitMap:
    """A set from the database."""
    return BitMap.deserialize(kept)


def union(sets: Iterable[BitMap]) -> BitMap:
    """Everybody who stands in any of the sets; of a single one itself, so the result must not be changed."""
    together = [people for people in sets if people]
    if len(together) < 2:
        return together[0] if together else BitMap()
    return BitMap.union(*together)


def on_day(ordinal: int, day: int) -> int:
    """Somebody on one day of a month, as one number."""
    return day << DAY_SHIFT | ordinal


def of_days(days: BitMap, first: int, last: int) -> list[BitMap]:
    """The people of each day from ``first`` to ``last`` of one month."""
    return [(days & _DAYS[day]).shift(-(day << DAY_SHIFT)) for day in range(first, last + 1)]


def sum_up(numbers: Iterable[Mapping[int, BitMap]]) -> dict[int, BitMap]:
    """Numbers kept digit by digit, added person by person: what is too much for a digit is carried to the next."""
    total: dict[int, BitMap] = {}
    for digits in numbers:
        for digit, people in digits.items():
            _carry(total, digit, people)
    return total


def _carry(total: dict[int, BitMap], digit: int, people: BitMap) -> None:
    while people:
        there = total.get(digit, BitMap())
        total[digit] = there ^ people
        people = there & people
        digit += 1


def every_day_of(ordinal: int) -> BitMap:
    """Somebody on all days of a month."""
    return BitMap(on_day(ordinal, day) for day in range(1, 32))


def added_up(digits: Mapping[int, BitMap], among: BitMap | None) -> int:
    """The sum over the people ``among`` of numbers kept digit by digit; None means everybody."""
    if among is None:
        return sum(len(people) << digit for digit, people in digits.items())
    return sum(people.intersection_cardinality(among) << digit for digit, people in digits.items())

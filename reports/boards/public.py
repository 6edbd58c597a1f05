"""Figures for everybody, so coarse that nobody can be found in them. Pure but for ``counted``'s sets.

There is one fixed view and no filter: the year up to the end of the last whole month. Every count is rounded to the
nearest five; what is below five, nought too, is not shown. A rate is worked out from the rounded count, never from the
true one. A total of what is also shown by thôn adds up the rounded counts and nothing else: a total counted by itself,
less its parts, would at times give a hidden count back, however it is rounded. What is rounded once a month stays: a
count that grew on the page as work arrived late would tell, by the moment it appears, that it has just become five.
So neither two numbers of the page, nor the page of two days or months, nor a total less its parts, tell more than the
rounded counts do (docs/decisions/0011).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learning.accounts.models import Place
from reports.figures.measures import MEASURES
from reports.figures.periods import Period, free, month_of
from reports.figures.queries import Book, figure
from reports.figures.roster import Rosters
from reports.figures.scope import Scope, at_place

STEP = 5
FEWEST_ADULTS = 50  # a thôn with fewer adults stands in the league without a rate
WEIGHTS = {"adult_share": 1, "adult_completion": 2, "certified_supervised": 5}
TOTALS = ("certified_self", "turns", "items")  # what no thôn is shown with
SUMS = ("Người lớn được tiếp cận", "Người lớn hoàn thành khóa học", "Người đạt kiểm tra có giám sát")


@dataclass(frozen=True, slots=True)
class Rounded:
    """A count as everybody may see it; None where it is below five."""

    name: str
    sentence: str
    unit: str
    count: int | None


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One thôn: its counts in the order of ``WEIGHTS`` and its points, or why it has none."""

    rank: int | None
    name: str
    counts: tuple[int | None, ...]
    points: float | None
    why_none: str


def public_period(today: date) -> Period:
    """From the beginning of the year to the end of the last whole month; in January all of the year before."""
    last = month_of(today).previous().last
    months = f"tháng 1 đến hết tháng {last.month}/{last.year}" if last.month > 1 else f"tháng 1/{last.year}"
    return free(date(last.year, 1, 1), last, f"Từ {months}" if last.month > 1 else f"Trong {months}")


def rounded(count: int | None) -> int | None:
    """To the nearest five; None below five."""
    if count is None or count < STEP:
        return None
    return (count + STEP // 2) // STEP * STEP


@dataclass(frozen=True, slots=True)
class Counted:
    """What is published of one month: rounded counts of each thôn in the order of ``WEIGHTS``, and the totals."""

    thon: tuple[tuple[int, tuple[int | None, ...]], ...]
    totals: tuple[tuple[str, int | None], ...]

    def of(self, place: int) -> tuple[int | None, ...]:
        """The counts of one thôn; one that is new since has none."""
        return dict(self.thon).get(place, (None,) * len(WEIGHTS))


def read_counted(body: str) -> Counted:
    """What was published, read back from how it is kept."""
    said = json.loads(body)
    thon = tuple((place, tuple(counts)) for place, counts in said["thon"])
    return Counted(thon, tuple((key, number) for key, number in said["totals"]))


def counted(scope: Scope, villages: Sequence[Place], book: Book) -> Counted:
    """Count and round, once for the whole month."""
    rosters = Rosters(scope.period.last)

    def of(key: str, where: Scope) -> int | None:
        return rounded(figure(key, where, book, rosters).numerator)

    thon = ((one.id, tuple(of(key, at_place(scope, one.id)) for key in WEIGHTS)) for one in villages)
    return Counted(tuple(thon), tuple((key, of(key, scope)) for key in TOTALS))


def totals(shown: Counted) -> tuple[Rounded, ...]:
    """First the league's columns added up as they are shown, a hidden count adding nothing; then the other totals."""
    columns = zip(*(counts for _, counts in shown.thon), strict=True) if shown.thon else ((), (), ())
    sums = (sum(count or 0 for count in column) or None for column in columns)
    added = (
        Rounded(name, MEASURES[key].numerator, "người", number)
        for name, key, number in zip(SUMS, WEIGHTS, sums, strict=True)
    )
    others = (
        Rounded(MEASURES[key].name, MEASURES[key].sentence, str(MEASURES[key].counts), number)
        for key, number in shown.totals
    )
    return (*added, *others)


def league(shown: Counted, villages: Sequence[Place], adults: Mapping[int, int | None]) -> tuple[LeagueRow, ...]:
    """The thôn by points for a hundred adults; equal points, equal rank; those without a rate come last.

    A thôn that was closed stands there while its people of before are in the totals.
    """
    there = (one for one in villages if one.closed_at is None or any(shown.of(one.id)))
    rows = [_row(village, shown.of(village.id), adults.get(village.id)) for village in there]
    ranked = sorted((row for row in rows if row.points is not None), key=lambda row: -(row.points or 0))
    rest = [row for row in rows if row.points is None]
    points = [row.points for row in ranked]
    placed = (LeagueRow(points.index(row.points) + 1, row.name, row.counts, row.points, "") for row in ranked)
    return (*placed, *rest)


def _row(village: Place, counts: tuple[int | None, ...], adults: int | None) -> LeagueRow:
    if village.closed_at is not None:
        return LeagueRow(None, village.name, counts, None, "thôn đã sáp nhập")
    if adults is None:
        return LeagueRow(None, village.name, counts, None, "chưa có số người lớn")
    if adults < FEWEST_ADULTS:
        return LeagueRow(None, village.name, counts, None, "thôn ít người, không xếp")
    if any((count or 0) > adults for count in counts):
        return LeagueRow(None, village.name, counts, None, "số người lớn cần xem lại")
    return LeagueRow(None, village.name, counts, points(counts, adults), "")


def points(counts: Sequence[int | None], adults: int) -> float:
    """Weighted people for a hundred adults, to one decimal; what is hidden counts nothing."""
    weighted = sum(weight * (count or 0) for weight, count in zip(WEIGHTS.values(), counts, strict=True))
    return round(100 * weighted / adults, 1)

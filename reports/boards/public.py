"""Figures for everybody, so coarse that nobody can be found in them. Pure but for ``league``'s sets.

There is one fixed view and no filter: the year up to the end of the last whole month. Every count is rounded to the
nearest five; what is below five, nought too, is not shown. A rate is worked out from the rounded count, never from the
true one. A total of what is also shown by thôn adds up the rounded counts and nothing else: a total counted by itself,
less its parts, would at times give a hidden count back, however it is rounded. So neither two numbers of the page, nor
the page of two months, nor a total less its parts, tell more than the rounded counts do.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def totals(scope: Scope, book: Book) -> tuple[Rounded, ...]:
    """The totals of the commune."""
    found = (figure(key, scope, book) for key in TOTALS)
    return tuple(
        Rounded(one.measure.name, one.measure.sentence, one.measure.counts.value, rounded(one.numerator))
        for one in found
    )


def added_up(rows: Sequence[LeagueRow]) -> tuple[Rounded, ...]:
    """The totals of the league's columns: what is shown, added up; a hidden count adds nothing."""
    columns = zip(*(row.counts for row in rows), strict=True) if rows else ((), (), ())
    sums = (sum(count or 0 for count in column) or None for column in columns)
    measures = (MEASURES[key] for key in WEIGHTS)
    return tuple(
        Rounded(name, measure.numerator, "người", number)
        for name, measure, number in zip(SUMS, measures, sums, strict=True)
    )


def league(scope: Scope, villages: Sequence[Place], book: Book) -> tuple[LeagueRow, ...]:
    """The thôn by points for a hundred adults; equal points, equal rank; those without a rate come last by name."""
    rosters = Rosters(scope.period.last)
    rows = [_row(at_place(scope, village.id), village.name, rosters, book) for village in villages]
    ranked = sorted((row for row in rows if row.points is not None), key=lambda row: -(row.points or 0))
    rest = [row for row in rows if row.points is None]
    points = [row.points for row in ranked]
    placed = (LeagueRow(points.index(row.points) + 1, row.name, row.counts, row.points, "") for row in ranked)
    return (*placed, *rest)


def _row(scope: Scope, name: str, rosters: Rosters, book: Book) -> LeagueRow:
    counts = tuple(rounded(figure(key, scope, book, rosters).numerator) for key in WEIGHTS)
    adults = rosters.of(scope).adults
    if adults is None:
        return LeagueRow(None, name, counts, None, "chưa có số người lớn")
    if adults < FEWEST_ADULTS:
        return LeagueRow(None, name, counts, None, "thôn ít người, không xếp")
    if any((count or 0) > adults for count in counts):
        return LeagueRow(None, name, counts, None, "số người lớn cần xem lại")
    return LeagueRow(None, name, counts, points(counts, adults), "")


def points(counts: Sequence[int | None], adults: int) -> float:
    """Weighted people for a hundred adults, to one decimal; what is hidden counts nothing."""
    weighted = sum(weight * (count or 0) for weight, count in zip(WEIGHTS.values(), counts, strict=True))
    return round(100 * weighted / adults, 1)

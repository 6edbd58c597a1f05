"""Figures side by side: a scope cut by one dimension or by two, each cell the figure of its own scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from courses.catalogue import catalogue
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from reports.figures.book import Book, open_book
from reports.figures.figuring import Figure, figure
from reports.figures.formulas import Measure
from reports.figures.measures import MEASURES
from reports.figures.roster import Rosters
from reports.figures.scope import AGES, CHANNELS, GENDERS, Scope, at_place

NO_VILLAGE = "Chưa rõ thôn"


@dataclass(frozen=True, slots=True)
class Slice:
    """One row or column: its name and the scope narrowed to it."""

    name: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its slice, a figure for each column, and the figure of the whole row."""

    slice: Slice
    cells: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by columns. Totals are figures of their own: whoever moved counts in two thôn and once in the total."""

    measure: Measure
    columns: tuple[Slice, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[Figure, ...]
    total: Figure


def _villages(scope: Scope, reach: Sequence[Place]) -> tuple[Slice, ...]:
    """The thôn of the scope; a commune's own row are those whose thôn nobody has written down."""
    counted = [place for place in reach if scope.places is None or place.id in scope.places]
    villages = [place for place in counted if place.kind == "village"]
    communes = [place for place in counted if place.kind == "commune"]
    several = len(communes) > 1
    rest = [Slice(f"{NO_VILLAGE}, {one.name}" if several else NO_VILLAGE, at_place(scope, one.id)) for one in communes]
    return (*(Slice(place.name, at_place(scope, place.id)) for place in villages), *rest)


def _audiences(scope: Scope, _reach: Sequence[Place]) -> tuple[Slice, ...]:
    wanted = [scope.audience] if scope.audience else list(Audience)
    return tuple(Slice(audience.label, replace(scope, audience=audience, sentences=())) for audience in wanted)


def _courses(scope: Scope, _reach: Sequence[Place]) -> tuple[Slice, ...]:
    wanted = [course for course in catalogue().courses if scope.courses is None or course.slug in scope.courses]
    return tuple(
        Slice(course.title, replace(scope, course=course.slug, courses=frozenset({course.slug}), sentences=()))
        for course in wanted
    )


def _channels(scope: Scope, _reach: Sequence[Place]) -> tuple[Slice, ...]:
    wanted = [scope.channel] if scope.channel else list(CHANNELS)
    return tuple(Slice(CHANNELS[channel][0], replace(scope, channel=channel, sentences=())) for channel in wanted)


def _genders(scope: Scope, _reach: Sequence[Place]) -> tuple[Slice, ...]:
    wanted = [scope.gender] if scope.gender else list(GENDERS)
    return tuple(Slice(GENDERS[gender][0], replace(scope, gender=gender, sentences=())) for gender in wanted)


def _ages(scope: Scope, _reach: Sequence[Place]) -> tuple[Slice, ...]:
    wanted = [scope.age] if scope.age else list(AGES)
    return tuple(Slice(AGES[age][0], replace(scope, age=age, sentences=())) for age in wanted)


def _months(scope: Scope, _reach: Sequence[Place]) -> tuple[Slice, ...]:
    return tuple(Slice(month.name, scope.during(month)) for month in scope.period.months())


DIMENSIONS: dict[str, Callable[[Scope, Sequence[Place]], tuple[Slice, ...]]] = {
    "thon": _villages,
    "doi-tuong": _audiences,
    "khoa": _courses,
    "kenh": _channels,
    "gioi": _genders,
    "tuoi": _ages,
    "thang": _months,
}


def slices(scope: Scope, dimension: str, viewer: Person) -> tuple[Slice, ...]:
    """A scope cut by one dimension, within the viewer's places."""
    reach = places_for(viewer, Permission.SEE_STATISTICS, closed_too=True) if dimension == "thon" else ()
    return DIMENSIONS[dimension](scope, reach)


def grid(
    measure: Measure | str,
    scope: Scope,
    viewer: Person,
    rows: str = "thon",
    columns: str = "doi-tuong",
    book: Book | None = None,
) -> Grid:
    """The measure for each row and column, with totals; one book, so the cells agree."""
    measure = MEASURES[measure] if isinstance(measure, str) else measure
    book, rosters = book or open_book(), Rosters(scope.period.last)
    across = slices(scope, columns, viewer)
    down = [
        GridRow(
            row,
            tuple(figure(measure, cell.scope, book, rosters) for cell in DIMENSIONS[columns](row.scope, ())),
            figure(measure, row.scope, book, rosters),
        )
        for row in slices(scope, rows, viewer)
    ]
    totals = tuple(figure(measure, column.scope, book, rosters) for column in across)
    return Grid(measure, across, tuple(down), totals, figure(measure, scope, book, rosters))

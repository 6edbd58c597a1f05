"""Questions about figures: one number, many, a grid, a trend, and the people behind any of them.

Every number is ``figure(measure, scope, book)``; a cell of a grid is the figure of its own narrower scope, so its list
is found by that scope's address. Open one book for a page (``open_book()``) and read everything from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from courses.catalogue import catalogue
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from learning.core.database import db
from reports.figures.book import Book, open_book
from reports.figures.figuring import Figure, figure, figures, trend
from reports.figures.grids import DIMENSIONS, Grid, Slice, grid, slices
from reports.figures.lists import Behind, Row, forgotten, people_behind, rows_of
from reports.figures.models import Campaign, FigureLog, FigureState
from reports.figures.scope import Scope, read_scope

__all__ = [
    "DIMENSIONS",
    "Behind",
    "Book",
    "Figure",
    "Grid",
    "Row",
    "Slice",
    "campaigns",
    "caught_up_at",
    "figure",
    "figures",
    "forgotten",
    "grid",
    "open_book",
    "people_behind",
    "rows_of",
    "scope_for",
    "slices",
    "trend",
    "waiting",
]


def scope_for(viewer: Person, values: Mapping[str, str]) -> Scope:
    """The scope an address asks for, within the viewer's places; raises ``NotFound`` for a place beyond."""
    reach = places_for(viewer, Permission.SEE_STATISTICS, closed_too=True)
    return read_scope(values, reach, catalogue(), campaigns(), clock.today())


def campaigns() -> Sequence[Campaign]:
    """The named stretches of time, newest first."""
    return list(db.session.scalars(select(Campaign).order_by(Campaign.first_day.desc(), Campaign.id)))


def waiting() -> int:
    """How many changes are not in the figures yet."""
    return db.session.scalar(select(func.count()).select_from(FigureLog)) or 0


def caught_up_at() -> datetime | None:
    """When the sets were last brought up to the facts."""
    return db.session.scalar(select(FigureState.caught_up_at))

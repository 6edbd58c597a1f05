"""How each target stands: its figure so far, from the sets, and where the pace leads."""

from __future__ import annotations

from dataclasses import dataclass

from courses.catalogue import catalogue
from learning.accounts.audiences import Audience
from learning.accounts.models import Person
from learning.core import clock
from reports.boards.models import Target
from reports.boards.projection import Outlook, outlook
from reports.boards.queries import targets_of
from reports.figures.measures import MEASURES
from reports.figures.periods import free
from reports.figures.queries import Book, Figure, figure, scope_for
from reports.figures.scope import Scope


@dataclass(frozen=True, slots=True)
class Standing:
    """One target, the figure that is measured against it, whom and what it is about, and its outlook."""

    target: Target
    figure: Figure
    about: str
    outlook: Outlook


def standings(viewer: Person, book: Book) -> tuple[Standing, ...]:
    """All targets of the viewer's places, the next deadline first; a measure that is gone is left out."""
    found = [target for target in targets_of(viewer) if target.measure in MEASURES]
    return tuple(_standing(target, viewer, book) for target in found)


def _standing(target: Target, viewer: Person, book: Book) -> Standing:
    measure = MEASURES[target.measure]
    now = figure(measure, _scope(target, viewer), book)
    seen = outlook(measure, now.value, target.amount, target.first_day, target.due_on, clock.today())
    return Standing(target, now, _about(target), seen)


def _scope(target: Target, viewer: Person) -> Scope:
    """The target's scope as an address says it, so that its number opens the same list as anywhere."""
    audience = Audience(target.audience).slug if target.audience else ""
    chosen = {"noi": str(target.place_id), "doi-tuong": audience, "khoa": target.course}
    return scope_for(viewer, free(target.first_day, target.due_on).query() | chosen)


def _about(target: Target) -> str:
    said = (
        target.place.name,
        Audience(target.audience).label if target.audience else "",
        catalogue().title(target.course) if target.course else "",
    )
    return " · ".join(filter(None, said))

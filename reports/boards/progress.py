"""How each target stands: its figure so far, from the sets, and where the pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from courses.catalogue import catalogue
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.core import clock
from reports.boards.models import Target
from reports.boards.projection import Outlook, outlook
from reports.boards.queries import targets_of
from reports.figures.formulas import OfRoster
from reports.figures.measures import MEASURES
from reports.figures.periods import free
from reports.figures.queries import Book, Figure, figure
from reports.figures.roster import Rosters
from reports.figures.scope import Scope, read_scope


@dataclass(frozen=True, slots=True)
class Standing:
    """One target, the figure that is measured against it, whom and what it is about, and its outlook."""

    target: Target
    figure: Figure
    about: str
    outlook: Outlook


def standings(viewer: Person, reach: Sequence[Place], book: Book) -> tuple[Standing, ...]:
    """All targets of the viewer's places, the next deadline first; a measure that is gone is left out."""
    found = [target for target in targets_of(viewer) if target.measure in MEASURES]
    of_roster = any(isinstance(MEASURES[target.measure].counted, OfRoster) for target in found)
    rosters = Rosters(clock.today()) if of_roster else None
    return tuple(_standing(target, reach, book, rosters) for target in found)


def _standing(target: Target, reach: Sequence[Place], book: Book, rosters: Rosters | None) -> Standing:
    measure = MEASURES[target.measure]
    now = figure(measure, _scope(target, reach), book, rosters)
    seen = outlook(measure, now.value, target.amount, target.first_day, target.due_on, clock.today())
    return Standing(target, now, _about(target), seen)


def _scope(target: Target, reach: Sequence[Place]) -> Scope:
    """The target's scope as an address says it, so that its number opens the same list as anywhere."""
    audience = Audience(target.audience).slug if target.audience else ""
    chosen = {"noi": str(target.place_id), "doi-tuong": audience, "khoa": target.course}
    values = free(target.first_day, target.due_on).query() | chosen
    return read_scope(values, reach, catalogue(), (), clock.today())


def _about(target: Target) -> str:
    said = (
        target.place.name,
        Audience(target.audience).label if target.audience else "",
        catalogue().title(target.course) if target.course else "",
    )
    return " · ".join(filter(None, said))

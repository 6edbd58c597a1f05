"""Questions about scenarios and runs. A run is found only for the person it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from courses.catalogue import Catalogue
from courses.content import Course
from learning.core.database import db
from learning.core.errors import NotFound
from learning.scenarios.model import Scenario
from practice.models import PracticeRun


@dataclass(frozen=True, slots=True)
class Found:
    """A scenario and the course it belongs to."""

    course: Course
    scenario: Scenario


def courses_with_scenarios(catalogue: Catalogue) -> tuple[Course, ...]:
    """The published courses that have something to practise."""
    return tuple(course for course in catalogue.courses if course.scenarios)


def scenario_of(catalogue: Catalogue, slug: str) -> Found:
    """The scenario with this slug; raises ``NotFound``. Of two courses that use one slug the first in the list wins."""
    for course in catalogue.courses:
        for scenario in course.scenarios:
            if scenario.slug == slug:
                return Found(course, scenario)
    raise NotFound


def run_of(person_id: UUID, run_id: UUID) -> PracticeRun | None:
    """The person's own run."""
    query = select(PracticeRun).where(PracticeRun.id == run_id, PracticeRun.person_id == person_id)
    return db.session.scalar(query)


def runs_of(person_id: UUID) -> Sequence[PracticeRun]:
    """A person's runs, newest first."""
    query = select(PracticeRun).where(PracticeRun.person_id == person_id).order_by(PracticeRun.finished_at.desc())
    return list(db.session.scalars(query))

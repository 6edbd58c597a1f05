"""Questions about scenarios, runs and scam tests. A run or a test is found only for the person it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from courses.catalogue import Catalogue
from courses.content import Course
from learning.core import clock
from learning.core.database import db
from learning.core.errors import NotFound
from learning.scenarios.model import Scenario
from practice.models import PracticeRun, ScamTest

ASKED_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Found:
    """A scenario and the course it belongs to."""

    course: Course
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class ScamStanding:
    """A person's scam tests: the first and the last that are finished, and the one that is open."""

    first: ScamTest | None = None
    last: ScamTest | None = None
    open: ScamTest | None = None

    @property
    def asked_again(self) -> bool:
        """Whether the last one lies thirty days back: time to see what has stayed."""
        finished = self.last.finished_at if self.last else None
        return finished is not None and clock.now() - finished >= ASKED_AGAIN


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
    return db.session.scalar(query.execution_options(populate_existing=True))


def runs_of(person_id: UUID) -> Sequence[PracticeRun]:
    """A person's runs, newest first, those put aside included."""
    ended = func.coalesce(PracticeRun.finished_at, PracticeRun.left_at)
    query = select(PracticeRun).where(PracticeRun.person_id == person_id).order_by(ended.desc(), PracticeRun.id.desc())
    return list(db.session.scalars(query))


def last_runs(person_id: UUID) -> dict[str, PracticeRun]:
    """A person's latest run through each scenario, by its key."""
    return {run.item_key: run for run in reversed(runs_of(person_id))}


def own_scam_test(person_id: UUID, test_id: UUID) -> ScamTest:
    """The person's own scam test; raises ``NotFound``."""
    found = db.session.scalar(select(ScamTest).where(ScamTest.id == test_id, ScamTest.person_id == person_id))
    if found is None:
        raise NotFound
    return found


def scam_tests_of(person_id: UUID) -> Sequence[ScamTest]:
    """A person's scam tests, oldest first."""
    query = select(ScamTest).where(ScamTest.person_id == person_id).order_by(ScamTest.started_at, ScamTest.id)
    return list(db.session.scalars(query))


def scam_standing(person_id: UUID) -> ScamStanding:
    """Where a person stands with the scam test."""
    tests = scam_tests_of(person_id)
    finished = sorted((test for test in tests if test.finished_at), key=_when)
    still_open = next((test for test in tests if not test.finished_at), None)
    return ScamStanding(finished[0], finished[-1], still_open) if finished else ScamStanding(open=still_open)


def _when(test: ScamTest) -> datetime:
    assert test.finished_at is not None
    return test.finished_at

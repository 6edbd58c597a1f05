"""What an invented learner does on the practice phone: runs with fewer slips each time, perhaps a scam test."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from courses.content import Course

SCAMS, GENUINE = 6, 4  # messages of one test


def runs_of(
    rng: random.Random, new_id: Callable[[], UUID], person_id: UUID, course: Course, moment: datetime, diligence: float
) -> Iterator[dict[str, Any]]:
    """A few runs through the scenarios of a course, right after it was read; some are put aside."""
    for scenario in course.scenarios:
        for number in range(rng.randint(0, 3)):
            slips = max(0, round(rng.gauss(3 - number - 2 * diligence, 1)))
            ended = moment + timedelta(minutes=6 * number + rng.randint(2, 6))
            aside = rng.random() < 0.12 / (number + 1)
            yield {
                "id": new_id(),
                "person_id": person_id,
                "item_key": scenario.key,
                "revision_id": course.revision_id,
                "steps": 6 + slips,
                "wrong_taps": slips,
                "hints": int(slips > 1),
                "started_at": None,
                "seconds": None,
                "finished_at": None if aside else ended,
                "left_at": ended if aside else None,
            }


def scam_tests_of(
    rng: random.Random, new_id: Callable[[], UUID], person_id: UUID, moment: datetime, diligence: float
) -> Iterator[dict[str, Any]]:
    """Perhaps one finished scam test."""
    if rng.random() < 0.3:
        skill = 0.4 + 0.5 * diligence
        yield {
            "id": new_id(),
            "person_id": person_id,
            "drawn": [],
            "answers": {},
            "shown_scams": SCAMS,
            "shown_genuine": GENUINE,
            "detected": sum(rng.random() < skill for _ in range(SCAMS)),
            "false_alarms": sum(rng.random() > skill + 0.1 for _ in range(GENUINE)),
            "started_at": moment,
            "finished_at": moment + timedelta(minutes=4),
        }

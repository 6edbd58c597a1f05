"""Who tried a path of an invented commune before learning and again after it: two parallel forms of one quiz."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from courses.catalogue import catalogue
from courses.path_compiler import CLOSING, PLACEMENT
from demo.trying import tried
from learning.accounts.audiences import Audience

TRIES = 0.09  # of those who learn begin with the placement quiz
CLOSES = 0.6  # of those take the closing quiz too

Row = dict[str, Any]


def tries_on_a_path(
    rng: random.Random, person_id: UUID, audience: Audience, since: datetime, until: datetime, now: datetime
) -> Iterator[Row]:
    """Perhaps the placement quiz of one's path at the beginning, and perhaps its closing quiz after the last course."""
    path = catalogue().path_for(audience)
    before, after = (path.quiz(slug) if path else None for slug in (PLACEMENT, CLOSING))
    moment = since + timedelta(minutes=15)
    if rng.random() > TRIES or path is None or before is None or after is None or moment > now:
        return
    skill = rng.uniform(0.3, 0.65)
    first = tried(rng, person_id, path, before, moment, skill)
    yield first
    later = until + timedelta(days=1)
    if rng.random() < CLOSES and moment < later <= now:
        asked = [before.questions[row["id"]] for row in first["drawn"]]
        yield tried(rng, person_id, path, after, later, min(0.95, skill + rng.uniform(0.0, 0.4)), asked)

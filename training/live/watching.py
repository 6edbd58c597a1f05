"""Answers "anything new?" for hundreds of phones from memory: one small question to the database every ``PATIENCE``."""

from __future__ import annotations

from learning.core import clock
from learning.core.fresh import Fresh
from training.live.queries import Glance, glance

PATIENCE = 0.4  # seconds that what phones are told may lag behind
MOST_KEPT = 64  # quizzes at once in one process's memory
QUICKEST, EACH = 2.0, 240  # seconds between two questions of a phone; phones that may ask within one second


class Watch:
    """The newest version of every quiz that somebody looks at."""

    def __init__(self) -> None:
        self._seen: dict[str, Fresh[Glance]] = {}

    def glance(self, code: str) -> Glance:
        """What is new under this code; raises ``QuizNotFound``."""
        fresh = self._seen.get(code)
        if fresh is not None:
            return fresh.get()
        fresh = Fresh(lambda: glance(code), clock.ticks, PATIENCE)
        found = fresh.get()  # an unknown code raises here and is not kept
        if len(self._seen) >= MOST_KEPT:
            self._seen.clear()
        self._seen[code] = fresh
        return found

    def forget(self, code: str) -> None:
        """Look again at once; whoever changes a quiz in this process calls it."""
        self._seen.pop(code, None)


watch = Watch()


def come_again(crowd: int) -> float:
    """After how many seconds a phone is to ask again: later in a larger crowd, never late for a step."""
    return round(max(QUICKEST, crowd / EACH), 1)

"""How long an installation that exists takes from ``script/server`` to its first answer, and to stop."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.figures import Figure, measures
from bench.ground import Ground

TIMES = 5
SOON = 3.0  # seconds


@measures("start")
def start(ground: Ground) -> Iterator[Figure]:
    """Started again on what it left behind, the last of it being the health page answering."""
    with ground.start_site("again") as first:
        first_time = first.started_in
    took, stopped = [], []
    for _ in range(TIMES):
        with ground.start_site("again") as server:
            took.append(round(server.started_in, 2))
            stopped.append(round(server.stop(), 2))
    detail = {"all": took, "first_start": round(first_time, 2), "stop_on_sigterm": stopped}
    yield Figure("start", median(took), "s", most=SOON, detail=detail)

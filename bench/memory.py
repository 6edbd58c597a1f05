"""How much memory each worker holds after having answered pages of every kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, measures
from bench.ground import Ground
from bench.load import press
from bench.visitor import Visitor
from bench.weight import lesson_paths

ENOUGH = 120  # MB


@measures("worker-memory")
def worker_memory(ground: Ground) -> Iterator[Figure]:
    """Resident and proportional set of the largest worker; a server of its own, filled by nothing else."""
    with ground.start_site("memory") as site:
        learner = Visitor(site)
        learner.register("Phạm Thị Nhớ")
        cookie = {"Cookie": learner.cookie_header}
        lessons = lesson_paths(site)
        for path in lessons:
            learner.get(path)
        for path in ("/", "/khoa-hoc/", "/tim-kiem?q=otp", lessons[0]):
            press(site, path, cookie, 1)
        sizes = [_sizes(pid) for pid in site.workers]

    largest = max(size["Rss"] for size in sizes)
    yield Figure("worker-memory", largest, "MB", most=ENOUGH, detail={"workers": sizes})


def _sizes(pid: int) -> dict[str, float]:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {name: round(int(kb) / 1024, 1) for name, kb in re.findall(r"^(Rss|Pss):\s+(\d+) kB", rollup, re.MULTILINE)}

"""Measure what was named, or all that is not slow; one JSON line a figure."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import (
    board,
    exports,
    live,
    memory,
    offline,
    paint,
    papers,
    publishing,
    quiz,
    reporting,
    roster,
    startup,
    suite,
    throughput,
    weight,
)
from bench.figures import REGISTRY, Entry, Figure, NotHere
from bench.ground import Ground, NotStarted

ALL = (
    weight,
    live,
    paint,
    offline,
    throughput,
    quiz,
    papers,
    publishing,
    roster,
    startup,
    memory,
    suite,
    reporting,
    board,
    exports,
)


def main(names: list[str]) -> int:
    """Run; 0 unless a name is unknown or a measurement broke down."""
    if names == ["--list"]:
        print("\n".join(f"{entry.name}{'  (only when named)' if entry.slow else ''}" for entry in REGISTRY.values()))
        return 0
    if unknown := [name for name in names if name not in REGISTRY]:
        print(f"No such figure: {', '.join(unknown)}. There are: {', '.join(REGISTRY)}", file=sys.stderr)
        return 2

    chosen = [REGISTRY[name] for name in names] or [entry for entry in REGISTRY.values() if not entry.slow]
    with tempfile.TemporaryDirectory(prefix="hoc-so-bench.") as folder, Ground(Path(folder)) as ground:
        return max([_run(entry, ground) for entry in chosen], default=0)


def _run(entry: Entry, ground: Ground) -> int:
    try:
        for figure in entry.measure(ground):
            print(figure.line(), flush=True)
    except NotHere as why:
        print(Figure(entry.name, None, "", detail={"not_measured": str(why)}).line(), flush=True)
    except (NotStarted, OSError, ValueError, LookupError) as broken:
        print(Figure(entry.name, None, "", detail={"broken": f"{type(broken).__name__}: {broken}"}).line(), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

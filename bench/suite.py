"""How long the tests take that a person runs before every commit."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

from bench.figures import Figure, measures
from bench.ground import ROOT, Ground

LONGEST = 90.0  # seconds


@measures("tests", slow=True)
def tests(_ground: Ground) -> Iterator[Figure]:
    """``script/test`` from its first line to its last."""
    began = time.monotonic()
    done = subprocess.run([str(ROOT / "script/test"), "-q"], capture_output=True, text=True, check=False)
    last = done.stdout.strip().splitlines()[-1:]
    detail = {"exit": done.returncode, "last_line": last}
    yield Figure("tests", time.monotonic() - began, "s", most=LONGEST, detail=detail)

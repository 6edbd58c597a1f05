"""How long publishing every course that comes with the site takes, on an empty database."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from bench.figures import Figure, measures
from bench.ground import ROOT, Ground

SOON = 5.0  # seconds


@measures("publishing")
def publishing(ground: Ground) -> Iterator[Figure]:
    """Read, check, compile and store all shipped courses and paths in one fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "flask", "prepare"],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": folder},
            capture_output=True,
            text=True,
            check=True,
        )
        took = time.monotonic() - began
    published = sum(line.endswith(": published") for line in done.stdout.splitlines())
    yield Figure("publishing-everything", took, "s", most=SOON, detail={"courses_and_paths": published})

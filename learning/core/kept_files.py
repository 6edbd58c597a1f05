"""Files that are kept for a day at most: what was uploaded and is not done yet, and results to be fetched.

Their names are random, their folder is readable by the site alone, and no web server looks into it.
"""

from __future__ import annotations

import math
import re
import secrets
import time
from datetime import timedelta
from pathlib import Path

from flask import current_app

KEPT = timedelta(hours=24)
KEY_LENGTH = 43  # letters of 32 random bytes
_KEY = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH}}}")


def new_key() -> str:
    """A name for a file that nobody can guess."""
    return secrets.token_urlsafe(32)


def kept_path(key: str) -> Path:
    """Where the file of this key stands or will stand."""
    if not _KEY.fullmatch(key):
        raise ValueError("this key was not made here")
    folder = Path(current_app.config["DATA_DIR"]) / "jobs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / key


def keep(body: bytes) -> str:
    """Write a file, readable by the site alone; returns its key."""
    key = new_key()
    path = kept_path(key)
    path.touch(mode=0o600)
    path.write_bytes(body)
    return key


def drop(key: str | None) -> None:
    """Remove a file now; gone already is fine."""
    if key:
        kept_path(key).unlink(missing_ok=True)


def is_kept(key: str | None) -> bool:
    """Whether the file is there and within its day."""
    if not key:
        return False
    return _age(kept_path(key)) <= KEPT.total_seconds()


def sweep() -> int:
    """Remove every file whose day is over; returns how many."""
    folder = kept_path(new_key()).parent
    old = [path for path in folder.iterdir() if _KEY.fullmatch(path.name) and _age(path) > KEPT.total_seconds()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _age(path: Path) -> float:
    """Seconds since it was written; without end for one that is gone, perhaps just now: several processes sweep."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return math.inf

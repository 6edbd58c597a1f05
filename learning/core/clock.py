"""The only reader of the clock, so that tests can move it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on a calendar in Vietnam."""
    return now().astimezone(LOCAL).date()


def ticks() -> float:
    """Seconds that only ever grow: for how old something in memory is, not for what time it is."""
    return time.monotonic()

"""How long a run took, by the server's clock alone. Pure.

A run's id is made by the server when its first screen is opened and carries that moment (UUIDv7); when the run ended is
the moment its last form arrived, less the time it was on its way. The clock of a phone is never believed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

LONGEST_RUN = timedelta(hours=2)  # whoever comes back after lunch, or plays a page kept from last week, was not timed
_CLOCKS_DIFFER = timedelta(minutes=1)


def opened_at(run_id: UUID, ended_at: datetime) -> datetime | None:
    """When the first screen was opened; None where the id does not tell, or tells something that cannot be."""
    if run_id.version != 7:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=run_id.int >> 80)
    took = ended_at - moment
    return moment if -_CLOCKS_DIFFER <= took <= LONGEST_RUN else None


def seconds_taken(opened: datetime | None, ended_at: datetime) -> int | None:
    """Whole seconds from the first screen to the end; None when nobody knows."""
    return None if opened is None else max(0, int((ended_at - opened).total_seconds()))


def in_words(seconds: int | None) -> str:
    """ "2 phút 5 giây"; empty when it is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} phút"] * bool(minutes) + [f"{rest} giây"] * bool(rest or not minutes)
    return " ".join(parts)

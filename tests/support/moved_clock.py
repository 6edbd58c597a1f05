"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class MovedClock:
    """Takes the place of ``datetime`` inside ``learning.core.clock``, the only reader of the time.

    Replaced there and not as ``clock.now``, because the models hold on to that function for their column defaults.
    """

    def __init__(self) -> None:
        self._moment = datetime.now(UTC)

    def now(self, zone: tzinfo | None = UTC) -> datetime:
        """The moment at which the clock stands."""
        return self._moment.astimezone(zone)

    def move(self, **by: float) -> datetime:
        """Move forward: ``clock.move(minutes=5)``; negative numbers go back."""
        self._moment += timedelta(**by)
        return self._moment

    def set(self, moment: datetime) -> datetime:
        """Stand at this moment, which must say its time zone."""
        assert moment.tzinfo is not None
        self._moment = moment.astimezone(UTC)
        return self._moment

"""The rule by which a helper is credited. Pure.

A learner passes a course once: at the first try passed under supervision, on a screen or on paper. The credit belongs
to whoever stood as their helper when that day in Vietnam ended. So a name given on the evening of the test counts, one
given the day after does not, and a slip of the finger that is mended the same day leaves nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from learning.core.clock import LOCAL


def stood_on_the_day(named_at: datetime, withdrawn_at: datetime | None, passed_at: datetime) -> bool:
    """Whether somebody named then, and withdrawn then if ever, stood as helper at the end of the day of the pass."""
    day = _day(passed_at)
    return _day(named_at) <= day and (withdrawn_at is None or day < _day(withdrawn_at))


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()

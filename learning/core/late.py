"""Writes that may arrive hours late, twice and out of order, from a phone that had no network (docs/decisions/0008).

Every such form brings ``ma``, an id made on the phone, and ``luc``/``gui``, the phone's clock when it was done and when
it was sent. Phones' clocks are wrong by minutes or by years, so only the time between the two is believed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from wtforms import HiddenField

from learning.core.database import new_id
from learning.core.forms import StrictForm

LONGEST_WAY = timedelta(days=180)  # what waited longer is taken as done this long ago
MINE = "nguoi"  # the form field that says whose work this is; the gate refuses it from anybody else

View = TypeVar("View", bound=Callable[..., Any])


def arrives_late(label: str) -> Callable[[View], View]:
    """Declare a door whose writes the phone keeps while there is no network; ``label`` is said of what waits."""

    def declare(view: View) -> View:
        view.late = label  # type: ignore[attr-defined]
        return view

    return declare


def leaves(view: View) -> View:
    """Declare a door by which somebody signs out; it also works without a network, and the site is told later."""
    view.leaves = True  # type: ignore[attr-defined]
    return view


class LateForm(StrictForm):
    """The parent of every form that a phone may send later."""

    ma = HiddenField()
    luc = HiddenField()
    gui = HiddenField()

    def made_id(self) -> UUID:
        """The id that the phone made, or a new one where there was none."""
        return read_id(self.ma.data) or new_id()

    def happened_at(self, now: datetime) -> datetime:
        """When it was done, in UTC: ``now`` less the time it was on its way, whatever the phone's clock says."""
        done, sent = _moment(self.luc.data), _moment(self.gui.data)
        if done is None or sent is None:
            return now
        return now - min(max(sent - done, timedelta()), LONGEST_WAY)


def read_id(text: str | None) -> UUID | None:
    """A UUID as sent by a browser, None for anything else."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None

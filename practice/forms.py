"""What a practice page sends: the way so far, the tap, the run's id, and typed text that is looked at once."""

from __future__ import annotations

from uuid import UUID

from wtforms import HiddenField

from learning.core.database import new_id
from learning.core.forms import StrictForm


class TapForm(StrictForm):
    """One tap: ``di`` is the history so far, ``bam`` the tap, ``luot`` the id of the run, ``chu`` what was typed."""

    di = HiddenField()
    bam = HiddenField()
    luot = HiddenField()
    chu = HiddenField()

    def history(self) -> str:
        """The history with the tap added."""
        parts = (self.di.data or "", self.bam.data or "")
        return "-".join(part for part in parts if part)

    def run_id(self) -> UUID:
        """The id that the page brought, or a new one."""
        try:
            return UUID(self.luot.data)
        except (ValueError, TypeError, AttributeError):
            return new_id()

"""What a practice page sends: the way so far, the tap, the run's id, and typed text that is looked at once."""

from __future__ import annotations

from uuid import UUID

from wtforms import HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from learning.core.database import new_id
from learning.core.forms import StrictForm, filled
from learning.core.late import LateForm, read_id
from learning.scenarios.messages import GENUINE, SCAM


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
        return read_id(self.luot.data) or new_id()


class EndForm(TapForm, LateForm):
    """The end of a run, at its goal or put aside; may come hours late from a phone that had no network."""

    lai = HiddenField()  # filled in: begin anew instead of going back to the list

    def run_id(self) -> UUID:
        """The id that the first screen was given; without one, the id that the phone made."""
        return read_id(self.luot.data) or self.made_id()


class BeginForm(StrictForm):
    """Begin a scam test; ``luot`` was made with the page, so that pressing twice begins one."""

    luot = HiddenField()

    def test_id(self) -> UUID:
        """The id that the page brought, or a new one."""
        return read_id(self.luot.data) or new_id()


class AnswerForm(StrictForm):
    """What somebody says of one message: ``cau`` its number, ``da`` what a guest has said so far."""

    cau = IntegerField(validators=[NumberRange(1, 100)])
    tra_loi = RadioField(
        choices=[SelectChoice("tin", "Tin được"), SelectChoice("lua", "Lừa đảo")], validators=[filled()]
    )
    da = HiddenField()

    @property
    def said(self) -> str:
        """The answer as the test keeps it."""
        return SCAM if self.tra_loi.data == "lua" else GENUINE

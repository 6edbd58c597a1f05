"""Forms of the general pages."""

from __future__ import annotations

from wtforms import PasswordField

from learning.accounts.forms import SIX_DIGITS, ParticularsForm
from learning.core.forms import StrictForm, filled


class OwnParticularsForm(ParticularsForm):
    """A person corrects their own record."""


class FarewellForm(StrictForm):
    """The PIN once more, so that nobody deletes somebody else's record on a borrowed phone."""

    pin = PasswordField("Mã PIN của bà con", [filled(), SIX_DIGITS])

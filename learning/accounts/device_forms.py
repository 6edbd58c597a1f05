"""Forms of a shared device: the PIN of whoever was tapped, and a card's code where no camera reads it."""

from __future__ import annotations

from wtforms import PasswordField, StringField

from learning.accounts.forms import SIX_DIGITS
from learning.core.codes import CodeMistyped, sanitise_card_code
from learning.core.forms import StrictForm, at_most, filled, refuse


class DevicePinForm(StrictForm):
    """The one key that is still missing: who it is was tapped."""

    pin = PasswordField("Mã PIN (6 số)", [filled(), SIX_DIGITS])


class CardCodeForm(StrictForm):
    """The code of a learning card, typed."""

    card_code = StringField("Mã thẻ học", [filled(), at_most(40)])

    def validate_card_code(self, field: StringField) -> None:
        """A slip of the finger is told as such."""
        try:
            sanitise_card_code(field.data)
        except CodeMistyped as reason:
            raise refuse(str(reason)) from reason

    def code(self) -> str:
        """The nine digits that were meant."""
        return sanitise_card_code(self.card_code.data)

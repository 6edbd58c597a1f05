"""The locks on the doors of helping: a card code, alone or beside a name of the class."""

from __future__ import annotations

import re

from wtforms import HiddenField, StringField

from learning.core.codes import CodeMistyped, sanitise_card_code
from learning.core.forms import at_most, filled, refuse
from learning.core.late import LateForm

_CODE = re.compile(r"[0-9OoIl][0-9OoIl\s.\-‐‑–—]{7,}$")


class HelperForm(LateForm):
    """The card of whoever teaches."""

    the = StringField("Mã thẻ học của người dạy", [filled(), at_most(20)])

    def validate_the(self, field: StringField) -> None:
        """Nine digits with their check digit."""
        try:
            sanitise_card_code(field.data)
        except CodeMistyped as reason:
            raise refuse(str(reason)) from reason

    def code(self) -> str:
        """The code that was meant."""
        return sanitise_card_code(self.the.data)


class TakeBackForm(LateForm):
    """Which word is taken back."""

    viec = HiddenField()


class ClassForm(LateForm):
    """Who teaches whom in a class; the fields are named after the learners, see ``class_views``."""


def code_in(typed: str) -> str:
    """The card code at the end of what was typed beside a name, "" where there is none. Raises ``CodeMistyped``."""
    found = _CODE.search(typed)
    return sanitise_card_code(found.group()) if found else ""

"""What an attempt's forms may carry. The fields depend on what was drawn, so the sheet itself judges the values."""

from __future__ import annotations

import re
from uuid import UUID

from wtforms import BooleanField, HiddenField

from learning.core.forms import StrictForm
from learning.core.late import LateForm

_FIELD = re.compile(r"q\d{1,3}(-\d{1,3})?")
MOST_VALUES = 40  # of one field


class OpenForm(StrictForm):
    """Opening an attempt under an id made with the page; ``mang_theo`` takes it along on the phone."""

    attempt_id = HiddenField()
    mang_theo = BooleanField()

    def made_id(self) -> UUID | None:
        """The id, if it is one."""
        try:
            return UUID(self.attempt_id.data)
        except (ValueError, TypeError, AttributeError):
            return None


class AnswersForm(LateForm):
    """The values of the sheet's fields; everything else in the form is ignored."""

    def sent(self) -> dict[str, list[str]]:
        """Values by field name."""
        return {name: values[:MOST_VALUES] for name, values in self._lists if _FIELD.fullmatch(name)}

    def process(self, formdata=None, *args, **kwargs):  # type: ignore[no-untyped-def]  # WTForms' signature
        """Also keep the fields that no class attribute names."""
        self._lists = list(formdata.lists()) if formdata is not None else []
        super().process(formdata, *args, **kwargs)

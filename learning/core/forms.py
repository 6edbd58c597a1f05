"""WTForms with our habits: Vietnamese sentences, NFC text, no field given twice, no control characters.

No CSRF token lives in a form: the gate checks where an unsafe request comes from, so saved and queued forms still work.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from wtforms import Field, Form, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

SENTENCES = {
    "This field is required.": "Xin điền mục này.",
    "Not a valid choice.": "Xin chọn một trong các mục có sẵn.",
    "Not a valid integer value.": "Xin nhập một con số.",
    "Not a valid decimal value.": "Xin nhập một con số.",
    "Not a valid date value.": "Xin nhập ngày theo dạng ngày/tháng/năm.",
    "'%(value)s' is not a valid choice for this field.": "Xin chọn một trong các mục có sẵn.",
    "Invalid Choice: could not coerce.": "Xin chọn một trong các mục có sẵn.",
}


class Vietnamese:
    """WTForms' own sentences in Vietnamese."""

    def gettext(self, string: str) -> str:
        """Translate one sentence."""
        return SENTENCES.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Vietnamese has one form for any number."""
        return SENTENCES.get(singular, singular)


class StrictForm(Form):
    """The parent of every form on the site."""

    class Meta:
        """How WTForms is told our language."""

        def get_translations(self, form: Form) -> Vietnamese:
            """Always Vietnamese."""
            return Vietnamese()

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Normalise text before any other filter sees it."""
            if _takes_text(unbound_field):
                options["filters"] = [_normalised, *unbound_field.kwargs.get("filters", [])]
            return unbound_field.bind(form=form, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also refuse a field that takes one value and was given several."""
        whole = super().validate(extra_validators)
        return self._each_field_once() and whole

    def _each_field_once(self) -> bool:
        once = True
        for field in self:
            if len(field.raw_data or ()) > 1 and not isinstance(field, SelectMultipleField):
                field.errors = [*field.errors, "Mục này được gửi hai lần. Xin nhập lại."]
                once = False
        return once


def _takes_text(unbound: Any) -> bool:
    return unbound.field_class.__name__ in {"StringField", "TextAreaField", "PasswordField", "TelField", "SearchField"}


def _normalised(value: str | None) -> str | None:
    return None if value is None else unicodedata.normalize("NFC", value).strip()


class Filled(InputRequired):
    """Something must have been sent, and not only spaces."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raises ``StopValidation`` for a field left empty."""
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            raise StopValidation(self.message)


def filled() -> Filled:
    """The field must be filled in."""
    return Filled("Xin điền mục này.")


def may_be_empty() -> Optional:
    """The field may be left empty."""
    return Optional()


def at_most(letters: int) -> Length:
    """No more than ``letters`` characters."""
    return Length(max=letters, message=f"Dài quá {letters} chữ. Xin viết ngắn lại.")


def refuse(sentence: str) -> ValidationError:
    """The error to raise from a field's own check."""
    return ValidationError(sentence)


def show_errors(form: Form, name: str, sentences: Iterable[str]) -> None:
    """Put what an action refused beside the field it concerns."""
    field = form[name]
    field.errors = [*field.errors, *sentences]

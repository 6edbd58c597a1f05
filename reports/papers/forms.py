"""What is sent: the passages of a report, each with the edition that its writer had read."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import IntegerField, TextAreaField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput

from learning.core.forms import StrictForm, at_most, may_be_empty
from reports.papers.actions import Written
from reports.papers.models import ReportText
from reports.papers.sections import LONGEST, Section, sections_of


class TextsForm(StrictForm):
    """The parent of the two forms below: ``<section>`` is a passage, ``<section>-ban`` the edition it was read in."""

    def read(self, sections: tuple[Section, ...]) -> dict[str, Written]:
        """What was sent, by section."""
        return {
            section.key: Written(_plain(self[section.key].data), self[f"{section.key}-ban"].data or 0)
            for section in sections
        }

    def show(self, texts: Mapping[str, ReportText], sections: tuple[Section, ...]) -> None:
        """Fill in what holds now."""
        for section in sections:
            row = texts.get(section.key)
            self[section.key].data, self[f"{section.key}-ban"].data = (row.text, row.edition) if row else ("", 0)

    def take_editions(self, texts: Mapping[str, ReportText], sections: tuple[Section, ...]) -> None:
        """Let what was typed stand, to be sent again over the editions that hold now."""
        for section in sections:
            row = texts.get(section.key)
            self[f"{section.key}-ban"].data = row.edition if row else 0


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _form_of(sections: tuple[Section, ...]) -> type[TextsForm]:
    fields: dict[str, object] = {}
    for section in sections:
        area = TextAreaField(section.label, [may_be_empty(), at_most(LONGEST)], description=section.hint)
        fields[section.key] = area
        fields[f"{section.key}-ban"] = IntegerField(
            widget=HiddenInput(), default=0, validators=[may_be_empty(), NumberRange(0, 100_000)]
        )
    return type("PassagesForm", (TextsForm,), fields)


_FORMS = {form: _form_of(sections_of(form)) for form in ("co-quan", "doan")}


def texts_form(form: str, *sent: object) -> TextsForm:
    """The form for a report in this form, with what was sent."""
    return _FORMS.get(form, _FORMS["co-quan"])(*sent)

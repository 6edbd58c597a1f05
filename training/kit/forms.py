"""The form that asks for papers: how many versions, and of which set."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from courses.content import Course, Quiz
from learning.core.forms import StrictForm, at_most, filled, show_errors
from training.kit.queries import LETTERS, PaperSet, SetUnknown, paper_set

VERSIONS = [SelectChoice("1", "1 đề (A)")] + [
    SelectChoice(str(number), f"{number} đề (A đến {LETTERS[number - 1]})") for number in range(2, len(LETTERS) + 1)
]


class PaperForm(StrictForm):
    """What to print of a quiz; the same number and the same versions give the same papers."""

    versions = SelectField(
        "Số đề khác nhau",
        choices=VERSIONS,
        validators=[filled()],
        description="Người ngồi cạnh nhau nhận đề khác nhau: cùng câu hỏi, khác thứ tự.",
    )
    number = StringField(
        "Số bộ đề",
        [filled(), at_most(20)],
        description="Máy đã chọn sẵn một bộ mới. Muốn in lại bộ cũ hay in đáp án của bộ cũ, "
        "gõ chín chữ số in ở đầu tờ đề.",
    )

    @property
    def count(self) -> int:
        """How many versions."""
        return int(self.versions.data)

    def chosen_set(self, course: Course, quiz: Quiz) -> PaperSet | None:
        """The set that is meant; None, with the reason beside the field, when there is none with this number."""
        try:
            return paper_set(course.slug, quiz.slug, self.number.data)
        except SetUnknown as unknown:
            show_errors(self, "number", [unknown.sentence])
            return None

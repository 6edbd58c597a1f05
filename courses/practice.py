"""Practice questions inside lessons: plain radio buttons whose explanation shows at once, without any script.

Their answers travel with the page on purpose; nothing here counts for a certificate.
"""

from __future__ import annotations

import functools
import hashlib
import random

from markupsafe import Markup

from learning.core.markup import clean_html, to_inline_html
from learning.questions.model import Question, SingleChoice, Text, TextFormat, TrueFalse

Option = tuple[Text, bool, Text]
_TRUE, _FALSE = Text(TextFormat.PLAIN, "Đúng"), Text(TextFormat.PLAIN, "Sai")


def practice_html(question: Question, name: str) -> str | None:
    """The question as a field set named ``name``; None when its kind is not for practice inside a lesson."""
    options = _options(question)
    if options is None:
        return None
    shown = "".join(_option(name, number, option, question) for number, option in enumerate(options, start=1))
    frame = Markup('<fieldset class="practice" id="{name}"><legend>{text}</legend>{options}</fieldset>\n')
    return str(frame.format(name=name, text=shown_text(question.text), options=Markup(shown)))


def _options(question: Question) -> list[Option] | None:
    match question.task:
        case TrueFalse(truth=truth, wrong=wrong, right=right):
            return [(_TRUE, truth, right if truth else wrong), (_FALSE, not truth, wrong if truth else right)]
        case SingleChoice(answers=answers):
            options = [(answer.text, answer.fraction == 100, answer.feedback) for answer in answers]
            digest = hashlib.sha256(question.text.body.encode()).digest()
            random.Random(digest).shuffle(options)  # a stable order that does not follow the author's habit
            return options
    return None


def _option(name: str, number: int, option: Option, question: Question) -> str:
    text, right, feedback = option
    frame = Markup(
        '<div class="practice-option"><input type="radio" name="{name}" id="{name}-{number}">'
        '<label for="{name}-{number}">{text}</label>'
        '<div class="practice-feedback{state}"><p>{feedback}</p>{explain}</div></div>'
    )
    general = question.general_feedback
    explain = Markup('<p class="practice-explain">{}</p>').format(shown_text(general)) if general else ""
    state = " is-right" if right else ""
    return frame.format(
        name=name, number=number, text=shown_text(text), state=state, feedback=shown_text(feedback), explain=explain
    )


@functools.lru_cache(maxsize=16_384)  # the texts of the banks come back with every attempt
def shown_text(text: Text) -> Markup:
    """A question's text as safe HTML, by the format its author gave it."""
    match text.format:
        case TextFormat.MARKDOWN:
            return Markup(to_inline_html(text.body))
        case TextFormat.HTML | TextFormat.MOODLE:
            return Markup(clean_html(text.body).replace("\n", "<br>"))
    return Markup.escape(text.body)

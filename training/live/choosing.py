"""Which questions a course has for a hall, and each as two plain values: what everybody sees, and the key. Pure.

Practice questions stand in a published lesson as the HTML of its screens (courses/practice.py), so they are read back
from there. Banks of practice quizzes are offered too; banks of certificate quizzes only to somebody who was told that
a question shown on the wall is known to everybody from then on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from courses.content import Course, Lesson, Quiz
from learning.questions import Question, Text, TextFormat
from learning.questions.model import NOTHING, MissingWord, SingleChoice, TrueFalse
from training.live.models import LETTERS, MOST_OPTIONS

_PRACTICE = re.compile(r'<fieldset class="practice" id="([^"]+)"><legend>(.*?)</legend>(.*?)</fieldset>', re.DOTALL)
_OPTION = re.compile(
    r'<label for="[^"]*">(.*?)</label><div class="practice-feedback( is-right)?"><p>(.*?)</p>'
    r'(?:<p class="practice-explain">(.*?)</p>)?</div></div>',
    re.DOTALL,
)
_FALSE, _TRUE = Text(TextFormat.PLAIN, "Sai"), Text(TextFormat.PLAIN, "Đúng")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tap, and what is told about it afterwards."""

    text: Text
    right: bool
    feedback: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that may be asked in a hall; ``key`` finds it again in the same course."""

    key: str
    item_key: str
    where: str
    text: Text
    options: tuple[Option, ...]
    explain: Text = NOTHING
    uncovers: bool = False

    @property
    def face(self) -> dict[str, Any]:
        """What everybody may see at once, as JSON."""
        return {"text": to_plain(self.text), "options": [to_plain(option.text) for option in self.options]}

    @property
    def answer_key(self) -> dict[str, Any]:
        """What is told after the question was closed, as JSON."""
        return {
            "right": "".join(letter for letter, option in zip(LETTERS, self.options, strict=False) if option.right),
            "feedback": [to_plain(option.feedback) for option in self.options],
            "explain": to_plain(self.explain),
        }


def to_plain(text: Text) -> list[str]:
    """A text as JSON."""
    return [text.format.value, text.body]


def from_plain(plain: list[str]) -> Text:
    """A text brought back."""
    return Text(TextFormat(plain[0]), plain[1])


def offers_of(course: Course, uncover: bool = False) -> tuple[Offer, ...]:
    """All questions of a course that can be tapped, lessons first; ``uncover`` adds those that certificates ask."""
    from_lessons = [offer for lesson in course.lessons for offer in _of_lesson(lesson)]
    from_quizzes = [offer for quiz in course.quizzes if quiz.reveals or uncover for offer in _of_quiz(quiz)]
    return tuple(offer for offer in [*from_lessons, *from_quizzes] if 2 <= len(offer.options) <= MOST_OPTIONS)


def _of_lesson(lesson: Lesson) -> Iterator[Offer]:
    for number, screen in enumerate(lesson.screens, start=1):
        for name, text, rest in _PRACTICE.findall(screen):
            found = _OPTION.findall(rest)
            options = tuple(Option(_html(words), bool(right), _html(told)) for words, right, told, _ in found)
            explain = next((_html(words) for *_, words in found if words), NOTHING)
            key = f"{lesson.key}#{number}-{name}"
            yield Offer(key, lesson.key, lesson.title, _html(text), options, explain)


def _html(body: str) -> Text:
    return Text(TextFormat.HTML, body)


def _of_quiz(quiz: Quiz) -> Iterator[Offer]:
    for question in quiz.questions.values():
        options = _options(question)
        key = f"{quiz.key}#{question.id}"
        uncovers = not quiz.reveals
        yield Offer(key, quiz.key, quiz.title, _sentence(question), options, question.general_feedback, uncovers)


def _sentence(question: Question) -> Text:
    if not isinstance(question.task, MissingWord):
        return question.text
    return Text(question.text.format, f"{question.text.body} _____ {question.task.after}".strip())


def _options(question: Question) -> tuple[Option, ...]:
    match question.asked:
        case TrueFalse(truth=truth, wrong=wrong, right=right):
            return Option(_TRUE, truth, right if truth else wrong), Option(_FALSE, not truth, wrong if truth else right)
        case SingleChoice(answers=answers):
            options = [Option(answer.text, answer.fraction == 100, answer.feedback) for answer in answers]
            return tuple(sorted(options, key=_stirred))
    return ()


def _stirred(option: Option) -> bytes:
    """A stable order that does not follow the author's habit of writing the right answer first."""
    return hashlib.sha256(option.text.body.encode()).digest()

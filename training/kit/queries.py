"""Questions of the teaching kit: which pictures a paper needs, and which questions stand on a printed version.

``paper_set`` and ``paper_version`` say for a number printed on paper what was printed, so that answers given on paper
can be entered and marked like any others.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from courses import queries as courses
from courses.catalogue import catalogue, revision
from courses.content import Course, Lesson, Quiz
from learning.core.errors import NotFound, Refusal
from learning.questions import Question, arrange, face
from quizzes.drawing import draw

LETTERS = "ABCDEFGH"
PRINTABLE = frozenset({"choose", "match", "type", "number"})  # entries that can be answered with a pen and marked
SEED_DIGITS, CHECK_DIGITS = 6, 3
_SEEDS = 10**SEED_DIGITS
_ADDRESS = re.compile(r'src="/khoa-hoc/[a-z0-9-]+/tep/([0-9a-f]{16})/([a-z0-9.-]+)"')
_OLD_REVISIONS = 20  # how far back a printed set is looked for; older papers are not printed again


class SetUnknown(Refusal):
    """The number on the paper belongs to no edition of this quiz."""

    status = 404
    title = "Không tìm thấy bộ đề này"
    sentence = "Số bộ đề không khớp với bài kiểm tra này. Xin xem lại chín chữ số in ở đầu tờ đề."


@dataclass(frozen=True, slots=True)
class PaperSet:
    """A printed set: the course at the edition it was drawn from, its quiz, and the seed of the draw."""

    course: Course
    quiz: Quiz
    seed: int

    @property
    def number(self) -> str:
        """The nine digits that stand on every paper of the set: the seed, and a check of the bank behind it."""
        return f"{self.seed:0{SEED_DIGITS}}{_check(self.quiz)}"


def new_set(course: Course, quiz: Quiz) -> PaperSet:
    """A set that nobody can foresee, from the questions that are published now."""
    return PaperSet(course, quiz, secrets.randbelow(_SEEDS))


def paper_set(course_slug: str, quiz_slug: str, number: str) -> PaperSet:
    """The set with this number, also when the course has been published anew since; raises ``SetUnknown``."""
    digits = re.sub(r"\s", "", number)
    if not (digits.isascii() and digits.isdecimal() and len(digits) == SEED_DIGITS + CHECK_DIGITS):
        raise SetUnknown
    for course in _editions(course_slug):
        quiz = course.quiz(quiz_slug)
        if quiz is not None and _check(quiz) == digits[SEED_DIGITS:]:
            return PaperSet(course, quiz, int(digits[:SEED_DIGITS]))
    raise SetUnknown


def paper_version(quiz: Quiz, seed: int, letter: str) -> list[dict[str, Any]]:
    """What stands on version ``letter`` of the set ``seed``: question ids in order, each with the order of its options.

    Pure, and of the form that an attempt keeps as ``drawn``. All versions of a set ask the same questions.
    """
    if letter not in LETTERS or len(letter) != 1:
        raise ValueError(f"versions are called {LETTERS}")
    chosen = draw(_printable(quiz), random.Random(f"{quiz.key} {seed}"))
    rng = random.Random(f"{quiz.key} {seed} {letter}")
    rng.shuffle(chosen)
    return [{"id": row["id"], "order": arrange(quiz.questions[row["id"]], rng)} for row in chosen]


def can_be_printed(question: Question) -> bool:
    """Whether somebody with a pen can answer it, and somebody else mark it."""
    return face(question, arrange(question, random.Random(0))).entry in PRINTABLE


def has_printable(quiz: Quiz) -> bool:
    """Whether any question of the bank can stand on paper."""
    return any(can_be_printed(question) for question in quiz.questions.values())


def printed_quiz(course: Course, slug: str) -> Quiz:
    """The quiz to print; raises ``NotFound`` when it is none or nothing of it can be printed."""
    quiz = courses.quiz_of(course, slug)
    if not has_printable(quiz):
        raise NotFound
    return quiz


def pictures_of(lessons: Iterable[Lesson]) -> dict[str, bytes]:
    """The pictures of these lessons by the names that ``on_paper`` gives them."""
    named = {found for lesson in lessons for screen in lesson.screens for found in _ADDRESS.findall(screen)}
    return {_name(digest, name): courses.media(digest).body for digest, name in sorted(named)}


def on_paper(html: str) -> str:
    """The HTML with its pictures pointing at what is lent to the printer."""
    return _ADDRESS.sub(lambda found: f'src="given:{_name(found[1], found[2])}"', html)


def _name(digest: str, name: str) -> str:
    return f"{digest}-{name}"


def _printable(quiz: Quiz) -> Quiz:
    """The quiz without the questions that no paper can ask."""
    kept = [row for row in json.loads(quiz.bank) if can_be_printed(quiz.questions[row["id"]])]
    return replace(quiz, bank=json.dumps(kept, ensure_ascii=False))


def _check(quiz: Quiz) -> str:
    """Three digits of the bank and of how it is drawn: another edition of the questions has others."""
    said = f"{quiz.purpose} {quiz.draw} {quiz.bank}"
    return f"{int(hashlib.sha256(said.encode()).hexdigest(), 16) % 10**CHECK_DIGITS:0{CHECK_DIGITS}}"


def _editions(course_slug: str) -> Iterable[Course]:
    """The course as it is published, then as it was before, newest first, each edition once."""
    now = catalogue().course(course_slug)
    yield now
    past = dict.fromkeys(kept.id for _, kept in courses.history(course_slug) if kept is not None)
    yield from (revision(number) for number in [*past][:_OLD_REVISIONS] if number != now.revision_id)

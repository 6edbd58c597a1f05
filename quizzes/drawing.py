"""Drawing questions: by chance, but no lesson is left out and parallel forms weigh alike. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Any

from courses.competencies import SLUGS
from courses.content import Quiz
from courses.path_compiler import COURSE_TAG, PER_COURSE
from learning.questions import Question, arrange

LESSON_TAG = "bai-"


def draw(quiz: Quiz, rng: random.Random, like: Iterable[Question] = ()) -> list[dict[str, Any]]:
    """``quiz.draw`` questions with the order of their options, in a form that the database keeps.

    ``like`` are the questions of the form to which this one shall be parallel: none of them is drawn, and each is
    answered by one of the same course and competency as long as there is one.
    """
    like = tuple(like)
    if like:
        chosen = _parallel(quiz, rng, like)
    elif quiz.purpose in ("placement", "closing"):
        chosen = _of_every_course(quiz, rng)
    else:
        chosen = _spread(quiz.questions.values(), rng)[: quiz.draw]
    rng.shuffle(chosen)
    return [{"id": question.id, "order": arrange(question, rng)} for question in chosen]


def _spread(questions: Iterable[Question], rng: random.Random) -> list[Question]:
    """All questions, one of each lesson in turn."""
    shuffled = list(questions)
    rng.shuffle(shuffled)
    by_lesson: dict[str, list[Question]] = {}
    for question in shuffled:
        by_lesson.setdefault(lesson_slug(question), []).append(question)
    rounds = zip_longest(*by_lesson.values())
    return [question for question in chain.from_iterable(rounds) if question is not None]


def _of_every_course(quiz: Quiz, rng: random.Random) -> list[Question]:
    by_course: dict[str, list[Question]] = {}
    for question in quiz.questions.values():
        by_course.setdefault(course_slug(question), []).append(question)
    return [question for questions in by_course.values() for question in _spread(questions, rng)[:PER_COURSE]]


def _parallel(quiz: Quiz, rng: random.Random, like: tuple[Question, ...]) -> list[Question]:
    free = _spread(
        [question for question in quiz.questions.values() if question.id not in {old.id for old in like}], rng
    )
    chosen: list[Question] = []
    for old in like:
        twin = max(free, key=lambda question: _likeness(question, old), default=None)
        if twin is not None:
            chosen.append(twin)
            free.remove(twin)
    return chosen


def _likeness(question: Question, other: Question) -> tuple[bool, bool]:
    return course_slug(question) == course_slug(other), competency(question) == competency(other)


def lesson_slug(question: Question) -> str:
    """The lesson to read again after a wrong answer."""
    return _after(LESSON_TAG, question)


def course_slug(question: Question) -> str:
    """The course that a question of a path comes from; empty in a course's own quiz."""
    return _after(COURSE_TAG, question)


def competency(question: Question) -> str:
    """The competency group that the question asks for."""
    return next((tag for tag in question.tags if tag in SLUGS), "")


def _after(prefix: str, question: Question) -> str:
    return next((tag.removeprefix(prefix) for tag in question.tags if tag.startswith(prefix)), "")

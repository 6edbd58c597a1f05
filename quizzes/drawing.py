"""Drawing questions for an attempt: by chance, but spread over the lessons so that none is left out."""

from __future__ import annotations

import random
from itertools import chain, zip_longest
from typing import Any

from courses.content import Quiz
from learning.questions import Question, arrange


def draw(quiz: Quiz, rng: random.Random) -> list[dict[str, Any]]:
    """``quiz.draw`` questions with the order of their options, in a form that the database keeps."""
    chosen = _spread(list(quiz.questions.values()), rng)[: quiz.draw]
    rng.shuffle(chosen)
    return [{"id": question.id, "order": arrange(question, rng)} for question in chosen]


def _spread(questions: list[Question], rng: random.Random) -> list[Question]:
    """All questions, one of each lesson in turn."""
    rng.shuffle(questions)
    by_lesson: dict[str, list[Question]] = {}
    for question in questions:
        by_lesson.setdefault(lesson_slug(question), []).append(question)
    rounds = zip_longest(*by_lesson.values())
    return [question for question in chain.from_iterable(rounds) if question is not None]


def lesson_slug(question: Question) -> str:
    """The lesson to read again after a wrong answer."""
    return next((tag.removeprefix("bai-") for tag in question.tags if tag.startswith("bai-")), "")

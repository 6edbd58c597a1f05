"""An invented try at a quiz: what was drawn, what was answered with so much skill, and how it was judged."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from courses.content import Course, Quiz
from demo.answers import answer_sheet
from learning.questions import Question, mark
from quizzes.drawing import draw
from quizzes.models import Attempt
from quizzes.sheet import slots_of


def tried(
    rng: random.Random,
    person_id: UUID,
    course: Course,
    quiz: Quiz,
    done: datetime,
    skill: float,
    like: Iterable[Question] = (),
) -> dict[str, Any]:
    """One row of ``attempt``, handed in at ``done``; ``like``: the questions of the form to which it is parallel."""
    paper = Attempt(course_slug=course.slug, quiz_slug=quiz.slug, drawn=draw(quiz, rng, like))
    slots = slots_of(paper, course)
    answers = answer_sheet(slots, skill, rng)
    points = sum(mark(slot.question, slot.response(answers)).fraction for slot in slots)
    percent = round(100 * points / len(slots), 2)
    return {
        "id": UUID(int=rng.getrandbits(128), version=4),
        "person_id": person_id,
        "course_slug": course.slug,
        "quiz_slug": quiz.slug,
        "item_key": quiz.key,
        "revision_id": course.revision_id,
        "pass_mark": quiz.pass_mark,
        "drawn": paper.drawn,
        "answers": answers,
        "opened_at": done - timedelta(minutes=rng.randint(4, 12)),
        "handed_in_at": done,
        "percent": percent,
        "passed": percent >= quiz.pass_mark,
    }

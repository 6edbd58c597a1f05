"""A path becomes a revision like a course: no lessons of its own, and two quizzes drawn from the banks of its courses.

The placement quiz tells what somebody knows already; the closing quiz is its parallel form, drawn from the same
blueprint (course by competency), so that the difference measures what was learnt.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from courses.catalogue import Catalogue
from courses.content import Course
from courses.path_file import PathText, StepText
from learning.questions import Question, to_plain

PLACEMENT, CLOSING = "dau-vao", "cuoi-lo-trinh"
PER_COURSE = 2  # questions of each core course in either form
COURSE_TAG = "khoa-"


def compile_path(path: PathText, catalogue: Catalogue) -> tuple[str, str]:
    """The content of a path's revision and its hash; courses that are not published are left out."""
    courses = {step.course: course for step in path.steps if (course := catalogue.find(step.course))}
    steps = [step for step in path.steps if step.course in courses]
    core = [courses[step.course] for step in steps if step.core]
    questions = [to_plain(question) for course in core for question in _questions(course)]
    content = {
        "slug": path.slug,
        "title": path.title,
        "summary": path.summary,
        "audiences": [path.audience],
        "competencies": sorted({competency for course in core for competency in course.competencies}),
        "hours": str(sum((course.hours for course in core), Decimal(0))),
        "order": 0,
        "cover": "",
        "gains": [],
        "lessons": [],
        "quizzes": [_quiz(PLACEMENT, len(core), questions), _quiz(CLOSING, len(core), questions)],
        "media": {},
        "steps": [_step(step, courses[step.course]) for step in steps],
        "wishes": [{"label": wish.label, "course": wish.course} for wish in path.wishes if wish.course in courses],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def _questions(course: Course) -> list[Question]:
    """The bank of the course's final quiz, each question marked with the course it comes from."""
    finals = (quiz for quiz in course.quizzes if quiz.certificate)
    tag = COURSE_TAG + course.slug
    return [replace(question, tags=(*question.tags, tag)) for quiz in finals for question in quiz.questions.values()]


def _step(step: StepText, course: Course) -> dict[str, Any]:
    return {"course": step.course, "title": course.title, "core": step.core, "gives": step.gives}


def _quiz(slug: str, courses: int, questions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": "Kiểm tra đầu vào" if slug == PLACEMENT else "Kiểm tra cuối lộ trình",
        "purpose": "placement" if slug == PLACEMENT else "closing",
        "draw": PER_COURSE * courses,
        "pass_mark": 0,
        "minutes": 0,
        "attempts": 1,
        "wait_minutes": 0,
        "certificate": False,
        "questions": questions,
    }

"""Doors for whoever teaches or edits: notes and texts for reading aloud, and which lessons are due for checking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from markupsafe import Markup

from courses import queries
from courses.catalogue import catalogue
from courses.content import Course, Lesson
from learning.accounts.permissions import Permission
from learning.core import clock
from learning.core.access import require
from learning.core.web import page

bp = Blueprint("teaching", __name__, url_prefix="/can-bo/bai-hoc")

CHECK_AGAIN_AFTER = 180  # days; laws and amounts change faster than lessons are read anew


@dataclass(frozen=True, slots=True)
class DueLesson:
    """A lesson and how long ago its facts were checked."""

    course: Course
    lesson: Lesson
    days: int | None

    @property
    def due(self) -> bool:
        """Whether somebody should look at it again."""
        return self.days is None or self.days > CHECK_AGAIN_AFTER


@dataclass(frozen=True, slots=True)
class DuePage:
    """All lessons by the age of their last check, the oldest first."""

    rows: tuple[DueLesson, ...]
    due: int


@dataclass(frozen=True, slots=True)
class TeachingPage:
    """What a facilitator needs for one lesson."""

    course: Course
    lesson: Lesson
    guide: Markup
    read_aloud: tuple[str, ...]


@bp.get("/")
@require(Permission.TEACH)
def due_lessons() -> str:
    """Every lesson by its oldest check date."""
    today = clock.today()
    pairs = ((course, lesson) for course in catalogue().courses for lesson in course.lessons)
    rows = tuple(
        DueLesson(course, lesson, (today - lesson.checked).days if lesson.checked else None)
        for course, lesson in sorted(pairs, key=lambda pair: pair[1].checked or date.min)
    )
    return page("courses/teaching/due.html", DuePage(rows, sum(row.due for row in rows)))


@bp.get("/<course>/<lesson>")
@require(Permission.TEACH)
def notes(course: str, lesson: str) -> str:
    """The facilitator's note of a lesson and its text for reading aloud."""
    found = catalogue().course(course)
    item = queries.lesson_of(found, lesson)
    paragraphs = tuple(part.strip() for part in item.read_aloud.split("\n\n") if part.strip())
    return page("courses/teaching/notes.html", TeachingPage(found, item, Markup(item.guide), paragraphs))

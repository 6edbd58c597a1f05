"""Doors for editors and staff: how the questions of a quiz behave. Totals only, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request

from courses.catalogue import catalogue
from courses.content import Course, Quiz
from learning.accounts.permissions import Permission
from learning.accounts.queries import may
from learning.core.access import require
from learning.core.errors import Forbidden, NotFound
from learning.core.web import current_person, page
from reports.boards.item_reading import QuizStatistics, statistics_by_revision
from reports.boards.item_statistics import ENOUGH
from reports.boards.queries import attempts_handed_in

bp = Blueprint("question_boards", __name__, url_prefix="/can-bo/thong-ke/cau-hoi")


@dataclass(frozen=True, slots=True)
class QuizRow:
    """One quiz and how many attempts at it were handed in."""

    course: Course
    quiz: Quiz
    attempts: int


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Every published quiz."""

    rows: tuple[QuizRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """The questions of one quiz at one revision; ``revisions`` are all that somebody has answered, newest first."""

    course: Course
    quiz: Quiz
    handed_in: int
    shown: QuizStatistics | None
    number: int
    revisions: tuple[QuizStatistics, ...]
    enough: int = ENOUGH


@bp.get("/")
@require(Permission.TEACH)
def shelf() -> str:
    """All quizzes, the most taken first."""
    _check_right()
    numbers = attempts_handed_in()
    found = catalogue()
    rows = (
        QuizRow(course, quiz, numbers.get(quiz.key, 0))
        for course in (*found.courses, *found.paths)
        for quiz in course.quizzes
    )
    return page("reports/quizzes.html", ShelfPage(tuple(sorted(rows, key=lambda row: -row.attempts))))


@bp.get("/<course>/<quiz>")
@require(Permission.TEACH)
def questions(course: str, quiz: str) -> str:
    """The questions of one quiz, those that need a look first."""
    _check_right()
    found = catalogue().course(course)
    wanted = found.quiz(quiz)
    if wanted is None:
        raise NotFound
    handed_in = attempts_handed_in().get(wanted.key, 0)
    revisions = statistics_by_revision(wanted, found.revision_id, handed_in)
    number = min(max(1, request.args.get("ban", 1, type=int)), max(1, len(revisions)))
    shown = revisions[number - 1] if revisions else None
    return page("reports/questions.html", QuestionsPage(found, wanted, handed_in, shown, number, revisions))


def _check_right() -> None:
    """Editors, because they mend questions, and whoever sees figures; not everybody who teaches."""
    viewer = current_person()
    if not any(may(viewer, one) for one in (Permission.PUBLISH_COURSES, Permission.SEE_STATISTICS)):
        raise Forbidden

"""Doors: a quiz's introduction, its attempt, saving, handing in, the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, make_response, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Course, Quiz
from courses.path_file import PREFIX
from courses.queries import quiz_of
from learning.accounts.permissions import Permission
from learning.core import clock
from learning.core.access import public, require
from learning.core.database import db, new_id
from learning.core.late import arrives_late
from learning.core.web import current_person, page, see_other, viewer
from learning.core.web.worker import keep_for_later
from quizzes import actions, queries
from quizzes.forms import AnswersForm, OpenForm
from quizzes.models import Attempt
from quizzes.queries import Chances, Judged, ShownByCourse
from quizzes.sheet import Slot, slots_of

bp = Blueprint("quizzes", __name__, url_prefix="/kiem-tra")


@dataclass(frozen=True, slots=True)
class IntroPage:
    """What a quiz asks and what this person has done in it; ``attempt_id`` makes a double tap harmless."""

    course: Course
    quiz: Quiz
    known: bool
    chances: Chances | None
    waiting: Attempt | None
    past: tuple[Attempt, ...]
    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """The sheet to fill in: faces only, no key."""

    attempt: Attempt
    course: Course
    title: str
    slots: tuple[Slot, ...]
    refused: str
    too_late: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The marked sheet, and what to do next."""

    attempt: Attempt
    course: Course
    quiz: Quiz
    judged: tuple[Judged, ...]
    right: int
    again: tuple[Judged, ...]
    wait_until: datetime | None
    finished: bool
    came_late: bool
    by_course: tuple[ShownByCourse, ...]


@bp.get("/<course>/<quiz>")
@public
def intro(course: str, quiz: str) -> str:
    """What the quiz is, before anything is drawn."""
    found = catalogue().course(course)
    item = quiz_of(found, quiz)
    person = viewer()
    if person is None:
        return page("quizzes/intro.html", IntroPage(found, item, False, None, None, (), new_id()))
    attempts = queries.attempts_of(person.id, item.key)
    waiting = next((attempt for attempt in attempts if attempt.handed_in_at is None), None)
    past = tuple(attempt for attempt in attempts if attempt.handed_in_at is not None)
    left = queries.chances(item, attempts, clock.now())
    return page("quizzes/intro.html", IntroPage(found, item, True, left, waiting, past, new_id()))


@bp.post("/<course>/<quiz>/luot")
@require(Permission.LEARN)
def open_attempt(course: str, quiz: str) -> Response:
    """Draw an attempt, or lead back to the one that is open."""
    found = catalogue().course(course)
    form = OpenForm(request.form)
    attempt = actions.open_attempt(
        current_person(), found, quiz_of(found, quiz), form.made_id(), away=form.mang_theo.data
    )
    db.session.commit()

    return see_other("quizzes.attempt", attempt_id=attempt.id)


@bp.get("/luot/<uuid:attempt_id>")
@require(Permission.LEARN)
def attempt(attempt_id: UUID) -> Response:
    """The sheet, with what was saved; reading it changes nothing."""
    found = queries.attempt_of(current_person().id, attempt_id)
    if found.handed_in_at is not None:
        return see_other("quizzes.result", attempt_id=attempt_id)
    sheet = make_response(page("quizzes/attempt.html", _sheet(found)))
    return keep_for_later(sheet) if found.away else sheet


@bp.post("/luot/<uuid:attempt_id>/nhap")
@require(Permission.LEARN)
def save(attempt_id: UUID) -> Response:
    """Keep a draft, from the page's script or from the button of those who have none."""
    found = actions.save(current_person(), attempt_id, AnswersForm(request.form).sent())
    db.session.commit()

    if request.headers.get("Sec-Fetch-Dest") == "empty" or request.headers.get("X-Draft"):
        return Response(status=204)
    flash("Đã lưu tạm. Bà con nghỉ rồi quay lại làm tiếp cũng được.", "success")
    return see_other("quizzes.attempt", attempt_id=found.id)


@bp.post("/luot/<uuid:attempt_id>/nop")
@require(Permission.LEARN)
@arrives_late("Nộp bài kiểm tra")
def hand_in(attempt_id: UUID) -> Response | tuple[str, int]:
    """Judge the attempt once; every further arrival leads to the same result."""
    person = current_person()
    try:
        form = AnswersForm(request.form)
        actions.hand_in(person, attempt_id, form.sent(), form.happened_at(clock.now()))
    except actions.AnswerRefused as refused:
        db.session.rollback()
        return page("quizzes/attempt.html", _sheet(queries.attempt_of(person.id, attempt_id), refused.sentence)), 422
    db.session.commit()

    return see_other("quizzes.result", attempt_id=attempt_id)


@bp.get("/luot/<uuid:attempt_id>/ket-qua")
@require(Permission.LEARN)
def result(attempt_id: UUID) -> Response | str:
    """What was right, what to read again, what comes next."""
    person = current_person()
    found = queries.attempt_of(person.id, attempt_id)
    if found.handed_in_at is None:
        return see_other("quizzes.attempt", attempt_id=attempt_id)
    return page("quizzes/result.html", _result(found))


@bp.post("/luot/<uuid:attempt_id>/bo-qua")
@require(Permission.LEARN)
def skip_known(attempt_id: UUID) -> Response:
    """Skip the courses that a placement attempt showed to be known."""
    person = current_person()
    path = queries.attempt_of(person.id, attempt_id).course_slug
    skipped = actions.skip_known(person, attempt_id)
    db.session.commit()

    flash(f"Đã bỏ qua {skipped} khóa. Muốn có giấy xác nhận của khóa nào thì làm bài kiểm tra của khóa đó.", "success")
    return see_other("paths.path", slug=path.removeprefix(PREFIX))


def _sheet(attempt: Attempt, refused: str = "") -> AttemptPage:
    course = queries.course_of(attempt)
    quiz = quiz_of(course, attempt.quiz_slug)
    return AttemptPage(
        attempt, course, quiz.title, slots_of(attempt, course), refused, actions.overdue(attempt), clock.now()
    )


def _result(attempt: Attempt) -> ResultPage:
    course = queries.course_of(attempt)
    quiz = quiz_of(course, attempt.quiz_slug)
    judged = queries.judged(attempt)
    again = tuple({row.lesson.slug: row for row in judged if row.lesson and not row.mark.correct}.values())
    finished = bool(attempt.passed) and queries.course_finished(attempt.person_id, course)
    wait = queries.chances(quiz, [attempt], clock.now()).wait_until
    right = sum(row.mark.correct for row in judged)
    by_course = queries.shown_by_course(attempt) if course.is_path else ()
    return ResultPage(
        attempt, course, quiz, judged, right, again, wait, finished, actions.came_late(attempt), by_course
    )

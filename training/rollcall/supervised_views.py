"""The doors of tests under supervision: a learner asks, the facilitator approves, the learner begins."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Course, Quiz
from courses.queries import quiz_of
from learning.accounts.permissions import Permission
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.late import read_id
from learning.core.web import current_person, page, see_other
from training.meetings.models import Meeting
from training.meetings.queries import meeting_for
from training.meetings.telling import place_word
from training.rollcall import queries, supervised_actions
from training.rollcall.forms import DecisionForm
from training.rollcall.models import SupervisedTest
from training.rollcall.supervised_queries import Taken, latest_of, open_meetings_for, request_of, requests_of
from training.rollcall.views import leave_trace

bp = Blueprint("supervised", __name__)


@dataclass(frozen=True, slots=True)
class AskPage:
    """How a learner's wish stands; ``offers`` are the classes that go on."""

    course: Course
    quiz: Quiz
    test: SupervisedTest | None
    offers: tuple[tuple[Meeting, str], ...]


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """Who waits for a yes, and what has come of the others."""

    meeting: Meeting
    waiting: tuple[tuple[Taken, str], ...]
    decided: tuple[tuple[Taken, str], ...]


def _quiz(course: str, quiz: str) -> tuple[Course, Quiz]:
    found = catalogue().course(course)
    item = quiz_of(found, quiz)
    if found.is_path or not item.certificate:
        raise NotFound
    return found, item


@bp.get("/kiem-tra-co-giam-sat/<course>/<quiz>")
@require(Permission.LEARN)
def ask(course: str, quiz: str) -> str:
    """Where one may ask, or how it stands."""
    found, item = _quiz(course, quiz)
    person = current_person()
    test = latest_of(person.id, item.key)
    offers = tuple((meeting, place_word(meeting)) for meeting in open_meetings_for(person))
    here = {meeting.id for meeting, _ in offers}
    stands = test if test is not None and (test.meeting_id in here or test.decided_at is None) else None
    return page("training/rollcall/ask.html", AskPage(found, item, stands, offers))


@bp.post("/kiem-tra-co-giam-sat/<course>/<quiz>")
@require(Permission.LEARN)
def send_request(course: str, quiz: str) -> Response:
    """Ask the facilitator of a class that goes on."""
    found, item = _quiz(course, quiz)
    person, wanted = current_person(), read_id(request.form.get("buoi"))
    meeting = next((one for one in open_meetings_for(person) if one.id == wanted), None)
    if meeting is None:
        raise supervised_actions.NotOpen
    supervised_actions.ask(person, meeting, found, item)
    db.session.commit()

    return see_other("supervised.ask", course=course, quiz=quiz)


@bp.post("/kiem-tra-co-giam-sat/luot/<uuid:request_id>/bat-dau")
@require(Permission.LEARN)
def begin(request_id: uuid.UUID) -> Response:
    """Open the approved attempt."""
    person = current_person()
    test = request_of(person.id, request_id)
    found, item = _quiz(test.course_slug, test.quiz_slug)
    attempt_id = supervised_actions.begin(person, test, queries.meeting_by_id(test.meeting_id), found, item)
    db.session.commit()

    return see_other("quizzes.attempt", attempt_id=attempt_id)


@bp.get("/can-bo/buoi-hoc/<uuid:meeting_id>/giam-sat")
@require(Permission.HOLD_MEETINGS)
def requests(meeting_id: uuid.UUID) -> str:
    """Who waits for a yes; the page comes anew by itself. The look is traced."""
    found = meeting_for(current_person(), meeting_id)
    leave_trace("see_tests", f"meeting:{found.id}")
    rows = _titled(requests_of(found.id))
    waiting = tuple(row for row in rows if row[0].test.decided_at is None)
    decided = tuple(row for row in rows if row[0].test.decided_at is not None)
    return page("training/rollcall/requests.html", RequestsPage(found, waiting, decided))


def _titled(rows: Sequence[Taken]) -> list[tuple[Taken, str]]:
    courses = {slug: catalogue().find(slug) for slug in {row.test.course_slug for row in rows}}
    return [(row, course.title if (course := courses[row.test.course_slug]) else row.test.course_slug) for row in rows]


@bp.post("/can-bo/buoi-hoc/<uuid:meeting_id>/giam-sat")
@require(Permission.HOLD_MEETINGS)
def decide(meeting_id: uuid.UUID) -> Response:
    """Say yes or no to one who waits, or to everybody."""
    viewer = current_person()
    found, form = meeting_for(viewer, meeting_id, lock=True), DecisionForm(request.form)
    chosen = read_id(request.form.get("ai"))
    waiting = [row.test for row in requests_of(found.id, waiting=True)]
    tests = [test for test in waiting if test.id == chosen or (chosen is None and test.person_id != viewer.id)]
    number = supervised_actions.decide(found, tests, form.accepted(), viewer)
    db.session.commit()

    flash(f"Đã {'duyệt' if form.accepted() else 'từ chối'} {number} người.", "success")
    return see_other("supervised.requests", meeting_id=found.id)

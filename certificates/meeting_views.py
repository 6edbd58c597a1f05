"""The papers of a whole class: given to everybody who is through, printed in one PDF in the order of the roll."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from certificates import actions, queries
from certificates.models import Certificate
from courses.catalogue import catalogue
from courses.content import Course
from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.core.access import require
from learning.core.database import db
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write
from training.meetings.models import Meeting
from training.meetings.queries import items_of, meeting_for
from training.meetings.taught import courses_taught, taught

bp = Blueprint("meeting_certificates", __name__, url_prefix="/can-bo/buoi-hoc")


@dataclass(frozen=True, slots=True)
class ClassPage:
    """The papers of one class, and who is through and has none yet."""

    meeting: Meeting
    papers: tuple[Certificate, ...]
    waiting: tuple[tuple[Person, Course], ...]


@bp.get("/<uuid:meeting_id>/giay-xac-nhan")
@require(Permission.SEE_CERTIFICATES)
def everyone(meeting_id: uuid.UUID) -> str:
    """The papers of the class; the look is traced."""
    viewer, found = current_person(), meeting_for(current_person(), meeting_id)
    _leave_trace(viewer, found)
    courses = _courses(found)
    papers = queries.class_papers(viewer, found, courses)
    return page("certificates/office/meeting.html", ClassPage(found, tuple(papers), _waiting(found, courses)))


def _courses(found: Meeting) -> dict[str, Course]:
    return {course.slug: course for course in courses_taught(taught(catalogue(), items_of(found.id)))}


def _waiting(found: Meeting, courses: dict[str, Course]) -> tuple[tuple[Person, Course], ...]:
    return tuple((person, courses[slug]) for person, slug in queries.through_without_paper(found, courses))


def _leave_trace(viewer: Person, found: Meeting) -> None:
    """Trace a look before it is shown."""
    with short_write():
        trace(viewer, "see_certificates", f"meeting:{found.id}")


@bp.post("/<uuid:meeting_id>/giay-xac-nhan")
@require(Permission.SEE_CERTIFICATES)
def issue(meeting_id: uuid.UUID) -> Response:
    """Give everybody of the class who is through the paper they have not asked for yet; twice gives no second one."""
    found = meeting_for(current_person(), meeting_id)
    waiting = _waiting(found, _courses(found))
    for person, course in waiting:
        actions.issue(person, course, *queries.level_of(person.id, course))
    trace(current_person(), "issue_to_class", f"meeting:{found.id}", f"{len(waiting)} papers")
    db.session.commit()

    flash(f"Đã cấp {len(waiting)} giấy. Bây giờ in được cả lớp một lần.", "success")
    return see_other("meeting_certificates.everyone", meeting_id=found.id)

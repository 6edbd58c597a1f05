"""The editor's office: what is published, since when, and one course's history with its way back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from courses import actions, queries
from courses.catalogue import catalogue, forget_catalogue
from courses.content import Course, Lesson
from courses.models import CourseRevision, Publication
from courses.queries import Shelved
from courses.recordings import recordings_now
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import home_place, names_of, place_for
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.web import current_person, page, see_other

bp = Blueprint("course_office", __name__, url_prefix="/quan-tri/khoa-hoc")


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """All courses that were ever published."""

    courses: tuple[Shelved, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One course: what was published when, newest first, and by whom (a name by the id of a person still here);
    its lessons now, with the number of their recordings.
    """

    slug: str
    title: str
    current: Publication
    rows: tuple[tuple[Publication, CourseRevision | None], ...]
    names: dict[uuid.UUID, str]
    lessons: tuple[tuple[Lesson, int], ...]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The last question before readers see something else; ``revision`` is None when the course is withdrawn."""

    slug: str
    title: str
    revision: Course | None
    revision_id: uuid.UUID | None
    shown: Course | None


def editor() -> Person:
    """Whoever asks, if they publish for the whole commune: courses are not cut up by thôn. Raises ``NotFound``."""
    viewer = current_person()
    place_for(viewer, home_place().id, Permission.PUBLISH_COURSES)
    return viewer


@bp.get("/")
@require(Permission.PUBLISH_COURSES)
def shelf() -> str:
    """The courses, those that readers find first."""
    editor()
    return page("courses/office/shelf.html", ShelfPage(tuple(queries.shelf(catalogue()))))


@bp.get("/<course>")
@require(Permission.PUBLISH_COURSES)
def history(course: str) -> str:
    """One course's publications."""
    editor()
    rows = tuple(queries.history(course))
    if not rows:
        raise NotFound
    names = names_of(publication.published_by for publication, _ in rows)
    return page(
        "courses/office/history.html", HistoryPage(course, _title(course), rows[0][0], rows, names, _lessons(course))
    )


def _lessons(slug: str) -> tuple[tuple[Lesson, int], ...]:
    shown, recorded = catalogue().find(slug), recordings_now()
    return tuple((lesson, len(recorded.of(lesson.key))) for lesson in shown.lessons) if shown else ()


def _title(slug: str) -> str:
    return next((row.title for row in queries.shelf(catalogue()) if row.slug == slug), slug)


@bp.get("/<course>/dang/<uuid:revision_id>")
@require(Permission.PUBLISH_COURSES)
def confirm_roll_back(course: str, revision_id: uuid.UUID) -> str:
    """Ask before an earlier revision is shown again."""
    editor()
    wanted = queries.revision_of(course, revision_id)
    contract = ConfirmPage(course, _title(course), wanted, revision_id, catalogue().find(course))
    return page("courses/office/confirm.html", contract)


@bp.post("/<course>/dang/<uuid:revision_id>")
@require(Permission.PUBLISH_COURSES)
def roll_back(course: str, revision_id: uuid.UUID) -> Response:
    """Show an earlier revision again."""
    news = actions.roll_back(course, revision_id, editor())
    db.session.commit()
    forget_catalogue()

    flash("Người học đã thấy bản này." if news else "Bản này đang được đăng sẵn rồi.", "success")
    return see_other("course_office.history", course=course)


@bp.get("/<course>/go-xuong")
@require(Permission.PUBLISH_COURSES)
def confirm_withdrawal(course: str) -> str:
    """Ask before a course is withdrawn."""
    editor()
    shown = catalogue().course(course)
    return page("courses/office/confirm.html", ConfirmPage(course, shown.title, None, None, shown))


@bp.post("/<course>/go-xuong")
@require(Permission.PUBLISH_COURSES)
def withdraw(course: str) -> Response:
    """Withdraw a course; what people have finished stays."""
    actions.show(course, None, editor())
    db.session.commit()
    forget_catalogue()

    flash("Đã gỡ khóa học. Kết quả bà con đã học vẫn giữ nguyên.", "success")
    return see_other("course_office.history", course=course)

"""Beside the roll: the code on the wall, photographs of the signed sheet, whether everything is ready."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, flash, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from courses.catalogue import catalogue
from courses.content import Course
from learning.accounts.permissions import Permission
from learning.core import clock
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.late import arrives_late
from learning.core.qr import Strokes, qr_strokes
from learning.core.web import current_person, page, public_address, see_other
from learning.core.web.worker import keep_for_later
from training.meetings.actions import add_evidence
from training.meetings.models import AttendanceEvidence, Meeting
from training.meetings.queries import came_to, items_of, meeting_for
from training.meetings.taught import courses_taught, taught
from training.rollcall import evidence_queries, passes, queries
from training.rollcall.photo import NoPhoto, reduced
from training.rollcall.views import bp


@dataclass(frozen=True, slots=True)
class WallPage:
    """The code of this minute, large."""

    meeting: Meeting
    qr: Strokes
    seconds: int
    present: int


@dataclass(frozen=True, slots=True)
class PhotosPage:
    """The photographs of the sheet, and the form for another."""

    meeting: Meeting
    photos: tuple[AttendanceEvidence, ...]
    refused: str


@dataclass(frozen=True, slots=True)
class PreflightPage:
    """What the site knows of being ready; the rest the page asks the device."""

    meeting: Meeting
    roll_address: str
    people: int
    without_card: int
    courses: tuple[Course, ...]
    quizzes: tuple[str, ...]
    made_at: datetime


@bp.get("/<uuid:meeting_id>/ma-tuong")
@require(Permission.HOLD_MEETINGS)
def wall(meeting_id: uuid.UUID) -> Response:
    """The code that residents scan from the wall; another one every minute."""
    found, now = meeting_for(current_person(), meeting_id), clock.now()
    code = passes.wall_code(current_app.config["SECRET_KEY"], found.id, now)
    address = public_address() + url_for("arriving.arrive", token=code)
    seconds, present = passes.seconds_left(now), came_to([found.id]).get(found.id, 0)
    response = make_response(
        page("training/rollcall/wall.html", WallPage(found, qr_strokes(address), seconds, present))
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<uuid:meeting_id>/anh")
@require(Permission.HOLD_MEETINGS)
def photos(meeting_id: uuid.UUID) -> AnyResponse:
    """The photographs of the signed sheet."""
    return keep_for_later(make_response(_photos(meeting_for(current_person(), meeting_id))))


def _photos(found: Meeting, refused: str = "") -> str:
    kept = tuple(evidence_queries.photos_of(found.id))
    return page("training/rollcall/photos.html", PhotosPage(found, kept, refused))


@bp.post("/<uuid:meeting_id>/anh")
@require(Permission.HOLD_MEETINGS)
@arrives_late("Ảnh tờ điểm danh")
def attach(meeting_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """Keep a photograph, made small and without its place; the same one twice is one."""
    found, upload = meeting_for(current_person(), meeting_id), request.files.get("anh")
    try:
        picture = reduced(upload.stream.read() if upload else b"")
    except NoPhoto as refused:
        return _photos(found, refused.sentence), 422
    add_evidence(found, picture, "image/jpeg", current_person())
    db.session.commit()

    flash("Đã lưu ảnh tờ điểm danh. Chỉ người phụ trách lớp xem được.", "success")
    return see_other("rollcall.photos", meeting_id=found.id)


@bp.get("/<uuid:meeting_id>/anh/<uuid:photo_id>.jpg")
@require(Permission.HOLD_MEETINGS)
def photo(meeting_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """One photograph, for those who hold the meeting."""
    found = meeting_for(current_person(), meeting_id)
    kept = evidence_queries.photo_of(found.id, photo_id)
    if kept is None:
        raise NotFound
    response = Response(kept.photo, mimetype=kept.mime)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/<uuid:meeting_id>/san-sang")
@require(Permission.HOLD_MEETINGS)
def preflight(meeting_id: uuid.UUID) -> AnyResponse:
    """Green, or what is missing, before leaving for the hall."""
    found = meeting_for(current_person(), meeting_id)
    people = [row.person.id for row in queries.roll_of(found)]
    courses = courses_taught(taught(catalogue(), items_of(found.id)))
    contract = PreflightPage(
        meeting=found,
        roll_address=url_for("rollcall.roll", meeting_id=found.id),
        people=len(people),
        without_card=queries.without_pin(people),
        courses=tuple(courses),
        quizzes=tuple(course.slug for course in courses if course.quizzes),
        made_at=clock.now(),
    )
    return keep_for_later(make_response(page("training/rollcall/preflight.html", contract)))

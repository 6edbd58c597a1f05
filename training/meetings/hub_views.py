"""One meeting as those see it who hold it: how it stands, every door that has to do with it, sign-ups, the poster."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, url_for

from courses.catalogue import catalogue
from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import commune_of
from learning.core.access import require
from learning.core.web import current_person, page
from learning.core.web.short_write import short_write
from training.meetings import queries
from training.meetings.models import Meeting, MeetingSignUp, MeetingState
from training.meetings.office_views import bp
from training.meetings.poster import Poster, render_poster
from training.meetings.tasks import Task, tasks_there
from training.meetings.taught import Taught, courses_taught, taught
from training.meetings.telling import audience_word, place_word, when_word, zalo_text
from training.meetings.views import Row, address_of, rows_of


@dataclass(frozen=True, slots=True)
class Door:
    """One thing to do, and where."""

    picture: str
    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class DoorsOf:
    """What there is to do in one part of the evening."""

    part: str
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class HubPage:
    """One meeting as those see it who hold it: how it stands, and every door that has to do with it."""

    row: Row
    state: MeetingState
    lessons: tuple[Taught, ...]
    leaders: tuple[Person, ...]
    signed_up: int
    came: int
    parts: tuple[DoorsOf, ...]
    message: str
    address: str


@dataclass(frozen=True, slots=True)
class SignUpsPage:
    """Who wants to come."""

    row: Row
    sign_ups: tuple[tuple[MeetingSignUp, Person | None], ...]


@bp.get("/<uuid:meeting_id>")
@require(Permission.HOLD_MEETINGS)
def meeting(meeting_id: uuid.UUID) -> str:
    """One meeting with everything there is to do about it."""
    found = queries.meeting_for(current_person(), meeting_id)
    lessons, address = taught(catalogue(), queries.items_of(found.id)), address_of(found)
    contract = HubPage(
        row=rows_of([found])[0],
        state=queries.state_of(found.id),
        lessons=lessons,
        leaders=tuple(queries.facilitators_of(found.id)),
        signed_up=queries.seats_taken(found.id),
        came=queries.came_to([found.id]).get(found.id, 0),
        parts=_parts(found, lessons),
        message=zalo_text(found, lessons, address),
        address=address,
    )
    return page("training/office/meeting.html", contract)


def _parts(found: Meeting, lessons: tuple[Taught, ...]) -> tuple[DoorsOf, ...]:
    """The tasks whose doors exist, each with its address."""
    parts = tasks_there(current_app.view_functions)
    doors = ((part, (door for task in tasks for door in _doors(task, found, lessons))) for part, tasks in parts)
    return tuple(DoorsOf(part, tuple(those)) for part, those in doors)


def _doors(task: Task, found: Meeting, lessons: tuple[Taught, ...]) -> tuple[Door, ...]:
    """One door for the meeting, or one for each course that it teaches."""
    if task.argument != "course":
        values: dict[str, Any] = {task.argument: found.id}
        return (Door(task.picture, task.title, task.text, url_for(task.endpoint, **values)),)
    return tuple(
        Door(task.picture, f"{task.title}: {course.title}", task.text, url_for(task.endpoint, course=course.slug))
        for course in courses_taught(lessons)
    )


@bp.get("/<uuid:meeting_id>/nguoi-ghi-ten")
@require(Permission.HOLD_MEETINGS)
def sign_ups(meeting_id: uuid.UUID) -> str:
    """Who wants to come; the look is traced."""
    found = queries.meeting_for(current_person(), meeting_id)
    leave_trace("see_sign_ups", found)
    contract = SignUpsPage(rows_of([found])[0], tuple(queries.sign_ups_of(found.id)))
    return page("training/office/sign_ups.html", contract)


def leave_trace(deed: str, found: Meeting) -> None:
    """Trace a look before it is shown."""
    with short_write():
        trace(current_person(), deed, f"meeting:{found.id}")


@bp.get("/<uuid:meeting_id>/ap-phich.pdf")
@require(Permission.HOLD_MEETINGS)
def poster(meeting_id: uuid.UUID) -> Response:
    """A poster for the wall of the hall, with a QR symbol that leads to the meeting."""
    found = queries.meeting_for(current_person(), meeting_id)
    lessons = _in_short(taught(catalogue(), queries.items_of(found.id)))
    home = commune_of(found.place)
    told = when_word(found), place_word(found), found.address_note, audience_word(found), lessons
    body = render_poster(Poster(found.title, *told, home.full_name, address_of(found), found.code, found.changed_at))
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="ap-phich-{found.code}.pdf"'
    return response


def _in_short(lessons: tuple[Taught, ...]) -> tuple[str, ...]:
    """What is taught in a few lines: the lessons of a single course, else the courses and lessons by name."""
    if len(lessons) == 1 and lessons[0].lesson is None:
        return tuple(lesson.title for lesson in lessons[0].course.lessons)
    return tuple(row.title for row in lessons)

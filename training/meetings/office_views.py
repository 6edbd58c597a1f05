"""The office of meetings: the timetable of one's places, planning, changing, cancelling, opening, closing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response as AnyResponse

from courses.catalogue import catalogue
from courses.content import Course
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from learning.core.access import require
from learning.core.database import db, new_id
from learning.core.forms import show_errors
from learning.core.late import LateForm, arrives_late
from learning.core.web import current_person, page, see_other
from training.meetings import actions, planning, queries
from training.meetings.forms import CancelForm, MeetingForm, PlanForm, written
from training.meetings.models import Meeting
from training.meetings.views import Row, rows_of

bp = Blueprint("meeting_office", __name__, url_prefix="/can-bo/buoi-hoc")

PAST_SHOWN = 30
STILL_HERE = timedelta(hours=12)  # a class that has just ended is still among those of today
DEFAULT = {"starts": "19:30", "ends": "21:00"}


@dataclass(frozen=True, slots=True)
class OfficeListPage:
    """The meetings of one's places, the next one first, and the last ones with how many came."""

    coming: tuple[Row, ...]
    past: tuple[Row, ...]
    came: dict[uuid.UUID, int]


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of a meeting; without ``meeting`` it is a new one."""

    form: MeetingForm
    courses: tuple[Course, ...]
    meeting: Meeting | None = None
    later: int = 0


@dataclass(frozen=True, slots=True)
class CancelPage:
    """The last question before a meeting is called off."""

    row: Row
    form: CancelForm
    later: int


@bp.get("/")
@require(Permission.HOLD_MEETINGS)
def timetable() -> str:
    """The meetings of one's places and those one leads."""
    scope, edge = queries.reach_of(current_person()), clock.now() - STILL_HERE
    coming = queries.meetings_between(scope, edge)
    past = queries.meetings_before(scope, edge, PAST_SHOWN)
    rows, came = rows_of([*coming, *past]), dict(queries.came_to(row.id for row in past))
    contract = OfficeListPage(rows[: len(coming)], rows[len(coming) :], came)
    return page("training/office/timetable.html", contract)


@bp.get("/moi")
@require(Permission.HOLD_MEETINGS)
def plan() -> str:
    """The form of a new meeting; its id is made now, so that a double tap plans one."""
    viewer = current_person()
    form = PlanForm(data=DEFAULT | {"made": str(new_id()), "leaders": [str(viewer.id)], "times": "1"})
    return _form(form)


@bp.post("/moi")
@require(Permission.HOLD_MEETINGS)
def save_plan() -> AnyResponse | tuple[str, int]:
    """Plan a meeting, or one every week."""
    form = _offered(PlanForm(request.form))
    if not form.validate():
        return _form(form), 422
    assert isinstance(form, PlanForm)
    made = planning.plan(form.said(), form.days(), current_person(), form.made_id() or new_id())
    db.session.commit()

    flash(f"Đã lên lịch {len(form.days())} buổi." if len(form.days()) > 1 else "Đã lên lịch buổi học.", "success")
    return see_other("meeting_office.meeting", meeting_id=made.id)


def _offered(form: MeetingForm, meeting: Meeting | None = None) -> MeetingForm:
    viewer = current_person()
    places = list(places_for(viewer, Permission.HOLD_MEETINGS))
    if meeting is not None and meeting.place not in places:  # led elsewhere, or in a thôn that is closed now
        places.append(meeting.place)
    form.offer(places, queries.possible_facilitators(viewer), catalogue().courses)
    return form


def _form(form: MeetingForm, meeting: Meeting | None = None) -> str:
    later = len(queries.following(meeting, current_person())) if meeting is not None else 0
    template = "training/office/edit.html" if meeting is not None else "training/office/plan.html"
    return page(template, FormPage(_offered(form, meeting), tuple(catalogue().courses), meeting, later))


@bp.get("/<uuid:meeting_id>/sua")
@require(Permission.HOLD_MEETINGS)
def edit(meeting_id: uuid.UUID) -> str:
    """The form for changing a meeting."""
    found = queries.meeting_for(current_person(), meeting_id)
    items, leaders = queries.items_of(found.id), queries.facilitators_of(found.id)
    return _form(MeetingForm(data=written(found, items, leaders)), found)


@bp.post("/<uuid:meeting_id>/sua")
@require(Permission.HOLD_MEETINGS)
def save(meeting_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """Change a meeting, and those after it if asked."""
    found = queries.meeting_for(current_person(), meeting_id, lock=True)
    form = _offered(MeetingForm(request.form), found)
    if not form.validate():
        return _form(form, found), 422
    try:
        planning.change(found, form.said(), form.seen_revision(), current_person(), form.later_too.data)
    except planning.ChangedMeanwhile as refused:
        show_errors(form, "title", [refused.sentence])
        return _form(form, found), 422
    db.session.commit()

    flash("Đã sửa. Ai đưa lịch vào điện thoại sẽ thấy giờ mới.", "success")
    return see_other("meeting_office.meeting", meeting_id=found.id)


@bp.get("/<uuid:meeting_id>/huy")
@require(Permission.HOLD_MEETINGS)
def confirm_cancelling(meeting_id: uuid.UUID) -> str:
    """Ask for the reason."""
    return _cancelling(queries.meeting_for(current_person(), meeting_id), CancelForm())


def _cancelling(found: Meeting, form: CancelForm) -> str:
    contract = CancelPage(rows_of([found])[0], form, len(queries.following(found, current_person())))
    return page("training/office/cancel.html", contract)


@bp.post("/<uuid:meeting_id>/huy")
@require(Permission.HOLD_MEETINGS)
def cancel(meeting_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """Call a meeting off, and those after it if asked."""
    found, form = queries.meeting_for(current_person(), meeting_id, lock=True), CancelForm(request.form)
    if not form.validate():
        return _cancelling(found, form), 422
    number = planning.cancel(found, form.reason.data, current_person(), form.later_too.data)
    db.session.commit()

    flash(f"Đã hủy {number} buổi. Xin nhắn cho bà con đã ghi tên.", "success")
    return see_other("meeting_office.meeting", meeting_id=found.id)


@bp.post("/<uuid:meeting_id>/mo")
@require(Permission.HOLD_MEETINGS)
@arrives_late("Mở lớp")
def open_meeting(meeting_id: uuid.UUID) -> AnyResponse:
    """The class begins, or goes on after it was closed too early."""
    return _set(meeting_id, "opened", "Đã mở lớp.")


@bp.post("/<uuid:meeting_id>/dong")
@require(Permission.HOLD_MEETINGS)
@arrives_late("Kết thúc buổi học")
def close_meeting(meeting_id: uuid.UUID) -> AnyResponse:
    """The class is over; what phones send later is still kept."""
    return _set(meeting_id, "closed", "Đã kết thúc buổi học. Ai gửi muộn vẫn được ghi nhận.")


def _set(meeting_id: uuid.UUID, state: str, said: str) -> AnyResponse:
    found, form = queries.meeting_for(current_person(), meeting_id, lock=True), LateForm(request.form)
    actions.set_state(found, state, form.happened_at(clock.now()), current_person())
    db.session.commit()

    flash(said, "success")
    door = "meeting_office.outcome" if found.state == "closed" else "meeting_office.meeting"
    return see_other(door, meeting_id=found.id)

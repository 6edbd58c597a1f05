"""Doors of the facilitator: the list, preparing, the hall's screen, steps, raised hands, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, jsonify, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from courses.catalogue import catalogue
from courses.content import Course
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import place_for, places_for
from learning.core import clock
from learning.core.access import require
from learning.core.database import db, new_id
from learning.core.late import read_id
from learning.core.qr import Strokes, qr_strokes
from learning.core.web import current_person, page, public_address, see_other
from training.live import host_actions, queries
from training.live.choosing import Offer, offers_of
from training.live.forms import HandsForm, PrepareForm, StepForm
from training.live.host_actions import Plan
from training.live.models import LiveParticipant, LiveQuiz
from training.live.queries import Best, Crowd
from training.live.scenes import Scene
from training.live.watching import watch
from training.meetings.models import Meeting
from training.meetings.queries import items_of, meeting_for

bp = Blueprint("live_host", __name__, url_prefix="/can-bo")
TICKED = 8  # questions ticked beforehand: about a quarter of an hour
UNCOVER = "mo-ngan-hang"


@dataclass(frozen=True, slots=True)
class ListPage:
    """The quizzes of one's places; each with whether it is over."""

    lives: tuple[tuple[LiveQuiz, bool], ...]


@dataclass(frozen=True, slots=True)
class PreparePage:
    """The choice of a course, then of its questions, and how they are asked."""

    meeting: Meeting | None
    courses: tuple[Course, ...]
    course: Course | None
    offers: tuple[Offer, ...]
    uncover: bool
    form: PrepareForm
    places: tuple[Place, ...]
    running: tuple[LiveQuiz, ...]


@dataclass(frozen=True, slots=True)
class HallPage:
    """What hangs on the wall, and what only the facilitator needs below it."""

    live: LiveQuiz
    scene: Scene
    crowd: Crowd
    address: str
    qr: Strokes
    participants: tuple[LiveParticipant, ...]
    hands: Mapping[str, int]
    best: tuple[Best, ...]


@bp.get("/do-vui/")
@require(Permission.HOLD_MEETINGS)
def listing() -> str:
    """Quizzes that run, and those that are over."""
    moment = clock.now()
    lives = tuple((live, live.over(moment)) for live in queries.lives_for(current_person()))
    return page("training/live/listing.html", ListPage(lives))


@bp.get("/do-vui/moi")
@require(Permission.HOLD_MEETINGS)
def prepare() -> str:
    """Prepare a quiz for one of one's places, without a meeting."""
    return page("training/live/prepare.html", _preparing(None))


@bp.post("/do-vui/moi")
@require(Permission.HOLD_MEETINGS)
def make() -> Response | tuple[str, int]:
    """Open the lobby."""
    return _made(None)


@bp.get("/buoi-hoc/<uuid:meeting_id>/do-vui")
@require(Permission.HOLD_MEETINGS)
def prepare_for_meeting(meeting_id: UUID) -> str:
    """Prepare a quiz for a meeting, from what it teaches."""
    return page("training/live/prepare.html", _preparing(meeting_for(current_person(), meeting_id)))


@bp.post("/buoi-hoc/<uuid:meeting_id>/do-vui")
@require(Permission.HOLD_MEETINGS)
def make_for_meeting(meeting_id: UUID) -> Response | tuple[str, int]:
    """Open the lobby of a meeting's quiz."""
    return _made(meeting_for(current_person(), meeting_id))


@bp.get("/do-vui/<uuid:live_id>")
@require(Permission.HOLD_MEETINGS)
def hall(live_id: UUID) -> str:
    """The hall's screen, on whatever laptop it is opened."""
    live = queries.live_for(current_person(), live_id)
    address = public_address() + url_for("live.phone", code=live.code)
    scene, crowd = queries.scene(live), queries.crowd_of(live)
    participants = tuple(queries.participants_of(live.id))
    hands, best = queries.hands_for(live), queries.best_of(live) if scene.phase == "ended" else ()
    return page(
        "training/live/hall.html",
        HallPage(live, scene, crowd, address, qr_strokes(address), participants, hands, best),
    )


@bp.get("/do-vui/<uuid:live_id>/trang-thai")
@require(Permission.HOLD_MEETINGS)
def progress(live_id: UUID) -> Response:
    """How many are in and have answered, for the wall; and whether another laptop went on."""
    live = queries.live_for(current_person(), live_id)
    crowd = queries.crowd_of(live)
    tag = f'"{live.version}.{live.over(clock.now()):d}.{crowd.phones}.{crowd.people}.{crowd.answered}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-store"}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return Response(status=304, headers=headers)
    answer = jsonify(ban=live.version, may=crowd.phones, nguoi=crowd.people, da_tra_loi=crowd.answered)
    answer.headers.update(headers)
    return answer


@bp.post("/do-vui/<uuid:live_id>/buoc")
@require(Permission.HOLD_MEETINGS)
def step(live_id: UUID) -> Response:
    """Go on by one step, or end; a second tap from the same version does nothing."""
    live = queries.live_for(current_person(), live_id)
    form = StepForm(request.form)
    if form.validate():
        go = host_actions.end if form.viec.data == "ket-thuc" else host_actions.step
        go(live, form.ban.data)
    return _changed(live)


@bp.post("/do-vui/<uuid:live_id>/gio-tay")
@require(Permission.HOLD_MEETINGS)
def count_hands(live_id: UUID) -> Response:
    """Raised hands of those without a phone."""
    live = queries.live_for(current_person(), live_id)
    form = HandsForm(request.form)
    if form.validate():
        host_actions.count_hands(live, form.cau.data, form.raised())
    else:
        flash("Số người giơ tay là số từ 0 đến 999. Xin nhập lại.", "warning")
    return _changed(live)


@bp.post("/do-vui/<uuid:live_id>/bo-ten")
@require(Permission.HOLD_MEETINGS)
def take_off(live_id: UUID) -> Response:
    """Take a name off the wall."""
    live = queries.live_for(current_person(), live_id)
    participant_id = read_id(request.form.get("ai"))
    if participant_id is not None:
        host_actions.take_off(live, participant_id)
    return _changed(live)


def _changed(live: LiveQuiz) -> Response:
    db.session.commit()
    watch.forget(live.code)

    return see_other("live_host.hall", live_id=live.id)


def _preparing(meeting: Meeting | None, sent: PrepareForm | None = None) -> PreparePage:
    person = current_person()
    asked = request.values.get("khoa") or _first_course(meeting)
    course = catalogue().find(asked) if asked else None
    uncover = UNCOVER in request.values
    offers = offers_of(course, uncover) if course else ()
    places = () if meeting else tuple(places_for(person, Permission.HOLD_MEETINGS))
    form = sent or _fresh_form(course, offers, meeting)
    if meeting:
        del form.noi
    else:
        form.noi.choices = [SelectChoice(str(place.id), place.name) for place in places]
    form.cau.choices = [SelectChoice(offer.key) for offer in offers]
    running = _running(person, meeting)
    return PreparePage(meeting, catalogue().courses, course, offers, uncover, form, places, running)


def _first_course(meeting: Meeting | None) -> str:
    items = items_of(meeting.id) if meeting else ()
    return items[0].partition("/")[0] if items else ""


def _fresh_form(course: Course | None, offers: Sequence[Offer], meeting: Meeting | None) -> PrepareForm:
    title = f"Đố vui: {course.title if course else meeting.title if meeting else ''}"
    return PrepareForm(ma=str(new_id()), ten=title[:120], cau=[offer.key for offer in offers[:TICKED]])


def _running(person: Person, meeting: Meeting | None) -> tuple[LiveQuiz, ...]:
    lives = queries.lives_for(person, meeting.id) if meeting else ()
    return tuple(live for live in lives if not live.over(clock.now()))


def _made(meeting: Meeting | None) -> Response | tuple[str, int]:
    person = current_person()
    form = PrepareForm(request.form)
    shown = _preparing(meeting, form)
    if not form.validate():
        return page("training/live/prepare.html", shown), 422
    place = meeting.place_id if meeting else place_for(person, int(form.noi.data), Permission.HOLD_MEETINGS).id
    plan = Plan(form.ten.data, place, meeting.id if meeting else None, form.seconds, form.diem.data)
    chosen = [offer for offer in shown.offers if offer.key in form.cau.data]
    live = host_actions.prepare(plan, chosen, person, read_id(form.ma.data) or new_id())
    db.session.commit()

    return see_other("live_host.hall", live_id=live.id)

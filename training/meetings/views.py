"""Doors of meetings for everybody: the timetable, one meeting, signing up, calendars."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from courses.catalogue import catalogue
from learning.accounts import throttle
from learning.accounts.commune import Commune
from learning.accounts.models import Place
from learning.accounts.permissions import Permission
from learning.accounts.pins import keeper
from learning.accounts.queries import commune_of, open_places
from learning.accounts.sign_in import hidden_address
from learning.core import clock
from learning.core.access import public, require
from learning.core.database import db
from learning.core.errors import NotFound, Refusal
from learning.core.late import LateForm, arrives_late
from learning.core.text import clean_name
from learning.core.web import address_of_request, current_person, page, public_address, see_other, viewer
from training.meetings import actions, queries
from training.meetings.forms import SignUpForm
from training.meetings.ical import calendar_of
from training.meetings.models import Meeting, MeetingSignUp
from training.meetings.taught import Taught, taught
from training.meetings.telling import STATES, audience_word, entry_of, place_word, when_word, zalo_text

bp = Blueprint("meetings", __name__, url_prefix="/buoi-hoc")

PAST_SHOWN = 5
FRESH_ENOUGH = 600  # seconds that a calendar may be kept on its way
MOST_NAMES = 40  # in twelve hours, from one address: a household, or a neighbour who writes for others


class TooManyNames(Refusal):
    """Somebody fills the list with names."""

    status = 429
    title = "Ghi tên nhiều quá"
    sentence = "Từ mạng này đã ghi rất nhiều tên. Xin để vài giờ nữa, hoặc đưa danh sách cho người phụ trách lớp."


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting in a list."""

    meeting: Meeting
    when: str
    where: str
    audience: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class TimetablePage:
    """The meetings to come, a few that are over, and the thôn they are narrowed to."""

    coming: tuple[Row, ...]
    past: tuple[Row, ...]
    places: tuple[Place, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting; ``mine`` is the reader's own sign-up, ``form`` that of somebody without a card."""

    row: Row
    lessons: tuple[Taught, ...]
    left: int | None
    mine: MeetingSignUp | None
    form: SignUpForm | None
    may_sign_up: bool
    commune: Commune
    message: str
    address: str


def rows_of(meetings: list[Meeting]) -> tuple[Row, ...]:
    """The meetings as lists show them."""
    reasons = queries.reasons_of(meetings)
    return tuple(_row(meeting, reasons.get(meeting.id, "")) for meeting in meetings)


def _row(meeting: Meeting, reason: str) -> Row:
    told = when_word(meeting), place_word(meeting), audience_word(meeting), STATES[meeting.state]
    return Row(meeting, *told, reason)


@bp.get("/")
@public
def timetable() -> str:
    """The meetings of the commune or of one thôn, the next one first."""
    places, now = tuple(open_places()), clock.now()
    chosen = next((place for place in places if str(place.id) == request.args.get("thon", "")), None)
    scope = queries.open_to(chosen) if chosen else queries.everywhere()
    coming = queries.meetings_between(scope, now)
    past = queries.meetings_before(scope, now, PAST_SHOWN)
    rows = rows_of([*coming, *past])
    return page("training/timetable.html", TimetablePage(rows[: len(coming)], rows[len(coming) :], places, chosen))


@bp.get("/<code>")
@public
def meeting(code: str) -> str:
    """One meeting."""
    return _shown(queries.meeting_by_code(code), SignUpForm())


def _shown(found: Meeting, form: SignUpForm) -> str:
    person, lessons = viewer(), taught(catalogue(), queries.items_of(found.id))
    mine = queries.sign_up_of(found.id, person.id) if person else None
    may_sign_up = found.state in ("planned", "opened") and found.ends_at > clock.now()
    if person is None:
        form.offer(open_places())
    address = address_of(found)
    contract = MeetingPage(
        row=rows_of([found])[0],
        lessons=lessons,
        left=max(0, found.capacity - queries.seats_taken(found.id)) if found.capacity else None,
        mine=mine if mine is not None and mine.withdrawn_at is None else None,
        form=form if person is None else None,
        may_sign_up=may_sign_up,
        commune=commune_of(found.place),
        message=zalo_text(found, lessons, address),
        address=address,
    )
    return page("training/meeting.html", contract)


def address_of(found: Meeting) -> str:
    """The public address of a meeting, whole."""
    return public_address() + url_for("meetings.meeting", code=found.code)


@bp.post("/<code>/ghi-ten")
@public
@arrives_late("Ghi tên buổi học")
def sign_up(code: str) -> AnyResponse | tuple[str, int]:
    """Keep a seat for the signed-in person, or for a name."""
    found, person, now = queries.meeting_by_code(code, lock=True), viewer(), clock.now()
    form: LateForm = LateForm(request.form) if person else _with_places(SignUpForm(request.form))
    if not form.validate():
        assert isinstance(form, SignUpForm)
        return _shown(found, form), 422
    wish = actions.Wish(form.made_id(), form.happened_at(now), person)
    if isinstance(form, SignUpForm):
        _spend(wish.id)
        name, place = clean_name(form.full_name.data), form.chosen_place()
        wish = actions.Wish(form.made_id(), form.happened_at(now), None, name, place)
    actions.sign_up(found, wish)
    db.session.commit()

    flash("Đã ghi tên. Hẹn gặp bà con ở lớp.", "success")
    return see_other("meetings.meeting", code=found.code)


def _spend(wish_id: UUID) -> None:
    """Use up one chance of this address for a name nobody has shown a card for; raises ``TooManyNames``."""
    if queries.is_signed_up(wish_id):
        return
    if not throttle.spend(hidden_address(keeper(), "sign_up", address_of_request()), MOST_NAMES):
        db.session.commit()
        raise TooManyNames


def _with_places(form: SignUpForm) -> SignUpForm:
    form.offer(open_places())
    return form


@bp.post("/<code>/thoi-ghi-ten")
@require(Permission.LEARN)
@arrives_late("Bỏ tên khỏi buổi học")
def withdraw(code: str) -> AnyResponse:
    """Give one's seat back."""
    found, form = queries.meeting_by_code(code, lock=True), LateForm(request.form)
    actions.withdraw(found, current_person(), form.happened_at(clock.now()))
    db.session.commit()

    flash("Đã bỏ tên khỏi buổi này.", "success")
    return see_other("meetings.meeting", code=found.code)


@bp.get("/<code>.ics")
@public
def calendar_file(code: str) -> Response:
    """One meeting for the calendar of a phone."""
    found = queries.meeting_by_code(code)
    return _calendar(found.title, [found], f"buoi-hoc-{found.code}.ics")


@bp.get("/lich/<int(max=2147483647):place_id>.ics")
@public
def feed(place_id: int) -> Response:
    """The meetings of a thôn, or of the whole commune, for calendars that subscribe."""
    place = next((place for place in open_places() if place.id == place_id), None)
    if place is None:
        raise NotFound
    meetings = queries.meetings_between(queries.open_to(place), clock.now() - queries.LATELY)
    return _calendar(f"Buổi học – {place.name}", list(meetings), f"buoi-hoc-{place.id}.ics")


def _calendar(name: str, meetings: list[Meeting], file_name: str) -> Response:
    reasons = queries.reasons_of(meetings)
    entries = (entry_of(row, address_of(row), reasons.get(row.id, "")) for row in meetings)
    response = Response(calendar_of(name, entries), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    response.cache_control.public, response.cache_control.max_age = True, FRESH_ENOUGH
    response.add_etag()
    response.make_conditional(request)
    return response

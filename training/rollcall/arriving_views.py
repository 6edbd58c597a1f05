"""A resident before the wall: the code is scanned, one tap, present. With a card, or with a name from the list."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from learning.accounts.models import Person
from learning.core import clock
from learning.core.access import public
from learning.core.database import db
from learning.core.errors import Refusal
from learning.core.forms import show_errors
from learning.core.web import page, see_other, viewer
from training.meetings import actions as meetings
from training.meetings.models import Meeting
from training.meetings.telling import place_word
from training.rollcall import passes, queries
from training.rollcall.forms import NameForm

bp = Blueprint("arriving", __name__, url_prefix="/buoi-hoc/diem-danh")
NOT_ON_LIST = "Chưa tìm được tên này trong danh sách, hoặc có hai người cùng tên. Xin gặp người hướng dẫn lớp."


class CodeTooOld(Refusal):
    """The code on the wall has changed since, or was sent home by somebody."""

    status = 410
    title = "Mã này đã đổi"
    sentence = "Mã trên tường đổi mỗi phút. Xin quét lại mã đang hiện, hoặc nhờ người hướng dẫn điểm danh giúp."


@dataclass(frozen=True, slots=True)
class ArrivingPage:
    """The meeting, who is signed in, and a slip that outlasts the code for signing in."""

    meeting: Meeting
    where: str
    slip: str
    form: NameForm


@dataclass(frozen=True, slots=True)
class TherePage:
    """Done: who is present."""

    meeting: Meeting
    where: str
    name: str


def _meeting(token: str, lock: bool = False) -> Meeting:
    found = passes.meeting_of(current_app.config["SECRET_KEY"], token, clock.now())
    if found is None:
        raise CodeTooOld
    meeting = queries.meeting_by_id(found, lock)
    if meeting.state == "cancelled":
        raise meetings.MeetingOver
    return meeting


@bp.get("/<token>")
@public
def arrive(token: str) -> Response:
    """What the code on the wall leads to; nothing is written yet."""
    response = make_response(_shown(_meeting(token), token, NameForm()))
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(found: Meeting, token: str, form: NameForm) -> str:
    slip = passes.onward(current_app.config["SECRET_KEY"], token, found.id, clock.now())
    return page("training/rollcall/arrive.html", ArrivingPage(found, place_word(found), slip, form))


@bp.post("/<token>")
@public
def be_there(token: str) -> AnyResponse | tuple[str, int]:
    """Present, once; a second tap changes nothing."""
    found, person = _meeting(token, lock=True), viewer()
    form = NameForm(request.form)
    if person is None:
        person = _by_name(found, form)
        if person is None:
            return _shown(found, token, form), 422
    meetings.check_in(found, [person], "self", clock.now(), viewer(), form.made_id())
    db.session.commit()

    return see_other("arriving.there", meeting_id=found.id)


def _by_name(found: Meeting, form: NameForm) -> Person | None:
    if not form.validate():
        return None
    person = queries.expected_by_name(found, form.full_name.data)
    if person is None:
        show_errors(form, "full_name", [NOT_ON_LIST])
    return person


@bp.get("/xong/<uuid:meeting_id>")
@public
def there(meeting_id: uuid.UUID) -> str:
    """It is written down. The page says no other name than the reader's own."""
    found, person = queries.meeting_by_id(meeting_id), viewer()
    return page("training/rollcall/there.html", TherePage(found, place_word(found), person.full_name if person else ""))

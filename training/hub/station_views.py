"""The doors of the hub itself: how to join it in the hall, and what goes home from it. At home nobody finds them."""

from __future__ import annotations

import socket
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from learning.accounts.permissions import Permission
from learning.core import clock
from learning.core.access import public, require
from learning.core.errors import NotFound
from learning.core.qr import Strokes, qr_strokes
from learning.core.web import current_person, page, public_address
from training.hub.bundle import Line, pack
from training.hub.codes import MOST_PIECES, frames_of
from training.hub.gathering import lines_of_meeting, recorded_here, write_log
from training.hub.station import (
    AT_HOME_ONLY,
    STILL_OPEN,
    OnlyAtHome,
    Station,
    StationOver,
    station,
    the_station,
)
from training.meetings.models import Meeting
from training.meetings.queries import meeting_for, meetings_between, reach_of

bp = Blueprint("hub_station", __name__, url_prefix="/tram")


@dataclass(frozen=True, slots=True)
class JoinPage:
    """The address of this hub in the hall, as text and as a code, and what its clock says."""

    station: Station
    address: str
    qr: Strokes
    now: datetime


@dataclass(frozen=True, slots=True)
class BringPage:
    """How much there is to bring home, and the classes whose roll can go by codes."""

    station: Station
    facts: int
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The codes of one class, to be scanned one after the other; none when they would be too many."""

    meeting: Meeting
    codes: tuple[Strokes, ...]
    lines: int


@bp.before_app_request
def _keep_the_limits() -> None:
    """Before every request on a hub: what is done at home only, and nothing new after its time is over."""
    here = station()
    if here is None:
        return
    if request.blueprint == "hub_office":
        raise NotFound
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.blueprint in AT_HOME_ONLY or request.endpoint in AT_HOME_ONLY:
        raise OnlyAtHome
    if here.over and request.endpoint not in STILL_OPEN:
        raise StationOver


@bp.get("/")
@public
def join() -> str:
    """For the screen in the hall: how phones find this site."""
    here = the_station()
    address = _address()
    return page("training/hub/join.html", JoinPage(here, address, qr_strokes(address), clock.now()))


def _address() -> str:
    """As the request came; from the laptop's own browser, the address that others in the hall can reach."""
    address = public_address()
    if request.host.partition(":")[0] not in ("127.0.0.1", "localhost"):
        return address
    port = request.host.partition(":")[2]
    return f"http://{_own_address()}{f':{port}' if port else ''}"


def _own_address() -> str:
    """This machine's address towards its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


@bp.get("/gui-ve")
@require(Permission.HOLD_MEETINGS)
def bring() -> str:
    """What goes home from here."""
    here = the_station()
    viewer = current_person()
    facts = sum(1 for _ in recorded_here(here))
    meetings = tuple(meetings_between(reach_of(viewer), datetime.fromisoformat(here.taken_at)))
    return page("training/hub/bring.html", BringPage(here, facts, meetings))


@bp.post("/gui-ve/tep")
@require(Permission.HOLD_MEETINGS)
def bundle() -> Response:
    """Everything as one file."""
    here = the_station()
    answer = Response(_packed(here, _log(here)), mimetype="application/octet-stream")
    name = f"gui-ve-{here.id.hex[-6:]}-{clock.now().astimezone(clock.LOCAL):%Y%m%d-%H%M}.tram"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/gui-ve/<uuid:meeting_id>/ma")
@require(Permission.HOLD_MEETINGS)
def codes(meeting_id: uuid.UUID) -> str:
    """One class as codes on the screen, for a phone that is online."""
    here = the_station()
    meeting = meeting_for(current_person(), meeting_id)
    lines = lines_of_meeting(_log(here), meeting.id)
    frames = frames_of(_packed(here, lines)) if lines else []
    symbols = tuple(map(qr_strokes, frames)) if len(frames) <= MOST_PIECES else ()
    return page("training/hub/codes.html", CodesPage(meeting, symbols, len(lines)))


def _log(here: Station) -> list[Line]:
    return write_log(Path(current_app.config["DATA_DIR"]), here, recorded_here(here))


def _packed(here: Station, lines: list[Line]) -> bytes:
    return pack(here.id, lines, here.key, here.opener)

"""The doors of the roll: the list to tick, somebody at the door, guests without a name, the sheet to sign.

What a phone sends may come when its owner's right has been taken back. The page carries a pass that says it was shown
to them, so that the doors ask for no more than being signed in, and hold the roll back for an administrator.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, flash, jsonify, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from learning.accounts.actions import trace
from learning.accounts.consent import LEARNING_RECORD
from learning.accounts.models import Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import commune_of, names_of, open_places
from learning.core import clock
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.late import LateForm, arrives_late
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write
from learning.core.web.worker import keep_for_later
from training.meetings.models import Meeting
from training.meetings.queries import guests_of, meeting_for, removals_of
from training.meetings.telling import place_word, when_word
from training.rollcall import actions, passes, queries
from training.rollcall.actions import Sent
from training.rollcall.forms import GuestsForm, RollForm, WalkInForm
from training.rollcall.queries import Row
from training.rollcall.sheet import Sheet, SheetRow, render_sheet

bp = Blueprint("rollcall", __name__, url_prefix="/can-bo/buoi-hoc")

REMOVED_SHOWN = 50
HELD = "Quyền điểm danh của bác đã thay đổi, nên lượt này được giữ lại, chờ người quản trị của xã xem. Không mất gì."


@dataclass(frozen=True, slots=True)
class Removed:
    """Who was taken off the roll, when, by whom."""

    name: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class RollPage:
    """The roll; ``proof`` is the pass that every form of the page carries."""

    meeting: Meeting
    when: str
    where: str
    rows: tuple[Row, ...]
    present: int
    guests: int
    only_signed_up: bool
    removed: tuple[Removed, ...]
    proof: str
    walk_in: WalkInForm
    guests_form: GuestsForm
    consent: str


@bp.get("/<uuid:meeting_id>/diem-danh")
@require(Permission.HOLD_MEETINGS)
def roll(meeting_id: uuid.UUID) -> AnyResponse:
    """The list to tick; the phone keeps it. The look is traced."""
    found = meeting_for(current_person(), meeting_id)
    leave_trace("see_roll", f"meeting:{found.id}")
    return keep_for_later(make_response(_page(found, WalkInForm(), GuestsForm())))


def leave_trace(deed: str, subject: str) -> None:
    """Trace a look before it is shown."""
    viewer = current_person()
    if queries.looked_lately(viewer.id, deed, subject):
        return
    with short_write():
        trace(viewer, deed, subject)


def _page(found: Meeting, walk_in: WalkInForm, guests: GuestsForm) -> str:
    only = request.args.get("xem") == "ghi-ten"
    rows = queries.roll_of(found, whole_place=not only)
    _offer(walk_in, found)
    contract = RollPage(
        meeting=found,
        when=when_word(found),
        where=place_word(found),
        rows=rows,
        present=sum(row.present for row in rows),
        guests=guests_of(found.id),
        only_signed_up=only,
        removed=_removed(found),
        proof=passes.roll_pass(current_app.config["SECRET_KEY"], found.id, current_person().id),
        walk_in=walk_in,
        guests_form=guests,
        consent=LEARNING_RECORD.sentence.format(commune=commune_of(found.place).full_name),
    )
    return page("training/rollcall/roll.html", contract)


def _removed(found: Meeting) -> tuple[Removed, ...]:
    rows = removals_of(found.id)[:REMOVED_SHOWN]
    names = names_of(removal.removed_by for removal, _ in rows)
    return tuple(
        Removed(person.full_name, removal.removed_at, names.get(removal.removed_by, "chưa rõ ai"))  # type: ignore[arg-type]
        for removal, person in rows
    )


def _offer(form: WalkInForm, found: Meeting) -> None:
    """The thôn of the commune, that of the meeting first chosen."""
    home = found.place.parent_id if found.place.kind == "village" else found.place_id
    form.offer(place for place in open_places() if home in (place.id, place.parent_id))
    if form.place.data is None:
        form.place.data = found.place_id


def in_charge(meeting_id: uuid.UUID, form: LateForm) -> tuple[Meeting, bool]:
    """The meeting, locked, and whether the sender still may hold it; raises ``NotFound`` for who never might."""
    viewer, secret = current_person(), current_app.config["SECRET_KEY"]
    try:
        return meeting_for(viewer, meeting_id, lock=True), True
    except NotFound:
        if not passes.is_roll_pass(secret, form["quyen"].data or "", meeting_id, viewer.id):
            raise
        return queries.meeting_by_id(meeting_id, lock=True), False


def sent_by_form(form: LateForm) -> Sent:
    """Who sends, under which id, and when it was done."""
    return Sent(form.made_id(), form.happened_at(clock.now()), current_person())


def _held(found: Meeting, kind: str, fields: dict[str, Any], form: LateForm) -> AnyResponse:
    actions.hold_back(found, kind, fields, sent_by_form(form))
    db.session.commit()

    if _from_script():
        return jsonify(giu=HELD)
    flash(HELD, "warning")
    return see_other("meetings.meeting", code=found.code)


def _from_script() -> bool:
    """Whether the page's script asks; a field says so, because the worker sends what waited under its own headers."""
    return "kich_ban" in request.form


@bp.post("/<uuid:meeting_id>/diem-danh")
@require(Permission.LEARN)
@arrives_late("Điểm danh")
def keep_roll(meeting_id: uuid.UUID) -> AnyResponse:
    """Ticks of one tap, of the whole class, or of an evening without a network."""
    form = RollForm(request.form)
    form.validate()
    found, may = in_charge(meeting_id, form)
    if not may:
        return _held(found, "roll", form.kept(), form)
    kept = actions.keep_roll(found, form.kept(), sent_by_form(form))
    db.session.commit()

    if _from_script():
        return jsonify(co=kept.came, bo=kept.gone, khong_ro=kept.unknown, ten=kept.names)
    flash(_in_words(kept), "success")
    return see_other("rollcall.roll", meeting_id=found.id)


def _in_words(kept: actions.Kept) -> str:
    parts = [f"Đã ghi có mặt {kept.came} người" if kept.came else "", f"bỏ {kept.gone} người" if kept.gone else ""]
    parts.append(f"không ai có thẻ {', '.join(kept.unknown)}" if kept.unknown else "")
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else "Không có gì thay đổi."


@bp.post("/<uuid:meeting_id>/nguoi-den-them")
@require(Permission.LEARN)
@arrives_late("Ghi người đến thêm")
def walk_in(meeting_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """Somebody at the door who stands on no list."""
    form = WalkInForm(request.form)
    found, may = in_charge(meeting_id, form)
    _offer(form, found)
    if not form.validate():
        if not may:
            raise NotFound
        return _page(found, form, GuestsForm()), 422
    if not may:
        return _held(found, "walk_in", form.kept(), form)
    person, fresh = actions.walk_in(found, form.kept(), sent_by_form(form))
    db.session.commit()

    done = "Đã ghi vào sổ và điểm danh" if fresh else "Đã có trong sổ, vừa điểm danh"
    flash(f"{done}: {person.full_name}.", "success")
    return see_other("rollcall.roll", meeting_id=found.id)


@bp.post("/<uuid:meeting_id>/khach")
@require(Permission.LEARN)
@arrives_late("Đếm khách không ghi tên")
def count_guests(meeting_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """How many are there who gave no name."""
    form = GuestsForm(request.form)
    found, may = in_charge(meeting_id, form)
    if not form.validate():
        if not may:
            raise NotFound
        return _page(found, WalkInForm(), form), 422
    if not may:
        return _held(found, "guests", form.kept(), form)
    actions.count_guests(found, form.kept()["number"], sent_by_form(form))
    db.session.commit()

    flash("Đã ghi số khách không ghi tên.", "success")
    return see_other("rollcall.roll", meeting_id=found.id)


@bp.get("/<uuid:meeting_id>/to-diem-danh.pdf")
@require(Permission.HOLD_MEETINGS)
def sheet(meeting_id: uuid.UUID) -> Response:
    """The sheet to print and to sign, in the order of the roll."""
    found = meeting_for(current_person(), meeting_id)
    leave_trace("see_roll", f"meeting:{found.id}")
    only = request.args.get("xem") == "ghi-ten"
    names = {place.id: place.name for place in open_places()}
    rows = tuple(_sheet_row(row, names, found.place) for row in queries.roll_of(found, whole_place=not only))
    told = Sheet(found.title, when_word(found), place_word(found), commune_of(found.place).full_name, rows)
    response = Response(render_sheet(told, found.changed_at), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="to-diem-danh-{found.code}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sheet_row(row: Row, names: dict[int, str], home: Place) -> SheetRow:
    return SheetRow(row.person.full_name, row.person.birth_year, names.get(row.person.place_id, home.name))

"""The doors where somebody decides what a hub could not: held facts, and people who may be one. On ``hub_office``."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import Forbidden, Malformed
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write
from training.hub import deciding, queries
from training.hub.forms import DecideForm, PairForm
from training.hub.models import HubConflict
from training.hub.saying import REASONS, HeldGroup, group_in_words
from training.hub.views import bp


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one, and the card that the newcomer was given in the hall."""

    row: HubConflict
    card: str


@dataclass(frozen=True, slots=True)
class DecidePage:
    """Everything that waits for the viewer."""

    pairs: tuple[Pair, ...]
    groups: tuple[HeldGroup, ...]


@bp.get("/can-quyet")
@require(Permission.CORRECT_PEOPLE)
def undecided() -> str:
    """What waits for a decision; the look at the names is traced."""
    viewer = current_person()
    found = queries.held_for(viewer)
    conflicts = queries.conflicts_for(viewer)
    seen = {f"hub:{hub.id}" for hub, _, _ in found} | {f"place:{row.person.place_id}" for row in conflicts}
    _leave_traces(viewer, seen)
    people = queries.people_about([row for _, _, rows in found for row in rows])
    groups = tuple(group_in_words(hub, reason, rows, people) for hub, reason, rows in found)
    pairs = tuple(Pair(row, queries.card_of_walk_in(row.person_id)) for row in conflicts)
    return page("training/hub/decide.html", DecidePage(pairs, groups))


def _leave_traces(viewer: Person, subjects: set[str]) -> None:
    """Trace a look before it is shown."""
    with short_write():
        for subject in sorted(subjects):
            trace(viewer, "see_hub_held", subject)


@bp.post("/<uuid:hub_id>/can-quyet")
@require(Permission.CORRECT_PEOPLE)
def decide(hub_id: uuid.UUID) -> Response:
    """Take in, or leave out, the lines that were ticked."""
    viewer, form = current_person(), DecideForm(request.form)
    hub = queries.hub_for(viewer, hub_id, Permission.CORRECT_PEOPLE)
    if not form.validate() or form.vi.data not in REASONS:
        raise Malformed
    if not queries.may_decide(viewer, form.vi.data):
        raise Forbidden
    rows = queries.held_facts(hub, form.vi.data, form.dong.data or [])
    if form.viec.data == "bo":
        told = f"Đã bỏ {deciding.leave_out_held(hub, rows, viewer)} mục."
    else:
        told = _taken_in(deciding.take_in_held(hub, rows, viewer, _meant(viewer, form)), len(rows))
    db.session.commit()

    flash(told, "success")
    return see_other("hub_office.undecided")


def _meant(viewer: Person, form: DecideForm) -> Person | None:
    return queries.person_with_card(viewer, form.the.data) if form.the.data else None


def _taken_in(done: int, asked: int) -> str:
    left = asked - done
    why = f" {left} mục chưa nhận được: chưa rõ là của ai, hoặc phải chờ quản trị viên."
    return f"Đã nhận {done} mục." + (why if left else "")


@bp.post("/trung/<uuid:conflict_id>")
@require(Permission.CORRECT_PEOPLE)
def tell_pair(conflict_id: uuid.UUID) -> Response:
    """One person or two."""
    viewer, form = current_person(), PairForm(request.form)
    conflict = queries.conflict_for(viewer, conflict_id)
    if not form.validate():
        raise Malformed
    if conflict.decision is None and form.viec.data == "mot":
        kept = deciding.one_person(conflict, viewer)
        told = f"Đã gộp làm một. {kept.display_name} dùng tiếp thẻ cũ."
    else:
        if conflict.decision is None:
            deciding.two_people(conflict, viewer)
        told = "Đã ghi: hai người khác nhau."
    db.session.commit()

    flash(told, "success")
    return see_other("hub_office.undecided")

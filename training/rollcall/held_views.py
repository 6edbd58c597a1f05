"""Rolls that wait for an administrator: sent by somebody whose right was taken back while the phone was away."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from learning.accounts.permissions import Permission
from learning.core.access import require
from learning.core.database import db
from learning.core.web import current_person, page, see_other
from training.meetings.telling import place_word, when_word
from training.rollcall import actions, queries
from training.rollcall.forms import DecisionForm
from training.rollcall.models import HeldRoll
from training.rollcall.views import bp, leave_trace


@dataclass(frozen=True, slots=True)
class Waiting:
    """One held roll in words."""

    held: HeldRoll
    when: str
    where: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Everything that waits in one's places."""

    waiting: tuple[Waiting, ...]


@bp.get("/diem-danh-cho-duyet")
@require(Permission.MANAGE_ROLES)
def held() -> str:
    """What waits, with who sent it and what it would do."""
    rolls = queries.held_for(current_person())
    for place_id in sorted({row.meeting.place_id for row in rolls}):
        leave_trace("see_held_rolls", f"place:{place_id}")
    names = queries.names_in(rolls)
    rows = (Waiting(row, when_word(row.meeting), place_word(row.meeting), _says(row, names)) for row in rolls)
    return page("training/rollcall/held.html", HeldPage(tuple(rows)))


def _says(held: HeldRoll, names: Mapping[str, str]) -> tuple[str, ...]:
    fields = held.fields
    if held.kind == "walk_in":
        return (f"Người đến thêm: {fields['full_name']}",)
    if held.kind == "guests":
        return (f"Khách không ghi tên: {fields['number']}",)
    told = [
        f"{word}: {', '.join(names.get(key, 'người đã xóa tên') for key in fields[part])}"
        for word, part in PARTS
        if fields[part]
    ]
    told += [f"Quét {len(fields['cards'])} thẻ"] if fields["cards"] else []
    return tuple([*told, "Có mặt cả lớp"] if fields["whole"] else told)


PARTS = (("Có mặt", "came"), ("Bỏ đánh dấu", "gone"))


@bp.post("/diem-danh-cho-duyet/<uuid:held_id>")
@require(Permission.MANAGE_ROLES)
def decide(held_id: uuid.UUID) -> Response:
    """Take it over, or leave it out; once."""
    form, viewer = DecisionForm(request.form), current_person()
    found = queries.held_roll_for(viewer, held_id)
    actions.decide(found, form.accepted(), viewer)
    db.session.commit()

    flash("Đã ghi vào danh sách điểm danh." if form.accepted() else "Đã bỏ lượt này, danh sách giữ nguyên.", "success")
    return see_other("rollcall.held")

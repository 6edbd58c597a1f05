"""The doors behind which a visit is corrected or taken back, on the blueprint of ``training.visits.views``."""

from __future__ import annotations

import uuid

from flask import flash, request
from werkzeug.wrappers import Response

from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core.access import require
from learning.core.database import db
from learning.core.formats import date_vi
from learning.core.web import current_person, see_other
from training.visits import actions, queries
from training.visits.forms import MINUTES, OTHER, VisitForm
from training.visits.models import HouseVisit
from training.visits.views import bp, form_page, in_words, said_in


@bp.get("/<uuid:visit_id>")
@require(Permission.HOLD_MEETINGS)
def edit(visit_id: uuid.UUID) -> str:
    """The form as it was written down. A look at names is traced."""
    visit = queries.visit_for(current_person(), visit_id)
    form = VisitForm(request.args) if request.args else VisitForm(data=_as_written(visit))
    return form_page(_with_what_stands(form, visit), visit)


def _as_written(visit: HouseVisit) -> dict[str, object]:
    return {
        "ai": [str(person.id) for person in queries.people_on([visit.id]).get(visit.id, ())],
        "khoa": list(queries.courses_on([visit.id]).get(visit.id, ())),
        "khach": str(visit.others or ""),
        "phut": str(visit.minutes),
        "noi": visit.place_id,
        "ngay": OTHER,
        "ngay_khac": date_vi(visit.visited_at),
    }


def _with_what_stands(form: VisitForm, visit: HouseVisit) -> VisitForm:
    """Offer what may be chosen, and what the visit says already even where that is offered no more."""
    form.visit = visit
    places = [place for place in places_for(current_person(), Permission.HOLD_MEETINGS) if place.kind == "village"]
    form.offer(places if visit.place in places else [visit.place, *places], sorted({*MINUTES, visit.minutes}))
    return form


@bp.post("/<uuid:visit_id>")
@require(Permission.HOLD_MEETINGS)
def save_edit(visit_id: uuid.UUID) -> Response | tuple[str, int]:
    """Correct it; figures follow."""
    viewer = current_person()
    visit = queries.visit_for(viewer, visit_id)
    form = _with_what_stands(VisitForm(request.form), visit)
    said = said_in(form, visit)  # holds the people before the visit, as a merge does
    if said is None:
        return form_page(form, visit), 422
    actions.correct(queries.visit_for(viewer, visit_id, lock=True), said, viewer)
    db.session.commit()

    flash(f"Đã sửa: {in_words(said)}.", "success")
    return see_other("visits.listing")


@bp.post("/<uuid:visit_id>/rut-lai")
@require(Permission.HOLD_MEETINGS)
def take_back(visit_id: uuid.UUID) -> Response:
    """It was written down by mistake."""
    viewer = current_person()
    actions.take_back(queries.visit_for(viewer, visit_id, lock=True), viewer)
    db.session.commit()

    flash("Đã rút lại. Lượt ấy không còn tính vào số liệu.", "success")
    return see_other("visits.listing")

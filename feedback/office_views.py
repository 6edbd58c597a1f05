"""Doors of the office: what people of one's places are stuck with, answering it, making an answer public, the faces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from feedback import actions, queries
from feedback.forms import EnquiryAnswerForm, PublishForm
from feedback.models import Enquiry, Rating
from feedback.queries import Faces
from feedback.views import about
from learning.accounts.actions import trace
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, leaf_of
from learning.core.access import require
from learning.core.database import db
from learning.core.forms import show_errors
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write

bp = Blueprint("feedback_office", __name__, url_prefix="/can-bo")


@dataclass(frozen=True, slots=True)
class EnquiriesPage:
    """One leaf of the enquiries of one's places, with the titles of what they are about."""

    leaf: Leaf
    closed: bool
    titles: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class EnquiryPage:
    """One enquiry, the form for its answer, and the form for what everybody may read."""

    enquiry: Enquiry
    about: str
    form: EnquiryAnswerForm
    publishing: PublishForm


@dataclass(frozen=True, slots=True)
class FacesPage:
    """The faces by lesson and meeting, what was hardest first, and the newest lines."""

    faces: tuple[tuple[str, Faces], ...]
    lines: tuple[tuple[str, Rating], ...]


@bp.get("/vuong-mac")
@require(Permission.ANSWER_QUESTIONS)
def listing() -> str:
    """What waits for an answer, or what is done."""
    closed = request.args.get("loc") == "xong"
    number = max(1, min(request.args.get("trang", 1, type=int), 9999))
    _leave_trace("see_enquiries", f"place:{min((grant.place_id for grant in current_person().grants), default=0)}")
    leaf = leaf_of(queries.enquiries_for(current_person(), closed), number, queries.A_PAGE)
    titles = {row.id: about(row.item_key) for row in leaf.rows}
    return page("feedback/office/enquiries.html", EnquiriesPage(leaf, closed, titles))


@bp.get("/vuong-mac/<uuid:enquiry_id>")
@require(Permission.ANSWER_QUESTIONS)
def enquiry(enquiry_id: UUID) -> str:
    """One enquiry of one's places."""
    found = queries.enquiry_for(current_person(), enquiry_id)
    _leave_trace("see_enquiry", f"enquiry:{enquiry_id}")
    return page("feedback/office/enquiry.html", _page(found))


@bp.post("/vuong-mac/<uuid:enquiry_id>/tra-loi")
@require(Permission.ANSWER_QUESTIONS)
def answer(enquiry_id: UUID) -> Response | tuple[str, int]:
    """Answer whoever asked."""
    person, form = current_person(), EnquiryAnswerForm(request.form)
    found = queries.enquiry_for(person, enquiry_id)
    if not form.validate():
        return page("feedback/office/enquiry.html", _page(found, form=form)), 422
    actions.answer(found, form.tra_loi.data, person)
    db.session.commit()

    flash("Đã trả lời. Người hỏi thấy ngay ở phần Học của tôi, hoặc bằng mã câu hỏi.", "success")
    return see_other("feedback_office.enquiry", enquiry_id=enquiry_id)


@bp.post("/vuong-mac/<uuid:enquiry_id>/dong")
@require(Permission.ANSWER_QUESTIONS)
def close(enquiry_id: UUID) -> Response:
    """Close without an answer."""
    person = current_person()
    actions.close(queries.enquiry_for(person, enquiry_id), person)
    db.session.commit()

    flash("Đã đóng.", "success")
    return see_other("feedback_office.listing")


@bp.post("/vuong-mac/<uuid:enquiry_id>/dang")
@require(Permission.ANSWER_QUESTIONS)
def publish(enquiry_id: UUID) -> Response | tuple[str, int]:
    """Let everybody read the question and the answer as they are written anew here."""
    person, form = current_person(), PublishForm(request.form)
    found = queries.enquiry_for(person, enquiry_id)
    if not form.validate():
        return page("feedback/office/enquiry.html", _page(found, publishing=form)), 422
    try:
        actions.publish(found, form.cau_hoi_chung.data, form.tra_loi_chung.data, person)
    except actions.NamesSomebody as refused:
        show_errors(form, "cau_hoi_chung", [refused.sentence])
        return page("feedback/office/enquiry.html", _page(found, publishing=form)), 422
    db.session.commit()

    flash("Đã đăng lên trang Hỏi đáp.", "success")
    return see_other("feedback_office.enquiry", enquiry_id=enquiry_id)


@bp.post("/vuong-mac/<uuid:enquiry_id>/go-dang")
@require(Permission.ANSWER_QUESTIONS)
def take_down(enquiry_id: UUID) -> Response:
    """Take the public answer away."""
    person = current_person()
    actions.take_down(queries.enquiry_for(person, enquiry_id), person)
    db.session.commit()

    flash("Đã gỡ khỏi trang Hỏi đáp.", "success")
    return see_other("feedback_office.enquiry", enquiry_id=enquiry_id)


@bp.get("/cam-nhan")
@require(Permission.ANSWER_QUESTIONS)
def faces() -> str:
    """Which lessons people of one's places find hard, and what they say. Nobody's name is in it."""
    person = current_person()
    rows = tuple((_title(row.item_key), row) for row in queries.faces_for(person))
    lines = tuple((_title(row.item_key), row) for row in queries.lines_for(person))
    return page("feedback/office/faces.html", FacesPage(rows, lines))


def _title(item_key: str) -> str:
    return about(item_key) or "Bài đã gỡ xuống"


def _page(found: Enquiry, form: EnquiryAnswerForm | None = None, publishing: PublishForm | None = None) -> EnquiryPage:
    shown = found.published
    form = form or EnquiryAnswerForm(tra_loi=found.answer)
    publishing = publishing or PublishForm(
        cau_hoi_chung=shown.question if shown else "", tra_loi_chung=shown.answer if shown else found.answer
    )
    return EnquiryPage(found, about(found.item_key), form, publishing)


def _leave_trace(deed: str, subject: str) -> None:
    """Trace a look before it is shown."""
    with short_write():
        trace(current_person(), deed, subject)

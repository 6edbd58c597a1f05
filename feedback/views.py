"""Doors of whoever learns: a face for a lesson or a meeting, a question to the office, what all may read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, request, session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from feedback import actions, queries
from feedback.actions import Asked
from feedback.forms import AskForm, RatingForm
from feedback.models import Enquiry
from learning.accounts import throttle
from learning.accounts.pins import keeper
from learning.accounts.queries import Leaf, leaf_of
from learning.accounts.sign_in import hidden_address
from learning.core import clock
from learning.core.access import public
from learning.core.codes import CodeMistyped, sanitise_code
from learning.core.database import db, new_id
from learning.core.errors import NotFound, Refusal
from learning.core.late import arrives_late
from learning.core.web import address_of_request, page, safe_next, see_other, viewer

bp = Blueprint("feedback", __name__)
bp.record_once(lambda state: state.app.jinja_env.globals.update(fresh_id=new_id))

GUESTS_ASKED = "guest_asked"  # codes of what a guest asked from this device, in the signed session cookie
MOST_REMEMBERED = 5
MOST_QUESTIONS, MOST_RATINGS = 20, 80  # in twelve hours, from one address; a whole hall may sit behind one
MEETING = "buoi-hoc"


class TooMuchAtOnce(Refusal):
    """Somebody sends more than a hall of people would."""

    status = 429
    title = "Gửi nhiều quá"
    sentence = "Từ mạng này đã gửi rất nhiều lần. Xin để vài giờ nữa gửi tiếp, hoặc hỏi trực tiếp cán bộ của xã."


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form for a question, the lesson it is about, and what was asked before."""

    form: AskForm
    about: str
    asked: tuple[Enquiry, ...]


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One question with its answer, if there is one yet."""

    enquiry: Enquiry
    about: str


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """What everybody may read."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class RatePage:
    """Three faces for a meeting; the device goes from hand to hand."""

    form: RatingForm
    item_key: str
    thanks: bool


@bp.post("/cam-nhan")
@public
@arrives_late("Cảm nhận về bài học")
def rate() -> Response | tuple[str, int]:
    """One face and perhaps a line. Whose it is is not kept."""
    form = RatingForm(request.form)
    if not form.validate():
        return page("feedback/rate.html", RatePage(form, _item_key(form), thanks=False)), 422
    _spend("rating", MOST_RATINGS)
    person, moment = viewer(), form.happened_at(clock.now())
    actions.rate(form.made_id(), _item_key(form), int(form.mat.data), form.loi.data or "", person, moment)
    db.session.commit()

    flash("Cảm ơn bà con đã cho biết. Không ai biết lời ấy là của ai.", "success")
    return redirect(safe_next(form.ve.data, "/khoa-hoc/"), 303)


@bp.get("/buoi-hoc/<uuid:meeting_id>/cam-nhan")
@public
def rate_meeting(meeting_id: UUID) -> str:
    """Three faces for a meeting, on a phone of one's own or on one that goes round the hall."""
    key, again = queries.rated_key(MEETING, meeting_id), request.path
    return page(
        "feedback/rate.html", RatePage(RatingForm(muc=key, ve=f"{again}?cam-on=1"), key, "cam-on" in request.args)
    )


@bp.get("/hoi-xa")
@public
def ask() -> str:
    """The form for a question; ``bai`` says which lesson it is about."""
    return page("feedback/ask.html", _ask_page(AskForm(bai=request.args.get("bai", "")[:160])))


@bp.post("/hoi-xa")
@public
@arrives_late("Câu hỏi gửi xã")
def send() -> Response | tuple[str, int]:
    """Put a question to the office, now or when there is a network again."""
    form, person = AskForm(request.form), viewer()
    if not form.validate():
        return page("feedback/ask.html", _ask_page(form)), 422
    made_id = form.made_id()
    if queries.enquiry_sent(made_id) is None:
        _spend("asking", MOST_QUESTIONS)
    name = (form.ten.data or "") if person is None else person.full_name if form.xung_ten.data else ""
    said = Asked(form.cau_hoi.data, _lesson_key(form.bai.data or ""), name)
    enquiry = actions.ask(person, made_id, said, form.happened_at(clock.now()))
    db.session.commit()

    if person is None:
        session[GUESTS_ASKED] = [*(code for code in _remembered() if code != enquiry.code), enquiry.code][
            -MOST_REMEMBERED:
        ]
    flash("Câu hỏi đã gửi tới xã.", "success")
    return see_other("feedback.asked", code=enquiry.code)


@bp.get("/hoi-xa/<code>")
@public
def asked(code: str) -> str:
    """One's own question and its answer; a guest's is found by its code."""
    try:
        enquiry = queries.enquiry_of(sanitise_code(code), viewer())
    except CodeMistyped as mistyped:
        raise NotFound(str(mistyped)) from mistyped
    return page("feedback/asked.html", AskedPage(enquiry, about(enquiry.item_key)))


@bp.get("/hoi-dap")
@public
def answers() -> str:
    """Questions that others had as well, with the office's answers."""
    number = request.args.get("trang", 1, type=int)
    return page(
        "feedback/answers.html",
        AnswersPage(leaf_of(queries.public_answers(), max(1, min(number, 9999)), queries.A_PAGE)),
    )


def about(item_key: str) -> str:
    """What is asked about or rated, by its title; empty when it is published no more."""
    if item_key.startswith(f"{MEETING}/"):
        return "Một buổi học"
    course = catalogue().find(item_key.partition("/")[0])
    lesson = course.lesson(item_key.partition("/")[2]) if course else None
    return f"{lesson.title} ({course.title})" if course and lesson else ""


def _ask_page(form: AskForm) -> AskPage:
    person = viewer()
    before = queries.enquiries_of(person.id) if person else queries.guest_enquiries(_remembered())
    return AskPage(form, about(_lesson_key(form.bai.data or "")), tuple(before))


def _lesson_key(typed: str) -> str:
    course = catalogue().find(typed.partition("/")[0])
    lesson = course.lesson(typed.partition("/")[2]) if course else None
    return lesson.key if lesson else ""


def _item_key(form: RatingForm) -> str:
    """A lesson, or a meeting by its id; raises ``NotFound`` for anything else."""
    typed = form.muc.data or ""
    if typed.startswith(f"{MEETING}/"):
        try:
            return queries.rated_key(MEETING, UUID(typed.removeprefix(f"{MEETING}/")))
        except ValueError as nothing:
            raise NotFound from nothing
    key = _lesson_key(typed)
    if not key:
        raise NotFound
    return key


def _remembered() -> list[str]:
    return [code for code in session.get(GUESTS_ASKED, []) if isinstance(code, str)]


def _spend(kind: str, most: int) -> None:
    """Use up one chance of this address, or of this person; raises ``TooMuchAtOnce``."""
    person = viewer()
    hidden = keeper().hidden(kind, str(person.id)) if person else hidden_address(keeper(), kind, address_of_request())
    if not throttle.spend(hidden, most):
        db.session.commit()
        raise TooMuchAtOnce

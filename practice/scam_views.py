"""Doors of the scam test: begin, one message, what was right, the result. Which messages cheat stays on the server.

A person's test is a row and can be gone on with on another day. A guest's stands in the address alone: what is drawn
follows from the test's id and a secret of this site, and nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Lesson
from learning.accounts.pins import keeper
from learning.core.access import public
from learning.core.database import db, new_id
from learning.core.web import page, see_other, viewer
from learning.scenarios.messages import Item
from practice import actions
from practice.forms import AnswerForm, BeginForm
from practice.queries import ScamStanding, own_scam_test, scam_standing
from practice.scam_set import scam_items
from practice.sitting import ITEMS, LETTERS, Sitting, guest_sitting, sitting_of

bp = Blueprint("scam_test", __name__, url_prefix="/dien-thoai-tap/nhan-ra-lua-dao")
SCREEN = "man-hinh"


@dataclass(frozen=True, slots=True)
class BeginPage:
    """What the test is, and how the reader did before."""

    standing: ScamStanding
    test_id: UUID
    items: int


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message to be judged; it says nothing of what it is."""

    test_id: UUID
    number: int
    total: int
    form: str
    heading: str
    item: Item
    said_so_far: str


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """What a message was, why, and what a lesson advises."""

    test_id: UUID
    number: int
    total: int
    item: Item
    right: bool
    lesson: Lesson | None
    said_so_far: str
    last: bool


@dataclass(frozen=True, slots=True)
class ScamResultPage:
    """Detection and false alarms, the messages that were judged wrongly, and the first test beside this one."""

    sitting: Sitting
    standing: ScamStanding
    known: bool


@bp.get("/")
@public
def begin() -> str:
    """What the test is; the way in, or back to where one was."""
    person = viewer()
    standing = scam_standing(person.id) if person else ScamStanding()
    return page("practice/scam_begin.html", BeginPage(standing, new_id(), ITEMS))


@bp.post("/")
@public
def start() -> Response:
    """Draw a test; for a person who has one open, go on with that."""
    person, test_id = viewer(), BeginForm(request.form).test_id()
    if person is not None:
        test_id = actions.begin_test(person, test_id, _seed(test_id)).id
        db.session.commit()
    return see_other("scam_test.message", test_id=test_id, _anchor=SCREEN)


@bp.get("/<uuid:test_id>")
@public
def message(test_id: UUID) -> Response | str:
    """The message to be judged now, or with ``xem`` what an earlier one was."""
    sitting = _sitting(test_id, request.args.get("da", ""))
    looked_at = request.args.get("xem", 0, type=int)
    earlier = sitting.item(looked_at)
    if earlier is not None and earlier.id in sitting.answers:
        return page("practice/scam_verdict.html", _verdict(test_id, sitting, looked_at, earlier))
    if sitting.current is None:
        return see_other("scam_test.result", test_id=test_id, da=_address(sitting))
    item = sitting.current
    number = sitting.items.index(item) + 1
    shown = MessagePage(test_id, number, len(sitting.items), item.form, item.heading, item, _address(sitting) or "")
    return page("practice/scam_message.html", shown)


@bp.post("/<uuid:test_id>")
@public
def answer(test_id: UUID) -> Response:
    """Say of one message whether it can be trusted; what was said first stays."""
    form, person = AnswerForm(request.form), viewer()
    if not form.validate():
        return see_other("scam_test.message", test_id=test_id, da=form.da.data or None, _anchor=SCREEN)
    if person is not None:
        actions.answer(person, test_id, form.cau.data, form.said)
        db.session.commit()
        return see_other("scam_test.message", test_id=test_id, xem=form.cau.data, _anchor=SCREEN)
    so_far = (form.da.data or "")[:ITEMS]
    if form.cau.data == len(so_far) + 1:
        so_far += next(letter for letter, kind in LETTERS.items() if kind == form.said)
    return see_other("scam_test.message", test_id=test_id, da=so_far, xem=form.cau.data, _anchor=SCREEN)


@bp.get("/<uuid:test_id>/ket-qua")
@public
def result(test_id: UUID) -> Response | str:
    """How it went: scams told, and genuine messages suspected, each by itself."""
    sitting, person = _sitting(test_id, request.args.get("da", "")), viewer()
    if sitting.current is not None:
        return see_other("scam_test.message", test_id=test_id, da=_address(sitting))
    standing = scam_standing(person.id) if person else ScamStanding()
    return page("practice/scam_result.html", ScamResultPage(sitting, standing, person is not None))


def _sitting(test_id: UUID, letters: str) -> Sitting:
    """The person's own test, or a guest's as its address tells it; raises ``NotFound``."""
    person = viewer()
    if person is None:
        return guest_sitting(scam_items(), _seed(test_id), letters)
    test = own_scam_test(person.id, test_id)
    return sitting_of(scam_items(), test.drawn, test.answers)


def _address(sitting: Sitting) -> str | None:
    """What a guest's address must carry on; a person's needs nothing."""
    return None if viewer() else sitting.letters


def _seed(test_id: UUID) -> str:
    return keeper().hidden("scam-test", str(test_id))


def _verdict(test_id: UUID, sitting: Sitting, number: int, item: Item) -> VerdictPage:
    course = catalogue().find(item.advice.course)
    lesson = course.lesson(item.advice.lesson_slug) if course else None
    last = sitting.current is None
    total, right = len(sitting.items), sitting.right(item)
    return VerdictPage(test_id, number, total, item, right, lesson, _address(sitting) or "", last)

"""Doors of "Học của tôi": progress, certificates, one's own data, and what a guest read on this device."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import flash, jsonify, request, session, url_for
from flask_login import logout_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from certificates.models import Certificate
from certificates.queries import certificates_of
from courses import actions as courses
from courses.catalogue import catalogue
from courses.content import Course
from courses.queries import Outline, outline
from learning.accounts import actions as accounts
from learning.accounts import queries as people
from learning.accounts.forms import particulars_of
from learning.accounts.models import AuditEntry, Consent, Person
from learning.accounts.permissions import Permission
from learning.accounts.pins import keeper
from learning.accounts.sign_in import try_pin
from learning.core import clock
from learning.core.access import public, require
from learning.core.database import db
from learning.core.forms import StrictForm, show_errors
from learning.core.web import address_of_request, current_person, page, safe_next, see_other, viewer
from learning.core.web.guest import guest_done, let_go_of_guest
from learning.progress.queries import done_keys
from pages.forms import FarewellForm, OwnParticularsForm
from pages.my_next import Waiting, waiting_for
from pages.own_data import everything_about, forget
from pages.staff_page import staff_page
from pages.views import bp
from practice import actions as practice
from training.meetings.coming import Coming, coming

KEPT_TOO = {
    "dien_thoai_tap": "lần tập trên Điện thoại tập",
    "thu_tai_lua_dao": "lần thử tài nhận ra lừa đảo",
    "dang_doc": "chỗ đang đọc dở",
    "hoi_xa": "câu hỏi gửi xã",
    "ho_so_da_gop": "hồ sơ cũ đã gộp vào hồ sơ này",
    "duoc_day_tai_nha": "lượt được dạy tại nhà",
    "da_di_day_tai_nha": "lượt đi dạy tại nhà",
    "nguoi_day_toi": "lần ghi người dạy mình",
    "toi_day": "lần được ghi là người dạy",
}


@dataclass(frozen=True, slots=True)
class BegunCourse:
    """A course somebody has begun, and how far they are."""

    course: Course
    outline: Outline
    finished: bool


@dataclass(frozen=True, slots=True)
class MyPage:
    """What somebody has learnt, what waits, and what they hold; ``person`` is None for a guest."""

    person: Person | None
    begun: tuple[BegunCourse, ...]
    certificates: tuple[Certificate, ...]
    meetings: tuple[Coming, ...] = ()
    waiting: Waiting = field(default_factory=Waiting)


@dataclass(frozen=True, slots=True)
class MyDataPage:
    """Everything kept about a person, in words."""

    person: Person
    consents: tuple[Consent, ...]
    traces: tuple[AuditEntry, ...]
    lessons: int
    attempts: int
    certificates: int
    homes: tuple[people.Former, ...] = ()
    others: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form about oneself."""

    form: StrictForm
    person: Person


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Lessons finished on this device by nobody in particular."""

    titles: tuple[str, ...]
    onward: str


def _begun(done: frozenset[str]) -> tuple[BegunCourse, ...]:
    begun = (BegunCourse(course, outline(course, done), course.slug in done) for course in catalogue().courses)
    return tuple(row for row in begun if row.outline.done or row.finished)


@bp.get("/toi")
@public
def my_learning() -> str:
    """What I have learnt; a guest sees what this device remembers."""
    person = viewer()
    if person is None:
        return page("pages/my_learning.html", MyPage(None, _begun(frozenset(guest_done())), (), coming()[:1]))
    held, done = tuple(certificates_of(person.id)), done_keys(person.id)
    waiting = waiting_for(person, catalogue(), done)
    return page("pages/my_learning.html", MyPage(person, _begun(done), held, coming(person.place_id)[:3], waiting))


@bp.get("/toi/nhan-bai")
@require(Permission.LEARN)
def claim() -> Response | str:
    """Offer what was read on this device before anybody signed in."""
    titles = tuple(_title(key) for key in guest_done())
    onward = safe_next(request.args.get("next"), url_for("pages.my_learning"))
    return page("pages/claim.html", ClaimPage(titles, onward)) if titles else redirect(onward, 303)


@bp.post("/toi/nhan-bai")
@require(Permission.LEARN)
def save_claim() -> Response:
    """Write the lessons down for this person, or let them go."""
    if request.form.get("mine") == "yes":
        by_slug = {course.slug: course for course in catalogue().courses}
        claimed = courses.claim(current_person(), by_slug, guest_done(), clock.now())
        claimed += practice.claim(current_person(), catalogue(), guest_done(), clock.now())
        flash(f"Đã ghi {claimed} bài vào kết quả của bà con.", "success")
    let_go_of_guest()
    db.session.commit()

    return redirect(safe_next(request.form.get("next"), url_for("pages.my_learning")), 303)


@bp.get("/toi/du-lieu")
@require(Permission.LEARN)
def my_data() -> str:
    """Everything that is kept about me."""
    person = current_person()
    kept = everything_about(person)
    consents, traces = tuple(people.consents_of(person)), tuple(people.traces_about(person))
    completions, attempts, papers = (len(kept[name]) for name in ("da_hoc_xong", "bai_kiem_tra", "giay_xac_nhan"))
    homes = tuple(people.former_residences_of(person))
    others = tuple((word, len(kept[name])) for name, word in KEPT_TOO.items() if kept[name])
    return page(
        "pages/my_data.html",
        MyDataPage(person, consents, traces, completions, attempts, papers, homes=homes, others=others),
    )


@bp.get("/toi/du-lieu.json")
@require(Permission.LEARN)
def download() -> Response:
    """The same as a file."""
    response = jsonify(_isoformatted(everything_about(current_person())))
    response.headers["Content-Disposition"] = "attachment; filename=du-lieu-cua-toi.json"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/toi/sua")
@require(Permission.LEARN)
def correct() -> str:
    """The form for correcting one's record."""
    person = current_person()
    form = OwnParticularsForm(data=particulars_of(person))
    form.offer(people.open_places())
    return page("pages/correct.html", FormPage(form, person))


@bp.post("/toi/sua")
@require(Permission.LEARN)
def save_correction() -> Response | tuple[str, int]:
    """Correct one's record."""
    person, form = current_person(), OwnParticularsForm(request.form)
    form.offer(people.open_places())
    if not form.validate():
        return page("pages/correct.html", FormPage(form, person)), 422
    try:
        accounts.correct(person, form.said())
    except accounts.GuardianNeeded as refused:
        show_errors(form, "guardian_name", [refused.sentence])
        db.session.rollback()
        return page("pages/correct.html", FormPage(form, person)), 422
    db.session.commit()

    flash("Đã sửa xong.", "success")
    return see_other("pages.my_learning")


@bp.post("/toi/thoi-lien-lac")
@require(Permission.LEARN)
def withdraw_contact() -> Response:
    """Take back the consent to be called; the number is deleted at once."""
    accounts.withdraw_contact(current_person())
    db.session.commit()

    flash("Đã xóa số điện thoại. Xã sẽ không gọi, không nhắn nữa.", "success")
    return see_other("pages.my_data")


@bp.get("/toi/xoa")
@require(Permission.LEARN)
def farewell() -> str:
    """The last question before everything is deleted."""
    return page("pages/farewell.html", FormPage(FarewellForm(), current_person()))


@bp.post("/toi/xoa")
@require(Permission.LEARN)
def delete_me() -> Response | tuple[str, int]:
    """Delete the person and every row that names them."""
    person, form = current_person(), FarewellForm(request.form)
    if not form.validate():
        return page("pages/farewell.html", FormPage(form, person)), 422
    tried = try_pin(keeper(), person.card_code, form.pin.data, address_of_request())
    if tried.person is None:
        db.session.commit()
        show_errors(form, "pin", [tried.sentence])
        return page("pages/farewell.html", FormPage(form, person)), 422

    forget(person)
    db.session.commit()
    logout_user()
    session.clear()
    flash("Đã xóa toàn bộ dữ liệu của bà con. Vẫn đọc được mọi bài học.", "success")
    return see_other("pages.home")


@bp.get("/can-bo/")
@require(Permission.LEARN)
def staff_home() -> Response | str:
    """What somebody who works with the site may do here."""
    person = current_person()
    if not person.is_staff:
        return see_other("pages.my_learning")
    return page("pages/staff_home.html", staff_page(person))


def _title(item_key: str) -> str:
    course = catalogue().find(item_key.partition("/")[0])
    return course.title_of(item_key) if course else item_key


def _isoformatted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _isoformatted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_isoformatted(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value

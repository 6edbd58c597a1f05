"""Signing in with a card or phone and a PIN, staff with a password; signing out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from learning.accounts import actions, queries, throttle
from learning.accounts.forms import ChangePinForm, SignInForm, StaffSignInForm
from learning.accounts.permissions import Permission
from learning.accounts.pins import WeakPin, keeper
from learning.accounts.sign_in import Failure, try_password, try_pin
from learning.accounts.views.doors import bp, let_in, let_learner_in, let_out
from learning.core.access import public, require
from learning.core.database import db
from learning.core.forms import StrictForm, show_errors
from learning.core.jobs import every
from learning.core.late import leaves
from learning.core.web import address_of_request, current_person, page, safe_next, see_other
from learning.core.web.device import device_keys


@dataclass(frozen=True, slots=True)
class SignInPage:
    """A form with two keys, and where to go afterwards; ``names_kept`` when this device can offer names to tap."""

    form: StrictForm
    onward: str
    names_kept: bool = False


def learner_sign_in(form: SignInForm, onward: str) -> str:
    """The learner's sign-in page."""
    return page("accounts/sign_in.html", SignInPage(form, safe_next(onward, ""), bool(device_keys())))


@bp.get("/dang-nhap")
@public
def sign_in() -> str:
    """The learner's sign-in form."""
    return learner_sign_in(SignInForm(), request.args.get("next", ""))


@bp.post("/dang-nhap")
@public
def open_with_pin() -> Response | tuple[str, int]:
    """Try a card code or phone number with a PIN; failures are counted and committed."""
    form, onward = SignInForm(request.form), request.form.get("next", "")
    if not form.validate():
        return learner_sign_in(form, onward), 422

    tried = try_pin(keeper(), form.identifier.data, form.pin.data, address_of_request())
    db.session.commit()
    if tried.person is None or tried.person.is_staff:
        show_errors(form, "pin", [tried.sentence or Failure.STAFF_DOOR.value])
        return learner_sign_in(form, onward), 422

    return let_learner_in(tried.person, onward, form.remember.data)


@bp.get("/dang-nhap/can-bo")
@public
def staff_sign_in() -> str:
    """The sign-in form of those who work with the site."""
    return page("accounts/staff_sign_in.html", SignInPage(StaffSignInForm(), request.args.get("next", "/can-bo/")))


@bp.post("/dang-nhap/can-bo")
@public
def open_with_password() -> Response | tuple[str, int]:
    """Try a staff password."""
    form, onward = StaffSignInForm(request.form), request.form.get("next", "/can-bo/")
    if not form.validate():
        return page("accounts/staff_sign_in.html", SignInPage(form, onward)), 422

    tried = try_password(keeper(), form.login_name.data, form.password.data, address_of_request())
    db.session.commit()
    if tried.person is None:
        show_errors(form, "password", [tried.sentence])
        return page("accounts/staff_sign_in.html", SignInPage(form, onward)), 422

    return let_in(tried.person, onward)


@bp.post("/dang-xuat")
@public
@leaves
def sign_out() -> Response:
    """Leave this device: to the chooser where several share it or somebody asks for it, else to the front page.

    ``den`` is where to: "chon" for the chooser, "doc" to read on without a name.
    """
    wanted, onward = request.form.get("den"), safe_next(request.form.get("next"), "")
    if wanted == "doc":
        return let_out(redirect(onward or url_for("courses.catalogue"), 303))
    if wanted == "chon" or len(queries.learners_of_keys(device_keys())) > 1:
        return let_out(see_other("accounts.choose", next=onward or None))
    return let_out(see_other("pages.home"))


@bp.get("/toi/ma-pin")
@require(Permission.LEARN)
def change_pin() -> str:
    """The form for another PIN."""
    return page("accounts/change_pin.html", SignInPage(ChangePinForm(), ""))


@bp.post("/toi/ma-pin")
@require(Permission.LEARN)
def save_pin() -> Response | tuple[str, int]:
    """Set another PIN when the present one is right; wrong ones count as at the sign-in."""
    form, person = ChangePinForm(request.form), current_person()
    whole = form.validate()
    if whole:
        tried = try_pin(keeper(), person.card_code, form.pin_now.data, address_of_request())
        whole = tried.person is not None
        if not whole:
            show_errors(form, "pin_now", [tried.sentence])
    if whole:
        try:
            actions.change_pin(keeper(), person, form.pin.data)
        except WeakPin as weak:
            show_errors(form, "pin", [weak.sentence])
            whole = False
    db.session.commit()

    if not whole:
        return page("accounts/change_pin.html", SignInPage(form, "")), 422
    return let_in(person, None) if person.is_staff else let_learner_in(person, None)


@every(3600)
def forget_forgiven() -> None:
    """Let go of mistyped secrets that no longer count."""
    throttle.forget_forgiven()
    db.session.commit()

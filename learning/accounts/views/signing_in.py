"""Signing in with a card or phone and a PIN, staff with a password; signing out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, session
from flask_login import logout_user
from werkzeug.wrappers import Response

from learning.accounts import actions
from learning.accounts.forms import ChangePinForm, SignInForm, StaffSignInForm
from learning.accounts.permissions import Permission
from learning.accounts.pins import WeakPin, keeper
from learning.accounts.sign_in import Failure, try_password, try_pin
from learning.accounts.views.doors import bp, let_in
from learning.core.access import public, require
from learning.core.database import db
from learning.core.forms import StrictForm, show_errors
from learning.core.web import address_of_request, current_person, page, see_other


@dataclass(frozen=True, slots=True)
class SignInPage:
    """A form with two keys, and where to go afterwards."""

    form: StrictForm
    onward: str


@bp.get("/dang-nhap")
@public
def sign_in() -> str:
    """The learner's sign-in form."""
    return page("accounts/sign_in.html", SignInPage(SignInForm(), request.args.get("next", "")))


@bp.post("/dang-nhap")
@public
def open_with_pin() -> Response | tuple[str, int]:
    """Try a card code or phone number with a PIN; failures are counted and committed."""
    form, onward = SignInForm(request.form), request.form.get("next", "")
    if not form.validate():
        return page("accounts/sign_in.html", SignInPage(form, onward)), 422

    tried = try_pin(keeper(), form.identifier.data, form.pin.data, address_of_request())
    db.session.commit()
    if tried.person is None or tried.person.is_staff:
        show_errors(form, "pin", [tried.sentence or Failure.STAFF_DOOR.value])
        return page("accounts/sign_in.html", SignInPage(form, onward)), 422

    return let_in(tried.person, onward, form.remember.data)


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
def sign_out() -> Response:
    """Leave this device; nothing of the person stays on it."""
    logout_user()
    session.clear()
    response = see_other("pages.home")
    response.headers["Clear-Site-Data"] = '"cache"'  # browsers obey over https; going back shows nobody's pages
    return response


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

    return let_in(person, None) if whole else (page("accounts/change_pin.html", SignInPage(form, "")), 422)

"""One-time links: the first administrator, and a staff member's password."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from learning.accounts import actions, invitations, queries
from learning.accounts.audiences import Audience
from learning.accounts.forms import FirstAdminForm, PasswordForm
from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.accounts.pins import WeakPassword, keeper
from learning.accounts.views.doors import bp, let_in
from learning.core.access import public
from learning.core.database import db
from learning.core.forms import StrictForm, show_errors
from learning.core.web import page


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """What the holder of a one-time link fills in; ``person`` is None for the first administrator."""

    form: StrictForm
    person: Person | None


@bp.get("/thiet-lap/<token>")
@public
def set_up(token: str) -> tuple[str, int, dict[str, str]]:
    """The form behind a one-time link."""
    invitation = invitations.invitation(token)
    person = db.session.get(Person, invitation.person_id) if invitation.person_id else None
    form = PasswordForm() if person else FirstAdminForm()
    return page("accounts/set_up.html", SetUpPage(form, person)), 200, {"Cache-Control": "no-store"}


@bp.post("/thiet-lap/<token>")
@public
def save_set_up(token: str) -> Response | tuple[str, int]:
    """Make the first administrator, or set the password, and spend the link."""
    invitation = invitations.invitation(token)
    person = db.session.get(Person, invitation.person_id) if invitation.person_id else None
    form = PasswordForm(request.form) if person else FirstAdminForm(request.form)
    if not form.validate():
        return page("accounts/set_up.html", SetUpPage(form, person)), 422

    try:
        newcomer = person or _first_administrator(form)
        actions.set_password(keeper(), newcomer, form.password.data)
    except (WeakPassword, actions.LoginNameTaken) as refused:
        db.session.rollback()
        show_errors(form, "password" if isinstance(refused, WeakPassword) else "login_name", [refused.sentence])
        return page("accounts/set_up.html", SetUpPage(form, person)), 422
    invitations.spend(invitation)
    db.session.commit()

    return let_in(newcomer, "/can-bo/")


def _first_administrator(form: FirstAdminForm) -> Person:
    home = queries.home_place()
    said = actions.Registration(form.full_name.data, Audience.OFFICIALS, home)
    newcomer = actions.add_staff(said, form.login_name.data)
    actions.grant(newcomer, Role.ADMIN, home, None)
    return newcomer

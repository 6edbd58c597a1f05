"""The blueprint that all doors of ``accounts`` hang on, and how a person is let in."""

from __future__ import annotations

from flask import Blueprint, session, url_for
from flask_login import login_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from learning.accounts.models import Person
from learning.core.web import safe_next
from learning.core.web.guest import guest_done

bp = Blueprint("accounts", __name__)


def let_in(person: Person, onward: str | None, remember: bool = False) -> Response:
    """Sign the person in and go on; what a guest read on this device is offered first."""
    login_user(person)
    session.permanent = remember
    onward = safe_next(onward, url_for("pages.my_learning"))
    if guest_done():
        onward = url_for("pages.claim", next=onward)
    return redirect(onward, 303)

"""The blueprint that all doors of ``accounts`` hang on, and how a person is let in and out."""

from __future__ import annotations

from flask import Blueprint, session, url_for
from flask_login import login_user, logout_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from learning.accounts.device import with_key
from learning.accounts.identities import former_of, present_keys
from learning.accounts.models import Person
from learning.core.web import safe_next, viewer
from learning.core.web.device import device_keys, keep_on_device
from learning.core.web.guest import guest_done
from learning.core.web.worker import FORMER_KEYS

bp = Blueprint("accounts", __name__)


def let_in(person: Person, onward: str | None, remember: bool = False) -> Response:
    """Sign the person in and go on, with the keys of the records that have become theirs."""
    response = _open(person, onward, remember)
    if former := former_of(person):
        session[FORMER_KEYS] = " ".join(one.person_id.hex for one in former)
    return response


def _open(person: Person, onward: str | None, remember: bool = False) -> Response:
    """Sign the person in; what a guest read on this device is offered first."""
    session.pop(FORMER_KEYS, None)  # also of a visit that a new PIN has ended, or a record that is gone
    last = viewer()
    if last is not None and last.id != person.id:
        session.clear()  # what the last one's visit holds is none of the next one's business
    login_user(person)
    session.permanent = remember
    onward = safe_next(onward, url_for("pages.my_learning"))
    if guest_done():
        onward = url_for("pages.claim", next=onward)
    return redirect(onward, 303)


def let_newcomer_in(person: Person, onward: str | None) -> Response:
    """The same for somebody who has registered just now and was never anybody else.

    A learner's name stays on this device. Those who work with the site never leave theirs.
    """
    return _keep_name(_open(person, onward), person)


def let_learner_in(person: Person, onward: str | None, remember: bool = False) -> Response:
    """The same for a learner who was here before."""
    return _keep_name(let_in(person, onward, remember), person)


def _keep_name(response: Response, person: Person) -> Response:
    keep_on_device(response, with_key(present_keys(device_keys()), person.get_id()))
    return response


def let_out(response: Response) -> Response:
    """Sign out with this answer; nothing of the person stays on the device but the key to their name."""
    logout_user()
    session.clear()
    response.headers["Clear-Site-Data"] = '"cache"'  # browsers obey over https; going back shows nobody's pages
    return response

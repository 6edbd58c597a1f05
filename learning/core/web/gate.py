"""The gate: what every request passes before a view sees it.

Order: is it well formed, does it come from our own pages and from whoever it says, does the door declare itself,
may this person open it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import BadHost

from learning.core.access import declared_access
from learning.core.database import may_write
from learning.core.errors import CrossSite, Forbidden, Malformed, SomebodyElses
from learning.core.late import MINE
from learning.core.web.replies import SignInNeeded, current_person, viewer

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_HOST = 255  # characters (RFC 1035, section 2.3.4); pages are kept in memory under their host
LONGEST_VALUE = 20_000  # characters of one form field
LARGEST_REQUEST = 4 * 1024 * 1024  # bytes
LARGEST_FORM = 512 * 1024  # bytes of fields; taking a form of megabytes to pieces costs a second of processor

Allows = Callable[[Any, Any], bool]
IsAlso = Callable[[Any, str], bool]


def install_gate(app: Flask, allows: Allows, is_also: IsAlso) -> None:
    """Put the gate before every request; ``allows(person, permission)`` decides for signed-in people.

    ``is_also(person, key)`` tells whether a key that is not theirs was.
    """
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.extensions["allows"] = allows
    app.extensions["is_also"] = is_also
    app.before_request(_pass_the_gate)


def _pass_the_gate() -> None:
    safe = request.method in SAFE_METHODS
    may_write.set(not safe)
    if len(request.host) > LONGEST_HOST:
        raise BadHost
    _refuse_malformed(safe)
    if not safe:
        _refuse_cross_site()
        _refuse_somebody_elses()
    if request.url_rule is not None:
        _refuse_without_right()


def _refuse_malformed(safe: bool) -> None:
    if b"%00" in request.query_string or "\x00" in request.path:
        raise Malformed
    if safe:
        return
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = LARGEST_FORM
    for key, values in request.form.lists():
        if "\x00" in key or any("\x00" in value or len(value) > LONGEST_VALUE for value in values):
            raise Malformed


def _refuse_cross_site() -> None:
    """Same-origin check instead of a token, so that cached and queued forms keep working.

    ``Sec-Fetch-Site`` where the browser sends it, else ``Origin``. A request with neither comes from no browser
    and carries no cookies that a browser would have lent it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossSite
        return
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) != request.host:
        raise CrossSite


def _refuse_somebody_elses() -> None:
    """A form that says whose work it is is taken from that person alone: phones are shared, and pages stay open.

    Where nobody is signed in any more, the sign-in keeps what was typed and sends it again.
    """
    whose = request.form.get(MINE)
    if whose is None:
        return
    person = viewer()
    if whose and person is None:
        raise SignInNeeded
    if whose == (person.key if person else ""):
        return
    if person is None or not current_app.extensions["is_also"](person, whose):
        raise SomebodyElses


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _refuse_without_right() -> None:
    access = declared_access(current_app.view_functions.get(request.endpoint or ""))
    if access is None:
        raise Forbidden
    if access.permission is None:
        return
    if not current_app.extensions["allows"](current_person(), access.permission):
        raise Forbidden

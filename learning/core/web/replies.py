"""How a view answers: a page, a redirect after a write, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from learning.core.errors import Refusal

TEXT_SIZES = ("1", "2", "3")
TEXT_SIZE_COOKIE = "co-chu"
HIGH_CONTRAST = ("tuong-phan", "cao")  # cookie and the one value that means something: without it all is as usual
LESS_MOTION = ("chuyen-dong", "it")
SAVING = ("hinh-anh", "khi-cham")


@dataclass(frozen=True, slots=True)
class Display:
    """How this device wants its pages: size of letters, contrast, movement, and pictures only when asked for."""

    text_size: str
    high_contrast: bool
    less_motion: bool
    saving: bool


class SignInNeeded(Refusal):
    """The door is for signed-in people and nobody is signed in."""

    status = 401
    title = "Xin đăng nhập"
    sentence = "Việc này cần biết bà con là ai. Xin đăng nhập rồi làm tiếp."


def page(template: str, contract: object) -> str:
    """Render ``template`` with its frozen contract under the name ``page``."""
    return render_template(template, page=contract)


def see_other(endpoint: str, **values: Any) -> Response:
    """Send the browser on to a page by GET, as after every write (RFC 9110, section 15.4.4)."""
    return redirect(url_for(endpoint, **values), 303)


def viewer() -> Any | None:
    """The signed-in person, or None for a guest."""
    if not session:  # no cookie came: nobody to look for
        return None
    return current_user._get_current_object() if current_user.is_authenticated else None


def current_person() -> Any:
    """The signed-in person; raises ``SignInNeeded`` when nobody is."""
    person = viewer()
    if person is None:
        raise SignInNeeded
    return person


def text_size() -> str:
    """The size of letters chosen on this device: "1", "2" or "3"."""
    chosen = request.cookies.get(TEXT_SIZE_COOKIE, "1")
    return chosen if chosen in TEXT_SIZES else "1"


def display() -> Display:
    """Everything this device has chosen about how pages look, read from its cookies."""
    chosen = (request.cookies.get(name) == value for name, value in (HIGH_CONTRAST, LESS_MOTION, SAVING))
    return Display(text_size(), *chosen)


def safe_next(target: str | None, otherwise: str) -> str:
    """``target`` when it is a path of this site, else ``otherwise``: a redirect never leaves our host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    if any(ord(letter) < 32 or letter == "\\" for letter in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def public_address() -> str:
    """The address that paper and links carry: from the settings, else as this request came."""
    return current_app.config["BASE_URL"] or request.host_url.rstrip("/")


def address_of_request() -> str:
    """The network address of whoever asks, as far as the trusted proxies tell."""
    return request.remote_addr or ""

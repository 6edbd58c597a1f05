"""Every way a request can go wrong becomes one calm Vietnamese page, with nothing that was typed thrown away."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass

from flask import Flask, current_app, jsonify, render_template, request, url_for
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import BadHost, HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from learning.core.database import db, may_write
from learning.core.errors import Malformed, NotFound, Refusal
from learning.core.web.gate import SAFE_METHODS
from learning.core.web.replies import SignInNeeded, display, safe_next

log = logging.getLogger(__name__)

SECRET_FIELDS = frozenset({"pin", "pin_again", "pin_now", "password", "password_again"})


@dataclass(frozen=True, slots=True)
class MishapPage:
    """What an error page shows; ``kept`` are the typed fields to send again, ``secrets`` must be typed once more."""

    title: str
    sentence: str
    status: int
    kept: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    again: str = ""
    sign_in: str = ""


class NotSaved(Refusal):
    """The database is locked, full or away."""

    status = 503
    title = "Chưa lưu được"
    sentence = "Chưa lưu được, hãy thử lại. Những gì đã nhập vẫn còn ở dưới đây."


class TooLarge(Refusal):
    """More bytes than any form of ours sends."""

    status = 413
    title = "Tệp quá lớn"
    sentence = "Nội dung gửi lên quá lớn. Xin chọn tệp nhỏ hơn rồi gửi lại."


class Trouble(Refusal):
    """A fault of ours."""

    status = 500
    title = "Trang đang gặp trục trặc"
    sentence = "Lỗi ở phía trang, không phải do bà con. Xin thử lại sau ít phút."


def install_mishaps(app: Flask) -> None:
    """Register the handlers; the only place where errors become pages."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(OperationalError, _not_saved)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _refused(refusal: Refusal) -> tuple[Response | str, int]:
    db.session.rollback()
    if isinstance(refusal, SignInNeeded):
        return _sign_in_first(refusal)
    return _answer(MishapPage(refusal.title, refusal.sentence, refusal.status))


def _sign_in_first(refusal: Refusal) -> tuple[Response | str, int]:
    """Guests who follow a link are taken to sign in; a form sent without signing in keeps what was typed."""
    here = request.full_path.rstrip("?")
    if request.method in SAFE_METHODS:
        return Response(status=303, headers={"Location": url_for("accounts.sign_in", next=here)}), 303
    back = safe_next(request.headers.get("Referer", "").removeprefix(request.host_url.rstrip("/")), "/")
    kept, secrets = _typed()
    link = url_for("accounts.sign_in", next=back)
    return _answer(MishapPage(refusal.title, refusal.sentence, 401, kept, secrets, _here(), link))


def _not_saved(error: OperationalError) -> tuple[Response | str, int]:
    db.session.rollback()
    may_write.set(False)  # the page below only reads, and reading waits for nobody
    log.error("database refused: %s", type(error.orig).__name__)
    if request.method in SAFE_METHODS:
        return _answer(MishapPage(Trouble.title, Trouble.sentence, 503))
    kept, secrets = _typed()
    return _answer(MishapPage(NotSaved.title, NotSaved.sentence, 503, kept, secrets, _here()))


def _http(error: HTTPException) -> tuple[Response | str, int]:
    if error.code is not None and error.code < 400:
        return error.get_response(), error.code
    if isinstance(error, BadHost):  # a page of ours names addresses, and there is no host to begin them with
        return Response(Malformed.sentence, mimetype="text/plain"), 400
    status = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        return _answer(MishapPage(TooLarge.title, TooLarge.sentence, status))
    known: type[Refusal] = NotFound if status in (404, 405) else Malformed if status < 500 else Trouble
    return _answer(MishapPage(known.title, known.sentence, status))


def _unforeseen(error: Exception) -> tuple[Response | str, int]:
    db.session.rollback()
    _log_unforeseen(error)
    return _answer(MishapPage(Trouble.title, Trouble.sentence, 500))


def _log_unforeseen(error: Exception) -> None:
    """The whole story, but for the words of a database: they quote rows, with names and numbers of people."""
    if isinstance(error, DBAPIError):
        lines = "".join(traceback.format_tb(error.__traceback__))
        log.error("unforeseen %s at %s\n%s", type(error.orig).__name__, request.endpoint, lines)
    else:
        log.exception("unforeseen %s at %s", type(error).__name__, request.endpoint)


def _typed() -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What the form carried, and the names of secrets in it that must not travel back."""
    pairs = tuple((key, value) for key, values in request.form.lists() for value in values)
    kept = tuple(pair for pair in pairs if pair[0] not in SECRET_FIELDS)
    return kept, tuple(dict.fromkeys(key for key, _ in pairs if key in SECRET_FIELDS))


def _here() -> str:
    return request.full_path.rstrip("?")


def _answer(mishap: MishapPage) -> tuple[Response | str, int]:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(sentence=mishap.sentence), mishap.status
    try:
        return render_template("errors/mishap.html", page=mishap), mishap.status
    except OperationalError:  # the database is away altogether: the same page without names on it
        db.session.rollback()
        return current_app.jinja_env.get_template("errors/mishap.html").render(
            page=mishap, display=display()
        ), mishap.status

"""Browsers as tests know them: signed in without a form, sending what our pages send, checking all they get."""

from __future__ import annotations

from typing import Any

from flask import current_app, has_app_context
from flask_login import FlaskLoginClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from learning.core.database import db, may_write
from tests.support.html import check_page

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Browser(FlaskLoginClient):
    """A client with a cookie jar. Each request has an application context and a database session of its own.

    Unsafe requests say that they come from our own pages; ``site="cross-site"`` says otherwise, ``site=None`` nothing.
    """

    def open(self, *args: Any, site: str | None = "same-origin", **kwargs: Any) -> TestResponse:
        """Send one request and check the page that comes back."""
        if kwargs.get("method", "GET").upper() not in SAFE and site is not None:
            kwargs["headers"] = Headers(kwargs.get("headers"))
            kwargs["headers"].setdefault("Sec-Fetch-Site", site)

        with self._between_sessions(), self.application.app_context():
            response = super().open(*args, **{**kwargs, "buffered": True})
        check_page(response)
        return response

    def _between_sessions(self) -> _BetweenSessions:
        return _BetweenSessions(has_app_context() and current_app._get_current_object() is self.application)  # type: ignore[attr-defined]


class _BetweenSessions:
    """Lets a request see what the test has prepared, and the test what the request has done."""

    def __init__(self, shared: bool) -> None:
        self._shared = shared

    def __enter__(self) -> None:
        if self._shared:
            db.session.commit()

    def __exit__(self, *_reason: object) -> None:
        may_write.set(True)
        if self._shared:
            db.session.expire_all()

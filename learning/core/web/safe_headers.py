"""The headers every answer leaves with, added below Flask so that no kind of answer can miss them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()"),
)
VISIT_COOKIE = "phien"
POLICY = ("Content-Security-Policy", CONTENT_SECURITY_POLICY)

Wsgi = Callable[..., Iterable[bytes]]


class SafeHeaders:
    """Wraps the WSGI application; an answer that brings its own policy keeps it."""

    def __init__(self, app: Wsgi) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer with the headers added; what a visit's cookie may have shaped is never stored.

        On a shared phone the next person would otherwise go back to the last one's pages.
        """
        theirs = VISIT_COOKIE + "=" in environ.get("HTTP_COOKIE", "")

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            headers.extend(HEADERS)
            if "content-security-policy" not in names:
                headers.append(POLICY)
            if "cache-control" not in names:
                personal = theirs or "set-cookie" in names
                headers.append(("Cache-Control", "private, no-store" if personal else "private, no-cache"))
            return start_response(status, headers, *rest)

        return self._app(environ, start)

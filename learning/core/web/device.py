"""Who has signed in on this device: their keys and never their names, in a signed cookie that outlives every visit.

Only this device can show it, scripts cannot read it, and what it holds opens nothing: each still needs their PIN.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from learning.core.web.replies import viewer

DEVICE_COOKIE = "may-nay"
MOST_KEPT = 8  # people; a large family with its neighbours
LASTS = timedelta(days=400)  # the longest that browsers keep a cookie; each sign-in begins it anew
IDLE_AFTER = 600  # seconds without a touch, after which a shared device asks who is learning


def device_keys() -> tuple[str, ...]:
    """The keys kept on this device, whoever came last first; none when somebody has tampered with them."""
    try:
        kept = _signer().loads(request.cookies.get(DEVICE_COOKIE, ""))
    except BadData:
        return ()
    return tuple(key for key in kept if isinstance(key, str))[:MOST_KEPT] if isinstance(kept, list) else ()


def keep_on_device(response: Response, keys: tuple[str, ...]) -> None:
    """Have the device keep exactly these keys, at most ``MOST_KEPT``."""
    config = current_app.config
    path, secure = config["SESSION_COOKIE_PATH"] or "/", config["SESSION_COOKIE_SECURE"]
    if not keys:
        response.delete_cookie(DEVICE_COOKIE, path=path, secure=secure, httponly=True, samesite="Lax")
        return
    signed = _signer().dumps(list(keys[:MOST_KEPT]))
    response.set_cookie(
        DEVICE_COOKIE, str(signed), max_age=LASTS, path=path, secure=secure, httponly=True, samesite="Lax"
    )


def idle_after() -> int:
    """After how many seconds without a touch this page asks who is learning; 0 for never.

    Only where several share the device, and never for staff: their slides stand on a hall's wall for half an hour.
    """
    person = viewer()
    shared = person is not None and not person.is_staff and len(device_keys()) > 1
    return IDLE_AFTER if shared else 0


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=DEVICE_COOKIE)

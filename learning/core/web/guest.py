"""What a guest has finished on this device, kept in the signed session cookie until somebody claims it."""

from __future__ import annotations

from flask import session

GUEST_DONE = "guest_done"
MOST_KEPT = 40  # items; a cookie holds about four thousand bytes


def guest_done() -> tuple[str, ...]:
    """The items finished here by nobody in particular, oldest first."""
    kept = session.get(GUEST_DONE, [])
    return tuple(key for key in kept if isinstance(key, str))


def keep_for_guest(item_key: str) -> None:
    """Remember one more item."""
    kept = [key for key in guest_done() if key != item_key]
    session[GUEST_DONE] = [*kept, item_key][-MOST_KEPT:]


def let_go_of_guest() -> None:
    """Forget them: claimed, or refused."""
    session.pop(GUEST_DONE, None)

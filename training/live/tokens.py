"""The token that a phone keeps: who takes part, signed, so that nobody can make one up. It signs nobody in."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, Signer

from training.live.models import LONGEST

COOKIE = "do-vui"
KEPT = int(LONGEST.total_seconds()) * 2


@lru_cache(maxsize=4)
def _signer(secret: str) -> Signer:
    return Signer(secret, salt="do-vui")


def token_for(participant_id: UUID) -> str:
    """What the cookie holds."""
    return _signer(str(current_app.secret_key)).sign(participant_id.hex).decode()


def participant_of(token: str | None) -> UUID | None:
    """The participant whom a cookie speaks of; None for a missing or forged one."""
    if not token:
        return None
    try:
        return UUID(hex=_signer(str(current_app.secret_key)).unsign(token).decode())
    except (BadSignature, ValueError):
        return None

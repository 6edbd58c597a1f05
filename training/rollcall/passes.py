"""Signed slips: that the site has shown somebody a roll, and that somebody stood before the wall of a hall. Pure.

The wall's code is good for its minute and a grace; whoever must sign in first gets a slip for a quarter of an hour.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime
from hashlib import sha256
from uuid import UUID

WINDOW = 60  # seconds that a code stands on the wall
GRACE = 60  # more for whoever is just taking the picture
SLIP = 900  # for signing in with a card and a PIN
_MAC = 12  # bytes
_WALL, _SLIP = b"w", b"s"


def roll_pass(secret: str, meeting_id: UUID, person_id: UUID) -> str:
    """The site showed this meeting's roll to this person, who was trusted with it then."""
    return _text(_mac(secret, b"roll", meeting_id.bytes + person_id.bytes))


def is_roll_pass(secret: str, shown: str, meeting_id: UUID, person_id: UUID) -> bool:
    """Whether ``shown`` is that pass."""
    return hmac.compare_digest(shown.encode(), roll_pass(secret, meeting_id, person_id).encode())


def wall_code(secret: str, meeting_id: UUID, now: datetime) -> str:
    """What stands on the wall during this minute."""
    return _signed(secret, _WALL, meeting_id, int(now.timestamp()) // WINDOW)


def seconds_left(now: datetime) -> int:
    """How long the code of this moment goes on standing there."""
    return WINDOW - int(now.timestamp()) % WINDOW


def slip(secret: str, meeting_id: UUID, now: datetime) -> str:
    """For whoever stood before the wall and signs in first."""
    return _signed(secret, _SLIP, meeting_id, int(now.timestamp()))


def onward(secret: str, code: str, meeting_id: UUID, now: datetime) -> str:
    """The slip for whoever came with ``code``: a new one from the wall, else the same, so that none lives on."""
    raw = base64.urlsafe_b64decode(code.encode("ascii") + b"=" * (-len(code) % 4))
    return code if raw[:1] == _SLIP else slip(secret, meeting_id, now)


def meeting_of(secret: str, code: str, now: datetime) -> UUID | None:
    """The meeting whose wall or slip this is, if it is still good; None for anything else."""
    try:
        raw = base64.urlsafe_b64decode(code.encode("ascii") + b"=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return None
    kind, meeting, number, mac = raw[:1], raw[1:17], raw[17:25], raw[25:]
    if len(raw) != 25 + _MAC or not hmac.compare_digest(mac, _mac(secret, b"wall", raw[:25])):
        return None
    at = int.from_bytes(number, "big")
    age = int(now.timestamp()) - (at * WINDOW if kind == _WALL else at)
    longest = WINDOW + GRACE if kind == _WALL else SLIP
    return UUID(bytes=meeting) if -WINDOW <= age < longest else None


def _signed(secret: str, kind: bytes, meeting_id: UUID, number: int) -> str:
    body = kind + meeting_id.bytes + number.to_bytes(8, "big")
    return _text(body + _mac(secret, b"wall", body))


def _mac(secret: str, use: bytes, body: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"rollcall " + use + b"\0" + body, sha256)[:_MAC]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")

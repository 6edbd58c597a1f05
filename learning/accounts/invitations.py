"""One-time links: the first administrator's, and those by which staff set their passwords. Only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from learning.accounts.models import Invitation, Person
from learning.core import clock
from learning.core.database import db
from learning.core.errors import Refusal

INVITATION_LASTS = timedelta(days=3)


class InvitationSpent(Refusal):
    """The one-time link was used, is too old, or never existed."""

    status = 404
    title = "Liên kết này không còn dùng được"
    sentence = "Liên kết chỉ dùng một lần và có hạn. Xin người quản trị tạo liên kết mới."


def invite(person: Person | None) -> str:
    """Make a one-time link's token: for the first administrator (None) or for a staff member's password."""
    if person is None:
        db.session.execute(delete(Invitation).where(Invitation.person_id.is_(None)))
    token = secrets.token_urlsafe(24)
    last_day = clock.now() + INVITATION_LASTS
    db.session.add(Invitation(token_hash=_hashed(token), person_id=person.id if person else None, good_until=last_day))
    return token


def invitation(token: str) -> Invitation:
    """The invitation behind a link; raises ``InvitationSpent``."""
    query = select(Invitation).where(Invitation.token_hash == _hashed(token)).with_for_update()
    found = db.session.scalar(query)
    if found is None or found.good_until < clock.now():
        raise InvitationSpent
    return found


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def spend(invitation_row: Invitation) -> None:
    """Make sure that a link works once."""
    db.session.delete(invitation_row)

"""Questions about the photographs of signed sheets; the picture itself is read only when it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from learning.core.database import db
from training.meetings.models import AttendanceEvidence


def photos_of(meeting_id: UUID) -> Sequence[AttendanceEvidence]:
    """The photographs of a meeting, oldest first, without their bytes."""
    query = select(AttendanceEvidence).where(AttendanceEvidence.meeting_id == meeting_id)
    return list(db.session.scalars(query.order_by(AttendanceEvidence.at, AttendanceEvidence.id)))


def photo_of(meeting_id: UUID, photo_id: UUID) -> AttendanceEvidence | None:
    """One of them with its bytes."""
    query = select(AttendanceEvidence).where(AttendanceEvidence.id == photo_id)
    query = query.where(AttendanceEvidence.meeting_id == meeting_id)
    return db.session.scalar(query.options(undefer(AttendanceEvidence.photo)))

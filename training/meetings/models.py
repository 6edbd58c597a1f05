"""Nouns: a meeting (buổi học), what it teaches and who leads it, its states, sign-ups and who was there.

``CheckIn`` and ``AttendanceRemoval`` are the trail: rows are only ever added, in any order, by any number of phones.
``Attendance`` is what follows from the two, one row for a person: the earliest check-in after the latest removal.
Write it only through ``training.meetings.actions``, which settles it anew from the trail.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    select,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from learning.accounts.audiences import Audience
from learning.accounts.models import Place
from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db

STATES = ("planned", "opened", "closed", "cancelled")
MEANS = ("tick", "card", "self", "walk_in", "paper", "hub")
PHOTO_KINDS = ("image/jpeg", "image/png", "image/webp")
MOST_SEATS = 2000
CODE_LENGTH = 8  # symbols of a meeting's code in its public address


def _known(values: tuple[str, ...] | type[Audience]) -> str:
    return ", ".join(f"'{value}'" for value in values)


MOST_GUESTS = 2000


class Meeting(db.Model):
    """One class at one time in one hall. ``revision`` grows with every change, for calendars (SEQUENCE)."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint(f"audience IN ({_known(Audience)})", name="audience_known"),
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_SEATS}", name="capacity_plausible"),
        Index("ix_meeting_place_starts", "place_id", "starts_at"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    audience: Mapped[str | None] = mapped_column(String(24))  # None: everybody
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))  # a thôn, or the commune
    hall: Mapped[str] = mapped_column(String(120))
    address_note: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[Moment] = mapped_column(index=True)
    ends_at: Mapped[Moment]
    capacity: Mapped[int | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    series_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Moment] = mapped_column(default=clock.now)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    created_by: Mapped[UUID | None] = mapped_column(Uuid)

    state: ClassVar[Any]  # the word of the newest ``MeetingState``, a column of every row, defined below
    place: Mapped[Place] = relationship(lazy="select")


class MeetingItem(db.Model):
    """A course (``dich-vu-cong``) or a lesson (``dich-vu-cong/nop-ho-so``) that the meeting teaches."""

    __tablename__ = "meeting_item"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    item_key: Mapped[str] = mapped_column(String(160), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class MeetingFacilitator(db.Model):
    """Somebody who leads the meeting, also outside the places of their role."""

    __tablename__ = "meeting_facilitator"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class MeetingState(db.Model):
    """The meeting was planned, opened, closed or cancelled; the row with the greatest ``number`` holds."""

    __tablename__ = "meeting_state"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint(f"state IN ({_known(STATES)})", name="state_known"),
        CheckConstraint("state <> 'cancelled' OR reason <> ''", name="cancelled_for_a_reason"),
    )

    id: Mapped[Id]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[Moment] = mapped_column(default=clock.now)
    by: Mapped[UUID | None] = mapped_column(Uuid)
    reason: Mapped[str] = mapped_column(String(300), default="")


# Asked with the meeting, so that a list costs no further query; ``actions`` expire it when they add a state.
Meeting.state = column_property(
    select(MeetingState.state)
    .where(MeetingState.meeting_id == Meeting.id)
    .order_by(MeetingState.number.desc())
    .limit(1)
    .correlate_except(MeetingState)
    .scalar_subquery()
)


class MeetingSignUp(db.Model):
    """Somebody wants to come: a known person, or only a name. The id was made on the phone that sent it."""

    __tablename__ = "meeting_sign_up"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("(person_id IS NULL) = (name IS NOT NULL)", name="person_or_name"),
    )

    id: Mapped[Id]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None] = mapped_column(String(80))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    signed_up_at: Mapped[Moment]
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CheckIn(db.Model):
    """One check-in as it was made, once or many times for a person: the trail, from which attendance follows."""

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint(f"means IN ({_known(MEANS)})", name="means_known"),
        CheckConstraint(f"audience IN ({_known(Audience)})", name="audience_known"),
        Index("ix_check_in_meeting_person", "meeting_id", "person_id"),
    )

    id: Mapped[Id]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))  # where the person lived at that time
    audience: Mapped[str] = mapped_column(String(24))
    means: Mapped[str] = mapped_column(String(12))
    checked_in_at: Mapped[Moment]
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)


class Attendance(db.Model):
    """This person was there. Without a person: somebody was there who has asked to be forgotten since."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint(f"means IN ({_known(MEANS)})", name="means_known"),
        CheckConstraint(f"audience IN ({_known(Audience)})", name="audience_known"),
        Index("ix_attendance_person", "person_id"),
    )

    id: Mapped[Id]  # that of the check-in it follows from
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    audience: Mapped[str] = mapped_column(String(24))
    means: Mapped[str] = mapped_column(String(12))
    checked_in_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)


class AttendanceRemoval(db.Model):
    """Who took a person off the roll, when and why. Check-ins made before ``removed_at`` count no longer."""

    __tablename__ = "attendance_removal"
    __table_args__ = (Index("ix_attendance_removal_meeting_person", "meeting_id", "person_id"),)

    id: Mapped[Id]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    removed_at: Mapped[Moment]
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)
    removed_by: Mapped[UUID | None] = mapped_column(Uuid)
    reason: Mapped[str] = mapped_column(String(200), default="")


class AttendanceEvidence(db.Model):
    """A photograph of the signed sheet; the same picture counts once for a meeting."""

    __tablename__ = "attendance_evidence"
    __table_args__ = (
        UniqueConstraint("meeting_id", "digest"),
        CheckConstraint(f"mime IN ({_known(PHOTO_KINDS)})", name="mime_known"),
    )

    id: Mapped[Id]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256, hexadecimal
    photo: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    mime: Mapped[str] = mapped_column(String(20))
    at: Mapped[Moment] = mapped_column(default=clock.now)
    by: Mapped[UUID | None] = mapped_column(Uuid)


class GuestCount(db.Model):
    """So many were there who gave no name, as somebody counted them; the count with the latest ``said_at`` holds."""

    __tablename__ = "guest_count"
    __table_args__ = (
        CheckConstraint(f"number BETWEEN 0 AND {MOST_GUESTS}", name="number_plausible"),
        Index("ix_guest_count_meeting_said", "meeting_id", "said_at"),
    )

    id: Mapped[Id]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int]
    said_at: Mapped[Moment]
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)
    said_by: Mapped[UUID | None] = mapped_column(Uuid)

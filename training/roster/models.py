"""Nouns: a roster that was sent in, what a person decided about its doubtful lines, and whom it has made.

The lines themselves stand in a file that goes when they have been taken in, or after a day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.accounts.audiences import Audience
from learning.accounts.models import Place
from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db

AUDIENCES = ", ".join(f"'{audience}'" for audience in Audience)


class Roster(db.Model):
    """One file sent in by ``person_id``: where its people go when it does not say, and what has become of it."""

    __tablename__ = "roster"
    __table_args__ = (
        CheckConstraint(f"audience IN ({AUDIENCES})", name="audience_known"),
        CheckConstraint("made >= 0 AND known >= 0 AND left_out >= 0", name="counts_are_counts"),
        Index("ix_roster_person_sent", "person_id", "sent_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    audience: Mapped[str] = mapped_column(String(24))
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    sent_at: Mapped[Moment] = mapped_column(default=clock.now)
    file_key: Mapped[str | None] = mapped_column(String(43))
    notes: Mapped[list[Any]] = mapped_column(JSON)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"), unique=True)
    taken_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)

    place: Mapped[Place] = relationship(lazy="joined")


class RosterChoice(db.Model):
    """What was decided about one doubtful line; it goes with the lines."""

    __tablename__ = "roster_choice"
    __table_args__ = (
        CheckConstraint("verdict IN ('new', 'same', 'skipped')", name="verdict_known"),
        CheckConstraint("(verdict = 'same') = (same_as IS NOT NULL)", name="same_as_somebody"),
    )

    roster_id: Mapped[UUID] = mapped_column(ForeignKey("roster.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[str] = mapped_column(String(16), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(8))
    same_as: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))


class RosterEntry(db.Model):
    """Somebody came into the register by a list and not by their own word: no consent was given with it.

    ``fingerprint`` is a keyed hash of the line, so that the same list finds the same person again.
    """

    __tablename__ = "roster_entry"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    roster_id: Mapped[UUID | None] = mapped_column(ForeignKey("roster.id", ondelete="SET NULL"), index=True)
    taken_in_at: Mapped[Moment] = mapped_column(default=clock.now)

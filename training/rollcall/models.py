"""Nouns: a roll that waits for an administrator, a count of guests without a name, a test under supervision.

Who came stands in ``training.meetings``; here is only what the roll needs beside it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db
from training.meetings.models import Meeting

KINDS = ("roll", "walk_in", "guests")
WAYS = ("screen", "paper")


def _known(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class HeldRoll(db.Model):
    """What somebody sent whose right had been taken back while the phone was away; an administrator decides.

    ``fields`` are the form's own; they go when it has been decided, because a name may stand in them.
    """

    __tablename__ = "held_roll"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_known(KINDS)})", name="kind_known"),
        CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name="decided_one_way"),
    )

    id: Mapped[Id]  # made on the phone, so that a second arrival is the same roll
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)  # who sent
    kind: Mapped[str] = mapped_column(String(8))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[Moment]
    received_at: Mapped[Moment] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    accepted: Mapped[bool | None]

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    sender: Mapped[Person | None] = relationship(lazy="joined")


class SupervisedTest(db.Model):
    """Somebody asks to take a quiz before a facilitator, who approves or not; or a paper that was entered.

    ``attempt_id`` is what came of it. One request for a quiz waits at a time.
    """

    __tablename__ = "supervised_test"
    __table_args__ = (
        CheckConstraint(f"way IN ({_known(WAYS)})", name="way_known"),
        CheckConstraint("(decided_at IS NULL) = (approved IS NULL)", name="decided_one_way"),
        CheckConstraint("attempt_id IS NULL OR approved", name="taken_when_approved"),
        CheckConstraint("decided_by IS NULL OR decided_by <> person_id", name="by_somebody_else"),
        Index("ix_supervised_test_meeting", "meeting_id"),
        Index("ix_supervised_test_person", "person_id"),
        Index(
            "uq_supervised_test_one_waiting",
            "person_id",
            "item_key",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_slug: Mapped[str] = mapped_column(String(80))
    quiz_slug: Mapped[str] = mapped_column(String(80))
    item_key: Mapped[str] = mapped_column(String(160))
    way: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[Moment] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    approved: Mapped[bool | None]
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id", ondelete="SET NULL"), unique=True)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

"""Nouns: who teaches whom, from when until when. What a helper is credited with is worked out and never kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db


class Helping(db.Model):
    """Somebody is taught by a neighbour; of a learner's rows at most one stands, and their times never overlap.

    Whoever is named anew gets a row of their own, and the one before ends there. ``recorded_by`` is who of the staff
    wrote it down; None when the learner did, or whoever did is forgotten.
    """

    __tablename__ = "helping"
    __table_args__ = (
        CheckConstraint("learner_id <> helper_id", name="by_somebody_else"),
        CheckConstraint("withdrawn_at >= named_at", name="ends_after_it_begins"),
        Index("ix_helping_learner_named", "learner_id", "named_at"),
        Index(
            "uq_helping_one_standing",
            "learner_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]  # made on the phone, so that a second arrival is the same word
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    helper_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    named_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

"""Noun: one piece of long work that somebody has asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db

RIGHTS = "rights"  # among the ``args``: the roles that whoever asked had then, and where
STATES = ("waiting", "running", "done", "failed")


class Job(db.Model):
    """Asked for, under way, done or failed. ``args`` are ids and choices, never names; ``seen_at`` is its last sign."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state_known"),
        CheckConstraint("done >= 0 AND total >= 0", name="counts_are_counts"),
        CheckConstraint("(finished_at IS NOT NULL) = (state IN ('done', 'failed'))", name="finished_has_a_moment"),
        CheckConstraint("(file_key IS NULL) = (file_name IS NULL)", name="a_file_has_a_name"),
        Index("ix_job_state", "state"),
        Index("ix_job_person_made", "person_id", "made_at"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sentence: Mapped[str] = mapped_column(Text, default="")
    onward: Mapped[str] = mapped_column(String(200), default="")
    onward_words: Mapped[str] = mapped_column(String(80), default="")
    file_key: Mapped[str | None] = mapped_column(String(43))
    file_name: Mapped[str | None] = mapped_column(String(120))

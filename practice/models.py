"""Nouns: one finished run of one person through one scenario."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.core.database import Id, Moment, db


class PracticeRun(db.Model):
    """A run that reached its goal, as the server counted it. Its id was made when the first page was opened."""

    __tablename__ = "practice_run"
    __table_args__ = (
        CheckConstraint("steps >= 1", name="goal_took_a_step"),
        CheckConstraint("wrong_taps BETWEEN 0 AND steps", name="wrong_taps_are_steps"),
        CheckConstraint("hints >= 0", name="hints_counted"),
        Index("ix_practice_run_person_item", "person_id", "item_key"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    item_key: Mapped[str] = mapped_column(String(160))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("course_revision.id"))
    steps: Mapped[int]
    wrong_taps: Mapped[int]
    hints: Mapped[int]
    finished_at: Mapped[Moment]

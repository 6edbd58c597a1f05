"""Nouns: one attempt of one person at one quiz, with what was drawn, answered and judged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.core.database import Id, Moment, UtcDateTime, db

GRACE = timedelta(seconds=90)  # for a slow network after the time is up


class Attempt(db.Model):
    """An attempt is open until it is handed in; a person has at most one open at each quiz.

    ``drawn`` lists the questions with the order their options were shown in; ``answers`` are the values as sent,
    by field name; ``pass_mark`` is the one it was opened under; ``away`` says that it was taken along on a phone, to be
    answered without a network and without a clock; ``supervised_at`` says before whom and where it was taken, as a
    certificate does, and is taken away again when it is handed in after ``supervised_until``.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("(handed_in_at IS NULL) = (percent IS NULL)", name="judged_when_handed_in"),
        CheckConstraint("(handed_in_at IS NULL) = (passed IS NULL)", name="decided_when_handed_in"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
        Index("ix_attempt_person_item", "person_id", "item_key"),
        Index(
            "uq_attempt_one_open",
            "person_id",
            "item_key",
            unique=True,
            sqlite_where=text("handed_in_at IS NULL"),
            postgresql_where=text("handed_in_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_slug: Mapped[str] = mapped_column(String(80))
    quiz_slug: Mapped[str] = mapped_column(String(80))
    item_key: Mapped[str] = mapped_column(String(160))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("course_revision.id"))
    pass_mark: Mapped[int]
    drawn: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    answers: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    opened_at: Mapped[Moment]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    away: Mapped[bool] = mapped_column(default=False, server_default=false())
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    percent: Mapped[float | None]
    passed: Mapped[bool | None]
    supervised_at: Mapped[str] = mapped_column(String(120), default="", server_default="")
    supervised_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def came_late(self) -> bool:
        """Whether it was handed in after the time, so that only what was saved before that counts."""
        return self.due_at is not None and self.handed_in_at is not None and self.handed_in_at > self.due_at + GRACE

"""Nouns: one run of one person through one scenario, and one scam test of one person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.core.database import Id, Moment, UtcDateTime, db


class PracticeRun(db.Model):
    """A run as the server counted it: it reached its goal (``finished_at``) or was put aside (``left_at``).

    Its id was made when the first screen was opened. ``seconds`` is empty where nobody can say how long it took.
    """

    __tablename__ = "practice_run"
    __table_args__ = (
        CheckConstraint("steps >= 0 AND (finished_at IS NULL OR steps >= 1)", name="steps_counted"),
        CheckConstraint("wrong_taps BETWEEN 0 AND steps", name="wrong_taps_are_steps"),
        CheckConstraint("hints >= 0", name="hints_counted"),
        CheckConstraint("seconds >= 0", name="seconds_counted"),
        CheckConstraint("(finished_at IS NULL) <> (left_at IS NULL)", name="finished_or_left"),
        Index("ix_practice_run_person_item", "person_id", "item_key"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    item_key: Mapped[str] = mapped_column(String(160))
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("course_revision.id"))
    steps: Mapped[int]
    wrong_taps: Mapped[int]
    hints: Mapped[int]
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seconds: Mapped[int | None]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ScamTest(db.Model):
    """One test in telling messages that cheat from messages that can be trusted; open until ``finished_at``.

    ``drawn`` lists the items, ``answers`` what was said of each first: ``scam`` or ``genuine``. Detection and false
    alarms are counted apart and frozen when it is finished.
    """

    __tablename__ = "scam_test"
    __table_args__ = (
        CheckConstraint("(finished_at IS NULL) = (detected IS NULL)", name="detected_when_finished"),
        CheckConstraint("(finished_at IS NULL) = (false_alarms IS NULL)", name="alarms_when_finished"),
        CheckConstraint("shown_scams >= 0 AND shown_genuine >= 0", name="shown_counted"),
        CheckConstraint("detected BETWEEN 0 AND shown_scams", name="detected_of_shown"),
        CheckConstraint("false_alarms BETWEEN 0 AND shown_genuine", name="alarms_of_shown"),
        Index("ix_scam_test_person", "person_id", "started_at"),
        Index(
            "uq_scam_test_one_open",
            "person_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    drawn: Mapped[list[str]] = mapped_column(JSON)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    shown_scams: Mapped[int]
    shown_genuine: Mapped[int]
    detected: Mapped[int | None]
    false_alarms: Mapped[int | None]
    started_at: Mapped[Moment]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

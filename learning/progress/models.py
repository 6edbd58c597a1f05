"""Nouns: a completion, the place in a lesson, and what stays of completions when their person asks to be forgotten."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Id, Moment, db

SOURCES = ("self", "supervised", "paper", "placement")
_KNOWN = ", ".join(f"'{source}'" for source in SOURCES)


class Completion(db.Model):
    """One person finished one item by one means: ``dich-vu-cong/nop-ho-so``, or a whole course ``dich-vu-cong``."""

    __tablename__ = "completion"
    __table_args__ = (
        UniqueConstraint("person_id", "item_key", "source"),
        CheckConstraint(f"source IN ({_KNOWN})", name="source_known"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    item_key: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(12), default="self")
    finished_at: Mapped[Moment]
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)


class ForgottenTally(db.Model):
    """How many completions were made, by people whose records are deleted: figures without a person."""

    __tablename__ = "forgotten_tally"
    __table_args__ = (UniqueConstraint("place_id", "audience", "item_key", "source", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    audience: Mapped[str] = mapped_column(String(24))
    item_key: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(12))
    month: Mapped[date]
    completions: Mapped[int]


class ReadingPlace(db.Model):
    """Where somebody stopped reading, one place a course: the lesson and its screen. Looked at by that person alone."""

    __tablename__ = "reading_place"
    __table_args__ = (
        UniqueConstraint("person_id", "course_slug"),
        CheckConstraint("screen >= 1", name="screen_counted"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_slug: Mapped[str] = mapped_column(String(80))
    item_key: Mapped[str] = mapped_column(String(160))
    screen: Mapped[int]
    reached_at: Mapped[Moment]

"""Nouns: what the commune has set itself as a target, and the document that says so."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.accounts.audiences import Audience
from learning.accounts.models import Place
from learning.core import clock
from learning.core.database import Id, Moment, db

MOST = 10_000_000
AUDIENCES = ", ".join(f"'{audience}'" for audience in Audience)


class Target(db.Model):
    """So much of one measure, at a place and below, between two days, because a document says so.

    ``audience`` and ``course`` are empty where the target is for everybody and every course.
    """

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("measure", "place_id", "audience", "course", "due_on"),
        CheckConstraint(f"amount BETWEEN 1 AND {MOST}", name="amount_plausible"),
        CheckConstraint("due_on > first_day", name="due_after_it_begins"),
        CheckConstraint("document <> ''", name="document_is_named"),
        CheckConstraint(f"audience IN ('', {AUDIENCES})", name="audience_known"),
    )

    id: Mapped[Id]
    measure: Mapped[str] = mapped_column(String(40))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    audience: Mapped[str] = mapped_column(String(24), default="")
    course: Mapped[str] = mapped_column(String(80), default="")
    amount: Mapped[int]
    first_day: Mapped[date]
    due_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(200))
    document_date: Mapped[date]
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)

    place: Mapped[Place] = relationship(lazy="joined")

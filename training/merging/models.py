"""Noun: two people of whom somebody has said that they are two."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Moment, db


class ToldApart(db.Model):
    """They look alike and are two; nobody asks again. The lesser id comes first, so that a pair has one row."""

    __tablename__ = "told_apart"
    __table_args__ = (CheckConstraint("low_id < high_id", name="lesser_id_first"),)

    low_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    told_at: Mapped[Moment] = mapped_column(default=clock.now)
    told_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

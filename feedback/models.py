"""Nouns: an anonymous rating, a question to the office, and what the office has made public of its answers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.accounts.audiences import Audience
from learning.accounts.models import Place
from learning.core.database import Id, Moment, UtcDateTime, db

FACES = {3: "Dễ hiểu", 2: "Tạm được", 1: "Khó hiểu"}
_AUDIENCES = ", ".join(f"'{audience}'" for audience in Audience)


class Rating(db.Model):
    """How somebody found a lesson or a meeting. Whose it is is kept nowhere (Nghị định 224/2026/NĐ-CP, Điều 10.3).

    Its id is a digest of the one the phone made: that one carries the moment it was made, to the millisecond, and
    would lead to whoever finished the lesson just then. For the same reason only the day is kept.
    """

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("face BETWEEN 1 AND 3", name="face_known"),
        CheckConstraint(f"audience IN ({_AUDIENCES})", name="audience_known"),
        Index("ix_rating_item", "item_key"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_key: Mapped[str] = mapped_column(String(160))
    face: Mapped[int]
    line: Mapped[str] = mapped_column(String(200), default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    audience: Mapped[str | None] = mapped_column(String(24))
    rated_on: Mapped[date]


class Enquiry(db.Model):
    """Something a person is stuck with (vướng mắc), put to the office of their place; a guest finds it by its code.

    ``name`` is there only if whoever asked wants the office to know it.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_with_words"),
        CheckConstraint("answered_at IS NULL OR closed_at IS NOT NULL", name="answered_is_closed"),
        Index("ix_enquiry_place", "place_id", "asked_at"),
        Index("ix_enquiry_person", "person_id"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(10), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str] = mapped_column(String(80), default="")
    item_key: Mapped[str] = mapped_column(String(160), default="")
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[Moment]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[UUID | None] = mapped_column(Uuid)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    place: Mapped[Place] = relationship(lazy="joined")
    published: Mapped[PublicAnswer | None] = relationship(back_populates="enquiry")


class PublicAnswer(db.Model):
    """A question and its answer as everybody may read them; written by the office, and kept when the asker leaves."""

    __tablename__ = "public_answer"

    id: Mapped[Id]
    enquiry_id: Mapped[UUID | None] = mapped_column(ForeignKey("enquiry.id", ondelete="SET NULL"), unique=True)
    item_key: Mapped[str] = mapped_column(String(160), default="")
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    published_at: Mapped[Moment]
    published_by: Mapped[UUID | None] = mapped_column(Uuid)

    enquiry: Mapped[Enquiry | None] = relationship(back_populates="published")

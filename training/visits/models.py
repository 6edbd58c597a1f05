"""Nouns: a visit, whom it taught, and in which courses.

As little as the figures need (Luật 91/2025/QH15, Điều 3): the thôn, the moment, the minutes, people of the register,
and how many others. No address, no words about a household, nothing about whoever was at home and did not learn.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db

SHORTEST, LONGEST = 5, 480  # minutes
MOST_OTHERS = 20


class HouseVisit(db.Model):
    """One visit. What was taken back keeps this row alone, so that a late second arrival does not bring it again."""

    __tablename__ = "house_visit"
    __table_args__ = (
        CheckConstraint(f"minutes BETWEEN {SHORTEST} AND {LONGEST}", name="minutes_plausible"),
        CheckConstraint(f"others BETWEEN 0 AND {MOST_OTHERS}", name="others_plausible"),
        Index("ix_house_visit_place_visited", "place_id", "visited_at"),
        Index("ix_house_visit_recorder_visited", "recorded_by", "visited_at"),
    )

    id: Mapped[Id]  # made on the phone, so that a second arrival is the same visit
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))  # the thôn
    visited_at: Mapped[Moment]
    minutes: Mapped[int]
    others: Mapped[int] = mapped_column(default=0)  # who learnt there and gave no name
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    place: Mapped[Place] = relationship(lazy="joined", innerjoin=True)
    recorder: Mapped[Person | None] = relationship(lazy="joined")


class VisitedPerson(db.Model):
    """This person learnt there."""

    __tablename__ = "visited_person"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("house_visit.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class VisitedCourse(db.Model):
    """This course was taught there."""

    __tablename__ = "visited_course"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("house_visit.id", ondelete="CASCADE"), primary_key=True)
    course_slug: Mapped[str] = mapped_column(String(80), primary_key=True)

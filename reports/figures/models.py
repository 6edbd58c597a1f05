"""Nouns: sets of people by what they did in which month, the log that keeps them up, what the commune enters for them.

The sets are a summary and never the truth: all of them can be made anew from the facts (``flask reports rebuild``).
They know people by ordinals; who is behind an ordinal stands in ``figure_person`` alone and goes with the person.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Moment, UtcDateTime, db


class FigurePerson(db.Model):
    """The number under which somebody stands in the sets; given by the database with the person, never used again."""

    __tablename__ = "figure_person"
    __table_args__ = ({"sqlite_autoincrement": True},)

    ordinal: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)


class FigureLog(db.Model):
    """Something about somebody's facts has changed; written by the triggers of the fact tables, see ``triggers``."""

    __tablename__ = "figure_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    ordinal: Mapped[int]
    fact: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Presence(db.Model):
    """The people with one kind of fact in one month, as a roaring bitmap of their ordinals.

    ``days`` holds the same by day (``day << 27 | ordinal``), for periods that begin inside a month. Kinds that add up
    have one row for each binary digit (``digit``) of a person's sum. ``month`` is 202611, or 0 for what has no month.
    """

    __tablename__ = "presence"
    __table_args__ = (
        CheckConstraint("month = 0 OR month % 100 BETWEEN 1 AND 12", name="month_of_a_year"),
        CheckConstraint("digit BETWEEN 0 AND 40", name="digit_in_range"),
        Index("ix_presence_stamp", "stamp"),
        Index("ix_presence_month", "month"),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    source: Mapped[str] = mapped_column(String(12), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digit: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    people: Mapped[bytes] = mapped_column(LargeBinary)
    days: Mapped[bytes] = mapped_column(LargeBinary)
    stamp: Mapped[int]


class FigureState(db.Model):
    """One row: ``stamp`` grows with every change of the sets, ``generation`` is another after every rebuild."""

    __tablename__ = "figure_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[int]
    stamp: Mapped[int]
    caught_up_at: Mapped[Moment]


class RosterSize(db.Model):
    """How many adults live in a thôn, as the commune says it: the denominator of every share."""

    __tablename__ = "roster_size"
    __table_args__ = (
        UniqueConstraint("place_id", "as_of"),
        CheckConstraint("adults BETWEEN 0 AND 1000000", name="adults_plausible"),
        CheckConstraint("source <> ''", name="source_is_said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    adults: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)


class Campaign(db.Model):
    """A stretch of time with a name of its own: "Đợt cao điểm tháng 10"."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("last_day >= first_day", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    first_day: Mapped[date]
    last_day: Mapped[date]
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    made_by: Mapped[UUID | None] = mapped_column(Uuid)

"""Nouns: a live quiz, its frozen questions, who takes part, what was answered, hands that were counted, results."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db

LONGEST = timedelta(hours=12)  # after this a quiz is over, whoever forgot to end it
MOST_PARTICIPANTS = 600
MOST_QUESTIONS = 20
MOST_OPTIONS = 6
MOST_HANDS = 999
LETTERS = "abcdef"
CODE_LENGTH = 6
REJOIN_LENGTH = 6
NAME_LENGTH = 32


class Phase(StrEnum):
    """Where a live quiz stands."""

    LOBBY = "lobby"
    ASKING = "asking"
    CLOSED = "closed"  # the question is closed: bars, the right answer, the explanation
    ENDED = "ended"


class Joined(StrEnum):
    """How somebody takes part."""

    CARD = "card"
    NAME = "name"
    TEAM = "team"


def _among(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class LiveQuiz(db.Model):
    """One quiz in one hall. ``version`` grows with every change that phones must see; they ask for nothing else."""

    __tablename__ = "live_quiz"
    __table_args__ = (
        CheckConstraint(_among("phase", Phase), name="phase_known"),
        CheckConstraint("(phase = 'ended') = (ended_at IS NOT NULL)", name="ended_has_its_moment"),
        CheckConstraint("position >= 0", name="position_counted"),
        CheckConstraint("seconds BETWEEN 10 AND 300", name="seconds_sensible"),
        CheckConstraint("NOT speed_points OR seconds IS NOT NULL", name="speed_needs_a_clock"),
        Index("ix_live_quiz_place_made", "place_id", "made_at"),
        Index(
            "uq_live_quiz_running_code",
            "code",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    title: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    phase: Mapped[str] = mapped_column(String(8), default=Phase.LOBBY)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    seconds: Mapped[int | None]
    speed_points: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[UUID | None] = mapped_column(Uuid)
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def good_until(self) -> datetime:
        """When it is over even if nobody ends it."""
        return self.made_at + LONGEST

    def over(self, moment: datetime) -> bool:
        """Whether nothing more can happen in it."""
        return self.ended_at is not None or moment >= self.good_until


class LiveQuestion(db.Model):
    """One question as it was frozen when the quiz was prepared: ``face`` for everybody, ``answer_key`` for later."""

    __tablename__ = "live_question"
    __table_args__ = (
        UniqueConstraint("live_id", "number"),
        CheckConstraint("number >= 1", name="number_counted"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opened"),
    )

    id: Mapped[Id]
    live_id: Mapped[UUID] = mapped_column(ForeignKey("live_quiz.id", ondelete="CASCADE"))
    number: Mapped[int]
    item_key: Mapped[str] = mapped_column(String(160))
    face: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer_key: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LiveParticipant(db.Model):
    """A person, a name or a team on one phone. The page that joined made the id; ``rejoin`` is for lost cookies."""

    __tablename__ = "live_participant"
    __table_args__ = (
        UniqueConstraint("live_id", "person_id"),
        UniqueConstraint("live_id", "rejoin"),
        CheckConstraint(_among("joined_as", Joined), name="joined_known"),
        CheckConstraint("heads BETWEEN 1 AND 50", name="heads_sensible"),
    )

    id: Mapped[Id]
    live_id: Mapped[UUID] = mapped_column(ForeignKey("live_quiz.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    joined_as: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH + 8))
    heads: Mapped[int] = mapped_column(default=1)
    rejoin: Mapped[str] = mapped_column(String(REJOIN_LENGTH))
    joined_at: Mapped[Moment] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LiveAnswer(db.Model):
    """The one answer of a participant to a question. ``tap`` made it what it is; ``earlier`` taps never count again."""

    __tablename__ = "live_answer"
    __table_args__ = (
        CheckConstraint("length(choice) = 1", name="one_choice"),
        Index("ix_live_answer_question_choice", "question_id", "choice"),
    )

    participant_id: Mapped[UUID] = mapped_column(
        ForeignKey("live_participant.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[UUID] = mapped_column(ForeignKey("live_question.id", ondelete="CASCADE"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(1))
    tap: Mapped[str] = mapped_column(String(33))
    earlier: Mapped[str] = mapped_column(String(400), default="")
    arrived_at: Mapped[Moment] = mapped_column(default=clock.now)


class LiveHands(db.Model):
    """Hands that were raised for one option by people without a phone, as the facilitator counted them."""

    __tablename__ = "live_hands"
    __table_args__ = (
        CheckConstraint(f"raised BETWEEN 0 AND {MOST_HANDS}", name="raised_sensible"),
        CheckConstraint("length(choice) = 1", name="one_choice"),
    )

    question_id: Mapped[UUID] = mapped_column(ForeignKey("live_question.id", ondelete="CASCADE"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(1), primary_key=True)
    raised: Mapped[int]


class LiveResult(db.Model):
    """How somebody who was signed in did in one live quiz, over the questions closed so far. Not a completion."""

    __tablename__ = "live_result"
    __table_args__ = (
        UniqueConstraint("live_id", "person_id"),
        CheckConstraint("0 <= correct AND correct <= answered AND answered <= asked", name="counts_fit"),
        Index("ix_live_result_person_at", "person_id", "recorded_at"),
    )

    id: Mapped[Id]
    live_id: Mapped[UUID] = mapped_column(ForeignKey("live_quiz.id", ondelete="CASCADE"))
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    correct: Mapped[int]
    answered: Mapped[int]
    asked: Mapped[int]
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)

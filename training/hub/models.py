"""Nouns: a hub that was taken along, the facts it has brought home, and people who may be one and the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db

FACT_STATES = ("applied", "waiting", "held", "dropped")
REASONS = ("forgotten", "elsewhere", "rights", "meeting", "broken")


def _known(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class Hub(db.Model):
    """One copy that was taken along: its public key, until when it is good, and who has it.

    The copy itself waits at most a day to be fetched, under ``file_key``.
    """

    __tablename__ = "hub"
    __table_args__ = (CheckConstraint("expires_at > taken_at", name="expires_after_it_was_taken"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80))
    public_key: Mapped[str] = mapped_column(String(64), unique=True)  # Ed25519, hexadecimal
    taken_at: Mapped[Moment] = mapped_column(default=clock.now)
    expires_at: Mapped[Moment]
    taken_by: Mapped[UUID | None] = mapped_column(Uuid)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    file_key: Mapped[str | None] = mapped_column(String(43))

    places: Mapped[list[Place]] = relationship(secondary="hub_place", lazy="selectin", order_by="Place.id")


class HubPlace(db.Model):
    """A hub carries the people of this place and everything below it; only about them may it tell."""

    __tablename__ = "hub_place"

    hub_id: Mapped[UUID] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)


class HubFact(db.Model):
    """One thing that a hub has recorded, known by the digest of its words, so that it counts once.

    What is applied or dropped keeps no words. What waits for another part of the same bundle, or is held for a person
    to decide, keeps them until then. ``about`` is the person's id on the hub.
    """

    __tablename__ = "hub_fact"
    __table_args__ = (
        CheckConstraint(f"state IN ({_known(FACT_STATES)})", name="state_known"),
        CheckConstraint(f"reason IN ({_known(REASONS)})", name="reason_known"),
        CheckConstraint("(state = 'held') = (reason IS NOT NULL)", name="held_for_a_reason"),
        CheckConstraint("(body IS NOT NULL) = (state IN ('waiting', 'held'))", name="words_only_while_needed"),
        Index("ix_hub_fact_hub_number", "hub_id", "number"),
        Index("ix_hub_fact_state", "state"),
        Index("ix_hub_fact_about", "about"),
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    hub_id: Mapped[UUID] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    about: Mapped[UUID | None] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(12))
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    received_at: Mapped[Moment] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)


class HubWalkIn(db.Model):
    """Somebody who registered in the hall, under the id made there, and who that is at home.

    Without a person: they have asked to be forgotten since, and nothing more is taken in about them.
    """

    __tablename__ = "hub_walk_in"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    hub_id: Mapped[UUID] = mapped_column(ForeignKey("hub.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    card_code: Mapped[str] = mapped_column(String(9))  # as it was handed out in the hall


class HubConflict(db.Model):
    """Two people of whom somebody must say whether they are one: same name and year, or the same card.

    ``person_id`` is the newcomer, or of two newcomers the one with the greater id.
    """

    __tablename__ = "hub_conflict"
    __table_args__ = (
        UniqueConstraint("kind", "person_id", "other_id"),
        CheckConstraint("kind IN ('twin', 'card')", name="kind_known"),
        CheckConstraint("person_id <> other_id", name="two_people"),
        CheckConstraint("decision IN ('same', 'different')", name="decision_known"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at_a_moment"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(4))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    raised_at: Mapped[Moment] = mapped_column(default=clock.now)
    decision: Mapped[str | None] = mapped_column(String(9))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    other: Mapped[Person] = relationship(foreign_keys=[other_id], lazy="joined")

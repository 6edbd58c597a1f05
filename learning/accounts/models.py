"""Nouns: places, people, their keys and roles, consent, and traces of who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from learning.accounts.audiences import Audience
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import Id, Moment, UtcDateTime, db

AUDIENCES = ", ".join(f"'{audience}'" for audience in Audience)
ROLES = ", ".join(f"'{role}'" for role in Role)


class Place(db.Model):
    """A tỉnh/thành phố, a xã, or a thôn. ``path`` lists the ids from the root, so that a subtree is one prefix.

    ``former_name`` is what it was called until ``renamed_at``, for whoever finds another name in an older paper.
    """

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("kind IN ('province', 'commune', 'village')", name="kind_known"),
        CheckConstraint("(kind = 'province') = (parent_id IS NULL)", name="only_provinces_are_roots"),
        UniqueConstraint("parent_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[int | None] = mapped_column(unique=True)
    path: Mapped[str] = mapped_column(String(120), unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    former_name: Mapped[str | None] = mapped_column(String(120))
    renamed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    parent: Mapped[Place | None] = relationship(remote_side=[id], lazy="joined", join_depth=2)

    def covers(self, other: Place) -> bool:
        """Whether ``other`` is this place or lies below it."""
        return other.path.startswith(self.path)


class Person(UserMixin, db.Model):
    """Somebody who learns, teaches or works here. Nothing is kept that is not asked for on the page."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(f"audience IN ({AUDIENCES})", name="audience_known"),
        CheckConstraint("gender IN ('male', 'female')", name="gender_known"),
        CheckConstraint("birth_year BETWEEN 1900 AND 2200", name="birth_year_plausible"),
        Index("ix_person_place_name", "place_id", "name_key"),
        Index("ix_person_place_search", "place_id", "search_key"),
    )

    id: Mapped[Id]
    full_name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(400))
    search_key: Mapped[str] = mapped_column(String(160))
    audience: Mapped[str] = mapped_column(String(24))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    birth_year: Mapped[int | None]
    gender: Mapped[str | None] = mapped_column(String(6))
    phone: Mapped[str | None] = mapped_column(String(11), index=True)
    guardian_name: Mapped[str | None] = mapped_column(String(80))
    card_code: Mapped[str] = mapped_column(String(9), unique=True)
    pin_hash: Mapped[str | None] = mapped_column(String(160))
    sign_in_epoch: Mapped[int] = mapped_column(default=1)
    registered_at: Mapped[Moment] = mapped_column(default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    is_staff: ClassVar[Any]  # a column of every row, defined below where roles are known
    place: Mapped[Place] = relationship(lazy="select")
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="person", lazy="select", cascade="all, delete-orphan", foreign_keys="RoleGrant.person_id"
    )

    def get_id(self) -> str:
        """What the session cookie carries: the id, and a number that a new PIN makes stale."""
        return f"{self.id.hex}.{self.sign_in_epoch}"

    @property
    def key(self) -> str:
        """What this person's own forms carry, so that nobody else's sign-in on the same phone takes them."""
        return self.id.hex

    @property
    def display_name(self) -> str:
        """The last two parts of the name, as neighbours say it."""
        return " ".join(self.full_name.split()[-2:])


class FormerResidence(db.Model):
    """Where somebody lived until they moved; where they live now stands with the person.

    Figures count what was done before ``until`` where it was done.
    """

    __tablename__ = "former_residence"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[Moment] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))


class FormerIdentity(db.Model):
    """A record that was found to be somebody's second one: what still leads to them, its id, its card, its devices.

    ``sign_in_epoch`` was its own, ``successor_epoch`` the successor's at that moment: a new PIN of theirs makes the
    devices forget this one too.
    """

    __tablename__ = "former_identity"

    person_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)  # of the record that went
    card_code: Mapped[str] = mapped_column(String(9), unique=True)
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    sign_in_epoch: Mapped[int]
    successor_epoch: Mapped[int]
    merged_at: Mapped[Moment] = mapped_column(default=clock.now)
    merged_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class StaffPassword(db.Model):
    """The password of somebody who works with the site."""

    __tablename__ = "staff_password"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    login_name: Mapped[str] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(160))
    set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleGrant(db.Model):
    """A role given to a person at a place; it reaches down the tree."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "place_id"),
        CheckConstraint(f"role IN ({ROLES})", name="role_known"),
    )

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(16))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    granted_at: Mapped[Moment] = mapped_column(default=clock.now)
    granted_by: Mapped[UUID | None] = mapped_column(Uuid)

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])
    place: Mapped[Place] = relationship(lazy="joined")


class Consent(db.Model):
    """A person's yes to one purpose, in the wording of one version (Luật 91/2025/QH15, Điều 9)."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("person_id", "purpose", "version"),)

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    given_at: Mapped[Moment] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInGuard(db.Model):
    """How often sign-in has failed for one person or one network address, and until when it waits."""

    __tablename__ = "sign_in_guard"

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[Moment]
    waits_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked: Mapped[bool] = mapped_column(default=False)


class Invitation(db.Model):
    """A one-time link: to make the first administrator, or to set a staff password. Only its hash is kept."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    good_until: Mapped[Moment]


# Whether any role is held: asked with the person, so that a page costs no further query.
Person.is_staff = column_property(
    select(RoleGrant.id).where(RoleGrant.person_id == Person.id).exists(), expire_on_flush=True
)


class AuditEntry(db.Model):
    """Who did what to which record, by ids only: a trail that names nobody when read alone."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at", "at"), Index("ix_audit_entry_subject", "subject"))

    id: Mapped[Id]
    at: Mapped[Moment] = mapped_column(default=clock.now)
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")


class PlaceSetting(db.Model):
    """One thing that only the commune knows: a signer, a telephone number, a wording."""

    __tablename__ = "place_setting"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[Moment] = mapped_column(default=clock.now, onupdate=clock.now)

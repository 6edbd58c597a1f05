"""Nouns: a certificate as it was printed, its revocation, and the counters of serial numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.core import clock
from learning.core.database import Id, Moment, db

LEVELS = ("self", "supervised")
_KNOWN = ", ".join(f"'{level}'" for level in LEVELS)


class Certificate(db.Model):
    """Everything that stands on one paper, frozen. After its holder asks to be forgotten, no name and no person."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("person_id", "course_slug", "level", "issue_no"),
        CheckConstraint(f"level IN ({_KNOWN})", name="level_known"),
        CheckConstraint("(person_id IS NULL) = (holder_name IS NULL)", name="nameless_when_forgotten"),
        CheckConstraint("(level = 'supervised') = (supervised_at <> '')", name="supervised_somewhere"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(10), unique=True)
    serial: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("course_revision.id"))
    course_slug: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(12))
    issue_no: Mapped[int] = mapped_column(default=1)
    holder_name: Mapped[str | None] = mapped_column(String(80))
    course_title: Mapped[str] = mapped_column(String(120))
    audience_label: Mapped[str] = mapped_column(String(60))
    hours: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    issued_on: Mapped[date]
    supervised_at: Mapped[str] = mapped_column(String(120), default="")
    parent_body: Mapped[str] = mapped_column(String(160))
    issuing_unit: Mapped[str] = mapped_column(String(160), default="")
    place_name: Mapped[str] = mapped_column(String(80))
    signer_title: Mapped[str] = mapped_column(String(120), default="")
    signer_name: Mapped[str] = mapped_column(String(80), default="")
    issued_at: Mapped[Moment] = mapped_column(default=clock.now)

    revocation: Mapped[Revocation | None] = relationship(
        back_populates="certificate", lazy="joined", foreign_keys="Revocation.certificate_id"
    )


class Revocation(db.Model):
    """A certificate counts no longer, since when, why, and which one stands in its place."""

    __tablename__ = "revocation"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    revoked_at: Mapped[Moment] = mapped_column(default=clock.now)
    revoked_by: Mapped[UUID | None] = mapped_column(Uuid)
    replaced_by: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))

    certificate: Mapped[Certificate] = relationship(back_populates="revocation", foreign_keys=[certificate_id])


class SerialCounter(db.Model):
    """The last serial number that a commune has used in a year."""

    __tablename__ = "serial_counter"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]

"""Nouns: passages that people write into a report, and figures that have been frozen ("chốt số liệu").

Of both, rows are only ever added: a passage changed is another edition, a freeze is final (triggers hold that).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Id, Moment, db


class ReportText(db.Model):
    """One edition of one passage of the report on a period and a place; the highest edition holds.

    Whoever writes names the edition they have read, so that of two writers the second one is told (see ``actions``).
    """

    __tablename__ = "report_text"
    __table_args__ = (
        UniqueConstraint("place_id", "period_key", "section", "edition"),
        CheckConstraint("edition >= 1", name="edition_counted"),
    )

    id: Mapped[Id]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    period_key: Mapped[str] = mapped_column(String(40))
    section: Mapped[str] = mapped_column(String(20))
    edition: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[Moment] = mapped_column(default=clock.now)
    written_by: Mapped[UUID | None] = mapped_column(Uuid)


class ReportFreeze(db.Model):
    """All figures of a period and a place as they stood at one moment: canonical JSON and its SHA-256."""

    __tablename__ = "report_freeze"
    __table_args__ = (
        UniqueConstraint("place_id", "period_key"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        CheckConstraint("body <> ''", name="body_is_there"),
    )

    id: Mapped[Id]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    period_key: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[Moment] = mapped_column(default=clock.now)
    frozen_by: Mapped[UUID | None] = mapped_column(Uuid)

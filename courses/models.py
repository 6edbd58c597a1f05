"""Nouns: a course's immutable revisions, their media, which revision is published since when, lessons read aloud."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from learning.core import clock
from learning.core.database import Id, Moment, db


class CourseRevision(db.Model):
    """One state of a course, compiled; never changed, so that attempts and certificates can point at it."""

    __tablename__ = "course_revision"
    __table_args__ = (UniqueConstraint("course_slug", "content_hash"),)

    id: Mapped[Id]
    course_slug: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    made_at: Mapped[Moment] = mapped_column(default=clock.now)


class Publication(db.Model):
    """From this moment a course shows this revision; no revision means that it is withdrawn. The newest row counts."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_course_slug_id", "course_slug", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_slug: Mapped[str] = mapped_column(String(80))
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("course_revision.id"))
    published_at: Mapped[Moment] = mapped_column(default=clock.now)
    published_by: Mapped[UUID | None] = mapped_column(Uuid)


class CourseMedia(db.Model):
    """One picture or recording, kept under the hash of its bytes and shared by all revisions that use it."""

    __tablename__ = "course_media"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(40))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ShippedCourse(db.Model):
    """The state of a folder that came with the site and was published last.

    A start publishes a folder only when it differs from this, so that what an editor rolled back stays rolled back.
    """

    __tablename__ = "shipped_course"

    course_slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    source_digest: Mapped[str] = mapped_column(String(64))


class Recording(db.Model):
    """Somebody reads one screen of a lesson aloud; ``text_hash`` says which words, so that no other are played.

    A recording of the same screen takes the place of the one before.
    """

    __tablename__ = "recording"
    __table_args__ = (
        UniqueConstraint("course_slug", "lesson_slug", "screen"),
        CheckConstraint("screen >= 1", name="screens_are_counted_from_one"),
        CheckConstraint("seconds BETWEEN 1 AND 300", name="at_most_five_minutes"),
        CheckConstraint("size BETWEEN 1 AND 2097152", name="at_most_two_megabytes"),
        Index("ix_recording_digest", "digest"),
    )

    id: Mapped[Id]
    course_slug: Mapped[str] = mapped_column(String(80))
    lesson_slug: Mapped[str] = mapped_column(String(80))
    screen: Mapped[int]
    text_hash: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    mime: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    seconds: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)
    recorded_at: Mapped[Moment] = mapped_column(default=clock.now)

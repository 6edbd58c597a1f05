"""Verbs: publish, roll back, withdraw, finish a lesson. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from courses.catalogue import catalogue
from courses.compiler import compile_package
from courses.content import Course, Lesson
from courses.models import CourseMedia, CourseRevision, Publication, ShippedCourse
from courses.package import CoursePackage
from learning.accounts.actions import hold, trace
from learning.accounts.models import Person
from learning.core.database import db, new_id, upsert
from learning.core.errors import NotFound
from learning.progress import actions as ledger


def publish(package: CoursePackage, by: Person | None = None) -> bool:
    """Make a faultless package the published revision; tells whether anything changed."""
    _keep_media(package)
    return publish_content(package.slug, *compile_package(package), by)


def publish_content(slug: str, content: str, digest: str, by: Person | None = None) -> bool:
    """Make compiled content the published revision; tells whether anything changed."""
    row = {"id": new_id(), "course_slug": slug, "content_hash": digest, "content": content}
    db.session.execute(upsert(CourseRevision).values(**row).on_conflict_do_nothing())
    same = CourseRevision.course_slug == slug, CourseRevision.content_hash == digest
    revision_id = db.session.scalars(select(CourseRevision.id).where(*same)).one()
    return show(slug, revision_id, by)


def show(course_slug: str, revision_id: UUID | None, by: Person | None) -> bool:
    """Publish an existing revision (rolling back is nothing else), or None to withdraw; tells whether that is news."""
    newest = select(Publication).where(Publication.course_slug == course_slug).order_by(Publication.id.desc()).limit(1)
    current = db.session.scalar(newest)
    if current is not None and current.revision_id == revision_id:
        return False
    if current is None and revision_id is None:
        raise NotFound
    db.session.add(Publication(course_slug=course_slug, revision_id=revision_id, published_by=by.id if by else None))
    trace(by, "publish_course" if revision_id else "withdraw_course", f"course:{course_slug}", str(revision_id or ""))
    db.session.flush()
    return True


def roll_back(course_slug: str, revision_id: UUID, by: Person) -> bool:
    """Show an earlier revision again; raises ``NotFound`` for a revision of another course."""
    revision = db.session.get(CourseRevision, revision_id)
    if revision is None or revision.course_slug != course_slug:
        raise NotFound
    return show(course_slug, revision_id, by)


def remember_shipped(course_slug: str, source_digest: str) -> None:
    """Note the state of a folder that came with the site, so that the next start leaves it alone."""
    row = upsert(ShippedCourse).values(course_slug=course_slug, source_digest=source_digest)
    changed = {"source_digest": row.excluded.source_digest}
    db.session.execute(row.on_conflict_do_update(index_elements=["course_slug"], set_=changed))


def _keep_media(package: CoursePackage) -> None:
    for file in package.media.values():
        row = upsert(CourseMedia).values(digest=file.digest, mime=file.mime, body=file.body)
        db.session.execute(row.on_conflict_do_nothing())


def finish_lesson(person: Person, course: Course, lesson: Lesson, finished_at: datetime) -> None:
    """Write into the ledger that the lesson is finished, and what is finished with it."""
    hold(person)
    ledger.record(person.id, lesson.key, finished_at)
    conclude(person.id, course, catalogue().paths)


def conclude(person_id: UUID, course: Course, paths: Sequence[Course]) -> None:
    """Write that the course is finished if nothing is missing any more, and then each path that it completes."""
    if not ledger.conclude(person_id, course.slug, course.required):
        return
    for path in paths:
        if course.slug in path.required:
            ledger.conclude(person_id, path.slug, path.required)


def mark_known(person: Person, course: Course, moment: datetime) -> None:
    """Write the lessons of a course down as known before: what a placement quiz showed need not be read again."""
    hold(person)
    for lesson in course.lessons:
        ledger.record(person.id, lesson.key, moment, "placement")
    conclude(person.id, course, catalogue().paths)


def claim(person: Person, courses: dict[str, Course], item_keys: tuple[str, ...], finished_at: datetime) -> int:
    """Write down for a person what was read on this device before they had a card; returns how many lessons."""
    claimed = 0
    for key in item_keys:
        course = courses.get(key.partition("/")[0])
        lesson = course.lesson(key.partition("/")[2]) if course else None
        if course and lesson:
            finish_lesson(person, course, lesson, finished_at)
            claimed += 1
    return claimed

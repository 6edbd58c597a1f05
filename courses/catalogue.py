"""What is published now, held in memory; a newer publication is noticed within two seconds, in every process."""

from __future__ import annotations

import functools
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from courses.content import Course, load_course
from courses.models import CourseRevision, Publication
from learning.accounts.audiences import Audience
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.fresh import Fresh
from learning.core.web.page_cache import forget_pages


class CourseWithdrawn(NotFound):
    """The course exists no longer for readers; what people finished in it stays."""

    status = 410
    title = "Khóa học này đã được gỡ xuống"
    sentence = "Kết quả bà con đã học vẫn được giữ nguyên. Xin chọn một khóa khác."


class Catalogue:
    """The published courses and paths in the order of their lists, and the slugs of withdrawn ones.

    ``edition`` is another number with every news.
    """

    def __init__(self, courses: list[Course], withdrawn: frozenset[str], edition: int = 0) -> None:
        self.edition = edition
        by_slug = {course.slug: course for course in courses}
        whole = [_without_gone(course, by_slug) for course in sorted(courses, key=_place_in_list)]
        gone = frozenset(course.slug for course in whole if not course.required)  # paths whose core is withdrawn
        whole = [course for course in whole if course.required]
        self.courses = tuple(course for course in whole if not course.is_path)
        self.paths = tuple(course for course in whole if course.is_path)
        self._by_slug = {course.slug: course for course in whole}
        self._withdrawn = withdrawn | gone

    def find(self, slug: str) -> Course | None:
        """The course with this slug if it is published."""
        return self._by_slug.get(slug)

    def path_for(self, audience: Audience) -> Course | None:
        """The path of an audience, if one is published."""
        return next((path for path in self.paths if audience in path.audiences), None)

    def title(self, slug: str) -> str:
        """A course's title; the slug itself when it is published no more."""
        found = self._by_slug.get(slug)
        return found.title if found else slug

    def course(self, slug: str) -> Course:
        """The course with this slug; raises ``CourseWithdrawn`` or ``NotFound``."""
        found = self._by_slug.get(slug)
        if found is None:
            raise CourseWithdrawn if slug in self._withdrawn else NotFound
        return found


def _without_gone(course: Course, published: dict[str, Course]) -> Course:
    """A path without the steps whose courses are withdrawn; a course as it is."""
    if not course.is_path:
        return course
    steps = tuple(step for step in course.steps if step.course in published)
    wishes = tuple(wish for wish in course.wishes if wish.course in published)
    hours = sum((published[step.course].hours for step in steps if step.core), Decimal(0))
    return replace(course, steps=steps, wishes=wishes, hours=hours)


def _place_in_list(course: Course) -> tuple[int, int, str]:
    """Residents first, then the order that the authors gave."""
    return list(Audience).index(course.audiences[0]), course.order, course.title


def _load() -> Catalogue:
    edition = _version()  # before the rows: pages kept under a number must never be older than it
    newest = select(func.max(Publication.id)).group_by(Publication.course_slug).scalar_subquery()
    rows = db.session.execute(
        select(Publication.course_slug, CourseRevision.id, CourseRevision.content)
        .outerjoin(CourseRevision, Publication.revision_id == CourseRevision.id)
        .where(Publication.id.in_(newest))
    ).all()
    courses = [load_course(revision_id, content) for _, revision_id, content in rows if revision_id]
    return Catalogue(courses, frozenset(slug for slug, revision_id, _ in rows if not revision_id), edition)


def _version() -> int:
    """Grows with every publication, also with one that got its number earlier and was committed later."""
    return db.session.scalar(select(func.coalesce(func.max(Publication.id), 0) + func.count())) or 0


_fresh = Fresh(_load, _version)


def catalogue() -> Catalogue:
    """The catalogue of this moment."""
    return _fresh.get()


def forget_catalogue() -> None:
    """Look again at the next reading; called by whoever has just published."""
    _fresh.forget()
    forget_pages()


@functools.lru_cache(maxsize=64)
def revision(revision_id: UUID) -> Course:
    """A course as it was at one revision, published or not: what an attempt is judged against."""
    return load_course(revision_id, db.session.get_one(CourseRevision, revision_id).content)

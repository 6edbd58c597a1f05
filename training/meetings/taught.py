"""What a meeting teaches, from the keys it keeps to the titles people read. Pure functions over the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courses.catalogue import Catalogue
from courses.content import Course, Lesson


@dataclass(frozen=True, slots=True)
class Taught:
    """A course, or one lesson of it (``lesson``), that a meeting teaches."""

    course: Course
    lesson: Lesson | None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.lesson.title if self.lesson else self.course.title

    @property
    def key(self) -> str:
        """Its key in the ledger."""
        return self.lesson.key if self.lesson else self.course.slug

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything in the ledger that belongs to it: a course's lessons, quizzes and the course itself."""
        if self.lesson:
            return (self.lesson.key,)
        quizzes = (quiz.key for quiz in self.course.quizzes)
        return (*(lesson.key for lesson in self.course.lessons), *quizzes, self.course.slug)


def taught(catalogue: Catalogue, items: Iterable[str]) -> tuple[Taught, ...]:
    """The items that are still published, in their order."""
    found = (_found(catalogue, key) for key in items)
    return tuple(row for row in found if row is not None)


def _found(catalogue: Catalogue, key: str) -> Taught | None:
    course_slug, _, lesson_slug = key.partition("/")
    course = catalogue.find(course_slug)
    if course is None:
        return None
    row = Taught(course, course.lesson(lesson_slug) if lesson_slug else None)
    return row if row.key == key else None


def courses_taught(rows: Iterable[Taught]) -> tuple[Course, ...]:
    """The courses that these belong to, each once."""
    return tuple({row.course.slug: row.course for row in rows}.values())

"""A lesson's screens as a reader of one commune sees them: the blanks filled in, or marked as still to come."""

from __future__ import annotations

import functools
from uuid import UUID

from markupsafe import Markup

from courses.content import Course, Lesson
from courses.lesson_file import PLACEHOLDER
from learning.accounts.commune import Commune


def screens_for(course: Course, lesson: Lesson, commune: Commune) -> tuple[Markup, ...]:
    """The screens in order, safe to put on a page."""
    return _filled(course.revision_id, lesson.slug, commune.edition, _Unhashed(lesson, commune))


class _Unhashed:
    """Carries what the key of the memory already stands for."""

    def __init__(self, lesson: Lesson, commune: Commune) -> None:
        self.lesson, self.commune = lesson, commune

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unhashed)


@functools.lru_cache(maxsize=512)
def _filled(_revision: UUID, _slug: str, _edition: str, given: _Unhashed) -> tuple[Markup, ...]:
    return tuple(_fill(screen, given.commune) for screen in given.lesson.screens)


def _fill(html: str, commune: Commune) -> Markup:
    blank = Markup('<span class="from-commune">{}</span>')
    return Markup(PLACEHOLDER.sub(lambda found: str(blank.format(commune.shown(found.group(1)))), html))

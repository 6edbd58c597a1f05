"""A lesson's screens as a reader of one commune sees them: the blanks filled in, or marked as still to come."""

from __future__ import annotations

from markupsafe import Markup

from courses.content import Lesson
from courses.lesson_file import PLACEHOLDER
from learning.accounts.commune import Commune

_BLANK = Markup('<span class="from-commune">{}</span>')


def screens_for(lesson: Lesson, commune: Commune) -> tuple[Markup, ...]:
    """The screens in order, safe to put on a page."""
    return tuple(_fill(screen, commune) for screen in lesson.screens)


def _fill(html: str, commune: Commune) -> Markup:
    return Markup(PLACEHOLDER.sub(lambda found: str(_BLANK.format(commune.shown(found.group(1)))), html))

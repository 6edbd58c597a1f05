"""Doors: the catalogue, a course, a lesson, finishing a lesson, pictures. Reading needs no account and never writes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request, session
from markupsafe import Markup
from werkzeug.wrappers import Response

from courses import actions, queries
from courses.catalogue import catalogue
from courses.competencies import SLUGS, Competency
from courses.content import Course, Lesson
from courses.queries import Outline
from courses.reading import screens_for
from learning.accounts.audiences import Audience, audience_of
from learning.accounts.queries import home_commune
from learning.core import clock
from learning.core.access import public
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.web import page, see_other, text_size, viewer
from learning.core.web.assets import FOR_EVER, pack, packed_reply
from learning.core.web.guest import guest_done, keep_for_guest
from learning.core.web.page_cache import PageCache
from learning.progress.queries import done_keys

bp = Blueprint("courses", __name__, url_prefix="/khoa-hoc")
pages_for_guests = PageCache()


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in a list, and how many of its lessons this reader has finished (None for a guest)."""

    course: Course
    done: int | None


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """The list of courses and what narrows it."""

    cards: tuple[CourseCard, ...]
    audience: Audience | None
    competency: Competency | None
    audiences: tuple[Audience, ...]
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """One course: what it gives, its lessons, its quizzes."""

    course: Course
    outline: Outline
    done: frozenset[str]
    known: bool


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One lesson, ready to read."""

    course: Course
    lesson: Lesson
    screens: tuple[Markup, ...]
    before: Lesson | None
    after: Lesson | None
    done: bool
    known: bool


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """What stands after a lesson is finished."""

    course: Course
    lesson: Lesson
    outline: Outline
    done: frozenset[str]
    known: bool


@bp.get("/", endpoint="catalogue")
@public
def catalogue_page() -> str:
    """All courses, narrowed by audience and competency group."""
    audience = audience_of(request.args.get("doi-tuong", ""))
    competency = _competency(request.args.get("nang-luc", ""))
    courses = queries.narrowed(catalogue().courses, audience, competency)
    person = viewer()
    done = done_keys(person.id) if person else frozenset()
    cards = tuple(CourseCard(course, queries.outline(course, done).done if person else None) for course in courses)
    return page("courses/catalogue.html", CataloguePage(cards, audience, competency, tuple(Audience), tuple(Competency)))


@bp.get("/<course>/", endpoint="course")
@public
def course_page(course: str) -> str:
    """One course."""
    found = catalogue().course(course)
    done = _done(found)
    known = viewer() is not None
    return page("courses/course.html", CoursePage(found, queries.outline(found, done), done, known))


@bp.get("/<course>/<lesson>")
@public
def lesson(course: str, lesson: str) -> Response | str:
    """One lesson; guests who have finished nothing yet all get the same page from memory."""
    found = catalogue().course(course)
    item = queries.lesson_of(found, lesson)
    if viewer() is not None or session:
        return page("courses/lesson.html", _lesson_page(found, item))

    key = (found.revision_id, item.slug, text_size(), home_commune().edition, request.host_url)
    return pages_for_guests.reply(key, lambda: page("courses/lesson.html", _lesson_page(found, item)))


@bp.post("/<course>/<lesson>/da-hoc-xong")
@public
def finish(course: str, lesson: str) -> Response:
    """Note that the lesson is finished: in the ledger for a person, on this device for a guest."""
    found = catalogue().course(course)
    item = queries.lesson_of(found, lesson)
    person = viewer()
    if person is None:
        keep_for_guest(item.key)
    else:
        actions.finish_lesson(person, found, item, clock.now())
        db.session.commit()

    return see_other("courses.finished", course=course, lesson=lesson)


@bp.get("/<course>/<lesson>/da-hoc-xong")
@public
def finished(course: str, lesson: str) -> str:
    """Praise, and the one next thing to do."""
    found = catalogue().course(course)
    item = queries.lesson_of(found, lesson)
    done = _done(found)
    return page("courses/finished.html", FinishedPage(found, item, queries.outline(found, done), done, viewer() is not None))


@bp.get("/<course>/tep/<digest>/<name>")
@public
def media(course: str, digest: str, name: str) -> Response:
    """A picture or recording; its address carries the hash of its bytes, so it may be kept for ever."""
    found = queries.media(digest)
    packed = pack(found.mime, found.body, compress=found.mime == "image/svg+xml", quality=9)
    response = packed_reply(packed, FOR_EVER)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _lesson_page(course: Course, item: Lesson) -> LessonPage:
    before, after = course.neighbours(item)
    done = item.key in _done(course)
    return LessonPage(course, item, screens_for(course, item, home_commune()), before, after, done, viewer() is not None)


def _done(course: Course) -> frozenset[str]:
    person = viewer()
    return done_keys(person.id, course.slug) if person else frozenset(guest_done())


def _competency(slug: str) -> Competency | None:
    if slug and slug not in SLUGS:
        raise NotFound
    return Competency(slug) if slug else None

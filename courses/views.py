"""Doors: the catalogue, a course, a lesson, finishing a lesson, pictures. Reading needs no account and never writes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from courses import actions, queries
from courses.catalogue import catalogue
from courses.competencies import SLUGS, Competency
from courses.content import Course, Lesson, kilobytes
from courses.media_file import DRAWINGS_PACKED
from courses.models import CourseMedia, Recording
from courses.path_file import PREFIX
from courses.queries import Outline
from courses.reading import Voiced, voiced
from courses.recordings import Recorded, recordings, sound
from learning.accounts.audiences import Audience, audience_of
from learning.accounts.queries import home_commune
from learning.core import clock
from learning.core.access import public
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.late import LateForm, arrives_late
from learning.core.web import display, page, see_other, viewer
from learning.core.web.assets import FOR_EVER, pack, packed_reply
from learning.core.web.guest import guest_done, keep_for_guest
from learning.core.web.page_cache import shared_page
from learning.progress.queries import done_keys

bp = Blueprint("courses", __name__, url_prefix="/khoa-hoc")

HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # the policy of a file that is only shown or played


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
    path: Course | None
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
    screens: tuple[Voiced, ...]
    before: Lesson | None
    after: Lesson | None
    done: bool

    @property
    def recorded_kilobytes(self) -> int:
        """What listening costs: the screens somebody has read aloud, else the recording that came with the lesson."""
        spoken = sum(screen.recording.size for screen in self.screens if screen.recording)
        return kilobytes(spoken or self.lesson.recording_weight) if spoken or self.lesson.recording_weight else 0

    @property
    def whole_recording(self) -> str:
        """The address of the recording that came with the lesson, unless somebody here has read it aloud since."""
        return "" if any(screen.recording for screen in self.screens) else self.lesson.recording


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
def catalogue_page() -> Response | str:
    """All courses, narrowed by audience and competency group."""
    audience = audience_of(request.args.get("doi-tuong", ""))
    competency = _competency(request.args.get("nang-luc", ""))
    person = viewer()
    done = done_keys(person.id) if person else None

    def contract() -> CataloguePage:
        courses = queries.narrowed(catalogue().courses, audience, competency)
        cards = tuple(
            CourseCard(course, None if done is None else queries.outline(course, done).done) for course in courses
        )
        path = catalogue().path_for(audience) if audience else None
        return CataloguePage(cards, audience, competency, path, tuple(Audience), tuple(Competency))

    return shared_page("courses/catalogue.html", contract, *_editions(), audience, competency, done)


@bp.get("/<course>/", endpoint="course")
@public
def course_page(course: str) -> Response | str:
    """One course."""
    found = catalogue().course(course)
    if found.is_path:
        return see_other("paths.path", slug=found.slug.removeprefix(PREFIX))
    done = _done(found)
    known = viewer() is not None

    def contract() -> CoursePage:
        return CoursePage(found, queries.outline(found, done), done, known)

    return shared_page("courses/course.html", contract, *_editions(), found.revision_id, done)


@bp.get("/<course>/<lesson>")
@public
def lesson(course: str, lesson: str) -> Response | str:
    """One lesson; those who have not finished it all get the same page from memory, but for their name."""
    found = catalogue().course(course)
    item = queries.lesson_of(found, lesson)
    done = item.key in _done(found)

    spoken = recordings().of(item.key)
    key = (*_editions(), found.revision_id, done, spoken)
    return shared_page("courses/lesson.html", lambda: _lesson_page(found, item, done, spoken), *key)


@bp.post("/<course>/<lesson>/da-hoc-xong")
@public
@arrives_late("Học xong một bài")
def finish(course: str, lesson: str) -> Response:
    """Note that the lesson is finished: in the ledger for a person, on this device for a guest."""
    found = catalogue().course(course)
    item = queries.lesson_of(found, lesson)
    person = viewer()
    if person is None:
        keep_for_guest(item.key)
    else:
        actions.finish_lesson(person, found, item, LateForm(request.form).happened_at(clock.now()))
        db.session.commit()

    return see_other("courses.finished", course=course, lesson=lesson)


@bp.get("/<course>/<lesson>/da-hoc-xong")
@public
def finished(course: str, lesson: str) -> str:
    """Praise, and the one next thing to do."""
    found = catalogue().course(course)
    item = queries.lesson_of(found, lesson)
    done = _done(found)
    return page(
        "courses/finished.html", FinishedPage(found, item, queries.outline(found, done), done, viewer() is not None)
    )


@bp.get("/<course>/tep/<digest>/<name>")
@public
def media(course: str, digest: str, name: str) -> Response:
    """A picture or recording; its address carries the hash of its bytes, so it may be kept for ever."""
    found = queries.media(digest)
    if found.mime.startswith("audio/"):
        return _sounding(found)
    packed = pack(found.mime, found.body, compress=found.mime == "image/svg+xml", quality=DRAWINGS_PACKED)
    response = packed_reply(packed, FOR_EVER)
    response.headers["Content-Security-Policy"] = HARMLESS
    return response


@bp.get("/<course>/ghi-am/<digest>")
@public
def recording(course: str, digest: str) -> Response:
    """Somebody reading a screen aloud; its address carries the hash of its bytes, so it may be kept for ever."""
    return _sounding(sound(course, digest))


def _sounding(found: CourseMedia | Recording) -> Response:
    """A sound, whole or in the parts that a player asks for: Safari plays nothing that comes only whole."""
    answer = Response(found.body, mimetype=found.mime)
    answer.headers["Cache-Control"] = FOR_EVER
    answer.headers["Content-Security-Policy"] = HARMLESS
    answer.set_etag(found.digest[:16])
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=len(found.body))
    return answer


def _lesson_page(course: Course, item: Lesson, done: bool, spoken: tuple[Recorded, ...]) -> LessonPage:
    before, after = course.neighbours(item)
    screens = voiced(item, home_commune(), spoken, display().saving)
    return LessonPage(course, item, screens, before, after, done)


def _editions() -> tuple[str, int]:
    """What every page of courses depends on: the commune's own words, and what is published."""
    return home_commune().edition, catalogue().edition


def _done(course: Course) -> frozenset[str]:
    person = viewer()
    return done_keys(person.id, course.slug) if person else frozenset(guest_done())


def _competency(slug: str) -> Competency | None:
    if slug and slug not in SLUGS:
        raise NotFound
    return Competency(slug) if slug else None

"""Questions about courses: outlines, search, history. Pure functions over the catalogue wherever possible."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from courses.catalogue import Catalogue, revision
from courses.competencies import Competency
from courses.content import Course, Lesson, Quiz
from courses.models import CourseMedia, CourseRevision, Publication, ShippedCourse
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import Tally, tally, within_reach
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.text import fold
from learning.progress.models import Completion


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A lesson and whether this reader has finished it."""

    lesson: Lesson
    done: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """A course as one reader stands in it."""

    rows: tuple[OutlineRow, ...]
    done: int
    total: int
    next_lesson: Lesson | None


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the search: where, what, and the words around it."""

    course: Course
    lesson: Lesson | None
    score: int


def outline(course: Course, done: frozenset[str]) -> Outline:
    """The lessons with their state; pure."""
    rows = tuple(OutlineRow(lesson, lesson.key in done) for lesson in course.lessons)
    waiting = next((row.lesson for row in rows if not row.done), None)
    return Outline(rows, sum(row.done for row in rows), len(rows), waiting)


def lesson_of(course: Course, slug: str) -> Lesson:
    """The lesson; raises ``NotFound``."""
    lesson = course.lesson(slug)
    if lesson is None:
        raise NotFound
    return lesson


def quiz_of(course: Course, slug: str) -> Quiz:
    """The quiz; raises ``NotFound``."""
    quiz = course.quiz(slug)
    if quiz is None:
        raise NotFound
    return quiz


def narrowed(courses: Iterable[Course], audience: Audience | None, competency: Competency | None) -> list[Course]:
    """The courses for an audience and a competency group; None means all."""
    return [
        course
        for course in courses
        if (audience is None or audience in course.audiences)
        and (competency is None or competency in course.competencies)
    ]


def search(catalogue: Catalogue, words: str, most: int = 30) -> list[Found]:
    """Courses and lessons that contain every word, marks and case ignored; titles weigh most. Pure."""
    wanted = fold(words).split()
    if not wanted:
        return []
    found = [hit for course in catalogue.courses for hit in _hits(course, wanted)]
    return sorted(found, key=lambda hit: -hit.score)[:most]


def _hits(course: Course, wanted: list[str]) -> Iterable[Found]:
    score = _score(wanted, course.title, course.summary, " ".join(course.gains), "")  # as many as below, to weigh alike
    if score:
        yield Found(course, None, score + 1)
    for lesson in course.lessons:
        score = _score(wanted, lesson.title, lesson.goal, " ".join(lesson.headings), lesson.read_aloud)
        if score:
            yield Found(course, lesson, score)


def _score(wanted: list[str], *texts: str) -> int:
    """Nought unless every word is in some text; earlier texts weigh more, the whole phrase most."""
    folded = [_folded(text) for text in texts]
    if not all(any(word in text for text in folded) for word in wanted):
        return 0
    weights = [10 ** (len(folded) - place) for place in range(len(folded))]
    single = sum(weight for word in wanted for text, weight in zip(folded, weights, strict=True) if word in text)
    phrase = " ".join(wanted)
    whole = sum(3 * weight for text, weight in zip(folded, weights, strict=True) if phrase in text)
    return single + whole


_folded = functools.lru_cache(maxsize=8192)(fold)  # the texts of the catalogue stay the same from search to search


def media(digest: str) -> CourseMedia:
    """The picture or recording whose hash begins with ``digest``; raises ``NotFound``."""
    query = select(CourseMedia).where(CourseMedia.digest.startswith(digest, autoescape=True))
    found = db.session.scalar(query)
    if found is None or len(digest) != 16:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Shelved:
    """A course as its editors see it: what readers find now (None: withdrawn), and since when."""

    slug: str
    title: str
    shown: Course | None
    publication: Publication


def shelf(catalogue: Catalogue) -> Sequence[Shelved]:
    """All courses that were ever published, those that readers find first."""
    newest = select(func.max(Publication.id)).group_by(Publication.course_slug)
    rows = db.session.scalars(select(Publication).where(Publication.id.in_(newest)).order_by(Publication.course_slug))
    found = [_shelved(publication, catalogue.find(publication.course_slug)) for publication in rows]
    return sorted(found, key=lambda row: (row.shown is None, row.shown.order if row.shown else 0, row.title))


def _shelved(publication: Publication, shown: Course | None) -> Shelved:
    title = shown.title if shown else _last_title(publication.course_slug)
    return Shelved(publication.course_slug, title, shown, publication)


def _last_title(course_slug: str) -> str:
    """The title under which a withdrawn course was last known."""
    query = select(Publication.revision_id).where(Publication.course_slug == course_slug)
    last = db.session.scalar(query.where(Publication.revision_id.is_not(None)).order_by(Publication.id.desc()).limit(1))
    return revision(last).title if last else course_slug


def history(course_slug: str) -> Sequence[tuple[Publication, CourseRevision | None]]:
    """What was published of a course and when, newest first; the revisions come without their text."""
    query = (
        select(Publication, CourseRevision)
        .outerjoin(CourseRevision, Publication.revision_id == CourseRevision.id)
        .where(Publication.course_slug == course_slug)
        .options(defer(CourseRevision.content))
        .order_by(Publication.id.desc())
    )
    return [(publication, kept) for publication, kept in db.session.execute(query)]


def revision_of(course_slug: str, revision_id: UUID) -> Course:
    """A course at one of its revisions; raises ``NotFound`` for a revision of another course."""
    query = select(CourseRevision.id).where(CourseRevision.id == revision_id, CourseRevision.course_slug == course_slug)
    if db.session.scalar(query) is None:
        raise NotFound
    return revision(revision_id)


def lesson_figures(viewer: Person, catalogue: Catalogue) -> Tally:
    """How many lessons of the published courses people of the viewer's places have finished."""
    lessons = [lesson.key for course in catalogue.courses for lesson in course.lessons]
    query = select(*tally(Completion.recorded_at)).select_from(Completion).join(Person).join(Place)
    query = query.where(Completion.item_key.in_(lessons), within_reach(viewer, Permission.SEE_PEOPLE))
    row = db.session.execute(query).one()
    return Tally(row[0], row[1])


def chosen_by_editors() -> frozenset[str]:
    """The courses of which an editor, and no start of the site, decided what is shown now."""
    newest = select(func.max(Publication.id)).group_by(Publication.course_slug)
    theirs = select(Publication.course_slug).where(Publication.id.in_(newest), Publication.published_by.is_not(None))
    return frozenset(db.session.scalars(theirs))


def shipped_digests() -> dict[str, str]:
    """The state of each folder that came with the site, as it was published last."""
    rows = db.session.execute(select(ShippedCourse.course_slug, ShippedCourse.source_digest))
    return {row.course_slug: row.source_digest for row in rows}

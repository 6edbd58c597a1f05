"""What waits for a learner on "Học của tôi": where they stopped reading, the scam test, answers to their questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from courses.catalogue import Catalogue
from courses.content import Course, Lesson
from feedback.models import Enquiry
from feedback.queries import enquiries_of
from learning.accounts.models import Person
from learning.progress.models import ReadingPlace
from learning.progress.queries import places_of
from practice.queries import ScamStanding, scam_standing

MOST_ENQUIRIES = 5


@dataclass(frozen=True, slots=True)
class ReadingOn:
    """The lesson somebody left, and the screen they had reached."""

    course: Course
    lesson: Lesson
    screen: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits; nothing of it for a guest."""

    reading: ReadingOn | None = None
    scam: ScamStanding = field(default_factory=ScamStanding)
    enquiries: tuple[Enquiry, ...] = ()


def waiting_for(person: Person, catalogue: Catalogue, done: frozenset[str]) -> Waiting:
    """Everything that waits for this person, in three questions."""
    asked = tuple(enquiries_of(person.id))[:MOST_ENQUIRIES]
    return Waiting(reading_on(places_of(person.id), catalogue, done), scam_standing(person.id), asked)


def reading_on(places: Iterable[ReadingPlace], catalogue: Catalogue, done: frozenset[str]) -> ReadingOn | None:
    """The latest place in a lesson that is still published and not finished."""
    for place in places:
        course = catalogue.find(place.course_slug)
        lesson = course.lesson(place.item_key.partition("/")[2]) if course else None
        if course and lesson and lesson.key not in done:
            return ReadingOn(course, lesson, min(place.screen, len(lesson.screens)))
    return None

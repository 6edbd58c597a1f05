"""Questions about attempts. An attempt is found only for the person it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from courses.catalogue import catalogue, revision
from courses.content import Course, Lesson, Quiz
from courses.path_compiler import PLACEMENT
from learning.core.database import db
from learning.core.errors import NotFound
from learning.progress.queries import standing
from learning.questions import Mark, Question, Text, mark
from learning.questions.grading import right_answer
from quizzes.drawing import course_slug, lesson_slug
from quizzes.models import Attempt
from quizzes.sheet import Slot, slots_of


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer after marking, with the lesson to read again."""

    slot: Slot
    mark: Mark
    given: tuple[Text, ...]
    course: Course
    lesson: Lesson | None
    right: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Chances:
    """How often somebody may still try, and from when."""

    used: int
    left: int | None
    wait_until: datetime | None
    passed: bool


def attempt_of(person_id: UUID, attempt_id: UUID, lock: bool = False) -> Attempt:
    """The person's own attempt; raises ``NotFound`` for anybody else's."""
    query = select(Attempt).where(Attempt.id == attempt_id, Attempt.person_id == person_id)
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def open_attempt_of(person_id: UUID, item_key: str) -> Attempt | None:
    """The attempt that waits to be handed in."""
    query = select(Attempt).where(Attempt.person_id == person_id, Attempt.item_key == item_key)
    return db.session.scalar(query.where(Attempt.handed_in_at.is_(None)))


def attempts_of(person_id: UUID, item_key: str | None = None) -> Sequence[Attempt]:
    """A person's attempts, newest first."""
    query = select(Attempt).where(Attempt.person_id == person_id).order_by(Attempt.opened_at.desc())
    return list(db.session.scalars(query.where(Attempt.item_key == item_key) if item_key else query))


def supervised_pass(person_id: UUID, item_keys: Iterable[str]) -> Attempt | None:
    """The first of these quizzes that the person passed before a facilitator."""
    query = select(Attempt).where(Attempt.person_id == person_id, Attempt.item_key.in_(list(item_keys)))
    query = query.where(Attempt.passed.is_(True), Attempt.supervised_at != "")
    return db.session.scalar(query.order_by(Attempt.handed_in_at).limit(1))


def chances(quiz: Quiz, attempts: Sequence[Attempt], moment: datetime) -> Chances:
    """What the quiz's settings leave; pure. Waiting counts from the last attempt that was not passed."""
    done = [attempt for attempt in attempts if attempt.handed_in_at is not None]
    left = max(quiz.attempts - len(done), 0) if quiz.attempts else None
    passed = any(attempt.passed for attempt in done)
    last = max((attempt.handed_in_at for attempt in done if attempt.handed_in_at and not attempt.passed), default=None)
    until = last + timedelta(minutes=quiz.wait_minutes) if last and quiz.wait_minutes else None
    return Chances(len(done), left, until if until and until > moment else None, passed)


def course_of(attempt: Attempt) -> Course:
    """The course at the revision the attempt was drawn from."""
    return revision(attempt.revision_id)


def judged(attempt: Attempt) -> tuple[Judged, ...]:
    """The marked sheet. The right answers stand in it only when the quiz reveals them."""
    course = course_of(attempt)
    quiz = course.quiz(attempt.quiz_slug)
    reveal = quiz is not None and quiz.reveals
    return tuple(_judge(slot, attempt, course, reveal) for slot in slots_of(attempt, course))


def _judge(slot: Slot, attempt: Attempt, course: Course, reveal: bool) -> Judged:
    marked = mark(slot.question, slot.response(attempt.answers))
    source = catalogue().find(course_slug(slot.question)) or course
    lesson = source.lesson(lesson_slug(slot.question))
    right = right_answer(slot.question) if reveal else ()
    return Judged(slot, marked, _given(slot, attempt), source, lesson, right)


def _given(slot: Slot, attempt: Attempt) -> tuple[Text, ...]:
    """What the learner answered, in words."""
    shown = slot.face
    sent = [value for name in slot.fields for value in attempt.answers.get(name, [])]
    if shown.entry == "choose":
        return tuple(choice.text for choice in shown.options if choice.value in sent)
    if shown.entry == "match":
        words = {choice.value: choice.text.body for choice in shown.rights}
        pairs = [(left.text, attempt.answers.get(f"{slot.name}-{left.value}", [])) for left in shown.lefts]
        return tuple(Text(left.format, f"{left.body} → {words[values[0]]}") for left, values in pairs if values)
    return tuple(Text(shown.text.format.PLAIN, value) for value in sent)


def course_finished(person_id: UUID, course: Course) -> bool:
    """Whether the ledger says that the whole course is finished."""
    return not standing(person_id, (course.slug,)).missing


@dataclass(frozen=True, slots=True)
class ShownByCourse:
    """How a placement attempt went in one course of the path; ``known`` when everything was right."""

    course: Course
    right: int
    asked: int

    @property
    def known(self) -> bool:
        """Whether the course's lessons need not be read."""
        return self.right == self.asked


def shown_by_course(attempt: Attempt) -> tuple[ShownByCourse, ...]:
    """The marked sheet of a path's quiz, course by course; empty for a course's own quiz."""
    by_course: dict[str, list[Judged]] = {}
    for row in judged(attempt):
        if row.course.slug != attempt.course_slug:
            by_course.setdefault(row.course.slug, []).append(row)
    return tuple(
        ShownByCourse(rows[0].course, sum(row.mark.correct for row in rows), len(rows)) for rows in by_course.values()
    )


def earlier_form(person_id: UUID, course: Course, quiz: Quiz) -> tuple[Question, ...]:
    """The questions of the placement attempt to which a path's closing quiz must be parallel; else none."""
    if quiz.purpose != "closing":
        return ()
    first = next(iter(attempts_of(person_id, f"{course.slug}/{PLACEMENT}")), None)
    if first is None:
        return ()
    return tuple(slot.question for slot in slots_of(first, course_of(first)))

"""Verbs: open, save, hand in. Each may arrive twice or late; the second arrival gets the first result."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from courses.actions import conclude, mark_known
from courses.catalogue import catalogue
from courses.content import Course, Quiz
from courses.path_compiler import PLACEMENT
from learning.accounts.actions import hold
from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import NotFound, Refusal
from learning.core.formats import datetime_vi
from learning.progress import actions as ledger
from learning.questions import ResponseRefused, mark
from quizzes import queries
from quizzes.drawing import draw
from quizzes.models import GRACE, Attempt
from quizzes.sheet import Slot, Values, filled_in, slots_of


class AttemptsUsedUp(Refusal):
    """The quiz allows no further attempt."""

    title = "Đã hết lượt làm bài"
    sentence = "Bà con đã dùng hết số lượt của bài này. Xin hỏi người hướng dẫn lớp."


class WaitFirst(Refusal):
    """A pause follows an attempt that was not passed."""

    title = "Nghỉ một lát đã"

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Xin đọc lại bài rồi làm lại sau {datetime_vi(until)}.")


class TimeIsUp(Refusal):
    """A draft that came after the time; nothing of it is kept."""

    title = "Đã hết giờ"
    sentence = "Phần vừa gửi đến sau khi hết giờ nên không lưu được. Những câu đã lưu trước đó vẫn được chấm."


class AnswerRefused(Refusal):
    """A value that the sheet did not offer."""

    status = 422
    title = "Có câu trả lời không dùng được"
    sentence = "Có câu trả lời không nằm trong các lựa chọn của bài. Xin mở lại bài và chọn lại."


def open_attempt(person: Person, course: Course, quiz: Quiz, attempt_id: UUID | None, away: bool = False) -> Attempt:
    """Draw an attempt, or give back the one that is open already; one whose time is up is judged first.

    ``away``: it is taken along on the phone, without its key, and no clock runs. Raises ``AttemptsUsedUp`` and
    ``WaitFirst``. The database holds the rule of one open attempt.
    """
    hold(person)
    attempts = queries.attempts_of(person.id, quiz.key)
    begun = _begun(attempts, attempt_id)
    if begun is None:
        _check_chances(quiz, attempts)
        return _insert(person, course, quiz, attempt_id or new_id(), away)
    if begun.handed_in_at is None and overdue(begun):
        _judge(person, begun, begun.answers)
    return begun


def _begun(attempts: Sequence[Attempt], attempt_id: UUID | None) -> Attempt | None:
    """What this very page has opened before, or else the attempt that is still open."""
    same = next((attempt for attempt in attempts if attempt.id == attempt_id), None)
    return same or next((attempt for attempt in attempts if attempt.handed_in_at is None), None)


def _check_chances(quiz: Quiz, attempts: Sequence[Attempt]) -> None:
    left = queries.chances(quiz, attempts, clock.now())
    if left.left == 0:
        raise AttemptsUsedUp
    if left.wait_until is not None:
        raise WaitFirst(left.wait_until)


def _insert(person: Person, course: Course, quiz: Quiz, attempt_id: UUID, away: bool) -> Attempt:
    """Save a drawn attempt; the database refuses a second open one, and then the first is the answer.

    An id that is taken (by a form that somebody else sent) is replaced by a new one.
    """
    row = upsert(Attempt).values(id=attempt_id, **_drawn(person, course, quiz, away))
    db.session.execute(row.on_conflict_do_nothing())
    opened = queries.open_attempt_of(person.id, quiz.key)
    return opened or _insert(person, course, quiz, new_id(), away)


def _drawn(person: Person, course: Course, quiz: Quiz, away: bool) -> dict[str, Any]:
    moment = clock.now()
    return {
        "person_id": person.id,
        "course_slug": course.slug,
        "quiz_slug": quiz.slug,
        "item_key": quiz.key,
        "revision_id": course.revision_id,
        "pass_mark": quiz.pass_mark,
        "drawn": draw(quiz, random.Random(secrets.randbits(128)), queries.earlier_form(person.id, course, quiz)),
        "answers": {},
        "opened_at": moment,
        "due_at": moment + timedelta(minutes=quiz.minutes) if quiz.minutes and not away else None,
        "away": away,
    }


def overdue(attempt: Attempt, at: datetime | None = None) -> bool:
    """Whether the time is up (now, or ``at``), a slow network allowed for."""
    return attempt.due_at is not None and (at or clock.now()) > attempt.due_at + GRACE


def came_late(attempt: Attempt) -> bool:
    """Whether it was handed in after its time, so that only what had been saved counts."""
    late = attempt.due_at is not None and attempt.handed_in_at is not None
    return late and attempt.handed_in_at > attempt.due_at + GRACE  # type: ignore[operator]  # both are there when late


def save(person: Person, attempt_id: UUID, sent: Mapping[str, list[str]]) -> Attempt:
    """Keep what has been answered so far; after handing in nothing changes any more. Raises ``TimeIsUp``."""
    attempt = queries.attempt_of(person.id, attempt_id, lock=True)
    if attempt.handed_in_at is None:
        if overdue(attempt):
            raise TimeIsUp
        attempt.answers = _checked(slots_of(attempt, queries.course_of(attempt)), sent, attempt.answers)
        attempt.saved_at = clock.now()
    return attempt


def hand_in(person: Person, attempt_id: UUID, sent: Mapping[str, list[str]], at: datetime | None = None) -> Attempt:
    """Judge the attempt; too late, what was saved in time counts. Raises ``AnswerRefused``, changing nothing.

    ``at``: when it was handed in on a phone that had no network; None is now.
    """
    hold(person)
    attempt = queries.attempt_of(person.id, attempt_id, lock=True)
    if attempt.handed_in_at is None:
        slots = slots_of(attempt, queries.course_of(attempt))
        answers = attempt.answers if overdue(attempt, at) else _checked(slots, sent, attempt.answers)
        _judge(person, attempt, answers, at)
    return attempt


def _checked(slots: tuple[Slot, ...], sent: Mapping[str, list[str]], earlier: Values) -> Values:
    values = filled_in(slots, sent, earlier)
    try:
        for slot in slots:
            slot.response(values)
    except ResponseRefused as refused:
        raise AnswerRefused from refused
    return values


def _judge(person: Person, attempt: Attempt, answers: Values, at: datetime | None = None) -> None:
    slots = slots_of(attempt, queries.course_of(attempt))
    points = sum(mark(slot.question, slot.response(answers)).fraction for slot in slots)
    percent = 100 * points / len(slots)
    attempt.answers = answers
    attempt.handed_in_at = max(attempt.opened_at, at or clock.now())
    if attempt.supervised_until is not None and clock.now() > attempt.supervised_until:
        attempt.supervised_at = (
            ""  # begun in the hall, finished elsewhere; what a phone says of the hour proves nothing
        )
    attempt.percent = round(percent, 2)
    attempt.passed = percent + 1e-9 >= attempt.pass_mark
    if attempt.passed:
        _record(person, attempt)


def _record(person: Person, attempt: Attempt) -> None:
    assert attempt.handed_in_at is not None
    source = "supervised" if attempt.supervised_at else "self"
    ledger.record(person.id, attempt.item_key, attempt.handed_in_at, source)
    course = catalogue().find(attempt.course_slug) or queries.course_of(attempt)
    db.session.flush()
    conclude(person.id, course, catalogue().paths)


def skip_known(person: Person, attempt_id: UUID) -> int:
    """Write down the lessons of the courses that a placement attempt showed to be known; returns how many courses."""
    attempt = queries.attempt_of(person.id, attempt_id, lock=True)
    if attempt.handed_in_at is None or attempt.quiz_slug != PLACEMENT:
        raise NotFound
    known = [row.course for row in queries.shown_by_course(attempt) if row.known]
    for course in known:
        mark_known(person, course, attempt.handed_in_at)
    return len(known)


def forget(person_id: UUID) -> None:
    """Delete a person's attempts."""
    db.session.execute(delete(Attempt).where(Attempt.person_id == person_id))

"""Verbs of tests under supervision: ask, approve, begin, enter a paper. Nothing here commits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from courses.actions import conclude
from courses.catalogue import catalogue
from courses.content import Course, Quiz
from learning.accounts.actions import hold, trace
from learning.accounts.identities import former_of
from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from learning.core.formats import date_vi
from learning.progress import actions as ledger
from quizzes import actions as quizzes
from quizzes.models import Attempt
from quizzes.queries import open_attempt_of
from training.meetings.models import Meeting
from training.meetings.telling import place_word
from training.rollcall.models import SupervisedTest
from training.rollcall.paper import Marked

TO_FINISH = timedelta(hours=1)  # after the meeting's end, or after the beginning of the test, whichever is later
LONGEST_PLACE = 120  # letters, as a certificate keeps it


class OwnTest(Refusal):
    """A facilitator supervises others."""

    status = 403
    title = "Không tự duyệt cho mình"
    sentence = "Người hướng dẫn cũng học được, nhưng phải nhờ người khác giám sát bài của mình."


class NotOpen(Refusal):
    """The class does not go on."""

    title = "Lớp chưa mở hoặc đã kết thúc"
    sentence = "Chỉ làm bài có giám sát khi lớp đang mở. Xin hỏi người hướng dẫn lớp."


class NotApproved(Refusal):
    """The facilitator has not said yes."""

    title = "Chưa được duyệt"
    sentence = "Người hướng dẫn chưa duyệt bài này. Xin giơ tay nhắc người hướng dẫn."


class BegunElsewhere(Refusal):
    """An attempt is open that nobody has watched."""

    title = "Đang có bài làm dở"
    sentence = "Bài này đang làm dở từ trước, không có ai giám sát. Xin nộp bài ấy, rồi bắt đầu bài có giám sát."


class PassedOnPaper(Refusal):
    """A pass that was entered is not taken back by typing over it."""

    sentence = "Người này đã được ghi đạt. Muốn sửa xin nhờ cán bộ xã phụ trách."


def where(meeting: Meeting) -> str:
    """Hall and day, as a certificate says them."""
    day = f", ngày {date_vi(meeting.starts_at)}"
    return place_word(meeting)[: LONGEST_PLACE - len(day)] + day


def ask(person: Person, meeting: Meeting, course: Course, quiz: Quiz) -> None:
    """Ask to be supervised; asking again while it waits changes nothing. Raises ``NotOpen``."""
    if meeting.state != "opened":
        raise NotOpen
    row = {"id": new_id(), "meeting_id": meeting.id, "person_id": person.id, "way": "screen", "asked_at": clock.now()}
    row |= {"course_slug": course.slug, "quiz_slug": quiz.slug, "item_key": quiz.key}
    db.session.execute(upsert(SupervisedTest).values(**row).on_conflict_do_nothing())


def decide(meeting: Meeting, tests: Iterable[SupervisedTest], approved: bool, by: Person) -> int:
    """Say yes or no to those that wait; returns how many. Raises ``OwnTest`` and ``NotOpen``."""
    if approved and meeting.state != "opened":
        raise NotOpen
    decided = 0
    for test in tests:
        if test.decided_at is not None:
            continue
        if test.person_id == by.id:
            raise OwnTest
        test.decided_at, test.decided_by, test.approved = clock.now(), by.id, approved
        trace(by, "approve_test" if approved else "refuse_test", f"person:{test.person_id}", test.item_key)
        decided += 1
    return decided


def begin(person: Person, test: SupervisedTest, meeting: Meeting, course: Course, quiz: Quiz) -> UUID:
    """Open the attempt that was approved, once; a second tap leads to the same.

    Raises ``NotApproved``, ``NotOpen``, ``BegunElsewhere`` and what opening an attempt raises.
    """
    if test.attempt_id is not None:
        return test.attempt_id
    if not test.approved or test.decided_at is None:
        raise NotApproved
    if meeting.state != "opened" or clock.now() > max(meeting.ends_at, test.decided_at) + TO_FINISH:
        raise NotOpen
    hold(person)
    if open_attempt_of(person.id, quiz.key) is not None:
        raise BegunElsewhere
    attempt = quizzes.open_attempt(person, course, quiz, new_id())
    attempt.supervised_at = where(meeting)
    attempt.supervised_until = max(clock.now(), meeting.ends_at) + TO_FINISH
    test.attempt_id = attempt.id
    return attempt.id


# --- On paper -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperTest:
    """Whose paper of which quiz was marked how; ``lessons_too`` when the class has gone through the lessons."""

    meeting: Meeting
    course: Course
    quiz: Quiz
    lessons_too: bool


def enter_paper(paper: PaperTest, person: Person, marked: Marked, by: Person) -> Attempt:
    """Write a paper's result down; entering it again corrects it while it is no pass.

    Raises ``OwnTest`` and ``PassedOnPaper``.
    """
    if person.id == by.id:
        raise OwnTest
    hold(person)
    attempt = _entered_before(paper, person)
    if attempt is None:
        attempt = _kept(paper, person, _paper_id(paper, person.id), by)
    elif attempt.passed and attempt.percent != marked.percent:
        raise PassedOnPaper
    attempt.drawn, attempt.answers = marked.drawn, marked.answers
    attempt.percent = marked.percent
    attempt.passed = marked.percent + 1e-9 >= paper.quiz.pass_mark
    db.session.flush()
    _record(paper, person, attempt)
    return attempt


def _paper_id(paper: PaperTest, person_id: UUID) -> UUID:
    return uuid.uuid5(paper.meeting.id, f"{person_id} {paper.quiz.key} giay")


def _entered_before(paper: PaperTest, person: Person) -> Attempt | None:
    """The paper that was entered for them, perhaps under a record that has become theirs; of two the one passed."""
    ids = [_paper_id(paper, one) for one in (person.id, *(row.person_id for row in former_of(person)))]
    query = select(Attempt).where(Attempt.id.in_(ids), Attempt.person_id == person.id)
    return db.session.scalars(query.order_by(Attempt.passed.desc(), Attempt.percent.desc(), Attempt.id)).first()


def _kept(paper: PaperTest, person: Person, attempt_id: UUID, by: Person) -> Attempt:
    """The attempt of a paper, and the line that says who entered it."""
    done = min(clock.now(), paper.meeting.ends_at)
    attempt = Attempt(
        id=attempt_id,
        person_id=person.id,
        course_slug=paper.course.slug,
        quiz_slug=paper.quiz.slug,
        item_key=paper.quiz.key,
        revision_id=paper.course.revision_id,
        pass_mark=paper.quiz.pass_mark,
        drawn=[],
        answers={},
        opened_at=min(paper.meeting.starts_at, done),
        handed_in_at=done,
        percent=0,
        passed=False,
        supervised_at=where(paper.meeting),
    )
    test = SupervisedTest(
        meeting_id=paper.meeting.id,
        person_id=person.id,
        course_slug=paper.course.slug,
        quiz_slug=paper.quiz.slug,
        item_key=paper.quiz.key,
        way="paper",
        decided_at=clock.now(),
        decided_by=by.id,
        approved=True,
        attempt_id=attempt_id,
    )
    db.session.add(attempt)
    db.session.flush()
    db.session.add(test)
    trace(by, "enter_paper", f"person:{person.id}", paper.quiz.key)
    return attempt


def _record(paper: PaperTest, person: Person, attempt: Attempt) -> None:
    assert attempt.handed_in_at is not None
    now = catalogue().find(paper.course.slug) or paper.course
    if paper.lessons_too:
        for lesson in now.lessons:
            ledger.record(person.id, lesson.key, attempt.handed_in_at, "paper")
    if attempt.passed:
        ledger.record(person.id, attempt.item_key, attempt.handed_in_at, "paper")
    db.session.flush()
    conclude(person.id, now, catalogue().paths)

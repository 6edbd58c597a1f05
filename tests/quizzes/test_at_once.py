"""The same tap in the same moment, on a real database file."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from learning.core.database import db
from learning.progress.models import Completion
from quizzes.models import Attempt
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.support import factories
from tests.support.answers import right_values
from tests.support.factories import COURSE, QUIZ

OPEN = f"/kiem-tra/{COURSE}/{QUIZ}/luot"


@pytest.fixture
def taps(tmp_path):
    """``taps(requests)``: one browser a request, all signed in as one person, all sent in the same moment."""
    with site_on_disk(tmp_path) as site:
        person = factories.person()
        db.session.commit()
        browsers = [site.test_client(user=person) for _ in range(8)]

        def send(requests):
            db.session.remove()
            return at_once(
                len(requests), lambda index: browsers[index].post(requests[index][0], data=requests[index][1])
            )

        yield send


def test_starting_in_eight_tabs_at_once_opens_one_attempt(taps):
    answers = taps([(OPEN, {"attempt_id": str(uuid.uuid4())}) for _ in range(8)])
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_the_last_lesson_and_the_quiz_in_the_same_moment_finish_the_course(taps):
    """On PostgreSQL each found the other missing, and the course stayed unfinished for ever."""
    *lessons, last = factories.course().lessons
    taps([(f"/khoa-hoc/{lesson.key}/da-hoc-xong", {}) for lesson in lessons])
    sheet = taps([(OPEN, {})])[0].headers["Location"]
    right = right_values(db.session.get_one(Attempt, uuid.UUID(sheet.rpartition("/")[2])))
    taps([(f"{sheet}/nop", right), (f"/khoa-hoc/{last.key}/da-hoc-xong", {})])
    assert COURSE in db.session.scalars(select(Completion.item_key)).all()


def test_handing_in_eight_times_at_once_judges_once(taps):
    sheet = taps([(OPEN, {})])[0].headers["Location"]
    attempt = db.session.get_one(Attempt, uuid.UUID(sheet.rpartition("/")[2]))
    forms = [right_values(attempt) if index % 2 else {} for index in range(8)]
    answers = taps([(f"{sheet}/nop", form) for form in forms])
    judged = db.session.get_one(Attempt, attempt.id)
    assert {answer.status_code for answer in answers} == {303} and judged.percent in (0, 100)
    assert db.session.scalar(select(func.count()).select_from(Completion)) == judged.passed

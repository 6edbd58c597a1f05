"""The statistics of a quiz's questions, from real attempts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from learning.accounts.models import Person
from learning.core.database import db
from reports.boards.item_reading import _known, statistics_by_revision
from reports.boards.queries import attempts_handed_in
from tests.support import factories
from tests.support.clients import Browser
from tests.support.moved_clock import MovedClock

DOOR = f"/can-bo/thong-ke/cau-hoi/{factories.COURSE}/{factories.QUIZ}"
ClientOf = Callable[[Person], Browser]


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Other tests have had as many attempts."""
    _known.forget()


def words(browser: Browser, address: str = DOOR) -> str:
    return re.sub(r"(<[^>]+>|\s)+", " ", browser.get(address).get_data(as_text=True))


def test_nobody_has_taken_the_quiz(editor: Person, client_of: ClientOf) -> None:
    assert "Chưa ai nộp bài này" in words(client_of(editor))


def test_first_attempts_count_and_names_are_not_shown(
    editor: Person, resident: Person, stranger: Person, client_of: ClientOf, clock: MovedClock
) -> None:
    factories.failed_attempt(resident)
    clock.move(days=2)
    factories.passed_attempt(resident)
    factories.passed_attempt(stranger)
    page = words(client_of(editor))
    assert "2 người, tính lần làm đầu tiên của mỗi người; điểm trung bình 50%" in page
    assert "Mọi lần cộng lại: 3 lượt đã nộp" in page
    assert "chưa tính được" in page and "Nên xem lại" not in page
    assert "Hoà" not in page and "Lượng" not in page


def test_what_was_left_empty_is_told_apart_from_what_is_wrong(app: Flask, resident: Person) -> None:
    factories.failed_attempt(resident)
    course = factories.course()
    quiz = course.quiz(factories.QUIZ)
    assert quiz is not None
    (found,) = statistics_by_revision(quiz, course.revision_id, attempts_handed_in()[quiz.key])
    shown = [row.found for row in found.rows if row.found.shown]
    assert shown and all(row.omitted == row.shown == 1 and row.facility == 0 for row in shown)


def test_another_attempt_is_seen_at_once(
    editor: Person, resident: Person, stranger: Person, client_of: ClientOf
) -> None:
    factories.passed_attempt(resident)
    assert "1 người, tính lần làm đầu tiên" in words(client_of(editor))
    factories.passed_attempt(stranger)
    db.session.commit()
    assert "2 người, tính lần làm đầu tiên" in words(client_of(editor))


def test_a_question_that_everybody_gets_right_is_too_easy(editor: Person, client_of: ClientOf) -> None:
    for person in factories.people(45):
        factories.passed_attempt(person)
    page = words(client_of(editor))
    assert "Gần như ai cũng làm đúng" in page


def test_an_open_attempt_is_not_counted(editor: Person, resident: Person, client_of: ClientOf) -> None:
    factories.open_attempt(resident)
    assert "Chưa ai nộp bài này" in words(client_of(editor))
    assert attempts_handed_in()[f"{factories.COURSE}/{factories.QUIZ}"] == 0


def test_a_facilitator_is_refused(facilitator: Person, client_of: ClientOf) -> None:
    assert client_of(facilitator).get(DOOR).status_code == 403
    assert client_of(facilitator).get("/can-bo/thong-ke/cau-hoi/").status_code == 403


def test_a_quiz_there_is_not(editor: Person, client_of: ClientOf) -> None:
    assert client_of(editor).get(f"/can-bo/thong-ke/cau-hoi/{factories.COURSE}/khong-co").status_code == 404

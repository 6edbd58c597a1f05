"""The placement quiz lets learners skip what they know; the closing quiz is its parallel form."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from courses.path_compiler import CLOSING, PER_COURSE, PLACEMENT
from learning.core.database import db
from learning.progress.queries import completions_of, done_keys
from quizzes.drawing import competency, course_slug, draw
from quizzes.queries import judged
from tests.support import factories
from tests.support.answers import right_values
from tests.support.journeys import attempt_at, opens_quiz


@pytest.fixture
def path(app):
    """The path of the test courses."""
    return factories.path()


@pytest.fixture
def browser(resident, client_of):
    """The resident's browser."""
    return client_of(resident)


def cells(quiz, drawn):
    """How many questions of each course and competency a form has."""
    return Counter((course_slug(quiz.questions[row["id"]]), competency(quiz.questions[row["id"]])) for row in drawn)


def test_every_core_course_is_asked_about_alike(path):
    quiz = path.quiz(PLACEMENT)
    asked = Counter(course_slug(quiz.questions[row["id"]]) for row in draw(quiz, random.Random(1)))
    assert asked == dict.fromkeys(path.required, PER_COURSE)


def test_the_closing_form_weighs_like_the_placement_form_and_repeats_none_of_it(path):
    quiz = path.quiz(CLOSING)
    for seed in range(20):
        first = draw(quiz, random.Random(seed))
        like = [quiz.questions[row["id"]] for row in first]
        second = draw(quiz, random.Random(seed + 100), like)
        assert not {row["id"] for row in first} & {row["id"] for row in second}
        by_course = [Counter(slug for slug, _ in cells(quiz, form).elements()) for form in (first, second)]
        assert by_course[0] == by_course[1]


def test_the_closing_quiz_of_a_learner_repeats_no_question_of_the_placement(path, browser):
    first = attempt_at(opens_quiz(browser, path.slug, PLACEMENT))
    browser.post(f"/kiem-tra/luot/{first.id}/nop", data={})
    second = attempt_at(opens_quiz(browser, path.slug, CLOSING))
    assert not {row["id"] for row in first.drawn} & {row["id"] for row in second.drawn}


def test_what_is_known_may_be_skipped(path, browser, resident):
    there = opens_quiz(browser, path.slug, PLACEMENT)
    result = browser.post(f"{there}/nop", data=right_values(attempt_at(there)))
    assert "Bỏ qua các khóa đã biết" in browser.get(result.headers["Location"]).text
    browser.post(f"{there}/bo-qua")
    lessons = {lesson.key for slug in path.required for lesson in factories.course(slug).lessons}
    assert lessons <= done_keys(resident.id)
    assert {row.source for row in completions_of(resident.id) if row.item_key in lessons} == {"placement"}


def test_skipping_does_not_give_the_course_without_its_quiz(path, browser, resident):
    there = opens_quiz(browser, path.slug, PLACEMENT)
    browser.post(f"{there}/nop", data=right_values(attempt_at(there)))
    browser.post(f"{there}/bo-qua")
    assert not set(path.required) & done_keys(resident.id)


def test_who_knows_nothing_yet_is_offered_nothing_to_skip(path, browser, resident):
    there = opens_quiz(browser, path.slug, PLACEMENT)
    page = browser.get(browser.post(f"{there}/nop", data={}).headers["Location"]).text
    assert "nên học" in page and "Bỏ qua các khóa đã biết" not in page
    browser.post(f"{there}/bo-qua")
    assert not [row for row in completions_of(resident.id) if row.source == "placement"]


def test_an_open_placement_skips_nothing(path, browser):
    assert browser.post(f"{opens_quiz(browser, path.slug, PLACEMENT)}/bo-qua").status_code == 404


def test_an_attempt_at_a_course_skips_nothing(path, browser, resident):
    done = factories.passed_attempt(resident)
    db.session.commit()
    assert browser.post(f"/kiem-tra/luot/{done.id}/bo-qua").status_code == 404


def test_no_right_answer_is_shown_after_a_placement(path, browser):
    """Its questions come from the banks of certificate quizzes."""
    there = opens_quiz(browser, path.slug, PLACEMENT)
    page = browser.get(browser.post(f"{there}/nop", data={}).headers["Location"]).text
    assert "Đáp án:" not in page


def test_a_placement_is_taken_once(path, browser):
    there = opens_quiz(browser, path.slug, PLACEMENT)
    browser.post(f"{there}/nop", data={})
    again = browser.post(f"/kiem-tra/{path.slug}/{PLACEMENT}/luot")
    assert again.status_code == 409 and "hết số lượt" in again.text


def test_a_placement_explains_nothing_that_was_answered_wrongly(path, browser):
    """It has no pass mark, so everybody "passes": the explanations of certificate banks were there for the asking."""
    there = opens_quiz(browser, path.slug, PLACEMENT)
    page = browser.get(browser.post(f"{there}/nop", data={}).headers["Location"]).text
    told = [row.mark.general_feedback.body for row in judged(attempt_at(there)) if row.mark.general_feedback]
    assert told and not any(words in page for words in told)

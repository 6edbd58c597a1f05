"""The key of a certificate quiz never leaves the server: not before, not after, not in the shape of a page."""

from __future__ import annotations

import itertools

import html5lib
import pytest

from learning.core.database import db
from learning.questions.grading import right_answer
from learning.questions.model import (
    Matching,
    MultipleChoice,
    NumericAnswer,
    ShortAnswer,
    SingleChoice,
    Spelling,
    TrueFalse,
)
from tests.quizzes.sheets import published, slots, wrong_values
from tests.support import factories
from tests.support.answers import right_values
from tests.support.factories import COURSE, TIMED_QUIZ
from tests.support.journeys import attempt_at, opens_quiz


@pytest.fixture
def browser(resident, client_of):
    """The resident's browser."""
    return client_of(resident)


@pytest.fixture
def sheet(browser, tmp_path):
    """An open attempt in which every question of the certificate quiz is drawn."""
    published(tmp_path, ("draw = 4", "draw = 8"))
    return opens_quiz(browser)


def feedback_of(question):
    """Every text that tells something about an answer, with the answer's place."""
    match question.asked:
        case SingleChoice(answers=answers) | MultipleChoice(answers=answers):
            return [(place, answer.feedback.body) for place, answer in enumerate(answers)]
        case TrueFalse(truth=truth, wrong=wrong, right=right):
            return [(0, (right if truth else wrong).body), (1, (wrong if truth else right).body)]
        case ShortAnswer(answers=answers):
            return [(None, answer.feedback.body) for answer in answers if isinstance(answer, Spelling)]
        case Matching():
            return []
        case task:
            assert all(isinstance(answer, NumericAnswer) for answer in task.answers)
            return [(None, answer.feedback.body) for answer in task.answers]


def told_to_nobody(attempt, chosen):
    """Feedback of answers that were not chosen, and what explains whole questions."""
    for slot in slots(attempt):
        picked = {slot.order["abcdefgh".index(value)] for value in chosen.get(slot.name, []) if slot.face.options}
        yield slot.question.general_feedback.body
        heard = {body for place, body in feedback_of(slot.question) if place in picked}
        yield from (body for place, body in feedback_of(slot.question) if place not in picked and body not in heard)


def words_of(html):
    return " ".join(" ".join(html5lib.parse(html).itertext()).split())


def test_no_explanation_stands_in_the_sheet(browser, sheet):
    html = browser.get(sheet).text
    secrets = [body for body in told_to_nobody(attempt_at(sheet), {}) if body]
    assert len(secrets) > 15
    assert [body for body in secrets if body in html] == []


def test_nothing_in_the_sheet_speaks_of_right_and_wrong(browser, sheet):
    html = browser.get(sheet).text
    assert not any(
        word in html for word in ("is-right", "fraction", "percent", "correct", "answer-", "data-key", "thu-0")
    )


def test_no_drawn_order_and_no_authors_order_is_told(browser, sheet):
    values = [
        box.get("value")
        for box in html5lib.parse(browser.get(sheet).text).iter("{http://www.w3.org/1999/xhtml}input")
        if box.get("type") in ("radio", "checkbox")
    ]
    runs = [list(run) for run in _runs(values)]
    assert runs and all(run == list("abcdefgh"[: len(run)]) for run in runs)


def _runs(values):
    run = []
    for value in values:
        if value == "a" and run:
            yield run
            run = []
        run.append(value)
    yield run


def test_the_sheet_has_the_same_shape_whatever_the_order_of_its_answers(browser, sheet):
    attempt = attempt_at(sheet)
    place = next(
        index for index, slot in enumerate(slots(attempt)) if len(slot.order) == 3 and slot.face.entry == "choose"
    )
    shapes, words = set(), set()
    for order in itertools.permutations(range(3)):
        attempt = attempt_at(sheet)
        attempt.drawn = [
            row | {"order": list(order)} if index == place else row for index, row in enumerate(attempt.drawn)
        ]
        db.session.commit()
        page = html5lib.parse(browser.get(sheet).text)
        shapes.add(str([(element.tag, sorted(element.attrib.items())) for element in page.iter()]))
        words.add(" ".join(page.itertext()))
    assert (len(shapes), len(words)) == (1, 6)


def test_a_failed_result_explains_only_what_was_chosen(browser, sheet):
    given = wrong_values(attempt_at(sheet))
    result = words_of(browser.get(browser.post(f"{sheet}/nop", data=given).headers["Location"]).text)
    assert not attempt_at(sheet).passed
    assert [body for body in told_to_nobody(attempt_at(sheet), given) if body and body in result] == []


def test_a_failed_result_does_tell_what_was_wrong_with_the_chosen_answer(browser, sheet):
    result = browser.get(browser.post(f"{sheet}/nop", data=wrong_values(attempt_at(sheet))).headers["Location"]).text
    assert "Vỏ máy không giúp gọi được" in result and "Người kia chỉ thấy một con mắt" in result


def test_a_failed_result_marks_no_right_answer(browser, sheet):
    given = wrong_values(attempt_at(sheet))
    result = words_of(browser.get(browser.post(f"{sheet}/nop", data=given).headers["Location"]).text)
    rights = [
        text.body for slot in slots(attempt_at(sheet)) for text in right_answer(slot.question) if len(text.body) > 8
    ]
    assert "Đáp án" not in result and len(rights) >= 5
    assert [body for body in rights if body in result] == []


def test_looking_back_at_a_failed_result_later_shows_no_more(browser, sheet, clock):
    first = browser.post(f"{sheet}/nop", data=wrong_values(attempt_at(sheet))).headers["Location"]
    before = browser.get(first).text
    clock.move(days=1)
    opens_quiz(browser)
    later = words_of(browser.get(first).text)
    assert (
        "Đáp án" not in later
        and [
            body
            for body in told_to_nobody(attempt_at(sheet), wrong_values(attempt_at(sheet)))
            if body and body in later and body not in before
        ]
        == []
    )


def test_a_passed_result_explains_the_questions(browser, sheet):
    result = browser.get(browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet))).headers["Location"]).text
    assert "Pin và sóng quyết định cuộc gọi" in result


def test_a_quiz_that_counts_for_nothing_may_tell_its_answers(browser):
    sheet = opens_quiz(browser, quiz=TIMED_QUIZ)
    result = browser.get(browser.post(f"{sheet}/nop", data=wrong_values(attempt_at(sheet))).headers["Location"]).text
    assert result.count("Đáp án:") == 2


def test_the_result_names_the_lessons_to_read_again_with_links(browser, sheet):
    result = browser.get(browser.post(f"{sheet}/nop", data=wrong_values(attempt_at(sheet))).headers["Location"]).text
    for lesson in factories.course().lessons:
        assert f'href="/khoa-hoc/{COURSE}/{lesson.slug}">{lesson.title}</a>' in result


def test_only_lessons_with_a_wrong_answer_are_named(browser, sheet):
    right = right_values(attempt_at(sheet))
    spoilt = next(slot for slot in slots(attempt_at(sheet)) if slot.question.id == "thu-01")
    result = browser.get(browser.post(f"{sheet}/nop", data=right | {spoilt.name: []}).headers["Location"]).text
    assert "Chuẩn bị máy trước khi gọi" in result and "Tắt máy đúng lúc" not in result


def test_everything_downloaded_about_oneself_holds_no_key_either(browser, sheet):
    browser.post(f"{sheet}/nop", data=wrong_values(attempt_at(sheet)))
    kept = browser.get("/toi/du-lieu.json").get_data(as_text=True)
    assert "order" not in kept and "thu-0" not in kept

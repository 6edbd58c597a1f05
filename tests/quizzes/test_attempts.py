"""An attempt from opening to judgement: nothing is lost, nothing counts twice, nobody else touches it."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from courses import actions as courses
from courses.catalogue import forget_catalogue
from learning.core.database import db
from learning.progress.queries import done_keys
from quizzes.models import Attempt
from tests.quizzes.sheets import published, slots, wrong_values
from tests.support import factories
from tests.support.answers import right_of, right_values
from tests.support.factories import COURSE, QUIZ, TIMED_QUIZ
from tests.support.journeys import attempt_at, offered, opens_quiz

INTRO = f"/kiem-tra/{COURSE}/{QUIZ}"
OPEN = f"{INTRO}/luot"


@pytest.fixture
def browser(resident, client_of):
    """The resident's browser."""
    return client_of(resident)


@pytest.fixture
def sheet(browser):
    """The address of the resident's open attempt."""
    return opens_quiz(browser)


@pytest.fixture
def timed(browser):
    """The address of an attempt that must be handed in within ten minutes."""
    return opens_quiz(browser, quiz=TIMED_QUIZ)


def attempts():
    return db.session.scalar(select(func.count()).select_from(Attempt))


def one_right(address):
    """A form with the first question answered rightly, whatever it is, and nothing else."""
    return right_of(slots(attempt_at(address))[0])


# --- opening ----------------------------------------------------------------------------------------------


def test_guests_are_asked_to_sign_in_and_nothing_is_drawn(client):
    assert "Đã có thẻ, đăng nhập" in client.get(INTRO).text
    refused = client.post(OPEN, data={"attempt_id": str(uuid.uuid4())})
    assert refused.status_code == 401
    assert attempts() == 0


def test_opening_in_two_tabs_leads_to_the_same_attempt(browser):
    tabs = [offered(browser.get(INTRO), "attempt_id") for _ in range(2)]
    opened = {browser.post(OPEN, data={"attempt_id": made_id}).headers["Location"] for made_id in tabs}
    assert tabs[0] != tabs[1] and len(opened) == attempts() == 1


def test_the_introduction_leads_back_to_an_attempt_left_open(browser, sheet):
    assert f'href="{sheet}"' in browser.get(INTRO).text


def test_a_double_tap_on_start_opens_one_attempt(browser):
    form = {"attempt_id": str(uuid.uuid4())}
    assert browser.post(OPEN, data=form).headers["Location"] == browser.post(OPEN, data=form).headers["Location"]
    assert attempts() == 1


def test_the_same_start_form_sent_again_after_handing_in_leads_to_its_result(browser, clock):
    form = {"attempt_id": str(uuid.uuid4())}
    sheet = browser.post(OPEN, data=form).headers["Location"]
    browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet)))
    clock.move(hours=1)
    assert browser.post(OPEN, data=form).headers["Location"] == sheet
    assert attempts() == 1 and browser.get(sheet).headers["Location"] == f"{sheet}/ket-qua"


def test_an_id_that_belongs_to_somebody_elses_attempt_opens_one_of_ones_own(browser, sheet, stranger, client_of):
    taken = sheet.rpartition("/")[2]
    other = client_of(stranger).post(OPEN, data={"attempt_id": taken}).headers["Location"]
    assert other != sheet and attempt_at(other).person_id == stranger.id


@pytest.mark.parametrize("made_id", ["", "khong-phai-ma", "1" * 500])
def test_an_id_that_is_none_does_no_harm(browser, made_id):
    assert browser.post(OPEN, data={"attempt_id": made_id}).status_code == 303


def test_a_quiz_that_does_not_exist_cannot_be_opened(browser):
    assert browser.post(f"/kiem-tra/{COURSE}/khong-co/luot").status_code == 404


# --- saving -----------------------------------------------------------------------------------------------


def test_a_refresh_keeps_what_was_saved(browser, sheet):
    browser.post(f"{sheet}/nhap", data=right_values(attempt_at(sheet)))
    saved = attempt_at(sheet).answers
    browser.get(sheet)
    page = browser.get(sheet).text
    assert attempt_at(sheet).answers == saved == right_values(attempt_at(sheet))
    chosen = sum(
        len(values) for slot in slots(attempt_at(sheet)) for values in right_of(slot).values() if slot.face.options
    )
    assert page.count(" checked") == chosen


def test_a_draft_and_the_final_form_are_put_together(browser, sheet):
    right = right_values(attempt_at(sheet))
    first, rest = slots(attempt_at(sheet))[0], {}
    rest = {name: values for name, values in right.items() if name not in first.fields or first.face.multiple}
    browser.post(f"{sheet}/nhap", data=one_right(sheet))
    browser.post(f"{sheet}/nop", data=rest)
    assert attempt_at(sheet).answers == right and attempt_at(sheet).passed


def test_the_script_gets_a_short_answer_and_the_button_a_page(browser, sheet):
    quiet = browser.post(f"{sheet}/nhap", data=one_right(sheet), headers={"X-Draft": "1"})
    assert (quiet.status_code, quiet.data) == (204, b"")
    loud = browser.post(f"{sheet}/nhap", data=one_right(sheet))
    assert loud.headers["Location"] == sheet and "Đã lưu tạm" in browser.get(sheet).text


def test_a_draft_that_comes_after_handing_in_changes_nothing(browser, sheet):
    browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet)))
    judged = attempt_at(sheet).answers
    browser.post(f"{sheet}/nhap", data=wrong_values(attempt_at(sheet)))
    assert attempt_at(sheet).answers == judged and attempt_at(sheet).percent == 100


@pytest.mark.parametrize("headers", [{}, {"X-Draft": "1"}])
def test_a_draft_that_comes_too_late_is_not_called_saved(browser, timed, clock, headers):
    clock.move(minutes=12)
    late = browser.post(f"{timed}/nhap", data=right_values(attempt_at(timed)), headers=headers)
    assert late.status_code == 409 and "sau khi hết giờ" in late.text
    assert attempt_at(timed).answers == {}


# --- handing in -------------------------------------------------------------------------------------------


def test_handing_in_twice_gives_the_first_result(browser, sheet):
    first = browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet)))
    second = browser.post(f"{sheet}/nop", data=wrong_values(attempt_at(sheet)))
    assert first.headers["Location"] == second.headers["Location"] == f"{sheet}/ket-qua"
    assert attempt_at(sheet).percent == 100 and attempts() == 1


def test_a_sheet_handed_in_empty_earns_nothing_and_breaks_nothing(browser, sheet):
    result = browser.get(browser.post(f"{sheet}/nop").headers["Location"]).text
    assert attempt_at(sheet).percent == 0 and "(chưa trả lời)" in result and "Đúng 0/4 câu" in result


def test_a_result_cannot_be_looked_up_before_handing_in(browser, sheet):
    assert browser.get(f"{sheet}/ket-qua").headers["Location"] == sheet


@pytest.mark.parametrize("path", ["", "/ket-qua"])
def test_somebody_elses_attempt_does_not_exist_for_a_stranger(sheet, stranger, client_of, path):
    assert client_of(stranger).get(f"{sheet}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/nhap", "/nop"])
def test_nobody_answers_for_somebody_else(sheet, stranger, client_of, path):
    assert client_of(stranger).post(f"{sheet}{path}", data=one_right(sheet)).status_code == 404
    assert attempt_at(sheet).answers == {} and attempt_at(sheet).handed_in_at is None


def slot_of_kind(address, *kinds):
    return next((slot for slot in slots(attempt_at(address)) if slot.question.asked.kind in kinds), None)


@pytest.fixture
def whole_sheet(browser, tmp_path):
    """An open attempt in which every question of the bank is drawn."""
    published(tmp_path, ("draw = 4", "draw = 8"))
    return opens_quiz(browser)


@pytest.mark.parametrize(
    ("kind", "forged"),
    [
        ("single_choice", ["z"]),
        ("single_choice", ["a", "b"]),
        ("single_choice", ["0"]),
        ("true_false", ["true"]),
        ("multiple_choice", ["a", "zz"]),
        ("short_answer", ["x" * 201]),
        ("numeric", ["1" * 201]),
        ("short_answer", ["một", "hai"]),
        ("numeric", ["1", "2"]),
    ],
)
@pytest.mark.parametrize("path", ["nop", "nhap"])
def test_what_no_honest_form_sends_is_refused_and_the_attempt_stays_as_it_was(browser, whole_sheet, kind, forged, path):
    kept = right_values(attempt_at(whole_sheet))
    browser.post(f"{whole_sheet}/nhap", data=kept)
    slot = slot_of_kind(whole_sheet, kind)
    refused = browser.post(f"{whole_sheet}/{path}", data={slot.name: forged})
    assert refused.status_code == 422 and "không nằm trong các lựa chọn" in refused.text
    assert attempt_at(whole_sheet).answers == kept and attempt_at(whole_sheet).handed_in_at is None


def test_two_right_sides_for_one_left_are_refused(browser, whole_sheet):
    slot = slot_of_kind(whole_sheet, "matching")
    assert browser.post(f"{whole_sheet}/nop", data={slot.fields[0]: ["a", "b"]}).status_code == 422


def test_the_refused_sheet_still_shows_what_was_saved(browser, whole_sheet):
    slot = slot_of_kind(whole_sheet, "short_answer")
    browser.post(f"{whole_sheet}/nhap", data={slot.name: ["máy quay"]})
    choice = slot_of_kind(whole_sheet, "single_choice")
    assert 'value="máy quay"' in browser.post(f"{whole_sheet}/nop", data={choice.name: ["z"]}).text


def test_fields_of_another_quiz_are_ignored(browser, sheet):
    browser.post(
        f"{sheet}/nop", data=right_values(attempt_at(sheet)) | {"q99": ["a"], "q1-9": ["a"], "percent": ["100"]}
    )
    assert attempt_at(sheet).percent == 100


# --- time -------------------------------------------------------------------------------------------------


def test_within_the_time_everything_counts(browser, timed, clock):
    clock.move(minutes=9)
    browser.post(f"{timed}/nop", data=right_values(attempt_at(timed)))
    assert attempt_at(timed).percent == 100


def test_a_slow_network_gets_a_little_longer(browser, timed, clock):
    clock.move(minutes=11, seconds=20)
    browser.post(f"{timed}/nop", data=right_values(attempt_at(timed)))
    assert attempt_at(timed).percent == 100


def test_after_the_time_only_what_was_saved_counts(browser, timed, clock):
    browser.post(f"{timed}/nhap", data=one_right(timed))
    clock.move(minutes=12)
    browser.post(f"{timed}/nop", data=right_values(attempt_at(timed)))
    assert attempt_at(timed).percent == 50


def test_the_page_says_that_the_time_is_up(browser, timed, clock):
    clock.move(minutes=12)
    page = browser.get(timed).text
    assert (
        "Đã hết giờ" in page
        and "đã lưu trước khi hết giờ sẽ được chấm" in page
        and '<fieldset class="question"' not in page
    )


def test_the_result_of_a_sheet_that_came_too_late_says_why_answers_are_missing(browser, timed, clock):
    clock.move(minutes=12)
    result = browser.get(browser.post(f"{timed}/nop", data=right_values(attempt_at(timed))).headers["Location"])
    assert "hết giờ" in result.text


def test_starting_again_after_the_time_is_up_leads_to_the_result_of_the_old_attempt(browser, tmp_path, clock):
    """It used to end in "wait first", for ever: the judgement was rolled back with the refusal."""
    published(tmp_path, ("minutes = 0", "minutes = 10"))
    sheet = opens_quiz(browser)
    browser.post(f"{sheet}/nhap", data=one_right(sheet))
    clock.move(hours=3)
    again = browser.post(OPEN, data={"attempt_id": str(uuid.uuid4())})
    assert (again.status_code, again.headers["Location"]) == (303, sheet)
    assert attempt_at(sheet).percent == 25 and attempts() == 1


# --- how often, how soon ----------------------------------------------------------------------------------


def test_after_a_failure_comes_a_pause_that_is_told_in_words(browser, sheet, clock):
    browser.post(f"{sheet}/nop")
    refused = browser.post(OPEN)
    assert refused.status_code == 409 and "Xin đọc lại bài rồi làm lại sau" in refused.text
    assert "Bắt đầu làm bài" not in browser.get(INTRO).text and "Nghỉ một lát đã" in browser.get(INTRO).text


def test_after_the_pause_another_attempt_begins(browser, sheet, clock):
    browser.post(f"{sheet}/nop")
    clock.move(minutes=5, seconds=1)
    assert "Bắt đầu làm bài" in browser.get(INTRO).text
    assert opens_quiz(browser) != sheet


def test_whoever_has_passed_may_practise_again_at_once_and_stays_passed(browser, sheet, clock, resident):
    browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet)))
    clock.move(seconds=1)
    again = opens_quiz(browser)
    browser.post(f"{again}/nop")
    assert again != sheet and f"{COURSE}/{QUIZ}" in done_keys(resident.id)


def test_when_all_attempts_are_used_the_page_says_whom_to_ask(browser, clock):
    for _ in range(2):
        browser.post(f"{opens_quiz(browser, quiz=TIMED_QUIZ)}/nop")
        clock.move(minutes=1)
    refused = browser.post(f"/kiem-tra/{COURSE}/{TIMED_QUIZ}/luot")
    assert refused.status_code == 409 and "người hướng dẫn lớp" in refused.text
    assert "Đã hết lượt làm bài" in browser.get(f"/kiem-tra/{COURSE}/{TIMED_QUIZ}").text


def test_one_quiz_does_not_use_up_the_attempts_of_another(browser, sheet, clock):
    browser.post(f"{sheet}/nop")
    assert opens_quiz(browser, quiz=TIMED_QUIZ).startswith("/kiem-tra/luot/")


# --- judged by what it was drawn from ---------------------------------------------------------------------


def test_a_new_publication_in_the_middle_changes_neither_questions_nor_judgement(browser, sheet, tmp_path):
    right = right_values(attempt_at(sheet))
    published(
        tmp_path, bank=(("{TRUE#", "{FALSE#"), ("=Vạch pin", "~Vạch pin"), ("~Màu của", "=Màu của"), ("#1:0", "#2:0"))
    )
    browser.post(f"{sheet}/nop", data=right)
    assert attempt_at(sheet).percent == 100


def test_the_pass_mark_is_the_one_under_which_the_attempt_was_opened(browser, sheet, tmp_path):
    right = right_values(attempt_at(sheet))
    last = slots(attempt_at(sheet))[-1]
    published(tmp_path, ("pass_mark = 75", "pass_mark = 100"))
    browser.post(f"{sheet}/nop", data={name: values for name, values in right.items() if name not in last.fields})
    assert (attempt_at(sheet).percent, attempt_at(sheet).passed, attempt_at(sheet).pass_mark) == (75, True, 75)


def test_a_withdrawn_course_still_judges_the_attempt_that_was_open(browser, sheet, editor, resident):
    courses.show(COURSE, None, editor)
    db.session.commit()
    forget_catalogue()
    assert browser.get(sheet).status_code == 200
    result = browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet)))
    assert browser.get(result.headers["Location"]).status_code == 200
    assert attempt_at(sheet).passed and f"{COURSE}/{QUIZ}" in done_keys(resident.id)


# --- the ledger -------------------------------------------------------------------------------------------


def test_a_passed_quiz_is_in_the_ledger_and_the_course_only_when_all_is_done(browser, sheet, resident):
    browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet)))
    assert done_keys(resident.id) == {f"{COURSE}/{QUIZ}"}
    factories.finished_lessons(resident)
    assert COURSE in done_keys(resident.id)


def test_the_quiz_as_the_last_thing_finishes_the_course(browser, resident):
    factories.finished_lessons(resident)
    sheet = opens_quiz(browser)
    result = browser.get(browser.post(f"{sheet}/nop", data=right_values(attempt_at(sheet))).headers["Location"]).text
    assert COURSE in done_keys(resident.id) and f"/giay-xac-nhan/khoa/{COURSE}" in result


def test_a_failed_quiz_leaves_no_trace_in_the_ledger(browser, sheet, resident):
    browser.post(f"{sheet}/nop", data=wrong_values(attempt_at(sheet)))
    assert done_keys(resident.id) == frozenset()


def test_a_practice_quiz_is_not_needed_for_the_course(resident):
    factories.finished_course(resident)
    assert COURSE in done_keys(resident.id) and f"{COURSE}/{TIMED_QUIZ}" not in done_keys(resident.id)


@pytest.mark.parametrize("mark", [75, 76])
def test_exactly_the_pass_mark_is_enough(browser, tmp_path, mark):
    published(tmp_path, ("pass_mark = 75", f"pass_mark = {mark}"))
    sheet = opens_quiz(browser)
    last = slots(attempt_at(sheet))[-1]
    right = {name: values for name, values in right_values(attempt_at(sheet)).items() if name not in last.fields}
    browser.post(f"{sheet}/nop", data=right)
    assert attempt_at(sheet).passed is (mark == 75)

"""How long a run took, runs that were put aside, runs that arrive late, and runs of somebody who had no card yet."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from learning.core import clock as site_clock
from learning.core.database import new_id
from learning.progress.queries import done_keys
from learning.scenarios.walking import right_history
from practice import actions
from practice.models import PracticeRun
from practice.queries import runs_of
from practice.timing import in_words, opened_at, seconds_taken
from tests.practice.hands import Hand
from tests.support import factories
from tests.support.factories import PIN

SLUG = "goi-gia-cong-an"


@pytest.fixture
def hand(found, client_of, resident) -> Hand:
    return Hand(client_of(resident), SLUG)


def the_run(person) -> PracticeRun:
    (run,) = runs_of(person.id)
    return run


def began(seconds: int) -> uuid.UUID:
    """The id of a run whose first screen was opened so long ago."""
    moment = site_clock.now() - timedelta(seconds=seconds)
    milliseconds = int(moment.timestamp() * 1000)
    return uuid.UUID(int=(milliseconds << 80) | (new_id().int & ((1 << 80) - 1)))


def post(browser, door: str, history: str, **more):
    return browser.post(f"/dien-thoai-tap/{SLUG}/{door}", data={"di": history} | more)


# --- time -------------------------------------------------------------------------------------------------


def test_a_run_says_how_long_it_took(found, client_of, resident):
    browser = client_of(resident)
    answer = post(browser, "xong", right_history(found.scenario), luot=str(began(125)))
    run = the_run(resident)
    assert 125 <= run.seconds <= 127 and run.started_at < run.finished_at
    assert "2 phút" in browser.get(answer.headers["Location"]).get_data(as_text=True)


def test_the_id_of_the_first_screen_stays_with_the_run(hand, resident):
    first = hand.run_id
    hand.follow(right_history(_scenario(hand)))
    run = the_run(resident)
    assert str(run.id) == first and run.seconds is not None


def _scenario(hand: Hand):
    from tests.practice.shipped import scenario_named

    return scenario_named(hand.slug)


def test_a_guest_is_told_the_time_too_and_nothing_is_kept(found, client):
    answer = post(client, "xong", right_history(found.scenario), luot=str(began(70)))
    assert "1 phút" in client.get(answer.headers["Location"]).get_data(as_text=True)


@pytest.mark.parametrize("seconds", [3 * 3600, -600, 86_400 * 30])
def test_a_time_that_cannot_be_is_no_time(found, client_of, resident, seconds):
    post(client_of(resident), "xong", right_history(found.scenario), luot=str(began(seconds)))
    assert the_run(resident).seconds is None and the_run(resident).started_at is None


def test_an_id_without_a_moment_gives_no_time(found, client_of, resident):
    post(client_of(resident), "xong", right_history(found.scenario), luot=str(uuid.uuid4()))
    assert the_run(resident).seconds is None


@pytest.mark.parametrize("said", ["-5", "999999", "abc", "1e9"])
def test_an_address_cannot_make_the_page_say_nonsense(found, client, said):
    answer = client.get(f"/dien-thoai-tap/{SLUG}/ket-qua?di={right_history(found.scenario)}&giay={said}")
    assert answer.status_code == 200 and "từ lúc mở" not in answer.get_data(as_text=True)


def test_times_in_words():
    assert [in_words(seconds) for seconds in (None, 0, 59, 60, 125)] == [
        "",
        "0 giây",
        "59 giây",
        "1 phút",
        "2 phút 5 giây",
    ]


def test_a_run_never_ends_before_it_begins():
    moment = site_clock.now()
    assert seconds_taken(moment + timedelta(seconds=30), moment) == 0
    assert opened_at(uuid.UUID(int=0), moment) is None


# --- late -------------------------------------------------------------------------------------------------


def test_a_run_that_waited_for_a_network_keeps_its_own_time(found, client_of, resident):
    sent = {
        "luc": "2001-01-01T08:00:00+07:00",
        "gui": "2001-01-01T10:00:00+07:00",
    }  # the phone's clock is wrong by years
    post(client_of(resident), "xong", right_history(found.scenario), luot=str(began(2 * 3600 + 90)), **sent)
    run = the_run(resident)
    assert timedelta(hours=2) <= site_clock.now() - run.finished_at < timedelta(hours=2, minutes=1)
    assert 88 <= run.seconds <= 92


def test_the_page_says_whose_work_it_is_and_another_persons_is_refused(found, client_of, resident, stranger):
    hand = Hand(client_of(resident), SLUG)
    assert hand.html.count(f'name="nguoi" value="{resident.key}"') == 1
    answer = post(client_of(stranger), "xong", right_history(found.scenario), nguoi=resident.key)
    assert answer.status_code in (409, 412) and not runs_of(stranger.id)


def test_nobodys_id_stands_in_an_address(hand, resident):
    hand.follow("1")
    assert resident.key not in hand.url


# --- put aside --------------------------------------------------------------------------------------------


def test_a_run_put_aside_is_a_row_that_says_not_finished(hand, resident):
    hand.follow("g-1")
    hand.puts_aside()
    run = the_run(resident)
    assert (run.finished_at, run.steps, run.hints) == (None, 1, 1) and run.left_at and run.seconds is not None
    assert not done_keys(resident.id)
    assert hand.url == "/dien-thoai-tap/" and "Chưa xong" in hand.html


def test_beginning_anew_leaves_the_old_run_unfinished(hand, resident):
    hand.follow("1")
    first = hand.run_id
    hand.puts_aside(again=True)
    assert hand.url.startswith(f"/dien-thoai-tap/{SLUG}#") and hand.run_id != first
    assert [str(run.id) for run in runs_of(resident.id)] == [first]


def test_what_was_put_aside_can_be_finished_as_the_same_run(found, client_of, resident):
    browser, run_id, way = client_of(resident), str(new_id()), right_history(found.scenario)
    post(browser, "de-luc-khac", way.rpartition("-")[0], luot=run_id)
    post(browser, "xong", way, luot=run_id)
    run = the_run(resident)
    assert run.finished_at and run.left_at is None and done_keys(resident.id) == {run.item_key}


def test_a_late_note_that_it_was_put_aside_never_undoes_a_finished_run(found, client_of, resident):
    browser, run_id, way = client_of(resident), str(new_id()), right_history(found.scenario)
    post(browser, "xong", way, luot=run_id)
    for _ in range(2):
        post(browser, "de-luc-khac", way.rpartition("-")[0], luot=run_id)
    assert the_run(resident).finished_at


def test_an_older_note_never_takes_steps_away(found, client_of, resident):
    browser, run_id = client_of(resident), str(new_id())
    post(browser, "de-luc-khac", "1-3-q", luot=run_id)
    post(browser, "de-luc-khac", "1", luot=run_id)
    assert the_run(resident).steps == 2


@pytest.mark.parametrize("history", ["", "99", "zz", "q"])
def test_what_was_never_begun_is_no_run(found, client_of, resident, history):
    assert post(client_of(resident), "de-luc-khac", history).status_code == 303
    assert not runs_of(resident.id)


def test_a_finished_way_is_not_put_aside(found, client_of, resident):
    post(client_of(resident), "de-luc-khac", right_history(found.scenario))
    assert not runs_of(resident.id)


def test_a_guest_puts_aside_without_a_trace(found, client):
    hand = Hand(client, SLUG)
    hand.follow("1")
    hand.puts_aside()
    assert "Chưa xong" not in hand.html


def test_one_who_used_anothers_id_gets_a_row_of_their_own(found, client_of, resident, stranger):
    run_id = str(new_id())
    for person in (resident, stranger):
        post(client_of(person), "de-luc-khac", "1", luot=run_id)
    assert str(the_run(resident).id) == run_id != str(the_run(stranger).id)


# --- before there was a card ------------------------------------------------------------------------------


def test_what_a_guest_practised_is_offered_to_the_new_card(found, client):
    post(client, "xong", right_history(found.scenario))
    assert "Đã tập xong" in client.get("/dien-thoai-tap/").get_data(as_text=True)
    person = factories.person("Cao Thị Mới", phone="0912345678")
    answer = client.post("/dang-nhap", data={"identifier": person.card_code, "pin": PIN})
    assert "/toi/nhan-bai" in answer.headers["Location"]
    assert found.scenario.title in client.get("/toi/nhan-bai").get_data(as_text=True)
    client.post("/toi/nhan-bai", data={"mine": "yes"})
    assert done_keys(person.id) == {found.scenario.key}


def test_only_scenarios_that_exist_can_be_claimed(found, resident):
    from courses.catalogue import catalogue

    keys = ("khong-co/practice-gi", "nhan-biet-lua-dao/practice-khong-co", found.scenario.key)
    assert actions.claim(resident, catalogue(), keys, site_clock.now()) == 1

"""Every answer counts once: the last that arrives before the question is closed, however often each one comes."""

from __future__ import annotations

import itertools
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from learning.core import clock as core_clock
from learning.core.database import db
from tests.support import factories
from tests.training.live.halls import Host, Phone, phone, quiz, right_of
from training.live import actions
from training.live.actions import QuestionClosed, Tap
from training.live.models import LiveAnswer, LiveParticipant, LiveQuestion, LiveQuiz


def kept() -> list[str]:
    """The choices in the database."""
    db.session.expire_all()
    return list(db.session.scalars(select(LiveAnswer.choice)))


@pytest.fixture
def hall(app, client_of, facilitator) -> tuple[Host, Phone]:
    """A question on the wall and one phone."""
    live = quiz(facilitator)
    host = Host(client_of(facilitator), live)
    who = phone(app, live)
    host.goes_on()
    return host, who


def test_the_same_tap_twice_is_one_answer(hall) -> None:
    _, hoa = hall
    tap_id = str(uuid.uuid4())
    assert [hoa.taps(1, "a", tap_id).status_code for _ in range(3)] == [200, 200, 200]
    assert kept() == ["a"]


def test_a_second_tap_changes_the_answer(hall) -> None:
    _, hoa = hall
    hoa.taps(1, "a")
    hoa.taps(1, "b")
    assert kept() == ["b"]


def test_an_old_tap_that_arrives_again_does_not_come_back(hall) -> None:
    _, hoa = hall
    first = str(uuid.uuid4())
    hoa.taps(1, "a", first)
    hoa.taps(1, "b")
    assert hoa.taps(1, "a", first).status_code == 200
    assert kept() == ["b"]


def test_after_closing_an_answer_is_frozen(hall) -> None:
    host, hoa = hall
    hoa.taps(1, "a")
    host.goes_on()
    late = hoa.taps(1, "b")
    assert late.status_code == 409
    assert "Không sao cả" in late.get_json()["sentence"]
    assert kept() == ["a"]


def test_the_next_question_cannot_be_answered_before_it_is_asked(hall) -> None:
    _, hoa = hall
    assert hoa.taps(2, "a").status_code == 409
    assert hoa.taps(99, "a").status_code in (403, 409)
    assert kept() == []


@pytest.mark.parametrize("letter", ["f", "z", "", "ab", "A", "́"])
def test_a_letter_that_is_not_offered_is_no_answer(hall, letter: str) -> None:
    _, hoa = hall
    assert hoa.taps(1, letter).status_code == 409
    assert kept() == []


def test_who_has_not_joined_cannot_answer(hall, app) -> None:
    host, _ = hall
    outside = Phone(app.test_client(), host.live)
    assert outside.taps(1, "a").status_code == 403
    outside.browser.set_cookie("do-vui", "made-up.token", path=outside.address)
    assert outside.taps(1, "a").status_code == 403
    assert kept() == []


def test_a_seat_in_one_hall_is_none_in_another(hall, app, client_of, facilitator) -> None:
    host, hoa = hall
    other = quiz(facilitator)
    Host(client_of(facilitator), other).goes_on()
    cookie = hoa.browser.get_cookie("do-vui", path=hoa.address)
    there = Phone(app.test_client(), other)
    there.browser.set_cookie("do-vui", cookie.value, path=there.address)
    assert there.taps(1, "a").status_code == 403
    assert host.live.code != other.code


def test_with_a_clock_an_answer_after_the_time_does_not_count(app, client_of, facilitator, clock) -> None:
    live = quiz(facilitator, seconds=20)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    clock.move(seconds=21)  # still on its way when the time was up
    assert hoa.taps(1, "a").status_code == 200
    clock.move(seconds=2)
    assert hoa.taps(1, "b").status_code == 409
    assert kept() == ["a"]


def test_by_default_there_is_no_clock(hall, clock) -> None:
    _, hoa = hall
    clock.move(minutes=40)
    assert hoa.taps(1, "a").status_code == 200


TAPS = [Tap(1, letter, uuid.UUID(int=number)) for number, letter in enumerate("abab", 1)]


@given(order=st.lists(st.sampled_from(range(len(TAPS))), min_size=1, max_size=12), closed_after=st.integers(0, 14))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_keeps_the_last_new_tap(blank_again, app, order, closed_after) -> None:
    """First arrivals decide; repetitions never do; nothing after the closing does."""
    blank_again()
    live_id = uuid.uuid4()
    place_id = factories.place("Thôn Mẫu Một").id
    live = LiveQuiz(id=live_id, title="x", code="123456", place_id=place_id, phase="asking", position=1)
    db.session.add(live)
    db.session.flush()
    _one_question(live_id)
    who = LiveParticipant(live_id=live_id, joined_as="name", name="Hoa", rejoin="ABCDEF")
    db.session.add(who)
    db.session.flush()

    expected, seen = None, set()
    for turn, which in enumerate(order):
        if turn == closed_after:
            live.phase = "closed"
            db.session.flush()
        tap = TAPS[which]
        try:
            actions.answer("123456", who.id, tap)
        except QuestionClosed:
            assert turn >= closed_after
            continue
        if which not in seen:
            expected = tap.letter
        seen.add(which)
    db.session.flush()
    assert kept() == ([expected] if expected else [])


def _one_question(live_id: uuid.UUID) -> None:
    face = {"text": ["plain", "?"], "options": [["plain", "1"], ["plain", "2"]]}
    key = {"right": "a", "feedback": [["plain", ""], ["plain", ""]], "explain": ["plain", ""]}
    db.session.add(
        LiveQuestion(live_id=live_id, number=1, item_key="x/y", face=face, answer_key=key, opened_at=core_clock.now())
    )
    db.session.flush()


def test_two_tabs_are_one_participant(hall, app) -> None:
    """The same cookie, two pages: whichever tap arrives last counts, and both pages show it."""
    _, hoa = hall
    first, second = hoa.sees(), hoa.sees()
    assert first.count("data-live-answer") == second.count("data-live-answer") == 1
    for letter in itertools.islice(itertools.cycle("ab"), 4):
        hoa.taps(1, letter)
    assert kept() == ["b"]
    assert 'value="b" aria-pressed="true"' in hoa.sees()
    assert right_of(hall[0].live, 1) in "abcdef"

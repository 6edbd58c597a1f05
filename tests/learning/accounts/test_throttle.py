"""Guessing is slowed down and then stopped; a hall full of people behind one address still gets in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from learning.accounts.actions import reset_pin
from learning.accounts.models import SignInGuard
from learning.accounts.pins import keeper
from learning.accounts.sign_in import SHARED_A_DAY, Failure, try_password, try_pin
from learning.accounts.throttle import ADDRESS, PERSON, wait_after
from learning.accounts.views.signing_in import forget_forgiven
from learning.core.database import db
from tests.support import factories
from tests.support.factories import PASSWORD, PIN

WRONG = "482917"
HOME, CAFE = "10.1.2.3", "192.168.7.9"
PHONE = "0912345678"


def attempt(identifier, pin=WRONG, address=HOME):
    """One try at the door, committed like every try."""
    tried = try_pin(keeper(), identifier, pin, address)
    db.session.commit()
    return tried


def fail(person, times, clock):
    """Fail so often, waiting as long as is asked each time."""
    for _ in range(times):
        attempt(person.card_code)
        clock.move(minutes=16)


def guards():
    return {row.subject: row for row in db.session.scalars(select(SignInGuard)).all()}


# --- waiting ----------------------------------------------------------------------------------------------


@given(st.integers(0, 200), st.sampled_from([PERSON, ADDRESS]))
def test_the_wait_grows_and_has_an_end(failures, policy):
    now, later = wait_after(failures, policy), wait_after(failures + 1, policy)
    assert timedelta(0) <= now <= later <= policy.longest_wait
    assert (now > timedelta(0)) == (failures >= policy.free)


def test_two_slips_cost_nothing(resident, clock):
    assert [attempt(resident.card_code).failure for _ in range(2)] == [Failure.WRONG] * 2
    assert attempt(resident.card_code, PIN).person is resident


def test_after_the_third_slip_there_is_a_wait_that_says_until_when(resident, clock):
    third = [attempt(resident.card_code) for _ in range(3)][-1]
    assert third.failure is Failure.WAIT and third.until == clock.now() + timedelta(seconds=30)
    assert re.search(r"đợi đến \d\d:\d\d ngày", third.sentence)


def test_each_further_slip_doubles_the_wait_up_to_a_quarter_of_an_hour(resident, clock):
    waits = []
    for _ in range(9):
        until = attempt(resident.card_code).until
        waits.append((until - clock.now()).total_seconds() if until else 0)
        clock.move(minutes=16)
    assert waits == [0, 0, 30, 60, 120, 240, 480, 900, 900]


def test_the_right_pin_is_refused_during_the_wait_and_welcome_after_it(resident, clock):
    for _ in range(3):
        attempt(resident.card_code)
    assert attempt(resident.card_code, PIN).failure is Failure.WAIT
    clock.move(seconds=31)
    assert attempt(resident.card_code, PIN).person is resident


def test_trying_during_the_wait_does_not_make_it_longer(resident, clock):
    until = [attempt(resident.card_code) for _ in range(3)][-1].until
    clock.move(seconds=10)
    assert [attempt(resident.card_code).until for _ in range(5)] == [until] * 5


def test_the_right_pin_wipes_the_slate(resident, clock):
    fail(resident, 2, clock)
    attempt(resident.card_code, PIN)
    fail(resident, 2, clock)
    assert attempt(resident.card_code, PIN).person is resident


def test_old_slips_are_forgiven_after_half_a_day(resident, clock):
    fail(resident, 9, clock)
    clock.move(hours=12)
    assert attempt(resident.card_code).failure is Failure.WRONG
    assert guards()[f"person:{resident.id}"].failures == 1


def test_what_is_forgiven_is_also_forgotten_but_a_lock_stays(resident, stranger, clock):
    fail(stranger, 10, clock)
    fail(resident, 2, clock)
    clock.move(hours=13)
    forget_forgiven()
    assert set(guards()) == {f"person:{stranger.id}"}


# --- the lock ---------------------------------------------------------------------------------------------


def test_the_tenth_slip_locks_the_door_even_for_the_right_pin(resident, clock):
    fail(resident, 9, clock)
    assert attempt(resident.card_code).failure is Failure.LOCKED
    clock.move(days=3)
    locked = attempt(resident.card_code, PIN, CAFE)
    assert locked.failure is Failure.LOCKED and "người hướng dẫn" in locked.sentence


def test_a_lock_does_not_touch_the_neighbour(resident, stranger, clock):
    fail(resident, 10, clock)
    assert attempt(stranger.card_code, "730158").person is stranger


def test_a_new_pin_from_the_facilitator_opens_the_door_again(resident, facilitator, clock):
    fail(resident, 10, clock)
    pin = reset_pin(keeper(), resident, facilitator)
    assert attempt(resident.card_code, pin).person is resident


def test_a_new_pin_opens_the_familys_shared_number_too(app, facilitator, clock):
    mother, father = (
        factories.person(name, phone=PHONE, pin=pin) for name, pin in (("Trần Thị Mai", PIN), ("Trần Văn Ba", "730158"))
    )
    for _ in range(10):
        attempt(PHONE)
        clock.move(minutes=16)
    assert attempt(PHONE, PIN).failure is Failure.LOCKED
    reset_pin(keeper(), father, facilitator)
    assert attempt(PHONE, PIN).person is mother


def test_somebody_cannot_get_around_the_lock_with_the_phone_instead_of_the_card(app, clock):
    person = factories.person(phone=PHONE)
    fail(person, 10, clock)
    assert attempt(PHONE, PIN).failure is Failure.LOCKED


def test_every_spelling_of_an_unknown_number_is_the_same_door(app, clock):
    tries = [attempt(typed) for typed in ("0987654321", "0987 654 321", "+84987654321")]
    assert tries[-1].failure is Failure.WAIT


# --- addresses --------------------------------------------------------------------------------------------


def knock_at_many_doors(number, clock):
    """One wrong PIN at so many unknown cards, all from one address."""
    for index in range(number):
        last = attempt(f"09{index:08d}")
        clock.move(minutes=11)
    return last


def test_an_address_that_tries_twenty_doors_must_wait_and_another_need_not(resident, clock):
    for index in range(20):
        attempt(f"09{index:08d}")
    assert attempt(resident.card_code, PIN).failure is Failure.WAIT
    assert attempt(resident.card_code, PIN, CAFE).person is resident


def test_an_address_is_never_locked_for_good(resident, clock):
    knock_at_many_doors(40, clock)
    assert attempt(resident.card_code, PIN).person is resident


def test_a_hall_where_everybody_gets_in_never_waits(app, clock):
    people = factories.people(30)
    assert all(attempt(person.card_code, PIN).person is person for person in people)


def test_somebody_elses_success_does_not_wipe_the_slate_of_an_address(resident, stranger, clock):
    for index in range(19):
        attempt(f"09{index:08d}")
    attempt(stranger.card_code, "730158")
    attempt("0988888888")
    assert attempt(resident.card_code, PIN).failure is Failure.WAIT


# --- what is kept -----------------------------------------------------------------------------------------


def test_neither_an_address_nor_a_number_nor_a_name_stands_in_the_guards(resident, clock):
    attempt("0987654321")
    try_password(keeper(), "nguoi-la", "mat-khau-sai", CAFE)
    db.session.commit()
    kept = " ".join(guards())
    assert len(guards()) == 4 and not any(word in kept for word in (HOME, CAFE, "987654321", "nguoi-la"))


def test_failures_are_in_the_database_and_not_in_one_process(client, resident, clock):
    for _ in range(3):
        client.post("/dang-nhap", data={"identifier": resident.card_code, "pin": WRONG})
    guard = guards()[f"person:{resident.id}"]
    assert (guard.failures, guard.locked) == (3, False) and guard.waits_until > clock.now()


def test_the_form_for_another_pin_counts_wrong_ones_like_the_door(resident, client_of, clock):
    inside = client_of(resident)
    for _ in range(3):
        answer = inside.post("/toi/ma-pin", data={"pin_now": WRONG, "pin": "730158"})
    assert answer.status_code == 422 and "Xin đợi đến" in answer.text
    assert attempt(resident.card_code, PIN).failure is Failure.WAIT
    assert inside.post("/toi/ma-pin", data={"pin_now": PIN, "pin": "730158"}).status_code == 422


def test_staff_passwords_are_throttled_too(admin, clock):
    results = [try_password(keeper(), "ky", "sai-mat-khau", HOME).failure for _ in range(3)]
    assert results == [Failure.WRONG, Failure.WRONG, Failure.WAIT]
    assert try_password(keeper(), "ky", PASSWORD, HOME).failure is Failure.WAIT
    clock.move(seconds=31)
    assert try_password(keeper(), "ky", PASSWORD, HOME).person is admin


def test_the_wait_is_told_in_the_time_of_vietnam(client, resident, clock):
    from datetime import UTC, datetime

    clock.set(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    for _ in range(3):
        answer = client.post("/dang-nhap", data={"identifier": resident.card_code, "pin": WRONG})
    assert "19:00 ngày 22/11/2026" in answer.text


@pytest.mark.parametrize("identifier", ["", " ", "💥" * 30, "%", "'; DROP TABLE person; --", "\u200b", "0" * 40])
def test_odd_identifiers_are_wrong_and_nothing_else(app, identifier):
    assert attempt(identifier).failure is Failure.WRONG


@pytest.fixture
def neighbours(app):
    """A number that somebody else has written down as their own too, with a PIN of their own."""
    return factories.person("Trần Thị Mai", phone=PHONE), factories.person("Lê Văn Khách", phone=PHONE, pin="730158")


def test_right_pins_of_ones_own_do_not_tell_a_neighbours_pin(neighbours, clock):
    """Each new PIN that gets in by a shared number says that the others have another one; the oracle ran for ever."""
    for _ in range(SHARED_A_DAY):
        assert attempt(PHONE, "730158").person is neighbours[1]
    assert attempt(PHONE, "730158").failure is Failure.CARD_ONLY
    assert attempt(PHONE, PIN).failure is Failure.CARD_ONLY  # and the hit is not told either
    assert attempt(neighbours[0].card_code, PIN).person is neighbours[0]


def test_finding_the_same_pin_is_counted_as_well(app, clock):
    for name in ("Trần Thị Mai", "Lê Văn Khách"):
        factories.person(name, phone=PHONE)
    tries = [attempt(PHONE, PIN).failure for _ in range(SHARED_A_DAY + 1)]
    assert set(tries[:-1]) == {Failure.AMBIGUOUS} and tries[-1] is Failure.CARD_ONLY


def test_a_shared_number_is_welcome_again_the_next_day_and_after_help(neighbours, facilitator, clock):
    for _ in range(SHARED_A_DAY + 1):
        attempt(PHONE, "730158")
    reset_pin(keeper(), neighbours[1], facilitator)
    assert attempt(PHONE, PIN).person is neighbours[0]
    for _ in range(SHARED_A_DAY):
        attempt(PHONE, PIN)
    clock.move(days=1)
    assert attempt(PHONE, PIN).person is neighbours[0]


def test_nobody_locks_the_only_administrator_out(admin, clock):
    for _ in range(20):
        try_password(keeper(), "ky", WRONG, CAFE)
        clock.move(minutes=16)
    assert try_password(keeper(), "ky", PASSWORD, HOME).person is admin


def test_a_lock_on_the_card_leaves_the_door_of_the_staff_open(admin, clock):
    fail(admin, 10, clock)
    assert try_password(keeper(), "ky", PASSWORD, CAFE).person is admin


def test_all_addresses_of_one_household_are_one(resident, clock):
    """A phone may take any of the addresses of its /64."""
    for index in range(20):
        attempt(f"09{index:08d}", address=f"2001:db8:1:2::{index:x}")
    assert attempt(resident.card_code, PIN, "2001:db8:1:2::ffff").failure is Failure.WAIT
    assert attempt(resident.card_code, PIN, "2001:db8:1:3::1").person is resident

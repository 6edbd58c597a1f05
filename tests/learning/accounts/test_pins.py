"""The keeper of secrets: no two hashes alike, worthless without the pepper, as slow for nobody as for somebody."""

from __future__ import annotations

import pytest

from learning.accounts.pins import Keeper, WeakPassword, WeakPin, check_password, check_pin, new_pin
from learning.accounts.sign_in import try_password, try_pin
from tests.support import factories

PEPPER = "một chuỗi bí mật dài hơn ba mươi hai ký tự"


class CountingKeeper(Keeper):
    """Counts how often a secret is really compared."""

    compared = 0

    def matches(self, kept, secret):
        """Compare, and count it."""
        self.compared += 1
        return super().matches(kept, secret)


@pytest.fixture
def counting(app):
    """A keeper with the pepper of the app."""
    return CountingKeeper(app.config["SECRET_KEY"], 1)


def test_the_same_pin_is_hashed_differently_each_time():
    keeper = Keeper(PEPPER, 1)
    hashes = [keeper.hash("482916") for _ in range(3)]
    assert len(set(hashes)) == 3 and all(keeper.matches(kept, "482916") for kept in hashes)


def test_a_hash_shows_nothing_of_the_pin_and_is_worthless_without_the_pepper():
    kept = Keeper(PEPPER, 1).hash("482916")
    assert kept.startswith("$argon2id$") and "482916" not in kept
    assert not Keeper(PEPPER + "!", 1).matches(kept, "482916")


@pytest.mark.parametrize("kept", [None, "", "khong-phai-bam", "$argon2id$v=19$m=1024"])
def test_where_there_is_no_hash_nothing_matches(kept):
    assert Keeper(PEPPER, 1).matches(kept, "482916") is False


def test_a_hidden_subject_is_the_same_for_the_same_value_and_says_nothing():
    one, other = Keeper(PEPPER, 1), Keeper(PEPPER + "!", 1)
    assert one.hidden("address", "10.0.0.1") == one.hidden("address", "10.0.0.1") != other.hidden("address", "10.0.0.1")
    assert "10.0.0.1" not in one.hidden("address", "10.0.0.1")


@pytest.mark.parametrize("identifier", ["known card", "known phone", "0987654321", "412345678", "chữ"])
def test_an_unknown_person_costs_as_many_comparisons_as_a_known_one(counting, identifier):
    person = factories.person(phone="0912345678")
    typed = {"known card": person.card_code, "known phone": person.phone}.get(identifier, identifier)
    try_pin(counting, typed, "482917", "10.0.0.1")
    assert counting.compared == 1


@pytest.mark.parametrize("name", ["ky", "khong-co"])
def test_an_unknown_sign_in_name_costs_as_many_comparisons_as_a_known_one(counting, admin, name):
    try_password(counting, name, "sai-mat-khau", "10.0.0.1")
    assert counting.compared == 1


def test_during_a_wait_nothing_is_compared(counting, resident, clock):
    for _ in range(6):
        try_pin(counting, resident.card_code, "482917", "10.0.0.1")
    assert counting.compared == 3


@pytest.mark.parametrize("pin", ["012345", "987654", "555555", "122122", "070707"])
def test_a_plain_pin_is_weak(pin):
    with pytest.raises(WeakPin):
        check_pin(pin)


def test_the_year_of_birth_makes_a_pin_weak_only_for_who_was_born_then():
    check_pin("196048", 1961)
    with pytest.raises(WeakPin):
        check_pin("196048", 1960)


def test_a_pin_given_by_the_office_is_never_weak():
    pins = [new_pin() for _ in range(300)]
    for pin in pins:
        check_pin(pin)
    assert all(len(pin) == 6 and pin.isdigit() for pin in pins) and len(set(pins)) > 280


@pytest.mark.parametrize("password", ["ngan", "1234567890", "aaaaaaaaaaaa", "abababababab"])
def test_a_short_or_plain_password_is_weak(password):
    with pytest.raises(WeakPassword):
        check_password(password)


def test_a_short_sentence_is_a_good_password():
    check_password("sáng nào cũng ra đồng")

"""The invented people of the demonstration commune look like people and stay the same for a seed."""

import random
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.names import FIRST_YEAR, KNOWN_TO_EVERYBODY, LAST_YEAR, make_person
from learning.core.text import clean_name, given_name, looks_legacy_encoded

# Named, not a fixture: five thousand people are made once for all questions about shares.
CROWD = [make_person(rng) for rng in [random.Random(57)] for _ in range(5000)]


def share(people, belongs):
    return sum(map(belongs, people)) / len(people)


def family(person):
    return person.full_name.split()[0]


@given(st.integers())
def test_a_seed_always_gives_the_same_people(seed):
    one, other = random.Random(seed), random.Random(seed)
    assert [make_person(one) for _ in range(5)] == [make_person(other) for _ in range(5)]


def test_two_seeds_give_different_people():
    one, other = random.Random(1), random.Random(2)
    assert [make_person(one) for _ in range(20)] != [make_person(other) for _ in range(20)]


def test_the_site_accepts_every_name_as_it_is():
    for person in CROWD:
        assert clean_name(person.full_name) == person.full_name
        assert unicodedata.is_normalized("NFC", person.full_name)
        assert not looks_legacy_encoded(person.full_name)


def test_everybody_has_family_middle_and_given_name_with_capitals():
    for person in CROWD:
        words = person.full_name.split()
        assert len(words) >= 3 and person.full_name == person.full_name.title()


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("Nguyễn", 0.34, 0.42),
        ("Phạm", 0.08, 0.13),
        ("Vũ", 0.07, 0.12),
        ("Trần", 0.05, 0.1),
        ("Đoàn", 0.01, 0.05),
    ],
)
def test_family_names_are_as_frequent_as_in_the_region(name, least, most):
    assert least < share(CROWD, lambda person: family(person) == name) < most


def test_there_are_more_than_twenty_families():
    assert len(set(map(family, CROWD))) > 20


def test_a_little_more_than_half_are_women():
    assert 0.52 < share(CROWD, lambda person: person.gender == "female") < 0.6


def test_most_learners_are_between_forty_five_and_seventy_five():
    assert 0.6 < share(CROWD, lambda person: 1951 <= person.birth_year <= 1981) < 0.8
    assert {person.birth_year for person in CROWD} <= set(range(FIRST_YEAR, LAST_YEAR + 1))
    assert 0.02 < share(CROWD, lambda person: person.birth_year > 2001) < 0.08


def test_old_women_are_called_thi_and_girls_often_are_not():
    def is_called_thi(person):
        return "Thị" in person.full_name.split()

    women = [person for person in CROWD if person.gender == "female"]
    assert share([w for w in women if w.birth_year <= 1962], is_called_thi) > 0.97
    assert share([w for w in women if w.birth_year > 1996], is_called_thi) < 0.5


def test_men_are_not_called_thi_and_women_are_not_called_van():
    wrong = {"male": "Thị", "female": "Văn"}
    assert not [person for person in CROWD if wrong[person.gender] in person.full_name.split()[1:-1]]


def test_no_given_name_is_on_every_list_and_none_repeats_another_part_of_the_name():
    given_names = Counter(given_name(person.full_name) for person in CROWD)
    assert len(given_names) > 150 and given_names.most_common(1)[0][1] < 0.05 * len(CROWD)
    assert all(len(set(p.full_name.split())) == len(p.full_name.split()) for p in CROWD)


def test_no_person_whom_everybody_knows_is_on_the_roll():
    everybody = random.Random(8)
    names = {make_person(everybody).full_name for _ in range(20_000)} | {p.full_name for p in CROWD}
    assert not names & KNOWN_TO_EVERYBODY


def test_a_few_names_are_long_enough_to_try_the_layout():
    assert 0 < share(CROWD, lambda person: len(person.full_name.split()) > 4) < 0.02
    assert max(len(person.full_name) for person in CROWD) >= 30

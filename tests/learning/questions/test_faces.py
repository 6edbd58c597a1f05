"""What a learner sees and may send back: never a key, never a value that was not offered."""

import contextlib
import json
import random
from dataclasses import asdict

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from learning.questions import (
    ArrangementMismatch,
    OptionNotOffered,
    Response,
    ResponseTooLong,
    arrange,
    face,
    read_gift,
    read_response,
)
from learning.questions.faces import MAX_ESSAY, MAX_TYPED
from tests.learning.questions.strategies import questions


def one(text):
    (question,) = read_gift(text).questions
    return question


CHOICE = one("// [id:q1]\n::Tên::Chọn {=đúng#MẬT ~%50%nửa#MẬT ~%-50%sai#MẬT ####MẬT}")
SEVERAL = one("Chọn {~%50%a#MẬT ~%50%b ~c}")
PAIRS = one("Ghép {=113 -> Công an\n=115 -> Cấp cứu\n=116 -> Công an\n= -> Điện lực}")
TYPED = one("Thủ đô {=Hà Nội} ở đâu?")
ESSAY = one("Kể {}")


def values(choices):
    return [choice.value for choice in choices]


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_an_arrangement_is_a_permutation_that_survives_json(question, rng):
    arrangement = arrange(question, rng)
    assert sorted(arrangement) == list(range(len(arrangement)))
    assert json.loads(json.dumps(arrangement)) == arrangement


def test_the_order_on_the_page_is_not_the_authors_order():
    orders = {tuple(arrange(CHOICE, random.Random(seed))) for seed in range(40)}
    assert len(orders) == 6


def test_options_are_lettered_by_their_place_on_the_page():
    shown = face(CHOICE, [2, 0, 1])
    assert [(choice.value, choice.text.body) for choice in shown.options] == [
        ("a", "sai"),
        ("b", "đúng"),
        ("c", "nửa"),
    ]
    assert (shown.question_id, shown.kind, shown.entry, shown.title) == (
        "q1",
        "single_choice",
        "choose",
        "Tên",
    )
    assert not shown.multiple


def test_more_options_than_letters_still_differ():
    many = one("Chọn {" + " ".join(f"~{number}" for number in range(59)) + " =đúng}")
    shown = values(face(many, list(range(60))).options)
    assert len(set(shown)) == 60 and shown[25:27] == ["z", "a1"]


@pytest.mark.parametrize("question", [CHOICE, SEVERAL])
def test_a_face_holds_neither_feedback_nor_weights(question):
    shown = repr(asdict(face(question, [0, 1, 2])))
    assert "MẬT" not in shown and "50" not in shown and "100" not in shown


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_no_number_and_no_truth_value_reaches_a_face(question, rng):
    shown = asdict(face(question, arrange(question, rng)))
    assert shown.pop("multiple") in (True, False)
    assert not any(isinstance(leaf, int | float) for leaf in leaves(shown))


def leaves(value):
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


def test_true_and_false_are_always_offered_in_this_order():
    question = one("Câu {F}")
    for seed in range(5):
        shown = face(question, arrange(question, random.Random(seed)))
        assert [choice.text.body for choice in shown.options] == ["Đúng", "Sai"]


def test_right_sides_are_shown_once_and_lefts_are_numbered():
    shown = face(PAIRS, [2, 1, 0])
    assert [choice.text.body for choice in shown.rights] == ["Điện lực", "Cấp cứu", "Công an"]
    assert (values(shown.lefts), shown.options, shown.entry) == (["1", "2", "3"], (), "match")


def test_a_gap_shows_both_ends_of_its_sentence():
    shown = face(TYPED, [])
    assert (shown.before.body, shown.after.body) == ("Thủ đô ", " ở đâu?")
    assert (shown.text.body, shown.entry, shown.kind) == ("Thủ đô _____ ở đâu?", "type", "missing_word")


@pytest.mark.parametrize(
    ("text", "entry"),
    [("Số {#3}", "number"), ("Kể {}", "write"), ("Lời dẫn", "nothing"), ("Câu {T}", "choose")],
)
def test_every_kind_says_how_it_is_answered(text, entry):
    question = one(text)
    assert face(question, arrange(question, random.Random(1))).entry == entry


def test_a_choice_comes_as_a_list_or_under_the_name_answer():
    assert read_response(CHOICE, [2, 0, 1], ["b"]) == Response(chosen=frozenset({0}))
    assert read_response(CHOICE, [2, 0, 1], {"answer": ["c"]}) == Response(chosen=frozenset({1}))
    assert read_response(CHOICE, [2, 0, 1], {"answer": "a"}) == Response(chosen=frozenset({2}))


@pytest.mark.parametrize("nothing", [[], [""], {}, {"answer": []}, {"answer": ""}])
def test_nothing_chosen_is_an_empty_response(nothing):
    assert read_response(SEVERAL, [0, 1, 2], nothing) == Response()


def test_several_may_be_chosen_only_where_several_are_asked():
    assert read_response(SEVERAL, [2, 1, 0], ["a", "c", "a"]).chosen == {0, 2}
    with pytest.raises(OptionNotOffered):
        read_response(CHOICE, [0, 1, 2], ["a", "b"])
    assert read_response(CHOICE, [0, 1, 2], ["a", "a"]).chosen == {0}


def test_pairs_come_by_left_side_or_in_order():
    expected = Response(matched=(1, None, 0))
    assert read_response(PAIRS, [2, 1, 0], {"1": ["b"], "3": "c"}) == expected
    assert read_response(PAIRS, [2, 1, 0], {"1": ["b"], "2": [""], "3": ["c"]}) == expected
    assert read_response(PAIRS, [2, 1, 0], ["b", "", "c"]) == expected
    assert read_response(PAIRS, [2, 1, 0], ["b"]) == Response(matched=(1, None, None))


@pytest.mark.parametrize("given_", [{"4": ["a"]}, {"1": ["a", "b"]}, ["a", "b", "c", "a"], {"1": ["d"]}, ["zz"]])
def test_pairs_that_were_not_offered_are_refused(given_):
    with pytest.raises(OptionNotOffered):
        read_response(PAIRS, [0, 1, 2], given_)


@given(questions(), st.randoms(use_true_random=False), st.lists(st.text(max_size=4), max_size=4))
@settings(max_examples=100, deadline=None)
def test_unknown_values_raise_nothing_but_option_not_offered(question, rng, sent):
    arrangement = arrange(question, rng)
    assume(question.gradable)
    for form in (sent, {"answer": sent}, {str(place): [value] for place, value in enumerate(sent)}):
        with contextlib.suppress(OptionNotOffered):
            read_response(question, arrangement, form)


def test_typed_text_is_trimmed_and_composed():
    assert read_response(TYPED, [], ["  Ha\u0300 No\u0323\u0302i\0 "]).typed == "Hà Nội"
    assert read_response(TYPED, [], []).typed == ""


@pytest.mark.parametrize(("question", "limit"), [(TYPED, MAX_TYPED), (ESSAY, MAX_ESSAY)])
def test_typed_text_has_a_longest_length(question, limit):
    assert len(read_response(question, [], ["a" * limit]).typed) == limit
    with pytest.raises(ResponseTooLong):
        read_response(question, [], ["a" * (limit + 1)])


def test_a_description_takes_no_response():
    assert read_response(one("Lời dẫn"), [], ["a"]) == Response()


@pytest.mark.parametrize("arrangement", [[], [0, 1], [0, 0, 1], [1, 2, 3]])
def test_an_arrangement_of_another_question_is_refused(arrangement):
    with pytest.raises(ArrangementMismatch):
        face(CHOICE, arrangement)
    with pytest.raises(ArrangementMismatch):
        read_response(CHOICE, arrangement, ["a"])

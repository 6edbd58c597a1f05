"""What a response is worth and what the learner is told."""

import random
import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.questions import NotGradable, Response, arrange, face, mark, read_gift, read_response
from learning.questions.model import Answer, Matching, MultipleChoice, Question
from tests.learning.questions import strategies


def one(text):
    (question,) = read_gift(text).questions
    return question


def chosen(question, *places):
    return mark(question, Response(chosen=frozenset(places)))


def typed(question, text):
    return mark(question, Response(typed=text))


def told(marked):
    return [text.body for text in marked.feedback]


def right(marked):
    return [text.body for text in marked.right_answer]


CHOICE = one("Chọn {=đúng#tốt ~%50%nửa#gần ~%-50%sai#kém ####chung}")
SEVERAL = one("Chọn {~%50%a#được ~%50%b ~%-50%c#không ~d}")
THIRDS = one("Chọn {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")
PAIRS = one("Ghép {=113 -> Công an\n=115 -> Cấp cứu\n=116 -> Công an\n= -> Điện lực}")
CAPITAL = one("Thủ đô {=%50%Th* =Hà Nội#đúng =%0%*#xem lại}")
BORN = one("Năm {#=%50%1822:2#gần =1822:0#đúng ~#xa}")


def test_the_right_choice_earns_everything():
    marked = chosen(CHOICE, 0)
    assert (marked.fraction, marked.correct, told(marked)) == (1, True, ["tốt"])
    assert (marked.general_feedback.body, right(marked)) == ("chung", ["đúng"])


@pytest.mark.parametrize(("place", "fraction", "feedback"), [(1, 0.5, "gần"), (2, 0, "kém")])
def test_another_choice_earns_its_weight_but_never_less_than_nothing(place, fraction, feedback):
    marked = chosen(CHOICE, place)
    assert (marked.fraction, marked.correct, told(marked)) == (fraction, False, [feedback])


def test_two_choices_where_one_is_asked_earn_nothing():
    assert (chosen(CHOICE, 0, 1).fraction, told(chosen(CHOICE, 0, 1))) == (0, [])


@pytest.mark.parametrize(
    ("places", "fraction"),
    [((0, 1), 1), ((0,), 0.5), ((0, 2), 0), ((0, 1, 2), 0.5), ((0, 1, 3), 1), ((2,), 0), ((3,), 0), ((), 0)],
)
def test_several_choices_add_up(places, fraction):
    marked = chosen(SEVERAL, *places)
    assert (marked.fraction, marked.correct) == (fraction, fraction == 1)


def test_feedback_comes_from_the_chosen_answers_that_have_some():
    assert told(chosen(SEVERAL, 2, 1, 0)) == ["được", "không"]
    assert right(chosen(SEVERAL)) == ["a", "b"]


def test_three_thirds_are_a_whole_and_two_are_not():
    assert (chosen(THIRDS, 0, 1, 2).fraction, chosen(THIRDS, 0, 1, 2).correct) == (1, True)
    assert (chosen(THIRDS, 0, 1).fraction, chosen(THIRDS, 0, 1).correct) == (0.66667, False)


def test_weights_that_were_never_checked_cannot_earn_more_than_everything():
    generous = Question(CHOICE.text, MultipleChoice(tuple(Answer(CHOICE.text, w) for w in (100.0, 100.0, 1.0))))
    assert chosen(generous, 0, 1).fraction == 1
    assert len(right(chosen(generous))) == 3


@pytest.mark.parametrize(("truth", "said", "earned"), [("T", 0, 1), ("T", 1, 0), ("F", 0, 0), ("F", 1, 1)])
def test_true_or_false(truth, said, earned):
    question = one(f"Câu {{{truth}#chưa#rồi}}")
    marked = chosen(question, said)
    assert (marked.fraction, told(marked)) == (earned, ["rồi" if earned else "chưa"])
    assert right(marked) == ["Đúng" if truth == "T" else "Sai"]


def test_true_and_false_together_are_no_answer():
    assert chosen(one("Câu {F}"), 0, 1).fraction == 0
    assert told(chosen(one("Câu {F#chưa#rồi}"))) == []


@pytest.mark.parametrize(
    ("matched", "fraction"),
    [
        ((0, 1, 0), 1),
        ((0, None, None), 0.33333),
        ((0, 1, 2), 0.66667),
        ((1, 0, 2), 0),
        ((None,) * 3, 0),
        ((), 0),
    ],
)
def test_every_pair_counts_the_same(matched, fraction):
    assert mark(PAIRS, Response(matched=matched)).fraction == fraction


def test_the_right_pairs_are_told_in_order():
    assert right(mark(PAIRS, Response())) == ["113 → Công an", "115 → Cấp cứu", "116 → Công an"]


@pytest.mark.parametrize(
    ("text", "fraction", "feedback"),
    [
        ("hà nội", 1, ["đúng"]),
        ("Thăng Long", 0.5, []),
        ("Huế", 0, ["xem lại"]),
        ("", 0, []),
        ("  ", 0, []),
    ],
)
def test_a_typed_answer_earns_what_its_best_wording_earns(text, fraction, feedback):
    marked = typed(CAPITAL, text)
    assert (marked.fraction, told(marked)) == (fraction, feedback)


def test_a_vague_wording_written_first_does_not_hide_the_right_one():
    assert typed(one("Thủ đô {=%50%H* =Hà Nội}"), "Hà Nội").correct


def test_a_wording_nobody_awaited_is_told_nothing():
    marked = typed(one("Thủ đô {=Hà Nội#đúng}"), "Huế")
    assert (marked.fraction, told(marked)) == (0, [])


def test_marks_may_be_left_out_only_with_the_tag():
    assert typed(one("// [tag:khong-can-dau]\nThủ đô {=Hà Nội}"), "ha noi").correct
    assert not typed(one("Thủ đô {=Hà Nội}"), "ha noi").correct


def test_the_right_wording_is_shown_without_wildcards_if_there_is_one():
    assert right(typed(one("Thủ đô {=%50%Huế =*Nội* =Hà Nội}"), "")) == ["Hà Nội"]
    assert right(typed(one("Thủ đô {=*Nội*}"), "")) == ["…Nội…"]


@pytest.mark.parametrize(
    ("text", "fraction", "feedback"),
    [
        ("1822", 1, ["đúng"]),
        ("1.822", 1, ["đúng"]),
        ("1820", 0.5, ["gần"]),
        ("1824,0", 0.5, ["gần"]),
        ("1819,99", 0, ["xa"]),
        ("1824.01", 0, ["xa"]),
        ("không nhớ", 0, ["xa"]),
        ("", 0, []),
        (" ", 0, []),
    ],
)
def test_a_number_is_right_up_to_the_edge_of_its_tolerance(text, fraction, feedback):
    marked = typed(BORN, text)
    assert (marked.fraction, told(marked)) == (fraction, feedback)


@pytest.mark.parametrize(("text", "correct"), [("1", True), ("2,5", True), ("0,99", False), ("2,51", False)])
def test_a_range_holds_both_its_ends(text, correct):
    assert typed(one("Số {#1..2.5}"), text).correct is correct


@pytest.mark.parametrize("text", ["500000", "500.000", "500,000", "500 000"])
def test_an_amount_may_be_grouped_as_on_a_bank_note(text):
    assert typed(one("Bao nhiêu đồng? {#500000}"), text).correct


def test_the_right_number_is_told_as_people_write_it():
    assert right(typed(BORN, "")) == ["1822"]
    assert right(typed(one("Số {#3.14:0.01}"), "")) == ["3,14 (được lệch 0,01)"]
    assert right(typed(one("Số {#3.14..3.15}"), "")) == ["từ 3,14 đến 3,15"]


def test_a_gap_is_marked_as_what_fills_it():
    assert chosen(one("Thủ đô là {~Huế =Hà Nội}."), 1).correct
    assert typed(one("Thủ đô là {=Hà Nội}."), "hà nội").correct


@pytest.mark.parametrize("text", ["Kể {}", "Lời dẫn"])
def test_essays_and_descriptions_are_not_marked(text):
    question = one(text)
    assert not question.gradable
    with pytest.raises(NotGradable):
        mark(question, Response(typed="a"))


def sent_by_a_form(question, draw):
    """Any response that an honest form can send."""
    arrangement = arrange(question, random.Random(draw(st.integers(0, 99))))
    shown = face(question, arrangement)
    offered = [choice.value for choice in shown.options or shown.rights]
    if shown.lefts:
        return arrangement, {left.value: [draw(st.sampled_from(["", *offered]))] for left in shown.lefts}
    if offered:
        return arrangement, draw(st.lists(st.sampled_from(offered), max_size=4 if shown.multiple else 1))
    return arrangement, [draw(strategies.words | st.decimals(-9, 9, places=1).map(str))]


@given(strategies.questions(strategies.gradable_tasks), st.data())
@settings(max_examples=100, deadline=None)
def test_a_fraction_lies_between_nothing_and_everything(question, data):
    marked = mark(question, read_response(question, *sent_by_a_form(question, data.draw)))
    assert 0 <= marked.fraction <= 1
    assert marked.correct is (marked.fraction == 1)
    assert marked.right_answer


@given(strategies.questions(strategies.gradable_tasks))
@settings(max_examples=60, deadline=None)
def test_an_empty_response_earns_nothing(question):
    marked = mark(question, Response())
    assert (marked.fraction, marked.feedback) == (0, ())


@given(strategies.questions(strategies.multiple_choices()), st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_chosen_answers_is_irrelevant(question, data):
    arrangement = arrange(question, random.Random(1))
    offered = [choice.value for choice in face(question, arrangement).options]
    picked = data.draw(st.lists(st.sampled_from(offered), unique=True))
    other = data.draw(st.permutations(picked))
    assert mark(question, read_response(question, arrangement, picked)) == mark(
        question, read_response(question, arrangement, other)
    )


@given(strategies.questions(strategies.multiple_choices() | strategies.matchings), st.data())
@settings(max_examples=100, deadline=None)
def test_correcting_one_answer_never_lowers_the_score(question, data):
    before, after = (mark(question, response) for response in a_correction(question.task, data.draw))
    assert after.fraction >= before.fraction


def a_correction(task, draw):
    if isinstance(task, Matching):
        places = range(len(task.right_sides))
        matched = [draw(st.sampled_from([None, *places])) for _ in task.pairs]
        mended = list(matched)
        place = draw(st.integers(0, len(task.pairs) - 1))
        mended[place] = task.right_sides.index(task.pairs[place].right)
        return Response(matched=tuple(matched)), Response(matched=tuple(mended))
    assert isinstance(task, MultipleChoice)
    chosen_ = draw(st.sets(st.integers(0, len(task.answers) - 1)))
    place = draw(st.integers(0, len(task.answers) - 1))
    mended_ = chosen_ | {place} if task.answers[place].fraction > 0 else chosen_ - {place}
    return Response(chosen=frozenset(chosen_)), Response(chosen=frozenset(mended_))


@given(strategies.questions(strategies.single_choices() | strategies.true_falses | strategies.numerics))
@settings(max_examples=60, deadline=None)
def test_some_answer_earns_everything(question):
    responses = [Response(chosen=frozenset({place})) for place in range(8)]
    if question.kind == "numeric":
        responses.append(Response(typed=strategies.right_typing(question.task)))
    assert max(mark(question, response).fraction for response in responses) == 1


@pytest.mark.parametrize(
    ("question", "response"),
    [
        (CHOICE, Response(chosen=frozenset({1}))),
        (PAIRS, Response(matched=(0, 1, 2))),
        (CAPITAL, Response(typed="Thăng Long")),
        (BORN, Response(typed="1.823")),
    ],
)
def test_marking_takes_well_under_a_tenth_of_a_millisecond(question, response):
    best = min(timeit.repeat(lambda: mark(question, response), number=200, repeat=5)) / 200
    assert best < 0.0001

"""Facility, discrimination, options and warnings: against the textbook, and within their bounds whatever comes."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.boards.item_statistics import ENOUGH, ItemStatistics, ItemTally, Option, statistics_of, warnings_of

marks = st.sampled_from([0.0, 0.25, 0.5, 1.0])
showings = st.lists(st.tuples(marks, marks), min_size=1, max_size=80)


def tallied(pairs: list[tuple[float, float | None]]) -> ItemTally:
    tally = ItemTally()
    for mark, rest in pairs:
        tally.add(mark, rest, (), mark == 0)
    return tally


@given(showings)
def test_facility_is_the_mean_mark_in_percent(pairs: list[tuple[float, float]]) -> None:
    found = tallied(pairs).facility
    assert found == pytest.approx(100 * statistics.fmean(mark for mark, _ in pairs))
    assert found is not None and 0 <= found <= 100


@given(st.lists(st.tuples(marks, marks), min_size=ENOUGH, max_size=80))
def test_discrimination_is_the_correlation_with_the_rest(pairs: list[tuple[float, float]]) -> None:
    found = tallied(pairs).discrimination
    own, rest = [mark for mark, _ in pairs], [rest for _, rest in pairs]
    if len(set(own)) == 1 or len(set(rest)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(statistics.correlation(own, rest), abs=1e-6)


@given(st.lists(st.tuples(marks, marks), max_size=ENOUGH - 1))
def test_too_few_answers_say_nothing_about_discrimination(pairs: list[tuple[float, float]]) -> None:
    tally = tallied(pairs)
    assert tally.discrimination is None
    assert statistics_of(tally, [("A", True), ("B", False)]).warnings == ()


@given(showings)
def test_the_order_of_attempts_does_not_matter(pairs: list[tuple[float, float]]) -> None:
    one, other = tallied(pairs), tallied(pairs[::-1])
    assert one.facility == pytest.approx(other.facility)
    assert (one.discrimination is None) == (other.discrimination is None)


def test_a_question_that_stands_alone_has_no_rest() -> None:
    assert tallied([(1.0, None)] * 30).discrimination is None


def options(right: int, *wrong: int) -> tuple[Option, ...]:
    total = right + sum(wrong)
    rows = [("đúng", True, right), *(("sai", False, times) for times in wrong)]
    return tuple(
        Option("ABCDE"[at], text, good, times, 100 * times / total) for at, (text, good, times) in enumerate(rows)
    )


def told(found: ItemStatistics) -> str:
    return " ".join(warnings_of(found))


def test_a_wrong_answer_chosen_more_often_than_the_right_one_is_named() -> None:
    found = ItemStatistics(40, 0, 30.0, 0.3, options(12, 20, 8), ())
    assert "Đáp án sai B được chọn nhiều hơn đáp án đúng (20 so với 12 lần)." in told(found)


def test_a_distractor_nobody_takes_is_named() -> None:
    assert "Không ai chọn đáp án C" in told(ItemStatistics(40, 0, 80.0, 0.3, options(32, 8, 0), ()))


@pytest.mark.parametrize(
    ("facility", "discrimination", "omitted", "words"),
    [
        (97.0, 0.3, 0, "quá dễ"),
        (12.0, 0.3, 0, "quá khó"),
        (60.0, -0.2, 0, "Xin xem lại đáp án"),
        (60.0, 0.02, 0, "không phân biệt"),
        (60.0, 0.3, 12, "bỏ trống"),
    ],
)
def test_warnings_are_plain_words(facility: float, discrimination: float, omitted: int, words: str) -> None:
    assert words in told(ItemStatistics(40, omitted, facility, discrimination, (), ()))


def test_a_good_question_is_left_in_peace() -> None:
    assert told(ItemStatistics(40, 1, 65.0, 0.4, options(26, 8, 6), ())) == ""

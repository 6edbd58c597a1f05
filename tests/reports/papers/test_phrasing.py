"""Numbers in Vietnamese sentences: nobody, one, many, and no percentage of nothing."""

from __future__ import annotations

import pytest

from reports.papers.findings import Found
from reports.papers.phrasing import compared, listed, percent, shown


def people(number: int) -> Found:
    return Found("A1", "reached", "Người được tiếp cận", "người", number, number)


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (0, 0, "tháng 9 cũng chưa có"),
        (5, 0, "tháng 9 chưa có"),
        (5, 5, "bằng tháng 9"),
        (1284, 1000, "tăng 284 người (28,4%) so với tháng 9"),
        (0, 4, "giảm 4 người (100%) so với tháng 9"),
    ],
)
def test_more_fewer_as_many_and_nothing_before(now: int, then: int, said: str) -> None:
    assert compared(people(now), people(then), "tháng 9").replace("\xa0", " ") == said


def test_numbers_are_written_as_vietnamese_readers_expect_them() -> None:
    share = Found("A6", "completion_rate", "Tỷ lệ", "%", 45.161290, 1400, 3100)
    assert (shown(people(1234567)), shown(share), percent(share)) == ("1.234.567", "45,2", "45,2% (1.400/3.100)")
    assert shown(Found("A6", "completion_rate", "Tỷ lệ", "%", None, 0, 0)) == "–"


def test_names_are_listed_with_and_before_the_last() -> None:
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A và B", "A, B và C"]

"""How a target stands, in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.boards.charts import HEIGHT, WIDTH, chart, heat_step
from reports.boards.projection import outlook
from reports.figures.measures import MEASURES

REACHED, RATE = MEASURES["reached"], MEASURES["completion_rate"]
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def said(value: float | None, today: date, amount: int = 1000, key: str = "reached") -> str:
    return outlook(MEASURES[key], value, amount, *YEAR, today).sentence


def test_a_pace_that_suffices_says_so() -> None:
    assert "Giữ nhịp này thì kịp" in said(600, date(2026, 7, 1))


def test_a_pace_that_does_not_suffice_says_what_is_needed() -> None:
    words = said(300, date(2026, 7, 1))
    assert "còn thiếu 700 người" in words
    assert "mới được khoảng 602 người" in words
    assert "mỗi tuần" in words


@pytest.mark.parametrize(
    ("value", "today", "words"),
    [
        (1000.0, date(2026, 7, 1), "Đã đạt chỉ tiêu"),
        (999.0, date(2027, 1, 1), "Đã hết hạn ngày 31/12/2026, còn thiếu 1 người"),
        (0.0, date(2025, 12, 1), "Bắt đầu tính từ ngày 01/01/2026"),
        (3.0, date(2026, 1, 2), "chưa ước tính được nhịp"),
        (None, date(2026, 7, 1), "Chưa có số"),
        (999.0, date(2026, 12, 31), "Giữ nhịp này thì kịp"),
        (100.0, date(2026, 12, 31), "chỉ còn 0 ngày"),
    ],
)
def test_every_state_makes_sense(value: float | None, today: date, words: str) -> None:
    if value == 999.0 and today == date(2026, 12, 31):
        words = "còn thiếu 1 người"
    assert words in said(value, today)


def test_a_rate_is_never_projected() -> None:
    assert "không ước tính" in said(40, date(2026, 7, 1), 60, "completion_rate")


@given(
    st.floats(min_value=0, max_value=1e6),
    st.integers(min_value=1, max_value=10_000_000),
    st.dates(min_value=date(2025, 1, 1), max_value=date(2028, 1, 1)),
    st.integers(min_value=1, max_value=900),
)
def test_the_bar_stays_between_nothing_and_all(value: float, amount: int, today: date, days: int) -> None:
    found = outlook(REACHED, value, amount, date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=days), today)
    assert 0 <= found.percent <= 100
    assert found.reached == (value >= amount)
    assert found.sentence


@given(st.lists(st.tuples(st.just("1"), st.integers(min_value=0, max_value=100_000)), max_size=130))
def test_bars_stay_inside_the_picture(numbers: list[tuple[str, int]]) -> None:
    drawn = chart(numbers)
    assert len(drawn.bars) == len(numbers)
    for bar in drawn.bars:
        assert bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.2
        assert 0 <= bar.y <= HEIGHT and bar.height <= HEIGHT


@given(st.floats(min_value=0, max_value=100))
def test_the_warmer_cell_has_the_greater_share(percent: float) -> None:
    assert 1 <= heat_step(percent) <= 5
    assert heat_step(percent) <= heat_step(min(100, percent + 20))
    assert heat_step(None) == 0

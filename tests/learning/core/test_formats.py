"""Numbers, dates and durations as Vietnamese readers expect them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.core.formats import (
    ago_vi,
    count_vi,
    date_vi,
    datetime_vi,
    hours_vi,
    kilobytes_vi,
    long_date_vi,
    minutes_vi,
    number_vi,
    percent_vi,
)

NOW = datetime(2026, 11, 5, 12, 5, tzinfo=UTC)  # 19:05 in Vietnam


def plain(text):
    return text.replace("\u00a0", " ")


# --- Dates ------------------------------------------------------------------------------------------------


def test_a_date_is_day_month_year():
    assert date_vi(date(2026, 11, 5)) == "05/11/2026"


def test_a_moment_is_shown_in_the_time_of_vietnam():
    assert datetime_vi(NOW) == "19:05 ngày 05/11/2026"


def test_late_evening_in_utc_is_already_the_next_day_in_vietnam():
    moment = datetime(2026, 11, 4, 17, 0, tzinfo=UTC)
    assert date_vi(moment) == "05/11/2026"
    assert long_date_vi(moment) == "ngày 05 tháng 11 năm 2026"


@pytest.mark.parametrize("show", [date_vi, datetime_vi, long_date_vi])
def test_a_naive_moment_is_refused(show):
    with pytest.raises(ValueError, match="naive"):
        show(datetime(2026, 11, 5, 19, 5))


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 11, 5), "ngày 05 tháng 11 năm 2026"),
        (date(2026, 3, 15), "ngày 15 tháng 3 năm 2026"),
        (date(2027, 2, 9), "ngày 09 tháng 02 năm 2027"),
        (date(2027, 1, 10), "ngày 10 tháng 01 năm 2027"),
    ],
)
def test_a_date_of_an_official_paper_has_zeros_where_the_decree_wants_them(day, shown):
    assert long_date_vi(day) == shown


@given(st.dates())
def test_a_shown_date_can_be_read_back(day):
    dd, mm, yyyy = date_vi(day).split("/")
    assert (len(dd), len(mm), len(yyyy)) == (2, 2, 4)
    assert date(int(yyyy), int(mm), int(dd)) == day


# --- Ago --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(seconds=-40), "vừa xong"),
        (timedelta(seconds=59), "vừa xong"),
        (timedelta(minutes=3), "3 phút trước"),
        (timedelta(minutes=59, seconds=59), "59 phút trước"),
        (timedelta(hours=1), "1 giờ trước"),
        (timedelta(hours=19), "19 giờ trước"),
        (timedelta(hours=20), "hôm qua"),
        (timedelta(hours=43), "hôm qua"),
        (timedelta(days=2), "hôm kia"),
        (timedelta(days=3), "3 ngày trước"),
        (timedelta(days=6), "6 ngày trước"),
        (timedelta(days=7), "29/10/2026"),
        (timedelta(days=-1), "19:05 ngày 06/11/2026"),
    ],
)
def test_how_long_ago_is_said_in_everyday_words(passed, shown):
    assert plain(ago_vi(NOW - passed, NOW)) == shown


def test_some_minutes_ago_stay_minutes_across_midnight():
    just_after_midnight = datetime(2026, 11, 5, 17, 2, tzinfo=UTC)
    assert plain(ago_vi(just_after_midnight - timedelta(minutes=5), just_after_midnight)) == "5 phút trước"


def test_a_naive_moment_has_no_ago():
    with pytest.raises(ValueError, match="naive"):
        ago_vi(datetime(2026, 11, 5), NOW)


# --- Numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234.5, "1.234,5"),
        (0, "0"),
        (100, "100"),
        (1000, "1.000"),
        (1234567, "1.234.567"),
        (-1234.25, "-1.234,25"),
        (-0.001, "0"),
        (0.005, "0,01"),
        (2.675, "2,68"),
        (Decimal("7.50"), "7,5"),
        (1e6, "1.000.000"),
    ],
)
def test_numbers_have_points_for_thousands_and_a_comma_for_decimals(value, shown):
    assert number_vi(value) == shown


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_can_be_read_back(number):
    assert int(number_vi(number).replace(".", "")) == number


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_with_two_decimals_can_be_read_back(number):
    assert Decimal(number_vi(number).replace(".", "").replace(",", ".")) == number


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not a number"):
        number_vi(value)


def test_shares_are_shown_as_percentages():
    assert percent_vi(0.456) == "45,6%"
    assert percent_vi(0.456, places=0) == "46%"
    assert [percent_vi(share) for share in (0, 0.5, 1)] == ["0%", "50%", "100%"]
    assert percent_vi(1 / 3) == "33,3%"


@given(st.integers(0, 1000))
def test_a_percentage_says_what_the_division_says(tenths):
    assert percent_vi(tenths / 1000) == number_vi(Decimal(tenths) / 10) + "%"


# --- Amounts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (38 * 1024, "38 KB"),
        (38 * 1024 + 1, "39 KB"),
        (999 * 1024, "999 KB"),
        (1023 * 1024, "1 MB"),
        (1258291, "1,2 MB"),
    ],
)
def test_the_cost_in_data_is_never_understated_below_a_megabyte(size, shown):
    assert plain(kilobytes_vi(size)) == shown


def test_durations_are_shown_in_hours_and_minutes():
    assert plain(hours_vi(2.5)) == "2,5 giờ"
    assert [plain(minutes_vi(m)) for m in (0, 6, 60, 90)] == ["0 phút", "6 phút", "1 giờ", "1 giờ 30 phút"]


def test_things_are_counted_without_a_plural():
    assert plain(count_vi(3, "bài")) == "3 bài"
    assert plain(count_vi(1234, "người")) == "1.234 người"


@pytest.mark.parametrize(
    "shown", [count_vi(3, "bài"), hours_vi(2), minutes_vi(6), kilobytes_vi(10), kilobytes_vi(10**7)]
)
def test_a_number_never_parts_from_its_unit_at_the_end_of_a_line(shown):
    assert " " not in shown and "\u00a0" in shown

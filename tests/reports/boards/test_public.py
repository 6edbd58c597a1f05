"""What everybody may see: nothing below five, and nothing that gives a count below five back."""

from __future__ import annotations

import re
from datetime import date

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from learning.accounts.models import Person, Place
from learning.core import clock as site_clock
from learning.core.database import db
from reports.boards.public import STEP, Counted, points, public_period, rounded, totals
from reports.figures import actions as figures
from tests.support import factories
from tests.support.clients import Browser
from tests.support.moved_clock import MovedClock

counts = st.integers(min_value=0, max_value=400)


def possible(shown: int | None) -> range:
    """The true counts that are shown like this."""
    return range(STEP) if shown is None else range(max(STEP, shown - 2), shown + 3)


@given(counts)
def test_a_count_is_rounded_to_the_nearest_five_and_below_five_hidden(count: int) -> None:
    shown = rounded(count)
    assert (shown is None) == (count < STEP)
    assert shown is None or (shown % STEP == 0 and abs(shown - count) <= 2)
    assert count in possible(shown)


@given(st.lists(st.tuples(counts, st.integers(min_value=0, max_value=4)), min_size=1, max_size=8))
def test_the_total_less_the_parts_does_not_give_a_small_part_back(thon: list[tuple[int, int]]) -> None:
    """Whatever the hidden counts are, the page is the same: 7, 7 and 4 once gave 20 less 14, so 4."""

    def seen(counts_of_thon: list[int]) -> object:
        shown = Counted(tuple((place, (rounded(count),) * 3) for place, count in enumerate(counts_of_thon)), ())
        return shown, totals(shown)

    one = [count for count, _ in thon]
    other = [small if count < STEP else count for count, small in thon]
    assert seen(one) == seen(other)


@given(counts, counts)
def test_two_months_never_differ_by_a_small_number(first: int, more: int) -> None:
    before, after = rounded(first), rounded(first + more)
    assert before is None or after is None or (after - before) % STEP == 0


@given(st.lists(counts, min_size=3, max_size=3), st.integers(min_value=50, max_value=2000))
def test_points_are_worked_out_from_what_is_shown(true: list[int], adults: int) -> None:
    shown = [rounded(count) for count in true]
    near = [rounded(count) if count is not None else None for count in shown]
    assert points(shown, adults) == points(near, adults)


def test_the_period_ends_with_the_last_whole_month() -> None:
    assert public_period(date(2026, 11, 23)).last == date(2026, 10, 31)
    assert public_period(date(2026, 11, 23)).first == date(2026, 1, 1)
    january = public_period(date(2027, 1, 5))
    assert (january.first, january.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert public_period(date(2027, 2, 5)).name == "Trong tháng 1/2027"


def words_of(client: Browser) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", client.get("/so-lieu").get_data(as_text=True))


def learnt_last_month(clock: MovedClock, number: int, thon: str) -> None:
    clock.move(days=-40)
    for person in factories.people(number, thon):
        factories.finished_lessons(person)
    clock.move(days=40)
    db.session.commit()


def test_three_learners_are_hidden_and_forty_are_rounded(
    app: Flask, client: Browser, clock: MovedClock, staff: Person, thon_mot: Place
) -> None:
    app.extensions.pop("public_figures", None)
    learnt_last_month(clock, 3, "Thôn Mẫu Hai")
    learnt_last_month(clock, 41, "Thôn Mẫu Một")
    figures.set_roster_size(thon_mot, 200, "Sổ mẫu", site_clock.today(), staff)
    db.session.commit()
    page = words_of(client)
    assert "40 Người lớn được tiếp cận" in " ".join(page.split())
    row = " ".join(page.split()).partition("Thôn Mẫu Hai")[2][:80]
    assert "chưa có số người lớn" in row and "ít hơn 5" in row
    first = " ".join(page.split()).partition(" 1 Thôn Mẫu Một")[2][:30]
    assert first.strip().startswith("20 40")


def test_nobody_s_name_is_on_the_page(app: Flask, client: Browser, clock: MovedClock) -> None:
    app.extensions.pop("public_figures", None)
    learnt_last_month(clock, 12, "Thôn Mẫu Một")
    assert "Phạm Thị" not in words_of(client)


def test_filters_in_the_address_change_nothing(app: Flask, client: Browser, clock: MovedClock) -> None:
    app.extensions.pop("public_figures", None)
    learnt_last_month(clock, 12, "Thôn Mẫu Một")
    plain = client.get("/so-lieu").data
    filtered = client.get("/so-lieu?ky=thang&doi-tuong=nguoi-dan&gioi=nu&tu=01/10/2026&den=02/10/2026").data
    assert plain == filtered

"""Whatever stands in an address becomes a period and a scope, with a sentence where something had to be left out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.accounts.models import Person
from learning.core.database import db
from learning.core.errors import NotFound
from reports.figures import actions, queries
from reports.figures.period_reading import FUTURE, HALF, NO_CAMPAIGN, REVERSED, TOO_LONG, UNREADABLE, read_period
from reports.figures.periods import free, month_of, quarter_of, year_of
from tests.support import factories

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("values", "first", "last", "sentence"),
    [
        ({}, date(2026, 11, 1), date(2026, 11, 30), None),
        ({"ky": "quy", "nam": "2026", "quy": "4"}, date(2026, 10, 1), date(2026, 12, 31), None),
        ({"ky": "nam", "nam": "2024"}, date(2024, 1, 1), date(2024, 12, 31), None),
        ({"ky": "tu-chon", "tu": "20/11/2026", "den": "05/10/2026"}, date(2026, 10, 5), date(2026, 11, 20), REVERSED),
        ({"ky": "tu-chon", "tu": "", "den": "05/10/2026"}, date(2026, 11, 1), date(2026, 11, 30), HALF),
        ({"ky": "tu-chon", "tu": "2020-01-01", "den": "2099-01-01"}, date(2026, 11, 1), date(2026, 11, 30), TOO_LONG),
        ({"ky": "tu-chon", "tu": "31/02/2026", "den": "x"}, date(2026, 11, 1), date(2026, 11, 30), UNREADABLE),
        ({"ky": "thang", "nam": "2027", "thang": "3"}, date(2027, 3, 1), date(2027, 3, 31), FUTURE),
        ({"ky": "thang", "thang": "13"}, date(2026, 11, 1), date(2026, 11, 30), UNREADABLE),
        ({"ky": "dot", "dot": "77"}, date(2026, 11, 1), date(2026, 11, 30), NO_CAMPAIGN),
        ({"ky": "the-ky"}, date(2026, 11, 1), date(2026, 11, 30), UNREADABLE),
    ],
    ids=str,
)
def test_a_period_is_read_with_a_sentence(values, first, last, sentence) -> None:
    period, sentences = read_period(values, TODAY, ())
    assert (period.first, period.last) == (first, last)
    assert sentence is None or sentence in sentences


@given(st.dictionaries(st.sampled_from("ky tu den nam thang quy dot".split()), st.text(max_size=12)))
def test_no_address_is_a_fault(values: dict[str, str]) -> None:
    period, _ = read_period(values, TODAY, ())
    assert period.first <= period.last


@given(st.dates(date(2021, 1, 1), date(2099, 1, 1)), st.integers(0, 900))
def test_the_period_before_ends_the_day_before(day: date, days: int) -> None:
    for period in (month_of(day), quarter_of(day), year_of(day), free(day, date.fromordinal(day.toordinal() + days))):
        before = period.previous()
        assert (period.first - before.last).days == 1
        assert before.kind == period.kind
        assert sum(part.last - part.first + 1 for part in period.stretches) == period.days


def test_a_scope_comes_back_from_its_own_address(app, staff: Person) -> None:
    values = {"ky": "quy", "nam": "2026", "quy": "4", "noi": str(factories.place("Thôn Mẫu Một").id), "gioi": "nu"}
    values |= {"doi-tuong": "nguoi-dan", "khoa": factories.COURSE, "kenh": "lop", "tuoi": "60-tro-len"}
    scope = queries.scope_for(staff, values)
    assert scope.query() == values
    assert queries.scope_for(staff, scope.query()) == scope


def test_a_place_beyond_ones_reach_is_not_found(app) -> None:
    reader = factories.staff("Cán Bộ Một Thôn", "mot", factories.Role.STAFF, "Thôn Mẫu Một")
    with pytest.raises(NotFound):
        queries.scope_for(reader, {"noi": str(factories.place("Thôn Mẫu Hai").id)})
    assert queries.scope_for(reader, {}).places == {factories.place("Thôn Mẫu Một").id}


def test_more_people_than_adults_are_said_and_never_a_share(app, staff: Person) -> None:
    factories.people(3)
    where = factories.place("Thôn Mẫu Một")
    scope = queries.scope_for(staff, {"noi": str(where.id)})
    db.session.flush()
    actions.catch_up()
    assert "chưa nhập" in queries.figure("adult_share", scope).sentences[0]
    actions.set_roster_size(where, 2, "Danh sách thôn", TODAY, staff)
    figure = queries.figure("adult_share", scope)
    assert (figure.value, figure.numerator, figure.denominator) == (None, 3, 2)
    assert "nhiều hơn số người lớn" in figure.sentences[-1]
    actions.set_roster_size(where, 12, "Danh sách thôn", TODAY, staff)
    assert queries.figure("adult_share", scope).value == 25


def test_a_grid_is_made_of_figures_whose_addresses_give_the_same(app, staff: Person) -> None:
    factories.people(3)
    factories.person("Phạm Thị Xã", thon="xã")
    db.session.flush()
    actions.catch_up()
    grid = queries.grid("registered", queries.scope_for(staff, {}), staff)
    assert grid.total.value == 1 + 3 + 1  # the officer too
    for row in grid.rows:
        for cell in row.cells:
            again = queries.figure("registered", queries.scope_for(staff, cell.scope.query()))
            assert again.value == cell.value
    assert sum(row.total.value for row in grid.rows) == grid.total.value


def test_names_are_shown_only_where_one_may_see_people(app, staff: Person) -> None:
    factories.people(2)
    reader = factories.staff("Cán Bộ Một Thôn", "mot", factories.Role.STAFF, "Thôn Mẫu Hai")
    db.session.flush()
    actions.catch_up()
    behind = queries.people_behind("registered", queries.scope_for(staff, {}))
    leaf = queries.rows_of(behind, reader)
    assert leaf.total == len(leaf.rows) == behind.total == 4
    assert [row.person.full_name for row in leaf.rows if row.person] == ["Cán Bộ Một Thôn"]


def test_a_page_of_figures_asks_little(app, staff: Person, queries) -> None:
    from reports.figures import queries as figures

    factories.people(20)
    db.session.flush()
    actions.catch_up()
    scope = figures.scope_for(staff, {})
    with queries() as log:
        book = figures.open_book()
        figures.figures(("reached", "completed", "turns", "adult_share", "gain"), scope, book)
        figures.trend("completed", scope.during(year_of(TODAY)), book)
    assert len(log) <= 4

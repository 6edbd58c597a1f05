"""An attack on the figures for everybody: by every address, by subtracting, by solving, by waiting.

The attacker knows the rules of the page, the numbers of adults, and reads the page as often as they like. They win if
they can say of a count below five that it is not nought, or how large it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from learning.accounts import actions as accounts
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Role
from learning.core import clock as site_clock
from learning.core.database import db
from learning.core.web.page_cache import forget_pages
from reports.boards.public import STEP, WEIGHTS
from reports.figures import actions as figures
from reports.papers.models import ReportFreeze
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.support import factories
from tests.support.moved_clock import MovedClock

PAGE = "/so-lieu"
SMALL, GROWN = "Thôn Mẫu Hai", "Thôn Mẫu Một"
HIDDEN = "ít hơn 5"
Interval = tuple[int, int]  # the least and the most that a number can be


@pytest.fixture
def watched(app: Flask, clock: MovedClock) -> Iterator[MovedClock]:
    """A page that nobody has looked at yet, in the middle of a month."""
    app.extensions.pop("public_figures", None)
    yield clock
    app.extensions.pop("public_figures", None)


def learnt(clock: MovedClock, number: int, thon: str, days_ago: int = 40, finish: bool = False) -> list[Person]:
    """So many people learn in a thôn, so many days ago."""
    clock.move(days=-days_ago)
    made = factories.people(number, thon)
    for person in made:
        (factories.finished_course if finish else factories.finished_lessons)(person)
    clock.move(days=days_ago)
    db.session.commit()
    return made


def adults(place: Place, number: int) -> None:
    by = db.session.query(Person).filter_by(full_name="Phùng Đức Thắng").one_or_none()
    by = by or factories.staff("Phùng Đức Thắng", "thang", Role.STAFF)
    figures.set_roster_size(place, number, "Sổ mẫu", site_clock.today() - timedelta(days=365), by)
    db.session.commit()


def seen(app: Flask, address: str = PAGE) -> str:
    """The page as somebody sees it who has waited until nothing is remembered."""
    app.extensions.pop("public_figures", None)
    forget_pages()
    page = app.test_client().get(address).get_data(as_text=True)
    return page.partition("<main")[2].partition("</main>")[0]


def read(page: str) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The totals by name, and of each thôn what stands in its row: points and three counts."""
    plain = re.sub(r"</?small[^>]*>", "", page)
    totals = {name: number for number, name in re.findall(r"<b>([^<]*)</b><strong>([^<]*)</strong>", plain)}
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", plain.partition("<tbody>")[2]):
        name, *cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)[1:]]
        rows[name] = tuple(cells)
    return totals, rows


def whole(text: str) -> int:
    return int(text.replace(".", ""))


def possible(text: str) -> Interval:
    """What a count can be that is shown like this, by the rule that the page itself prints."""
    if text == HIDDEN:
        return 0, STEP - 1
    return max(STEP, whole(text) - 2), whole(text) + 2


def less(one: Interval, other: Interval) -> Interval:
    """What the difference of two counts can be."""
    return one[0] - other[1], one[1] - other[0]


def gives_somebody_away(found: Interval) -> bool:
    """Whether it is certain that there is somebody, and that they are fewer than five."""
    low, high = found
    return low > 0 and high < STEP


def cells(page: str) -> dict[tuple[str, str], str]:
    """Every count that the page shows by thôn, and every total of people."""
    totals, rows = read(page)
    found = {(name, key): text for name, row in rows.items() for key, text in zip(WEIGHTS, row[1:], strict=True)}
    return found | {("", name): text for name, text in totals.items()}


def test_no_address_shows_another_page(app: Flask, watched: MovedClock, home: Place, thon_hai: Place) -> None:
    """Whatever filter the dashboard knows, here it changes not one byte."""
    learnt(watched, 3, SMALL)
    learnt(watched, 23, GROWN, finish=True)
    plain = seen(app)
    assert HIDDEN in plain
    periods = ["", "ky=thang", "ky=nam&nam=2025", "ky=tu-chon&tu=01/10/2026&den=02/10/2026", "ky=dot&dot=1"]
    filters = ["", f"noi={thon_hai.id}", f"noi={home.id}&rieng=1", "doi-tuong=nguoi-dan", f"khoa={factories.COURSE}"]
    filters += ["kenh=lop", "gioi=nu", "tuoi=60-tro-len", "trang=2", "so=reached&phan=tu-so", "chot=0", "tep=xlsx"]
    for period, chosen in product(periods, filters):
        assert seen(app, f"{PAGE}?{period}&{chosen}") == plain, (period, chosen)
    for path in (f"{PAGE}.json", f"{PAGE}.csv", f"{PAGE}/{thon_hai.id}", f"{PAGE}/danh-sach"):
        assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_a_small_thon_looks_like_an_empty_one(
    app: Flask, watched: MovedClock, thon_mot: Place, thon_hai: Place, blank_again: Callable[[], None], small: int
) -> None:
    """The strongest proof: everything that the page says would be the same if nobody had learnt there.

    The commune has totals of turns that no thôn is shown with; they are what is compared with care: five of them.
    """

    def commune(in_the_small_one: int) -> str:
        adults(factories.place(GROWN), 160)
        adults(factories.place(SMALL), 90)
        learnt(watched, 22, GROWN, finish=True)
        learnt(watched, in_the_small_one, SMALL)
        return seen(app)

    with_them = commune(small)
    blank_again()
    without = commune(0)
    there, gone = cells(with_them), cells(without)
    turns = {("", "Lượt bài học xong")}  # a number of turns of the whole commune, rounded too: nobody's
    assert {key: text for key, text in there.items() if key not in turns} == {
        key: text for key, text in gone.items() if key not in turns
    }
    assert read(with_them)[1] == read(without)[1]


def test_subtracting_any_two_or_three_numbers_finds_nobody(
    app: Flask, watched: MovedClock, thon_mot: Place, thon_hai: Place
) -> None:
    sizes = {GROWN: 13, SMALL: 4, "Thôn Mẫu Ba": 2, "Thôn Mẫu Bốn": 8, "Thôn Mẫu Năm": 0, "Thôn Mẫu Sáu": 6}
    for name in list(sizes)[2:]:
        factories.village(name)
    for number, (name, people) in enumerate(sizes.items()):
        adults(factories.place(name), 60 + 17 * number)
        learnt(watched, people, name, finish=number % 2 == 0)
    page = cells(seen(app))
    assert list(page.values()).count(HIDDEN) > 5
    known = {key: possible(text) for key, text in page.items() if key[0]}
    for one, other in combinations(known, 2):
        assert not gives_somebody_away(less(known[one], known[other])), (one, other)
    for key, name in zip(WEIGHTS, list(read(seen(app))[0]), strict=False):
        column = [text for (thon, measure), text in page.items() if thon and measure == key]
        shown = page["", name]
        assert (0 if shown == HIDDEN else whole(shown)) == sum(whole(text) for text in column if text != HIDDEN)
    for subset in combinations(known, 3):
        for one in subset:
            first, second = (known[other] for other in subset if other != one)
            assert not gives_somebody_away(less(known[one], (first[0] + second[0], first[1] + second[1])))


def test_rates_times_adults_give_the_rounded_counts_and_no_more(
    app: Flask, watched: MovedClock, thon_mot: Place, thon_hai: Place
) -> None:
    """Points times adults is a sum in whole numbers: all its solutions hold the hidden counts at nought."""
    adults(thon_mot, 137)
    adults(thon_hai, 61)
    learnt(watched, 17, GROWN, finish=True)
    learnt(watched, 4, SMALL, finish=True)
    learnt(watched, 5, SMALL)
    for name, (points, *counts) in read(seen(app))[1].items():
        true = 137 if name == GROWN else 61
        shown = [0 if text == HIDDEN else whole(text) for text in counts]
        weighted = sum(weight * count for weight, count in zip(WEIGHTS.values(), shown, strict=True))
        exact, read_off = Fraction(100 * weighted, true), Fraction(points.replace(".", "").replace(",", "."))
        assert abs(exact - read_off) <= Fraction(1, 20), name  # one decimal of the rounded counts' rate, nothing finer


def test_one_more_person_changes_nothing_before_the_month_is_over(
    app: Flask, watched: MovedClock, thon_mot: Place, thon_hai: Place
) -> None:
    """Work that arrives late once took a count from hidden to five under the reader's eyes: it had been four."""
    adults(thon_hai, 90)
    learnt(watched, 4, SMALL, finish=True)
    learnt(watched, 7, GROWN)
    yesterday = seen(app)
    assert read(yesterday)[1][SMALL][1:] == (HIDDEN,) * 3
    learnt(watched, 1, SMALL, finish=True)  # a phone that had no network for forty days
    learnt(watched, 1, GROWN)
    gone = db.session.query(Person).filter_by(place_id=thon_mot.id).first()
    assert gone is not None
    accounts.move(gone, thon_hai)
    for days in (0, 1, 3):
        watched.move(days=days)
        assert seen(app) == yesterday
    watched.move(days=31)
    assert read(seen(app))[1][SMALL][1] == "5"


def test_a_month_later_no_difference_is_a_small_number(app: Flask, watched: MovedClock, thon_hai: Place) -> None:
    learnt(watched, 3, SMALL)
    learnt(watched, 13, GROWN)
    before = cells(seen(app))
    watched.move(days=31)
    learnt(watched, 3, SMALL)
    learnt(watched, 2, GROWN)
    after = cells(seen(app))
    assert before != after
    for key in before.keys() & after.keys():
        assert not gives_somebody_away(less(possible(after[key]), possible(before[key]))), key


def test_everybody_sees_the_same_whenever_and_wherever_the_page_is_counted(
    app: Flask, watched: MovedClock, thon_hai: Place
) -> None:
    """A process that has forgotten everything shows what another one has published, and nobody can change that."""
    learnt(watched, 9, SMALL)
    first = seen(app)
    learnt(watched, 9, SMALL)
    app.extensions.pop("figure_book", None)
    assert seen(app) == first
    row = db.session.query(ReportFreeze).one()
    assert row.frozen_by is None and "Hoa" not in row.body
    for deed in ("UPDATE report_freeze SET body = digest", "DELETE FROM report_freeze"):
        with pytest.raises(DBAPIError, match="final"):
            db.session.execute(sql(deed))
        db.session.rollback()


def test_adults_entered_later_give_a_rate_at_once(app: Flask, watched: MovedClock, thon_hai: Place) -> None:
    """The commune's own number is nobody's secret: only the counts of people wait for the next month."""
    learnt(watched, 12, SMALL)
    assert read(seen(app))[1][SMALL][0] == "chưa có số người lớn"
    adults(thon_hai, 100)
    assert read(seen(app))[1][SMALL] == ("10", "10", HIDDEN, HIDDEN)


def test_a_thon_that_is_closed_keeps_its_row_and_the_total(app: Flask, watched: MovedClock, thon_hai: Place) -> None:
    learnt(watched, 12, SMALL)
    learnt(watched, 21, GROWN)
    before = read(seen(app))[0]
    thon_hai.closed_at = site_clock.now()
    db.session.commit()
    totals, rows = read(seen(app))
    assert totals == before and rows[SMALL][0] == "thôn đã sáp nhập" and rows[SMALL][1] == "10"


def test_four_first_readers_of_a_month_publish_one_set_of_figures(tmp_path: Path) -> None:
    with site_on_disk(tmp_path) as site:
        for person in factories.people(9):
            factories.finished_lessons(person)
        db.session.commit()

        def look(_index: int) -> int:
            site.extensions.pop("public_figures", None)
            return site.test_client().get(f"{PAGE}?{_index}").status_code

        assert at_once(4, look) == [200] * 4
        assert db.session.query(ReportFreeze).count() == 1

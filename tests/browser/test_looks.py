"""What a look at the pages once found wrong, measured so that it stays mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESK
from tests.browser.eyes import looks_at
from tests.browser.people import Office
from tests.browser.server import Server
from tests.support.factories import PASSWORD

TWO_ROWS = {"1": 125, "2": 145, "3": 160}  # pixels of 740 that the header may take on a phone, by size of letters
BOARD = "/can-bo/thong-ke?ky=nam"
PEOPLE = "/can-bo/nguoi-hoc"
THON = "/can-bo/thong-ke/nguoi-lon"

_HEIGHT = "() => document.querySelector('.site-header').getBoundingClientRect().height"
# Words and buttons of the header that lie on each other.
_OVERLAPS = """() => {
  const parts = [...document.querySelectorAll(".brand b, .brand small, .who-name, .site-header button, .tool")]
    .map((part) => [part.textContent.trim(), part.getBoundingClientRect()]).filter(([, box]) => box.height);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return parts.flatMap(([one, a], at) => parts.slice(at + 1).filter(([, b]) => meet(a, b))
    .map(([other]) => `${one} / ${other}`));
}"""
# Of every table: whether it is wider than its box, and whether its caption says so.
_TABLES = """() => [...document.querySelectorAll(".table-scroll")].map((box) => {
  const said = getComputedStyle(box.querySelector("caption span"), "::after").display !== "none";
  return [box.scrollWidth > box.clientWidth, said];
})"""


@pytest.fixture(scope="module")
def at_work(site: Server, staff: Office, open_browser: Callable[..., BrowserContext]) -> Page:
    """The page of somebody who watches completion, signed in."""
    person = Office(open_browser(**DESK).new_page(), site)
    person.signs_in("thang", PASSWORD)
    return person.page


@pytest.mark.parametrize("letters", TWO_ROWS)
def test_the_header_of_staff_takes_two_rows_of_a_phone(at_work: Page, letters: str) -> None:
    """It took four: nearly a third of the screen before the first word of the page."""
    looks_at(at_work, 360, letters)
    assert at_work.evaluate(_HEIGHT) <= TWO_ROWS[letters]


@pytest.mark.parametrize("letters", ["1", "2", "3"])
@pytest.mark.parametrize("width", [320, 360, 700, 701, 900, 1280])
def test_nothing_in_the_header_lies_on_anything_else(at_work: Page, width: int, letters: str) -> None:
    looks_at(at_work, width, letters)
    assert at_work.evaluate(_OVERLAPS) == []


def test_on_a_desk_the_header_is_one_row_and_the_navigation(at_work: Page) -> None:
    looks_at(at_work, 1280, "1")
    assert at_work.evaluate(_HEIGHT) <= 125


def test_every_table_of_the_board_fits_a_desk(at_work: Page, site: Server) -> None:
    """The table of skills by thôn ran out of its box by two columns' edge."""
    looks_at(at_work, 1280, "1")
    at_work.goto(site.url + BOARD)
    assert at_work.evaluate(_TABLES)
    assert not any(wider for wider, _ in at_work.evaluate(_TABLES))


@pytest.mark.parametrize("address", [BOARD, PEOPLE, THON])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_table_says_that_there_is_more_to_the_side_when_there_is(
    at_work: Page, site: Server, address: str, width: int
) -> None:
    looks_at(at_work, width, "1")
    at_work.goto(site.url + address)
    found = at_work.evaluate(_TABLES)
    assert found
    assert all(wider == said for wider, said in found)


_LAST_OF_THE_DIGEST = """() => {
  const last = document.querySelector("table.digest").nextElementSibling;
  return last.getBoundingClientRect().bottom + window.scrollY;
}"""
ONE_SCREEN = 740


def test_the_numbers_of_the_digest_fit_one_screen_of_a_phone(at_work: Page, site: Server) -> None:
    """The four numbers, the weakest skill and whom to call; how they are counted stands below."""
    looks_at(at_work, 360, "1")
    at_work.goto(f"{site.url}/can-bo/thong-ke/tom-tat")
    assert 200 < at_work.evaluate(_LAST_OF_THE_DIGEST) <= ONE_SCREEN

"""Every page of the site in a real browser: no fault that axe, the ruler or a validator finds, no word in the log."""

from __future__ import annotations

import functools
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response
from sqlalchemy import text
from werkzeug.exceptions import HTTPException

from app import create_app
from learning.core.database import db
from learning.core.settings import load_settings
from tests.access.table import expected
from tests.browser import village
from tests.browser.eyes import faults_at_every_size, looks_at, sideways_on_the_narrowest
from tests.browser.people import Office, Resident
from tests.browser.server import Server
from tests.browser.visits import NOT_PAGES, VISITS, Visit, do
from tests.support.factories import PASSWORD
from tests.support.html import faults

# No phone: its window would grow with a page that is too wide.
NARROW = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
SHOWS_A_PAGE = {200, 422}


@pytest.fixture(scope="module")
def sample(site: Server) -> dict[str, object]:
    """The sample arguments of addresses."""
    with site.records(writing=True):
        return village.build()


@pytest.fixture(scope="module")
def page_of(
    site: Server,
    sample: dict[str, object],
    open_browser: Callable[..., BrowserContext],
    staff: Office,
    facilitator: Office,
) -> Callable[[str], Page]:
    """``page_of("learner")``: the one page of that person's browser, in which they are signed in."""

    @functools.cache
    def signed_in(who: str) -> Page:
        page = open_browser(**NARROW).new_page()
        if who in OFFICE:
            Office(page, site).signs_in(OFFICE[who], PASSWORD)
        elif who in PHONES:
            if who == "newcomer":  # has read something before
                Resident(page, site).opens(f"/khoa-hoc/{village.COURSE}/{village.LESSON}")
                Resident(page, site).says_lesson_done()
            if who == "family":
                Resident(page, site).signs_in(village.DAUGHTER_PHONE)
                Resident(page, site).arrives_at("/toi")
            Resident(page, site).signs_in(PHONES[who])
            Resident(page, site).arrives_at("/toi")
        return page

    return signed_in


OFFICE = {"admin": "theky", "staff": "thang", "facilitator": "quynh"}
PHONES = {"learner": village.LEARNER_PHONE, "newcomer": village.NEWCOMER_PHONE, "family": village.MOTHER_PHONE}


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """The HTML of every page that was looked at."""
    return {}


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_a_page_has_no_fault(
    visit: Visit, page_of: Callable[[str], Page], sample: dict[str, object], site: Server, seen: dict[str, str]
) -> None:
    page = page_of(visit.who)
    looks_at(page, 1280, "1")
    with listening(page) as heard:
        answer = goes(page, visit, sample, site)

    assert (answer.request.method, answer.status) == (visit.door[0], visit.status)
    assert page.url.removeprefix(site.url).partition("?")[0] == visit.door[1].format(**sample)
    seen[str(visit)] = answer.text()
    keeps_pictures(page, str(visit))
    found = [*heard, *faults(seen[str(visit)]), *faults_at_every_size(page)]
    assert not found, "\n".join(found)


def goes(page: Page, visit: Visit, sample: dict[str, object], site: Server) -> Response:
    """Open the address, do what the visit says; returns the answer that became the page."""
    answers: list[Response] = []

    def arrived(answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.status not in (204, 303):
            answers.append(answer)

    page.on("response", arrived)
    page.goto(site.url + visit.address.format(**sample))
    with locked(site) if "locked" in visit.deed else nullcontext():
        do(visit.deed, page)
    page.remove_listener("response", arrived)
    return answers[-1]


@contextmanager
def locked(site: Server) -> Iterator[None]:
    """Somebody else writes, for longer than anybody waits."""
    with site.records(writing=True):
        db.session.execute(text("SELECT 1"))
        yield


@contextmanager
def listening(page: Page) -> Iterator[list[str]]:
    """What scripts and the browser complain about; that an answer was a refusal is no complaint,
    nor that these visits keep no service worker."""
    heard: list[str] = []

    def console(message: ConsoleMessage) -> None:
        expected = any(words in message.text for words in ("Failed to load resource", "Service Worker registration"))
        if message.type in ("error", "warning") and not expected:
            heard.append(f"console: {message.text}")

    def broken(error: Exception) -> None:
        heard.append(f"script: {error}")

    page.on("console", console)
    page.on("pageerror", broken)
    yield heard
    page.remove_listener("console", console)
    page.remove_listener("pageerror", broken)


def keeps_pictures(page: Page, name: str) -> None:
    """For people to look at, when they ask for it."""
    folder = os.environ.get("PICTURES")
    for width in (360, 1280) if folder else ():
        looks_at(page, width, "1")
        page.screenshot(
            path=Path(folder or "") / f"{name.replace(' ', '_').replace('/', '-')}.{width}.png", full_page=True
        )


def test_every_lesson_fits_the_narrowest_phone(
    site: Server, sample: dict[str, object], open_browser: Callable[..., BrowserContext]
) -> None:
    """The words of lessons are written by many hands; pictures and long words must not push the page aside."""
    with site.records():
        lessons = [(course.slug, lesson.slug) for course in village.catalogue().courses for lesson in course.lessons]
    page = open_browser(**NARROW).new_page()
    wide = {}
    for course, lesson in lessons:
        page.goto(f"{site.url}/khoa-hoc/{course}/{lesson}", wait_until="domcontentloaded")
        found = sideways_on_the_narrowest(page)
        wide |= {f"{course}/{lesson}": found} if found else {}
    assert len(lessons) > 60
    assert not wide


def test_every_door_that_shows_a_page_is_visited(tmp_path: Path) -> None:
    adapter = create_app(load_settings({"DATA_DIR": str(tmp_path)})).url_map.bind("localhost")
    visited = set()
    for visit in VISITS:
        method, path = visit.door
        try:
            rule, _ = adapter.match(path.format_map(Anything(path)), method, return_rule=True)
            visited.add(f"{method} {rule.rule}")
        except HTTPException:
            assert visit.status == 404, visit
    shows = {f"{method} {rule}" for (method, rule), row in expected().items() if SHOWS_A_PAGE & set(row.values())}
    assert not sorted(shows - visited - set(NOT_PAGES)), "add a row to visits.py"
    assert not sorted(set(NOT_PAGES) - shows), "no longer there"


class Anything(dict[str, str]):
    """Some value for each sample argument: a number where a place is meant, an id where a person is, else a word."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._word = "1" if "/thon/" in path else "00000000-0000-7000-8000-000000000000"

    def __missing__(self, _name: str) -> str:
        return self._word


def test_the_nu_checker_finds_nothing(seen: dict[str, str], tmp_path: Path) -> None:
    """The checker of the W3C, where Java and ``vnu.jar`` are at hand: the path of the jar stands in ``VNU_JAR``."""
    jar = os.environ.get("VNU_JAR")
    if not jar or not which("java"):
        pytest.skip("VNU_JAR names no checker; every page was checked by html5lib and tests/support/html.py")
    for number, html in enumerate(seen.values()):
        (tmp_path / f"{number}.html").write_text(html, encoding="utf-8")
    command = ["java", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = list(seen)
    rows = [row for row in json.loads(said)["messages"] if row["type"] == "error"]
    found = {f"{row['message']} {row.get('extract', '')[:120]}": names[int(Path(row["url"]).stem)] for row in rows}
    assert seen
    assert not found, "\n".join(f"{name}: {fault}" for fault, name in found.items())


def test_the_eyes_see(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser(**NARROW).new_page()
    page.set_content(
        "<!doctype html><html lang=vi><title>x</title><main><h1>Một</h1><p style='color:#999'>mờ</p>"
        "<p><a href='/'>nhỏ</a></p><p>Câu có <a href='/'>liên kết</a>.</p><div style='width:900px'>rộng</div></main>"
    )
    found = "\n".join(faults_at_every_size(page))
    assert all(word in found for word in ("color-contrast", "“nhỏ” is smaller", "scrolls sideways"))
    assert "“liên kết”" not in found

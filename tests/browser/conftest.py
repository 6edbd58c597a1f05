"""A real site and a real browser. script/test --all names this folder; nothing else comes here.

``PICTURES=/some/folder`` keeps a picture of every page that ``test_every_page`` looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.people import Office, Resident, Visitor
from tests.browser.server import Server
from tests.support.factories import PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PEOPLE = 60
WAIT = 15_000  # milliseconds; this machine may be doing other things
expect.set_options(timeout=WAIT)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The site with a small commune in it, running."""
    server = Server(tmp_path_factory.mktemp("site"))
    server.first_link = server.prepare(PEOPLE)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: run script/test --all, or sudo apt-get install chromium")
    with sync_playwright() as play, closing(play.chromium.launch(executable_path=CHROMIUM, args=QUIET)) as browser:
        yield browser


@pytest.fixture(scope="session")
def open_browser(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """``open_browser(**DESK)``: a browser with no cookies in it; all are closed at the end."""
    opened: list[BrowserContext] = []

    def fresh(**how: Any) -> BrowserContext:
        how = {"service_workers": "block"} | how  # most tests look at what the site itself answers
        context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **how)
        context.set_default_timeout(WAIT)
        opened.append(context)
        return context

    yield fresh
    for context in opened:
        context.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    return bool(request.param)


@pytest.fixture
def resident(site: Server, open_browser: Callable[..., BrowserContext]) -> Resident:
    """A woman of 66 with a small phone."""
    return Resident(open_browser(**PHONE).new_page(), site)


@pytest.fixture
def passer_by(site: Server, open_browser: Callable[..., BrowserContext]) -> Visitor:
    """Somebody who was shown a paper, with a phone."""
    return Visitor(open_browser(**PHONE).new_page(), site)


@pytest.fixture(scope="session")
def admin(site: Server, open_browser: Callable[..., BrowserContext]) -> Office:
    """The administrator, made through the link that the site printed."""
    person = Office(open_browser(**DESK).new_page(), site)
    person.becomes_first_administrator(site.first_link, "Vũ Thế Kỷ", "theky", PASSWORD)
    return person


@pytest.fixture(scope="session")
def staff(admin: Office, site: Server, open_browser: Callable[..., BrowserContext]) -> Office:
    """Somebody who watches completion in the whole commune, taken on by the administrator; not signed in."""
    link = admin.adds_staff("Phùng Đức Thắng", "thang", "Cán bộ theo dõi")
    person = Office(open_browser(**DESK).new_page(), site)
    person.sets_password(link, PASSWORD)
    person.page.context.clear_cookies()
    return person


@pytest.fixture(scope="session")
def facilitator(admin: Office, site: Server, open_browser: Callable[..., BrowserContext]) -> Office:
    """Teaches classes, with a laptop; not signed in."""
    link = admin.adds_staff("Bùi Thị Quỳnh", "quynh", "Người hướng dẫn lớp")
    person = Office(open_browser(**DESK).new_page(), site)
    person.sets_password(link, PASSWORD)
    person.page.context.clear_cookies()
    return person

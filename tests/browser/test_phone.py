"""What happens to phones: reloaded, opened twice, tapped twice, turned back, on a poor network, without a voice."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from sqlalchemy import func, select

from learning.core.database import db
from quizzes.models import Attempt
from tests.browser.conftest import CHROMIUM, DESK, PHONE, QUIET
from tests.browser.people import COURSE, Resident
from tests.browser.server import Server

LESSON = f"/khoa-hoc/{COURSE}/nop-ho-so"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
MOST_BYTES = 40 * 1024
MOST_REQUESTS = 6


def test_a_draft_survives_a_reload_in_the_middle_of_a_quiz(resident: Resident) -> None:
    resident.registers("Trần Thị Nháp")
    sheet = resident.opens_quiz()
    given = resident.answers(most=4)

    resident.sees("Đã lưu lúc")
    resident.page.reload()
    resident.finds_answers(given)
    resident.opens_tab(sheet)  # a browser fills a reloaded form by itself; a new tab knows nothing
    resident.finds_answers(given)


def test_two_tabs_hand_in_one_attempt(resident: Resident) -> None:
    resident.registers("Trần Thị Hai Trang")
    sheet = resident.opens_quiz()
    first = resident.page
    resident.opens_tab(sheet)
    second = resident.page
    resident.turns_to(first)
    resident.answers()
    resident.hands_in()

    resident.turns_to(second)
    resident.hands_in()
    resident.sees("được 100%")
    assert attempts_of(resident) == 1


def test_going_back_after_handing_in_changes_nothing(resident: Resident) -> None:
    resident.registers("Trần Thị Lùi")
    resident.opens_quiz()
    resident.answers()
    resident.hands_in()

    resident.page.go_back()
    if resident.page.get_by_role("button", name="Nộp bài").count():  # the browser kept the sheet
        resident.hands_in()
    resident.arrives_at("/kiem-tra/luot/")
    resident.sees("được 100%")
    assert attempts_of(resident) == 1


def test_a_double_click_hands_in_once(resident: Resident, open_browser: Callable[..., BrowserContext]) -> None:
    resident.registers("Trần Thị Bấm Đôi")
    sheet = resident.opens_quiz()
    laptop = open_browser(**DESK).new_page()
    laptop.context.add_cookies(resident.page.context.cookies())
    resident.page = laptop
    resident.opens(sheet)
    resident.answers()
    sent: list[str] = []
    laptop.on("request", lambda request: sent.append(request.url) if request.url.endswith("/nop") else None)

    laptop.get_by_role("button", name="Nộp bài").dblclick()
    resident.arrives_at(f"{sheet}/ket-qua")
    assert len(sent) == 1


def attempts_of(resident: Resident) -> int:
    """How many attempts there are of whoever holds the attempt on the page."""
    with resident.site.records():
        person_id = db.session.get_one(Attempt, resident.attempt_id).person_id
        rows = select(func.count()).select_from(Attempt).where(Attempt.person_id == person_id)
        return db.session.scalars(rows).one()


def test_one_tap_makes_the_letters_larger_and_they_stay_so(resident: Resident) -> None:
    resident.opens(LESSON)
    address = resident.page.url
    before = letters(resident.page)

    with resident.page.expect_response(re.compile("/co-chu$")):
        resident.presses("Chữ rất to")
    assert letters(resident.page) > 1.35 * before
    assert resident.page.url == address
    resident.opens("/")
    assert letters(resident.page) > 1.35 * before


def test_without_scripts_the_letters_grow_as_well(site: Server, open_browser: Callable[..., BrowserContext]) -> None:
    resident = Resident(open_browser(**PHONE, java_script_enabled=False).new_page(), site)
    resident.opens(LESSON)

    resident.presses("Chữ rất to")
    resident.arrives_at(LESSON)
    expect(resident.page.locator("html")).to_have_attribute("data-text", "3")


def letters(page: Page) -> float:
    """How high the letters of a page are, in pixels."""
    return float(page.locator("main").evaluate("text => parseFloat(getComputedStyle(text).fontSize)"))


def test_a_phone_without_a_vietnamese_voice_is_told_so(resident: Resident) -> None:
    resident.opens(LESSON)

    resident.sees("chưa có giọng đọc tiếng Việt")
    expect(resident.page.locator("[data-listen]")).to_be_hidden()


def test_without_scripts_nothing_promises_a_voice(site: Server, open_browser: Callable[..., BrowserContext]) -> None:
    resident = Resident(open_browser(**PHONE, java_script_enabled=False).new_page(), site)
    resident.opens(LESSON)

    expect(resident.page.locator("[data-listen-box]")).to_be_hidden()


@dataclass
class Wire:
    """Everything that came over the network: requests, and compressed bytes by kind."""

    kinds: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        """Count from now on, on a poor network."""
        wire = page.context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", lambda event: self.kinds.update({event["requestId"]: event["type"]}))
        wire.on("Network.loadingFinished", self._arrived)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW)

    def _arrived(self, event: dict[str, object]) -> None:
        self.bytes[str(event["requestId"])] = int(float(str(event["encodedDataLength"])))

    @property
    def without_pictures(self) -> int:
        """Bytes of everything but pictures."""
        return sum(size for name, size in self.bytes.items() if self.kinds.get(name) != "Image")


def test_a_lesson_is_readable_on_a_poor_network(resident: Resident) -> None:
    """Not how long it takes (this machine is not a phone) but how much must come before one can read."""
    wire = Wire()
    wire.listen(resident.page)
    elsewhere: list[str] = []
    resident.page.on("request", lambda request: elsewhere.append(request.url) if foreign(request, resident) else None)
    resident.opens(LESSON)

    resident.page.wait_for_load_state("load")
    expect(resident.page.locator(".screen p").first).to_be_visible()
    assert len(wire.kinds) <= MOST_REQUESTS, wire.kinds
    assert wire.without_pictures <= MOST_BYTES
    assert not elsewhere


def foreign(request: Request, resident: Resident) -> bool:
    """Whether somebody else's machine was asked."""
    return urlsplit(request.url).netloc != urlsplit(resident.site.url).netloc


def test_a_lesson_already_read_costs_one_request(resident: Resident) -> None:
    """Styles and scripts have addresses of their own and are kept for ever."""
    resident.opens(LESSON)
    wire = Wire()
    wire.listen(resident.page)

    resident.opens("/khoa-hoc/dich-vu-cong/mot-cong-duy-nhat")
    resident.page.wait_for_load_state("networkidle")
    resident.page.wait_for_timeout(500)  # the last reports of the network come a moment after the page
    fetched = [kind for name, kind in wire.kinds.items() if wire.bytes.get(name) and kind not in ("Image", "Other")]
    assert fetched == ["Document"]


def test_the_shared_phone_forgets_whoever_leaves(resident: Resident) -> None:
    resident.registers("Trần Thị Dùng Chung")
    sheet = resident.opens_quiz()
    leaves(resident)

    resident.opens(sheet)
    resident.arrives_at("/dang-nhap")


def test_going_back_on_a_shared_phone_shows_nobodys_answers(site: Server, chromium: Browser) -> None:
    """Browsers keep the last pages alive to go back to; Playwright switches that off unless told otherwise."""
    how: dict[str, Any] = {"executable_path": CHROMIUM, "args": QUIET}
    as_people_have_it = chromium.browser_type.launch(**how, ignore_default_args=["--disable-back-forward-cache"])
    with closing(as_people_have_it) as browser:
        resident = Resident(browser.new_context(**PHONE).new_page(), site)
        resident.registers("Trần Thị Về Trước")
        resident.opens_quiz()
        resident.answers(most=2)
        leaves(resident)

        resident.page.evaluate("history.back()")
        resident.page.wait_for_timeout(1_000)
        assert not resident.page.evaluate("document.querySelectorAll('[data-quiz] input:checked').length")


def leaves(resident: Resident) -> None:
    """Sign out, for the next person."""
    resident.presses("Thoát")
    expect(resident.page.get_by_role("button", name="Thoát")).to_have_count(0)

"""A live quiz in a real browser: the hall's screen, and phones that sleep, reload, go offline, open a second tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.eyes import faults_at_every_size
from tests.browser.people import Office
from tests.browser.server import Server
from tests.support.factories import PASSWORD

COURSE = "dich-vu-cong"
OpenBrowser = Callable[..., BrowserContext]
SLEEP = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
WAKE = """() => { delete document.visibilityState; document.dispatchEvent(new Event("visibilitychange")); }"""


class Hall:
    """The facilitator's laptop."""

    def __init__(self, page: Page, site: Server) -> None:
        self.page, self.site = page, site

    def prepares(self, questions: int = 3) -> str:
        """Take the first questions of a course; returns the code on the wall."""
        self.page.goto(f"{self.site.url}/can-bo/do-vui/moi?khoa={COURSE}")
        for label in self.page.locator("input[name=cau]:checked + label").all()[questions:][::-1]:
            label.click()
        self.page.get_by_role("button", name="Mở màn hình đố vui").click()
        return str(self.page.locator(".hall-code b").inner_text()).replace(" ", "")

    def goes_on(self, to: str) -> None:
        """Press the key of a remote."""
        self.page.locator("body").press("PageDown")
        expect(self.page.locator(f".hall-{to}")).to_be_visible()


class Player:
    """One phone in the hall."""

    def __init__(self, context: BrowserContext, site: Server, code: str, name: str) -> None:
        self.context, self.page = context, context.new_page()
        self.address = f"{site.url}/do-vui/{code}"
        self.page.goto(self.address)
        self.page.locator("#ten").fill(name)
        self.page.get_by_role("button", name="Vào chơi").click()
        expect(self.page.locator("[data-live-head]")).to_contain_text("Chờ một chút")

    def taps(self, letter: str) -> None:
        """Touch one of the large fields."""
        self.page.locator(f"button[value={letter}]").tap()

    def sees(self, words: str) -> None:
        """The screen says so."""
        expect(self.page.locator("[data-live]")).to_contain_text(words)

    def has_chosen(self, letter: str, page: Page | None = None) -> None:
        """The field is marked, in colour and in words."""
        expect((page or self.page).locator(f"button[value={letter}]")).to_have_attribute("aria-pressed", "true")


@pytest.fixture
def hall(facilitator: Office, site: Server, open_browser: OpenBrowser) -> Iterator[Hall]:
    page = open_browser(**DESK).new_page()
    Office(page, site).signs_in("quynh", PASSWORD)
    yield Hall(page, site)
    page.close()


def test_nobody_falls_out(hall: Hall, site: Server, open_browser: OpenBrowser) -> None:
    code = hall.prepares()
    hoa, sau, ba = (Player(open_browser(**PHONE), site, code, name) for name in ("Bà Hoa", "Ông Sáu", "Tổ 3"))
    expect(hall.page.locator("[data-live-phones]")).to_have_text("3")
    hall.goes_on("asking")
    for who in (hoa, sau, ba):
        who.sees("Câu 1/3")

    reloads_and_opens_a_second_tab(hoa)
    loses_the_network(sau, hall)
    sleeps_through_a_step(ba, hall, others=(hoa, sau))
    taps_too_late(sau, hall)
    goes_on_from_another_laptop(hall, hoa)


def reloads_and_opens_a_second_tab(who: Player) -> None:
    """Both come back to the same place with the same choice, and the second tab sees later taps."""
    who.taps("b")
    who.sees("Đã nhận câu B")
    who.page.reload()
    who.has_chosen("b")
    second = who.context.new_page()
    second.goto(who.address)
    who.has_chosen("b", second)
    who.taps("a")
    who.has_chosen("a", second)
    second.close()


def loses_the_network(who: Player, hall: Hall) -> None:
    """The tap waits on the phone and goes by itself."""
    who.context.set_offline(True)
    who.taps("b")
    who.sees("máy sẽ tự gửi lại")
    expect(hall.page.locator("[data-live-answered]")).to_have_text("1")
    who.context.set_offline(False)
    who.sees("Đã nhận câu B")
    expect(hall.page.locator("[data-live-answered]")).to_have_text("2")


def sleeps_through_a_step(who: Player, hall: Hall, others: tuple[Player, Player]) -> None:
    """The phone sleeps while a question is closed and the next one asked, and wakes up where the others are."""
    who.page.evaluate(SLEEP)
    hall.goes_on("closed")
    others[0].sees("Bác chọn A")
    others[1].sees("Bác chọn B")
    hall.goes_on("asking")
    others[0].sees("Câu 2/3")
    expect(who.page.locator("[data-live]")).to_contain_text("Câu 1/3")
    who.page.evaluate(WAKE)
    who.sees("Câu 2/3")
    who.taps("a")
    who.sees("Đã nhận câu A")


def taps_too_late(who: Player, hall: Hall) -> None:
    """A tap that comes after the closing is told kindly."""
    who.sees("Câu 2/3")
    who.context.set_offline(True)
    who.taps("a")
    who.sees("máy sẽ tự gửi lại")
    hall.goes_on("closed")
    who.context.set_offline(False)
    expect(who.page.locator("[data-live-net]")).to_contain_text("Không sao cả")
    who.sees("Câu này bác chưa chọn")


def goes_on_from_another_laptop(hall: Hall, who: Player) -> None:
    """The first laptop is closed; the page opened elsewhere goes on."""
    other = Hall(hall.page.context.new_page(), hall.site)
    other.page.goto(hall.page.url)
    hall.page.close()
    other.goes_on("asking")
    who.sees("Câu 3/3")
    other.goes_on("closed")
    other.goes_on("ended")
    who.sees("Đúng ")
    other.page.close()


def test_a_lost_cookie_comes_back_by_the_code_on_the_page(hall: Hall, site: Server, open_browser: OpenBrowser) -> None:
    code = hall.prepares(1)
    hoa = Player(open_browser(**PHONE), site, code, "Bà Hoa")
    hoa.page.get_by_text("Bị thoát ra thì vào lại thế nào?").click()
    rejoin = hoa.page.locator(".live-rejoin").inner_text()
    hoa.context.clear_cookies()
    hoa.page.goto(hoa.address)
    hoa.page.get_by_text("Tôi đã vào rồi mà bị thoát ra").click()
    hoa.page.locator("#ma_vao_lai").fill(rejoin)
    hoa.page.get_by_role("button", name="Vào lại chỗ cũ").click()
    expect(hoa.page.get_by_text("Đang chơi:")).to_contain_text("Bà Hoa")


def test_every_state_is_readable_by_everybody(hall: Hall, site: Server, open_browser: OpenBrowser) -> None:
    """axe and the ruler, on the phone and on the wall, asked, closed and ended."""
    code = hall.prepares(1)
    hoa = Player(open_browser(**PHONE), site, code, "Bà Hoa")
    faults = {"lobby": faults_at_every_size(hoa.page) + faults_at_every_size(hall.page)}
    for state, words in (("asking", "Chạm vào câu"), ("closed", "đã khóa"), ("ended", "đã xong")):
        hall.goes_on(state)
        hoa.sees(words)
        if state == "asking":
            hoa.taps("a")
            hoa.sees("Đã nhận câu A")
        faults[state] = faults_at_every_size(hoa.page) + faults_at_every_size(hall.page)
    assert not {state: found for state, found in faults.items() if found}


def test_a_whole_quiz_without_scripts(facilitator: Office, site: Server, open_browser: OpenBrowser) -> None:
    laptop = open_browser(**DESK, java_script_enabled=False)
    page = laptop.new_page()
    Office(page, site).signs_in("quynh", PASSWORD)
    code = Hall(page, site).prepares(1)
    phone = open_browser(**PHONE, java_script_enabled=False).new_page()
    phone.goto(f"{site.url}/do-vui/{code}")
    phone.locator("#ten").fill("Bà Hoa")
    phone.get_by_role("button", name="Vào chơi").click()
    page.locator("[data-live-next]").click()
    expect(phone.locator("button[value=a]")).to_be_visible()  # the page reloads itself every five seconds
    phone.locator("button[value=a]").click()
    expect(phone.locator("button[value=a]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-live-next]").click()
    expect(page.locator(".hall-closed")).to_be_visible()
    expect(phone.locator("[data-live]")).to_contain_text("Bác chọn A")

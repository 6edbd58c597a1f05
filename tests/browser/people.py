"""Navigators: people who use the site through its pages alone, and speak as they would speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from playwright.sync_api import Locator, Page, Route, expect

from learning.core.database import db
from quizzes.models import Attempt
from tests.browser.server import Server
from tests.support.answers import right_values
from tests.support.factories import PIN

COURSE = "dich-vu-cong"
COURSE_TITLE = "Dịch vụ công trực tuyến từ A đến Z"


class Visitor:
    """Anybody with a browser: reads, taps, types."""

    def __init__(self, page: Page, site: Server) -> None:
        self.page = page
        self.site = site

    def opens(self, path: str) -> None:
        """Type an address of the site."""
        self.page.goto(self.site.url + path)

    def taps(self, what: Locator) -> None:
        """With a finger on a phone, with the mouse elsewhere."""
        if self.has_fingers:
            what.tap()
        else:
            what.click()

    @property
    def has_fingers(self) -> bool:
        """Whether this browser is a phone."""
        return (self.page.viewport_size or {"width": 0})["width"] < 700

    def turns_to(self, page: Page) -> None:
        """Bring another tab to the front."""
        self.page = page
        page.bring_to_front()

    def opens_tab(self, path: str) -> None:
        """Open an address in a tab of its own, which knows nothing of what was typed in others."""
        self.page = self.page.context.new_page()
        self.opens(path)

    def follows(self, words: str) -> None:
        """Tap a link of the page's own part."""
        self.taps(self.page.locator("main").get_by_role("link", name=words).first)

    def presses(self, words: str) -> None:
        """Tap a button."""
        self.taps(self.page.get_by_role("button", name=words).first)

    def types(self, field: str, text: str) -> None:
        """Fill in the field with this label."""
        self.page.get_by_label(field, exact=False).first.fill(text)

    def sees(self, words: str) -> None:
        """Find a text on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sees_heading(self, words: str | re.Pattern[str]) -> None:
        """Find it in the page's first heading."""
        expect(self.page.locator("h1")).to_have_text(words)

    def arrives_at(self, path: str) -> None:
        """Be led to an address that begins so."""
        expect(self.page).to_have_url(re.compile(re.escape(self.site.url + path)))

    @contextmanager
    def receives_pdf(self) -> Iterator[list[bytes]]:
        """Whatever is done inside brings a PDF; it stands in the list afterwards. (Chromium shows it and keeps it.)"""
        received: list[bytes] = []

        def look(route: Route) -> None:
            answer = route.fetch()
            received.extend([answer.body()] * (answer.headers.get("content-type") == "application/pdf"))
            route.fulfill(response=answer)

        self.page.route("**/*", look)
        with self.page.expect_response(lambda answer: answer.headers.get("content-type") == "application/pdf"):
            yield received
        self.page.unroute("**/*")

    def verifies(self, typed: str) -> None:
        """Type the code of a paper that somebody holds out."""
        self.opens("/xac-minh/")
        self.types("Mã in trên giấy", typed)
        self.presses("Xác minh")

    def is_told(self, verdict: str) -> None:
        """Read what the site says of a paper."""
        expect(self.page.locator(".verdict-word")).to_have_text(verdict)


class Resident(Visitor):
    """Reads, practises, takes the quiz, holds the paper."""

    def chooses_course(self, title: str = COURSE_TITLE) -> None:
        """From the first page, as somebody who was only told the site's name."""
        self.opens("/")
        self.follows("Xem tất cả")
        self.follows(title)
        self.sees_heading(title)

    def opens_lesson(self, title: str) -> None:
        """From the course's list."""
        self.taps(self.page.locator(".lessons").get_by_role("link", name=title))
        self.sees_heading(title)

    def answers_practice(self, option: int = 0) -> Locator:
        """Choose an answer of the first practice question; returns the feedback that belongs to it."""
        chosen = self.page.locator(".practice").first.locator(".practice-option").nth(option)
        self.taps(chosen.locator("label"))
        return chosen.locator(".practice-feedback")

    def says_lesson_done(self) -> None:
        """Press "Đã học xong"."""
        self.presses("Đã học xong")
        self.sees_heading("Đã học xong bài này")

    def fills_in_registration(self, name: str, pin_again: str = PIN) -> None:
        """Everything that must be said."""
        self.types("Họ và tên", name)
        self.taps(self.page.get_by_text("Người dân", exact=True))
        self.page.locator("#place").select_option(index=1)
        self.page.locator("#pin").fill(PIN)
        self.page.locator("#pin_again").fill(pin_again)

    def agrees(self) -> None:
        """Tick what must be agreed to."""
        self.taps(self.page.locator("label[for=may_record]"))

    def registers(self, name: str) -> None:
        """The whole form, without a mistake."""
        self.opens("/dang-ky")
        self.fills_in_registration(name)
        self.agrees()
        self.presses("Đăng ký")
        self.arrives_at("/toi")

    def signs_in(self, card_or_phone: str, pin: str = PIN) -> None:
        """With the learning card."""
        self.opens("/dang-nhap")
        self.page.locator("#identifier").fill(card_or_phone)
        self.page.locator("#pin").fill(pin)
        self.presses("Đăng nhập")

    def reads_what_is_left(self) -> None:
        """Go on from lesson to lesson until the course says that only the quiz is missing."""
        self.opens(f"/khoa-hoc/{COURSE}/")
        self.sees_heading(COURSE_TITLE)
        while self.page.get_by_role("link", name=re.compile("^Học tiếp bài|^Bắt đầu bài")).count():
            self.follows("tiếp bài" if self.page.get_by_role("link", name="Học tiếp bài").count() else "Bắt đầu bài")
            self.says_lesson_done()
            self.follows("Về trang khóa học")
            self.sees_heading(COURSE_TITLE)

    def opens_quiz(self) -> str:
        """Begin the quiz at the end of the course; returns the attempt's address."""
        self.opens(f"/kiem-tra/{COURSE}/kiem-tra-cuoi-khoa")
        self.presses("Bắt đầu làm bài")
        self.arrives_at("/kiem-tra/luot/")
        return self.page.url.removeprefix(self.site.url)

    def answers(self, most: int | None = None) -> dict[str, list[str]]:
        """Answer rightly (the key is in the database, never on the page); returns what was put in."""
        with self.site.records():
            right = right_values(db.session.get_one(Attempt, self.attempt_id))
        given = dict(list(right.items())[:most])
        for name, values in given.items():
            self._puts_in(name, values)
        return given

    @property
    def attempt_id(self) -> UUID:
        """Which attempt the page is about."""
        found = re.search(r"/luot/([0-9a-f-]{36})", self.page.url)
        assert found is not None, self.page.url
        return UUID(found.group(1))

    def _puts_in(self, name: str, values: list[str]) -> None:
        field = self.page.locator(f'[name="{name}"]')
        if field.first.evaluate("field => field.matches('select')"):
            field.select_option(values[0])
        elif field.first.evaluate("field => /radio|checkbox/.test(field.type)"):
            for value in values:
                ticked = self.page.locator(f'[id="{name}-{value}"]').is_checked()
                if not ticked:  # a second tap would take the tick away
                    self.taps(self.page.locator(f'label[for="{name}-{value}"]'))
        else:
            field.fill(values[0])

    def finds_answers(self, given: dict[str, list[str]]) -> None:
        """See on the sheet what was put in."""
        for name, values in given.items():
            field = self.page.locator(f'[name="{name}"]')
            if field.first.evaluate("field => /radio|checkbox/.test(field.type)"):
                for value in values:
                    expect(self.page.locator(f"#{name}-{value}")).to_be_checked()
            else:
                expect(field).to_have_value(values[0])

    def hands_in(self) -> None:
        """Press "Nộp bài"."""
        self.presses("Nộp bài")
        self.arrives_at(f"/kiem-tra/luot/{self.attempt_id}/ket-qua")

    def earns_paper(self, name: str) -> str:
        """Everything from the registration to the paper; returns its code."""
        self.registers(name)
        self.reads_what_is_left()
        self.opens_quiz()
        self.answers()
        self.hands_in()
        self.follows("Nhận giấy xác nhận")
        self.presses("Đúng tên tôi, cấp giấy")
        return self.code_on_page

    @property
    def code_on_page(self) -> str:
        """The code that stands on the page of a paper, as it is printed."""
        expect(self.page.get_by_text("Mã xác minh", exact=True)).to_be_visible()
        return self.page.locator("dt:text-is('Mã xác minh') + dd").inner_text().strip()

    @property
    def card(self) -> str:
        """The number of one's learning card."""
        self.opens("/toi")
        return self.page.locator(".lead b").first.inner_text()

    def opens_paper(self) -> bytes:
        """Open the paper to print it; returns the PDF."""
        with self.receives_pdf() as pdf:
            self.follows("Mở giấy để in")
        return pdf[0]


class Office(Visitor):
    """Works with the site: with the keyboard alone, if need be."""

    def signs_in(self, login_name: str, password: str) -> None:
        """With name and password."""
        self.opens("/dang-nhap/can-bo")
        self.types("Tên đăng nhập", login_name)
        self.page.locator("#password").fill(password)
        self.presses("Đăng nhập")
        self.arrives_at("/can-bo/")

    def sets_password(self, link: str, password: str) -> None:
        """Open the link that the administrator sent."""
        self.page.goto(link)
        self.page.locator("#password").fill(password)
        self.presses("Lưu")
        self.arrives_at("/can-bo/")

    def becomes_first_administrator(self, path: str, name: str, login_name: str, password: str) -> None:
        """Open the link that the site printed when it was first started."""
        self.opens(path)
        self.types("Họ và tên", name)
        self.types("Tên đăng nhập", login_name)
        self.page.locator("#password").fill(password)
        self.presses("Lưu")
        self.arrives_at("/can-bo/")

    def adds_staff(self, name: str, login_name: str, role: str) -> str:
        """Take somebody on for the whole commune; returns the link to send."""
        self.opens("/quan-tri/can-bo/moi")
        self.types("Họ và tên", name)
        self.types("Tên đăng nhập", login_name)
        self.taps(self.page.locator(".choice label", has_text=role))
        self.page.locator("#place").select_option(index=0)
        self.presses("Thêm, lấy liên kết")
        return self.page.locator("#lien-ket").input_value()

    def tabs_to(self, words: str, limit: int = 80) -> None:
        """Press Tab until the focus stands on what is called so (or begins so); it must be visible wherever it goes."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            name, shown = self.page.evaluate(FOCUS)
            assert shown, f"the focus cannot be seen on {name!r}"
            if name.startswith(words):
                return
        raise AssertionError(f"Tab does not reach {words!r} at {self.page.url}")

    def tabs_to_and_presses(self, words: str) -> None:
        """… and press Enter there."""
        self.tabs_to(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()


# What has the focus: the name that a screen reader would say, and whether a sighted person sees where it is.
FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return ["", true];
  const label = here.labels && here.labels[0];
  const names = [here.getAttribute("aria-label"), label && label.textContent, here.textContent];
  const ringed = [here, label].filter(Boolean).map((element) => getComputedStyle(element))
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  return [(names.find((text) => text && text.trim()) || "").trim(), ringed];
}"""

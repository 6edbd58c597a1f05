"""One phone in a family: changing places, the question after a while, and the camera that reads a learning card."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import CHROMIUM, PHONE, QUIET
from tests.browser.eyes import faults_at_every_size
from tests.browser.people import COURSE, Resident
from tests.browser.server import Server
from tests.support.factories import PIN

CHOOSER = "/ai-dang-hoc"
LESSON = f"/khoa-hoc/{COURSE}/nop-ho-so"
WINDOW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
MOTHER, DAUGHTER = "Phạm Thị Mẹ", "Phạm Thị Con"


def changes(resident: Resident) -> None:
    """Press "Đổi người học" and stand before the names."""
    resident.presses("Đổi người học")
    resident.sees_heading("Ai đang học?")


def taps_name(resident: Resident, name: str, pin: str = PIN) -> None:
    """Tap a name and type a PIN."""
    resident.follows(name)
    resident.sees_heading(f"Chào {name}")
    resident.page.locator("#pin").fill(pin)
    resident.presses("Vào học")


@pytest.fixture
def family(resident: Resident) -> Resident:
    """A phone on which mother and daughter have registered; the daughter is signed in."""
    _both_register(resident)
    return resident


def _both_register(resident: Resident) -> None:
    resident.registers(MOTHER)
    resident.presses("Thoát")
    expect(resident.page.get_by_role("button", name="Thoát")).to_have_count(0)
    resident.registers(DAUGHTER)


# --- changing places --------------------------------------------------------------------------------------


def test_two_people_change_places_with_a_tap_and_a_pin(family: Resident) -> None:
    changes(family)
    expect(family.page.locator(".face b")).to_have_text(["Thị Con", "Thị Mẹ"])
    taps_name(family, "Thị Mẹ")
    family.sees(MOTHER)
    changes(family)
    taps_name(family, "Thị Con", "111222")
    family.sees("Mã PIN chưa đúng")
    family.page.locator("#pin").fill(PIN)
    family.presses("Vào học")
    family.sees(DAUGHTER)


def test_the_other_one_finds_no_attempt_and_no_answers(family: Resident) -> None:
    sheet = family.opens_quiz()
    family.answers(most=2)
    family.sees("Đã lưu lúc")
    changes(family)
    taps_name(family, "Thị Mẹ")
    family.arrives_at("/toi")

    family.opens(sheet)
    family.sees_heading("Không tìm thấy trang này")
    assert family.opens_quiz() != sheet
    assert not family.page.locator("[data-quiz] input:checked").count()


def test_going_back_shows_nobodys_pages(site: Server, chromium: Browser) -> None:
    """Browsers keep the last pages alive to go back to; Playwright switches that off unless told otherwise."""
    how: dict[str, Any] = {"executable_path": CHROMIUM, "args": QUIET}
    as_people_have_it = chromium.browser_type.launch(**how, ignore_default_args=["--disable-back-forward-cache"])
    with closing(as_people_have_it) as browser:
        resident = Resident(browser.new_context(**PHONE).new_page(), site)
        _both_register(resident)
        resident.opens_quiz()
        resident.answers(most=2)
        resident.opens("/toi")
        changes(resident)
        for _ in range(2):
            resident.page.evaluate("history.back()")
            resident.page.wait_for_timeout(1_000)
            shown = resident.page.content()
            assert DAUGHTER not in shown
            assert not resident.page.locator("[data-quiz] input:checked").count()


def test_a_lesson_stays_open_for_whoever_comes_next(family: Resident) -> None:
    family.opens(LESSON)
    changes(family)
    taps_name(family, "Thị Mẹ")
    family.arrives_at(LESSON)


def test_reading_on_without_a_name(family: Resident) -> None:
    changes(family)
    family.presses("Chỉ đọc bài, không cần tên")
    family.arrives_at("/khoa-hoc/")
    expect(family.page.get_by_role("button", name="Thoát")).to_have_count(0)


def test_a_name_is_taken_off(family: Resident) -> None:
    changes(family)
    family.taps(family.page.locator("summary", has_text="Bỏ bớt tên"))
    family.presses("Bỏ tên Thị Con khỏi máy")
    expect(family.page.locator(".face b")).to_have_text(["Thị Mẹ"])


# --- after a while ----------------------------------------------------------------------------------------


def waits(page: Page, seconds: int) -> None:
    """Nobody touches the phone for so long; the clock of the page runs ahead."""
    page.clock.fast_forward(seconds * 1000)
    page.clock.run_for(2000)


@pytest.fixture
def left_alone(family: Resident) -> Resident:
    """A lesson stands open, and the page's clock can be moved."""
    family.page.clock.install()
    family.opens(LESSON)
    expect(family.page.locator("[data-idle]")).to_be_hidden()
    return family


def test_a_phone_left_alone_asks_first_and_then_who_is_learning(left_alone: Resident) -> None:
    page = left_alone.page
    waits(page, 590)
    expect(page.locator("[data-idle]")).to_be_hidden()
    waits(page, 12)
    expect(page.get_by_role("dialog", name="Thị Con còn học không?")).to_be_visible()
    expect(page.get_by_role("button", name="Tôi vẫn học")).to_be_focused()
    waits(page, 35)
    left_alone.arrives_at(f"{CHOOSER}?next={LESSON}")
    left_alone.opens("/toi")
    left_alone.sees("Chưa đăng nhập")


@pytest.mark.parametrize("how", ["press", "escape"])
def test_whoever_is_still_there_goes_on(left_alone: Resident, how: str) -> None:
    page = left_alone.page
    waits(page, 605)
    expect(page.get_by_role("dialog")).to_be_visible()
    if how == "press":
        left_alone.presses("Tôi vẫn học")
    else:
        page.keyboard.press("Escape")
    expect(page.locator("[data-idle]")).to_be_hidden()
    waits(page, 590)
    left_alone.arrives_at(LESSON)
    expect(page.locator("[data-idle]")).to_be_hidden()


def test_a_touch_begins_the_time_anew(left_alone: Resident) -> None:
    waits(left_alone.page, 590)
    left_alone.taps(left_alone.page.locator("h1"))
    waits(left_alone.page, 590)
    expect(left_alone.page.locator("[data-idle]")).to_be_hidden()


def test_a_touch_in_another_tab_counts(left_alone: Resident) -> None:
    """Both tabs have one clock here: what the other one wrote down is put in by hand."""
    waits(left_alone.page, 590)
    left_alone.page.evaluate("localStorage.setItem('cham', Date.now())")
    waits(left_alone.page, 100)
    expect(left_alone.page.locator("[data-idle]")).to_be_hidden()


def test_a_phone_that_slept_asks_for_the_pin_at_once(left_alone: Resident) -> None:
    waits(left_alone.page, 3600)
    left_alone.arrives_at(CHOOSER)


def test_never_in_the_middle_of_a_quiz(family: Resident) -> None:
    family.page.clock.install()
    sheet = family.opens_quiz()
    waits(family.page, 3600)
    family.arrives_at(sheet)
    expect(family.page.locator("[data-idle]")).to_be_hidden()


def test_never_in_the_middle_of_a_practice_run(family: Resident) -> None:
    family.opens("/dien-thoai-tap/")
    first = family.page.locator("main .cards .card a").first.get_attribute("href")
    family.page.clock.install()
    family.opens(str(first))
    waits(family.page, 3600)
    family.arrives_at(str(first))
    expect(family.page.locator("[data-idle]")).to_be_hidden()


def test_never_while_something_stands_typed(family: Resident) -> None:
    family.page.clock.install()
    family.opens("/tim-kiem")
    family.page.locator("main input").first.fill("dịch vụ")
    waits(family.page, 3600)
    family.arrives_at("/tim-kiem")


def test_a_phone_of_ones_own_never_asks(resident: Resident) -> None:
    resident.registers("Trần Thị Một Mình")
    resident.page.clock.install()
    resident.opens(LESSON)
    waits(resident.page, 3600)
    resident.arrives_at(LESSON)


def test_the_question_has_no_fault(site: Server, open_browser: Callable[..., BrowserContext]) -> None:
    resident = Resident(open_browser(**WINDOW).new_page(), site)
    _both_register(resident)
    resident.page.clock.install()
    resident.opens(LESSON)
    waits(resident.page, 605)
    expect(resident.page.get_by_role("dialog")).to_be_visible()
    found = faults_at_every_size(resident.page)
    assert not found, "\n".join(found)


# --- the camera -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Camera:
    """Browsers whose camera looks at a picture."""

    chromium: Browser
    folder: Path

    @contextmanager
    def looks_at(self, picture: Image.Image, *switches: str) -> Iterator[Page]:
        """A page of a browser that may use the camera."""
        film = self.folder / "film.mjpeg"
        with film.open("wb") as reel:
            for _ in range(2):
                picture.save(reel, "jpeg", quality=92)
        fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
        args = [*QUIET, *fake, *(switches or ("--use-fake-ui-for-media-stream",))]
        launched = self.chromium.browser_type.launch(executable_path=CHROMIUM, args=args)
        with closing(launched) as browser:
            yield browser.new_context(**WINDOW).new_page()


@pytest.fixture
def camera(chromium: Browser, tmp_path: Path) -> Camera:
    """The camera of a phone."""
    return Camera(chromium, tmp_path)


def card_before_the_camera(text: str, turned: float = 0) -> Image.Image:
    """A card held out on a grey table, as a camera of 640 × 480 sees it."""
    drawn = BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="png", scale=6, border=4)
    symbol = Image.open(drawn).convert("RGB")
    table = Image.new("RGB", (640, 480), "#8a8a80")
    card = symbol.rotate(turned, expand=True, fillcolor="#8a8a80", resample=Image.Resampling.BICUBIC)
    table.paste(card, ((640 - card.width) // 2, (480 - card.height) // 2))
    return table


def opens_camera(page: Page, site: Server, path: str = "/quet-the") -> Resident:
    """Open the page and the camera."""
    visitor = Resident(page, site)
    visitor.opens(path)
    visitor.presses("Mở máy ảnh để quét")
    return visitor


@pytest.mark.parametrize("turned", [0, 17])
def test_a_card_before_the_camera_leads_to_its_pin(
    camera: Camera, site: Server, resident: Resident, turned: float
) -> None:
    resident.registers("Trần Thị Quét Thẻ")
    card = resident.card
    code = card.replace(" ", "")
    printed = f"https://hoc.haihung.example.vn/the/{code}"
    with camera.looks_at(card_before_the_camera(printed, turned)) as page:
        visitor = opens_camera(page, site, f"/quet-the?next={LESSON}")
        visitor.arrives_at(f"/the/{code}")
        expect(page.locator("#identifier")).to_have_value(card)
        page.locator("#pin").fill(PIN)
        visitor.presses("Đăng nhập")
        visitor.arrives_at(LESSON)


def test_another_code_is_told_and_the_camera_can_be_opened_again(camera: Camera, site: Server) -> None:
    with camera.looks_at(card_before_the_camera("https://example.vn/khong-phai-the")) as page:
        visitor = opens_camera(page, site)
        visitor.sees("Đây không phải mã của Thẻ học")
        expect(page.get_by_role("button", name="Mở máy ảnh")).to_be_visible()
        expect(page.locator("video")).to_be_hidden()


def test_in_a_row_the_same_card_is_told_once_while_it_lies_there(camera: Camera, site: Server) -> None:
    with camera.looks_at(card_before_the_camera("412345678")) as page:
        page.goto(f"{site.url}/quet-the")
        page.evaluate(
            """() => { const box = document.querySelector("[data-scanner]"); box.dataset.scannerContinuous = "";
              document.body.append(box);  // away from the page's own ear
              document.addEventListener("scanned",
                (event) => { document.body.append(` told ${event.detail.text}`); }); }"""
        )
        page.get_by_role("button", name="Mở máy ảnh").click()
        expect(page.locator("body")).to_contain_text("told 412345678")
        page.wait_for_timeout(3_500)
        assert page.locator("body").inner_text().count("told") == 1
        expect(page.get_by_role("button", name="Dừng")).to_be_visible()
        page.get_by_role("button", name="Dừng").click()
        expect(page.locator("[data-scanner-say]")).to_have_text("Đã tắt máy ảnh.")
        assert page.evaluate("document.querySelector('video').srcObject") is None
        expect(page.get_by_role("button", name="Mở máy ảnh")).to_be_focused()


def test_an_empty_table_brings_a_hint_and_no_fault(camera: Camera, site: Server) -> None:
    with camera.looks_at(Image.new("RGB", (640, 480), "#8a8a80")) as page:
        visitor = opens_camera(page, site)
        visitor.sees("Đưa hình vuông đen trắng")
        expect(page.get_by_text("Chưa thấy mã. Đưa thẻ vào gần hơn")).to_be_visible(timeout=25_000)
        found = faults_at_every_size(page)
        assert not found, "\n".join(found)


def test_the_decoder_comes_only_with_the_camera(camera: Camera, site: Server) -> None:
    with camera.looks_at(card_before_the_camera("412345678")) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site.url}/quet-the", wait_until="networkidle")
        assert not [url for url in asked if "vendor" in url]
        page.get_by_role("button", name="Mở máy ảnh").click()
        page.wait_for_url(re.compile("/the/"))
        assert [url for url in asked if "vendor/qr/decode.js" in url]


GETS = "Object.defineProperty({}, '{}', {{ get: () => {} }})"
FAILS = "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{}'); }}"


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (GETS.format("navigator", "userAgent", "'Mozilla/5.0 Zalo android/24'"), "Đang xem trong Zalo"),
        (GETS.format("window", "isSecureContext", "false"), "bắt đầu bằng https"),
        (GETS.format("navigator", "mediaDevices", "undefined"), "không có máy ảnh dùng được"),
        (FAILS.format("NotFoundError"), "không có máy ảnh dùng được"),
        (FAILS.format("NotReadableError"), "đang bận ở ứng dụng khác"),
        (FAILS.format("NotAllowedError"), "chưa được phép dùng máy ảnh"),
    ],
    ids=["Zalo", "no https", "no camera at all", "no camera found", "camera busy", "refused"],
)
def test_without_a_camera_the_page_says_why_and_typing_works(resident: Resident, how: str, sentence: str) -> None:
    resident.registers("Trần Thị Gõ Số")
    card = resident.card
    resident.page.add_init_script(how)
    resident.opens("/quet-the")
    resident.presses("Mở máy ảnh để quét")
    expect(resident.page.locator("[data-scanner-say]")).to_contain_text(sentence)
    expect(resident.page.locator("video")).to_be_hidden()
    resident.types("Mã thẻ học", card)
    resident.presses("Tiếp tục")
    expect(resident.page.locator("#identifier")).to_have_value(card)


def test_without_scripts_no_camera_is_promised(site: Server, open_browser: Callable[..., BrowserContext]) -> None:
    resident = Resident(open_browser(**PHONE, java_script_enabled=False).new_page(), site)
    resident.opens("/quet-the")
    expect(resident.page.locator("[data-scanner]")).to_be_hidden()
    resident.types("Mã thẻ học", "412 345")
    resident.presses("Tiếp tục")
    resident.sees("Mã thẻ học có 9 số")

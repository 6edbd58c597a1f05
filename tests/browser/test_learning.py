"""From the first page to a paper that anybody can verify: on a small phone, with scripts and without."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import PHONE
from tests.browser.people import COURSE, COURSE_TITLE, Resident, Visitor
from tests.browser.server import Server
from tests.support.factories import PIN

NAME = "Nguyễn Thị Hoà Ngưỡng"


@pytest.fixture
def resident(site: Server, open_browser: Callable[..., BrowserContext], scripts: bool) -> Resident:
    """The same woman, with and without scripts."""
    return Resident(open_browser(**PHONE, java_script_enabled=scripts).new_page(), site)


def test_from_the_first_page_to_a_verified_paper(resident: Resident, passer_by: Visitor) -> None:
    reads_a_lesson_as_a_guest(resident)
    registers_with_a_first_mistake(resident)
    claims_what_this_phone_remembers(resident)
    passes(resident)
    code = gets_the_paper(resident)
    reads_back(resident.opens_paper(), code)
    is_verified_by(passer_by, code)


def reads_a_lesson_as_a_guest(resident: Resident) -> None:
    resident.chooses_course()
    resident.opens_lesson("Nộp một hồ sơ trên mạng")

    feedback = resident.answers_practice()
    expect(feedback).to_be_visible()
    expect(feedback).not_to_be_empty()

    resident.says_lesson_done()
    resident.sees("Kết quả đang nhớ trên máy này")


def registers_with_a_first_mistake(resident: Resident) -> None:
    resident.follows("Đăng ký thẻ học")
    resident.fills_in_registration(NAME, pin_again="482915")
    resident.presses("Đăng ký")

    resident.sees("Những gì đã điền vẫn còn nguyên")
    resident.sees("Hai lần nhập chưa giống nhau")
    expect(resident.page.get_by_label("Họ và tên").first).to_have_value(NAME)
    resident.page.locator("#pin").fill(PIN)
    resident.page.locator("#pin_again").fill(PIN)
    resident.agrees()
    resident.presses("Đăng ký")


def claims_what_this_phone_remembers(resident: Resident) -> None:
    resident.sees_heading("Máy này đã học 1 bài")
    resident.presses("Đúng, ghi vào kết quả của tôi")
    resident.sees("Đã ghi 1 bài")
    resident.sees(NAME)


def passes(resident: Resident) -> None:
    resident.reads_what_is_left()
    resident.opens_quiz()
    resident.answers()
    resident.hands_in()
    resident.sees_heading("Chúc mừng, bà con đã đạt!")
    resident.sees("được 100%")


def gets_the_paper(resident: Resident) -> str:
    resident.follows("Nhận giấy xác nhận")
    resident.arrives_at(f"/giay-xac-nhan/khoa/{COURSE}")
    expect(resident.page.locator(".big-name")).to_have_text(NAME)
    resident.presses("Đúng tên tôi, cấp giấy")
    return resident.code_on_page


def reads_back(paper: bytes, code: str) -> None:
    read = pypdf.PdfReader(io.BytesIO(paper))
    text = " ".join(read.pages[0].extract_text().split())
    assert len(read.pages) == 1
    assert NAME in text and COURSE_TITLE in text and code in text


def is_verified_by(passer_by: Visitor, code: str) -> None:
    letters = code.replace("-", "").lower()
    passer_by.verifies(f" {letters[:3]} {letters[3:5]}  {letters[5:]} ")
    passer_by.is_told("Giấy có hiệu lực")
    passer_by.sees(NAME)
    passer_by.sees("Tự học trên mạng")

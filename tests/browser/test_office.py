"""People who work with the site: from the keyboard alone, and what they do is felt at once by those who learn."""

from __future__ import annotations

import io
import re

import pypdf
from playwright.sync_api import expect
from sqlalchemy import select

from certificates.models import Certificate
from learning.core.codes import show_code
from learning.core.database import db
from tests.browser.people import Office, Resident, Visitor
from tests.browser.server import Server
from tests.support.factories import PASSWORD


def test_a_forgotten_pin_is_replaced_with_the_keyboard_alone(staff: Office, resident: Resident) -> None:
    name = "Cao Thị Hay Quên"
    resident.registers(name)
    card = resident.card
    resident.presses("Thoát khỏi máy này")

    signs_in_by_keyboard(staff, "thang")
    finds_by_keyboard(staff, name)
    staff.tabs_to_and_presses("Quên mã PIN")
    staff.tabs_to_and_presses("Cấp mã PIN mới")
    pin = re.sub(r"\D", "", staff.page.locator("dt:text-is('Mã PIN') + dd").inner_text())

    resident.signs_in(card, pin)
    resident.arrives_at("/toi")
    resident.sees(name)


def signs_in_by_keyboard(person: Office, login_name: str) -> None:
    person.page.context.clear_cookies()
    person.opens("/dang-nhap/can-bo")
    person.tabs_to("Tên đăng nhập")
    person.page.keyboard.type(login_name)
    person.tabs_to("Mật khẩu")
    person.page.keyboard.type(PASSWORD)
    person.page.keyboard.press("Enter")
    person.arrives_at("/can-bo/")


def finds_by_keyboard(person: Office, name: str) -> None:
    person.tabs_to_and_presses("Người học")
    person.sees_heading("Người học")
    person.tabs_to("Tên hoặc mã thẻ học")
    person.page.keyboard.type(name)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**q=*")
    person.tabs_to_and_presses(name)
    person.sees_heading(name)


def test_papers_of_two_people_come_in_one_file(staff: Office) -> None:
    signs_in_by_keyboard(staff, "thang")
    staff.tabs_to_and_presses("Giấy xác nhận")
    staff.sees_heading("Giấy xác nhận đã cấp")
    codes = [staff.page.locator("input[name=code]").nth(place).input_value() for place in (0, 1)]
    names = [staff.page.locator(f"label[for=g{code}]").inner_text() for code in codes]

    for name in names:
        staff.tabs_to(name)
        staff.page.keyboard.press("Space")
    staff.tabs_to("In những giấy đã chọn", limit=300)  # after every paper of the list
    with staff.receives_pdf() as pdf:
        staff.page.keyboard.press("Enter")
    read = pypdf.PdfReader(io.BytesIO(pdf[0]))

    texts = [" ".join(page.extract_text().split()) for page in read.pages]
    assert [name in text for name, text in zip(names, texts, strict=True)] == [True, True]
    assert [show_code(code) in text for code, text in zip(codes, texts, strict=True)] == [True, True]


def test_whoever_holds_a_revoked_paper_reads_why(staff: Office, passer_by: Visitor, site: Server) -> None:
    with site.records():
        code = db.session.scalars(select(Certificate.code).where(~Certificate.revocation.has())).first()
    assert code is not None
    passer_by.verifies(code)
    passer_by.is_told("Giấy có hiệu lực")

    staff.page.context.clear_cookies()
    staff.signs_in("thang", PASSWORD)
    staff.opens(f"/can-bo/giay-xac-nhan/{code}")
    staff.follows("Thu hồi")
    staff.types("Lý do", "Ghi sai tên khóa học")
    staff.presses("Thu hồi giấy này")
    staff.sees("Giấy này đã bị thu hồi")

    passer_by.verifies(show_code(code).lower().replace("-", " "))
    passer_by.is_told("Giấy đã bị thu hồi")
    passer_by.sees("Ghi sai tên khóa học")


def test_a_facilitator_registers_somebody_who_then_signs_in(facilitator: Office, resident: Resident) -> None:
    facilitator.signs_in("quynh", PASSWORD)
    facilitator.opens("/can-bo/nguoi-hoc/moi")
    facilitator.types("Họ và tên", "Cao Thị Ở Lớp")
    facilitator.taps(facilitator.page.get_by_text("Người dân", exact=True))
    facilitator.page.locator("#place").select_option(label="Thôn 2 (mẫu)")
    facilitator.taps(facilitator.page.locator("label[for=may_record]"))
    facilitator.presses("Đăng ký, lấy mã thẻ")
    told = facilitator.page.locator(".facts .big-name")
    expect(told).to_have_count(3)
    card, pin = (re.sub(r"\D", "", told.nth(place).inner_text()) for place in (1, 2))

    resident.signs_in(card, pin)
    resident.arrives_at("/toi")
    resident.sees("Cao Thị Ở Lớp")

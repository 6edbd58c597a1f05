"""Asking the office: signed in or not, now or late, once; found again only by whoever asked."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from feedback import actions
from feedback.models import Enquiry, PublicAnswer
from learning.core import clock as site_clock
from learning.core.database import db
from tests.support import factories
from tests.support.factories import COURSE, LESSON, PIN

WORDS = "Tôi bấm Nộp hồ sơ mà máy cứ quay tròn, làm thế nào?"


def asks(browser, words: str = WORDS, **more):
    return browser.post("/hoi-xa", data={"cau_hoi": words, "ma": str(uuid.uuid4())} | more)


def enquiries() -> list[Enquiry]:
    return list(db.session.scalars(select(Enquiry).order_by(Enquiry.asked_at)))


def text_of(browser, address: str) -> str:
    return unescape(browser.get(address).get_data(as_text=True))


def test_a_resident_asks_about_a_lesson_and_finds_it_on_their_own_page(client_of, resident) -> None:
    browser = client_of(resident)
    assert f'href="/hoi-xa?bai={COURSE}/{LESSON}"' in text_of(browser, f"/khoa-hoc/{COURSE}/{LESSON}").replace(
        "%2F", "/"
    )
    asks(browser, bai=f"{COURSE}/{LESSON}")
    (row,) = enquiries()
    assert (row.person_id, row.place_id, row.name, row.item_key) == (
        resident.id,
        resident.place_id,
        "",
        f"{COURSE}/{LESSON}",
    )
    page = text_of(browser, "/toi")
    assert "Câu tôi hỏi xã" in page and "Đang chờ trả lời" in page


def test_the_name_is_told_only_to_whoever_wants_it_told(client_of, resident) -> None:
    asks(client_of(resident), xung_ten="y")
    assert enquiries()[0].name == "Nguyễn Thị Hoà"


def test_a_guest_asks_gets_a_code_and_the_device_remembers(client, app) -> None:
    answer = asks(client, ten="Bà Sáu")
    (row,) = enquiries()
    assert answer.headers["Location"] == f"/hoi-xa/{row.code}"
    assert (row.person_id, row.name) == (None, "Bà Sáu")
    page = text_of(client, f"/hoi-xa/{row.code}")
    assert WORDS in page and f"{row.code[:5]}-{row.code[5:]}" in page
    assert "Câu đã hỏi từ máy này" in text_of(client, "/hoi-xa")
    elsewhere = app.test_client()
    assert WORDS in text_of(elsewhere, f"/hoi-xa/{row.code[:5].lower()}-{row.code[5:].lower()}")
    assert "Câu đã hỏi từ máy này" not in text_of(elsewhere, "/hoi-xa")


def test_the_page_of_a_signed_in_person_does_not_show_what_a_guest_asked(client) -> None:
    asks(client)
    person = factories.person("Cao Thị Mới")
    client.post("/dang-nhap", data={"identifier": person.card_code, "pin": PIN})
    assert WORDS not in text_of(client, "/hoi-xa")


def test_a_persons_question_is_nobody_elses_even_with_its_code(client, client_of, resident, stranger) -> None:
    asks(client_of(resident))
    code = enquiries()[0].code
    assert client_of(resident).get(f"/hoi-xa/{code}").status_code == 200
    assert client_of(stranger).get(f"/hoi-xa/{code}").status_code == client.get(f"/hoi-xa/{code}").status_code == 404


@pytest.mark.parametrize("code", ["khong-co", "0000000000", "K7M2P9QX4T", "a" * 300])
def test_a_code_that_is_none_finds_nothing(client, code) -> None:
    assert client.get(f"/hoi-xa/{code}").status_code == 404


def test_sent_twice_it_is_asked_once_and_keeps_its_own_time(client_of, resident) -> None:
    browser = client_of(resident)
    late = {"ma": str(uuid.uuid4()), "luc": "2030-05-05T08:00:00+07:00", "gui": "2030-05-05T11:00:00+07:00"}
    first = asks(browser, **late)
    second = asks(browser, **late)
    (row,) = enquiries()
    assert first.headers["Location"] == second.headers["Location"] == f"/hoi-xa/{row.code}"
    assert timedelta(hours=3) <= site_clock.now() - row.asked_at < timedelta(hours=3, minutes=1)


def test_an_id_that_somebody_else_used_gets_one_of_its_own(client_of, resident, stranger) -> None:
    made = str(uuid.uuid4())
    asks(client_of(resident), ma=made)
    asks(client_of(stranger), "Câu khác hẳn", ma=made)
    assert {row.question for row in enquiries()} == {WORDS, "Câu khác hẳn"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Số của tôi 0912 345 678", "số điện thoại"),
        ("căn cước 034160001234 bị sai", "số căn cước"),
        ("thẻ 9704 3600 1234 5678", "số thẻ ngân hàng"),
        ("họ đòi mã 482913", "mã OTP"),
        ("tài khoản 1234567890 mất tiền", "dãy số dài"),
        ("thư của tôi ba.sau@thu.example", "thư điện tử"),
        ("", "Xin điền"),
        ("dài " * 200, "Dài quá 600 chữ"),
    ],
)
def test_numbers_of_people_are_refused_kindly_and_kept_nowhere(client, words, said) -> None:
    answer = asks(client, words)
    assert answer.status_code == 422 and said in unescape(answer.get_data(as_text=True))
    assert not enquiries()


@pytest.mark.parametrize(
    "words",
    ["Phí 500.000 đồng có đúng không?", "Tôi mất 350000 đồng", "Gọi 156 hay 5656?", "Hẹn ngày 05/11/2026", "Bấm 3 lần"],
)
def test_ordinary_numbers_are_no_secret(client, words) -> None:
    assert asks(client, words).status_code == 303


def test_a_lesson_that_does_not_exist_is_left_out(client) -> None:
    asks(client, bai="khong-co/bai")
    assert enquiries()[0].item_key == ""


def test_one_address_cannot_flood_the_office_but_may_repeat_itself(client) -> None:
    same = str(uuid.uuid4())
    assert [asks(client, ma=same).status_code for _ in range(3)] == [303] * 3
    codes = [asks(client, f"Câu {number}").status_code for number in range(20)]
    assert codes == [303] * 19 + [429] and len(enquiries()) == 20


def test_whoever_is_forgotten_takes_their_questions_along(client_of, resident, staff) -> None:
    browser = client_of(resident)
    asks(browser)
    row = enquiries()[0]
    actions.answer(row, "Bác bấm lại nhé.", staff)
    actions.publish(row, "Nộp hồ sơ thì máy quay tròn?", "Chờ mạng rồi bấm lại.", staff)
    browser.post("/toi/xoa", data={"pin": PIN})
    assert not enquiries()
    (kept,) = db.session.scalars(select(PublicAnswer))
    assert kept.enquiry_id is None and "Chờ mạng" in text_of(browser, "/hoi-dap")


def test_the_form_carries_an_id_of_its_own_each_time(client) -> None:
    ids = {re.search(r'name="ma" value="([^"]+)"', text_of(client, "/hoi-xa")).group(1) for _ in range(2)}
    assert len(ids) == 2

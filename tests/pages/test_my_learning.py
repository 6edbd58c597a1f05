"""Học của tôi: for a person, for a guest; what was read before signing in is offered and never just taken."""

from __future__ import annotations

from html import unescape

from sqlalchemy import select

from learning.accounts.models import Person, Place
from learning.core.database import db
from learning.progress.models import Completion
from tests.support import factories, journeys
from tests.support.clients import Browser
from tests.support.factories import COURSE, LESSON, OTHER_COURSE


def text_of(browser: Browser, address: str = "/toi") -> str:
    """What the page says."""
    return unescape(browser.get(address).get_data(as_text=True))


def keys_of(person: Person) -> set[str]:
    """What the ledger says of somebody."""
    return set(db.session.scalars(select(Completion.item_key).where(Completion.person_id == person.id)))


def test_a_guest_sees_what_this_device_remembers(client: Browser) -> None:
    assert "Chưa có bài nào đang học" in text_of(client)
    journeys.finishes_lesson(client, LESSON)
    page = text_of(client)
    assert "Chưa đăng nhập" in page
    assert "Gọi điện có hình cho con cháu" in page
    assert "Gọi cho con lần đầu" in page


def test_what_a_guest_reads_is_written_into_no_table(client: Browser) -> None:
    journeys.finishes_all_lessons(client)
    assert db.session.scalars(select(Completion)).all() == []


def test_a_person_sees_name_card_progress_and_the_next_lesson(client_of, resident: Person) -> None:
    browser = client_of(resident)
    journeys.finishes_lesson(browser, LESSON)
    page = text_of(browser)
    card = resident.card_code
    assert "Nguyễn Thị Hoà" in page
    assert f"{card[:3]} {card[3:6]} {card[6:]}" in page
    assert "1/3" in page or "1 / 3" in page or "1 trên 3" in page or "1 trong 3" in page
    assert "Tiếp theo: " in page
    assert "Gọi cho con lần đầu" in page


def test_after_the_lessons_the_quiz_is_next(client_of, resident: Person) -> None:
    browser = client_of(resident)
    journeys.finishes_all_lessons(browser)
    assert f"/kiem-tra/{COURSE}/kiem-tra-cuoi-khoa" in text_of(browser)


def test_a_finished_course_leads_to_its_certificate(client_of, resident: Person) -> None:
    factories.finished_course(resident)
    page = text_of(client_of(resident))
    assert "Đã hoàn thành." in page
    assert f"/giay-xac-nhan/khoa/{COURSE}" in page


def test_certificates_are_listed(client_of, resident: Person) -> None:
    code = factories.certificate(resident).code
    assert f"/giay-xac-nhan/{code}" in text_of(client_of(resident))


def test_nobody_sees_what_another_has_learnt(client_of, resident: Person, stranger: Person) -> None:
    factories.certificate(resident)
    page = text_of(client_of(stranger))
    assert "Nguyễn Thị Hoà" not in page
    assert "Chưa có bài nào đang học" in page


def registered_after_reading(client: Browser, thon_mot: Place) -> tuple[Person, str]:
    """A guest who reads two lessons and then registers; returns where the site sends them."""
    for lesson in (LESSON, "goi-cho-con"):
        journeys.finishes_lesson(client, lesson)
    onward = journeys.registers(client, thon_mot.id).headers["Location"]
    return db.session.scalars(select(Person)).one(), onward


def test_what_was_read_here_is_offered_to_the_new_account(client: Browser, thon_mot: Place) -> None:
    person, onward = registered_after_reading(client, thon_mot)
    assert onward == "/toi/nhan-bai?next=/toi"
    assert keys_of(person) == set()
    page = text_of(client, onward)
    assert "Máy này đã học 2 bài" in page
    assert "Chuẩn bị máy trước khi gọi" in page


def test_yes_it_was_me(client: Browser, thon_mot: Place) -> None:
    person, _ = registered_after_reading(client, thon_mot)
    assert client.post("/toi/nhan-bai", data={"mine": "yes", "next": "/khoa-hoc/"}).headers["Location"] == "/khoa-hoc/"
    assert keys_of(person) == {f"{COURSE}/{LESSON}", f"{COURSE}/goi-cho-con"}
    assert "Đã ghi 2 bài vào kết quả của bà con" in text_of(client, "/khoa-hoc/")


def test_no_it_was_somebody_else(client: Browser, thon_mot: Place) -> None:
    person, _ = registered_after_reading(client, thon_mot)
    client.post("/toi/nhan-bai", data={"mine": "no"})
    assert keys_of(person) == set()
    assert client.get("/toi/nhan-bai").headers["Location"] == "/toi"


def test_it_is_asked_once(client: Browser, thon_mot: Place) -> None:
    person, _ = registered_after_reading(client, thon_mot)
    for _ in range(2):
        client.post("/toi/nhan-bai", data={"mine": "yes"})
    assert len(keys_of(person)) == 2


def test_all_lessons_of_a_course_read_as_a_guest_and_claimed_leave_only_the_quiz(
    client: Browser, thon_mot: Place
) -> None:
    journeys.finishes_all_lessons(client)
    journeys.registers(client, thon_mot.id)
    client.post("/toi/nhan-bai", data={"mine": "yes"})
    journeys.passes_quiz(client)
    assert "Đã hoàn thành." in text_of(client)


def test_a_lesson_that_no_longer_exists_does_not_spoil_the_claim(client: Browser, thon_mot: Place) -> None:
    with client.session_transaction() as session:
        session["guest_done"] = ["khong-co/bai-nay", f"{COURSE}/{LESSON}", f"{OTHER_COURSE}/khong-co"]
    journeys.registers(client, thon_mot.id)
    assert client.get("/toi/nhan-bai").status_code == 200
    client.post("/toi/nhan-bai", data={"mine": "yes"})
    assert keys_of(db.session.scalars(select(Person)).one()) == {f"{COURSE}/{LESSON}"}


def test_who_signs_out_leaves_nothing_on_a_shared_phone(client: Browser, thon_mot: Place) -> None:
    registered_after_reading(client, thon_mot)
    client.post("/dang-xuat")
    page = text_of(client)
    assert "Nguyễn Thị Hoà" not in page
    assert "Chưa có bài nào đang học" in page


def test_the_staff_home_says_which_roles_somebody_holds(client_of, facilitator: Person) -> None:
    assert "Người hướng dẫn lớp – Thôn Mẫu Một" in text_of(client_of(facilitator), "/can-bo/")


def test_a_resident_at_the_staff_door_is_led_home(client_of, resident: Person) -> None:
    assert client_of(resident).get("/can-bo/").headers["Location"] == "/toi"

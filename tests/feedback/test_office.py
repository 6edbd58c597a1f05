"""The office: questions of its own places, answers, what everybody may read, and a trace of every look."""

from __future__ import annotations

import uuid
from html import unescape

import pytest
from sqlalchemy import select

from feedback import actions
from feedback.actions import Asked
from feedback.models import Enquiry, PublicAnswer
from feedback.personal import names_somebody
from learning.accounts.models import AuditEntry
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db, new_id
from tests.support import factories


@pytest.fixture
def enquiry(resident) -> Enquiry:
    made = actions.ask(resident, new_id(), Asked("Máy cứ quay tròn?", "", resident.full_name), clock.now())
    db.session.commit()
    return made


@pytest.fixture
def far(app):
    """Staff of the other thôn."""
    return factories.staff("Lê Thị Xa", "xa", Role.STAFF, "Thôn Mẫu Hai")


def text_of(browser, address: str) -> str:
    return unescape(browser.get(address).get_data(as_text=True))


def published() -> list[PublicAnswer]:
    return list(db.session.scalars(select(PublicAnswer)))


def answers(browser, enquiry, words="Bác chờ có mạng rồi bấm lại."):
    return browser.post(f"/can-bo/vuong-mac/{enquiry.id}/tra-loi", data={"tra_loi": words})


def publishes(browser, enquiry, question="Nộp hồ sơ thì máy quay tròn?", words="Chờ có mạng rồi bấm lại."):
    form = {"cau_hoi_chung": question, "tra_loi_chung": words}
    return browser.post(f"/can-bo/vuong-mac/{enquiry.id}/dang", data=form)


def test_the_office_answers_and_whoever_asked_reads_it(client_of, staff, resident, enquiry) -> None:
    office = client_of(staff)
    assert "Máy cứ quay tròn?" in text_of(office, "/can-bo/vuong-mac")
    assert resident.full_name in text_of(office, f"/can-bo/vuong-mac/{enquiry.id}")
    assert answers(office, enquiry).status_code == 303
    assert "Máy cứ quay tròn?" not in text_of(office, "/can-bo/vuong-mac")
    assert "Máy cứ quay tròn?" in text_of(office, "/can-bo/vuong-mac?loc=xong")
    own = client_of(resident)
    assert "Đã trả lời" in text_of(own, "/toi")
    assert "Bác chờ có mạng rồi bấm lại." in text_of(own, f"/hoi-xa/{enquiry.code}")


def test_nobody_is_named_who_did_not_want_it(client_of, staff, resident) -> None:
    made = actions.ask(resident, new_id(), Asked("Hỏi kín", "", ""), clock.now())
    page = text_of(client_of(staff), f"/can-bo/vuong-mac/{made.id}")
    assert resident.full_name not in page and "Không xưng tên" in page


@pytest.mark.parametrize("door", ["", "/tra-loi", "/dong", "/dang", "/go-dang"])
def test_the_office_of_another_place_finds_nothing(client_of, far, enquiry, door) -> None:
    browser, address = client_of(far), f"/can-bo/vuong-mac/{enquiry.id}{door}"
    answer = (
        browser.post(address, data={"tra_loi": "x", "cau_hoi_chung": "x", "tra_loi_chung": "x"})
        if door
        else browser.get(address)
    )
    assert answer.status_code == 404
    assert enquiry.answer is None and not published()


def test_its_list_holds_only_its_own_places(client_of, far, staff, enquiry) -> None:
    assert "Máy cứ quay tròn?" not in text_of(client_of(far), "/can-bo/vuong-mac")
    made = actions.ask(None, new_id(), Asked("Khách hỏi xã", "", ""), clock.now())
    assert made.place_id == factories.place("xã").id
    assert "Khách hỏi xã" in text_of(client_of(staff), "/can-bo/vuong-mac")
    assert "Khách hỏi xã" not in text_of(client_of(far), "/can-bo/vuong-mac")


def test_an_empty_answer_is_refused_and_what_was_typed_stays(client_of, staff, enquiry) -> None:
    assert answers(client_of(staff), enquiry, "   ").status_code == 422
    answer = answers(client_of(staff), enquiry, "dài " * 400)
    assert answer.status_code == 422 and "dài dài" in answer.get_data(as_text=True)
    assert enquiry.answer is None


def test_closing_needs_no_words_and_is_done_once(client_of, staff, resident, enquiry) -> None:
    for _ in range(2):
        client_of(staff).post(f"/can-bo/vuong-mac/{enquiry.id}/dong")
    assert enquiry.closed_at and enquiry.answer is None
    assert [row.action for row in traces()].count("close_enquiry") == 1
    assert "Đã xem xong" in text_of(client_of(resident), "/toi")


def test_an_answer_is_made_public_anew_and_can_be_taken_down(client_of, client, staff, enquiry) -> None:
    office = client_of(staff)
    answers(office, enquiry)
    assert "Chưa có câu nào" in text_of(client, "/hoi-dap")
    publishes(office, enquiry)
    publishes(office, enquiry, words="Chờ có mạng, bấm lại một lần.")
    page = text_of(client, "/hoi-dap")
    assert len(published()) == 1 and "bấm lại một lần" in page and "Nguyễn Thị Hoà" not in page
    office.post(f"/can-bo/vuong-mac/{enquiry.id}/go-dang")
    assert not published() and "bấm lại một lần" not in text_of(client, "/hoi-dap")


@pytest.mark.parametrize(
    "words", ["Bà Nguyễn Thị Hoà bấm lại.", "ba thi hoa bấm lại", "Gọi 0912345678", "034160001234"]
)
def test_nothing_of_anybody_is_made_public(client_of, staff, enquiry, words) -> None:
    office = client_of(staff)
    answers(office, enquiry)
    assert publishes(office, enquiry, words=words).status_code == 422
    assert not published()


def test_the_numbers_of_offices_may_be_made_public(client_of, staff, enquiry) -> None:
    assert publishes(client_of(staff), enquiry, words="Gọi 156, hoặc số 0220 3123 456 của cơ quan.").status_code == 303


def test_names_are_found_however_they_are_written() -> None:
    assert names_somebody("Bác HOÀ ạ: thị hoà", "Nguyễn Thị Hoà")
    assert not names_somebody("Hoà bình", "Nguyễn Thị Hoà") and not names_somebody("gì đó", "")


def traces() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.at)))


def test_every_look_and_deed_leaves_a_trace(client_of, staff, enquiry) -> None:
    office = client_of(staff)
    office.get("/can-bo/vuong-mac")
    office.get(f"/can-bo/vuong-mac/{enquiry.id}")
    answers(office, enquiry)
    publishes(office, enquiry)
    deeds = [row.action for row in traces() if row.actor_id == staff.id]
    assert deeds == ["see_enquiries", "see_enquiry", "answer_enquiry", "publish_answer"] or set(deeds) >= {
        "see_enquiries",
        "see_enquiry",
        "answer_enquiry",
        "publish_answer",
    }
    assert all("Hoà" not in row.subject + row.note for row in traces())


@pytest.mark.parametrize("who", ["resident", "facilitator", "editor"])
def test_only_those_who_answer_come_in(request, client_of, enquiry, who) -> None:
    browser = client_of(request.getfixturevalue(who))
    for address in ("/can-bo/vuong-mac", f"/can-bo/vuong-mac/{enquiry.id}", "/can-bo/cam-nhan"):
        assert browser.get(address).status_code == 403
    assert answers(browser, enquiry).status_code == 403


def test_what_people_write_is_never_markup(client_of, client, staff, resident) -> None:
    made = actions.ask(resident, new_id(), Asked("<script>alert(1)</script>", "", ""), clock.now())
    office = client_of(staff)
    answers(office, made, "<img src=x>")
    publishes(office, made, "<u>hỏi</u>", "<i>đáp</i>")
    for browser, address in (
        (office, f"/can-bo/vuong-mac/{made.id}"),
        (client, "/hoi-dap"),
        (office, "/can-bo/vuong-mac?loc=xong"),
    ):
        html = browser.get(address).get_data(as_text=True)
        assert not any(tag in html for tag in ("<script>alert", "<img src=x", "<u>hỏi", "<i>đáp"))


def test_a_long_list_costs_as_many_questions_as_a_short_one(client_of, staff, resident, queries) -> None:
    office, counts = client_of(staff), []
    office.get("/can-bo/vuong-mac")  # the process has been running for a while
    for number in (1, 25):
        for _ in range(number):
            actions.ask(resident, uuid.uuid4(), Asked("Hỏi", "", ""), clock.now())
        db.session.commit()
        with queries() as log:
            office.get("/can-bo/vuong-mac")
        counts.append(len(log))
    assert counts[0] == counts[1]

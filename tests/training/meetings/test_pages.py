"""What people and facilitators see and press: the public timetable, signing up, the form, the meeting's own page."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from icalendar import Calendar
from sqlalchemy import select

from learning.accounts.models import AuditEntry, Person
from learning.core import clock as core_clock
from learning.core.database import db
from learning.core.errors import SomebodyElses
from tests.support import factories
from tests.support.clients import Browser
from tests.support.meetings import came, meeting
from training.meetings import actions, queries
from training.meetings.models import Meeting, MeetingSignUp
from training.meetings.tasks import TASKS, tasks_there
from training.meetings.views import MOST_NAMES


def page_of(browser: Browser, address: str, status: int = 200) -> str:
    """The page as people read it."""
    answer = browser.get(address)
    assert answer.status_code == status, answer.status_code
    return unescape(answer.get_data(as_text=True))


def typed(**changed: str) -> dict[str, object]:
    """The form of a new meeting as a facilitator of Thôn Mẫu Một fills it in."""
    day = core_clock.today() + timedelta(days=3)
    form: dict[str, object] = {
        "made": str(uuid.uuid4()),
        "title": "Làm quen với điện thoại",
        "place": str(factories.place("Thôn Mẫu Một").id),
        "hall": "Nhà văn hóa",
        "day": f"{day:%d/%m/%Y}",
        "starts": "19:30",
        "ends": "21:00",
        "items": [factories.COURSE],
        "times": "1",
    }
    return form | changed


# The public


def test_an_empty_timetable_says_so_and_offers_the_courses(client: Browser) -> None:
    page = page_of(client, "/buoi-hoc/")
    assert "Chưa có buổi học nào được báo trước" in page
    assert "Lớp học gần đây" not in page_of(client, "/")


def test_everybody_reads_when_where_and_what(client: Browser, facilitator: Person) -> None:
    found = meeting(facilitator, capacity=20, audience="residents", notes="Nhớ mang kính.")
    page = page_of(client, f"/buoi-hoc/{found.code.lower()}")
    for words in (
        "Nhà văn hóa Thôn Mẫu Một",
        "cạnh sân bóng",
        "19:30–21:00",
        "20 trong 20 chỗ",
        "Người dân",
        "mang kính",
    ):
        assert words in page
    assert factories.course().title in page


def test_the_home_page_and_own_page_tell_of_the_next_meeting(
    client: Browser, client_of, facilitator: Person, resident: Person, stranger: Person
) -> None:
    meeting(facilitator)
    assert "Lớp học gần đây" in page_of(client, "/")
    assert "Lớp học gần đây" in page_of(client_of(resident), "/toi")
    assert "Lớp học gần đây" not in page_of(client_of(stranger), "/toi")


def test_a_thon_sees_its_own_meetings(client: Browser, staff: Person, thon_mot, thon_hai) -> None:
    for place in (thon_mot, thon_hai):
        meeting(staff, place=place, title=f"Lớp {place.name}", hall="Nhà văn hóa")
    page = page_of(client, f"/buoi-hoc/?thon={thon_hai.id}")
    assert "Lớp Thôn Mẫu Hai" in page
    assert "Lớp Thôn Mẫu Một" not in page


@pytest.mark.parametrize("thon", ["", "0", "abc", "999999999999999999999", "-1"])
def test_a_strange_thon_shows_everything(client: Browser, facilitator: Person, thon: str) -> None:
    meeting(facilitator)
    assert "Gọi điện có hình cho con cháu" in page_of(client, f"/buoi-hoc/?thon={thon}")


def test_a_cancelled_meeting_says_why_and_takes_nobody(client: Browser, facilitator: Person) -> None:
    found = meeting(facilitator)
    actions.cancel(found, "Hội trường mất điện", facilitator)
    page = page_of(client, f"/buoi-hoc/{found.code}")
    assert "Hội trường mất điện" in page
    assert "Ghi tên giữ chỗ" not in page
    answer = client.post(f"/buoi-hoc/{found.code}/ghi-ten", data={"full_name": "Phạm Văn Khách"})
    assert answer.status_code == 409


def test_a_guest_signs_up_with_a_name_and_a_thon(client: Browser, facilitator: Person, thon_hai) -> None:
    found = meeting(facilitator)
    form = {"full_name": "phạm văn khách", "place": str(thon_hai.id), "ma": str(uuid.uuid4())}
    for _ in range(2):
        answer = client.post(f"/buoi-hoc/{found.code}/ghi-ten", data=form)
        assert answer.status_code == 303
    row = db.session.scalars(select(MeetingSignUp)).one()
    assert (row.name, row.place_id, row.person_id) == ("Phạm Văn Khách", thon_hai.id, None)
    assert "Phạm Văn Khách" not in page_of(client, f"/buoi-hoc/{found.code}")


def test_one_address_does_not_fill_the_list_with_names(
    client: Browser, facilitator: Person, resident: Person, client_of
) -> None:
    address = f"/buoi-hoc/{meeting(facilitator, capacity=200).code}/ghi-ten"
    sent = [{"full_name": f"Khách {'AB'[number % 2] * (number + 2)}", "ma": str(uuid.uuid4())} for number in range(42)]
    statuses = [client.post(address, data=form).status_code for form in sent]
    assert statuses == [303] * MOST_NAMES + [429] * 2
    assert client.post(address, data=sent[0]).status_code == 303  # one that arrives again is none more
    assert client_of(resident).post(address, data={"nguoi": resident.key}).status_code == 303


@pytest.mark.parametrize("name", ["", "12345", "   "])
def test_a_name_that_is_none_is_sent_back(client: Browser, facilitator: Person, name: str) -> None:
    found = meeting(facilitator)
    assert client.post(f"/buoi-hoc/{found.code}/ghi-ten", data={"full_name": name}).status_code == 422


def test_with_a_card_one_tap_is_enough_and_can_be_taken_back(client_of, facilitator: Person, resident: Person) -> None:
    found = meeting(facilitator)
    browser = client_of(resident)
    assert "Ghi tên Nguyễn Thị Hoà" in page_of(browser, f"/buoi-hoc/{found.code}")
    browser.post(f"/buoi-hoc/{found.code}/ghi-ten", data={"nguoi": resident.key})
    assert "Bà con đã ghi tên buổi này" in page_of(browser, f"/buoi-hoc/{found.code}")
    browser.post(f"/buoi-hoc/{found.code}/thoi-ghi-ten", data={"nguoi": resident.key})
    assert queries.seats_taken(found.id) == 0


def test_the_form_of_the_other_person_on_this_phone_is_refused(
    client_of, facilitator: Person, resident: Person, stranger: Person
) -> None:
    found = meeting(facilitator)
    answer = client_of(stranger).post(f"/buoi-hoc/{found.code}/ghi-ten", data={"nguoi": resident.key})
    assert answer.status_code == SomebodyElses.status
    assert queries.seats_taken(found.id) == 0


def test_a_phone_of_hours_ago_keeps_the_moment_of_the_tap(client_of, facilitator: Person, resident: Person) -> None:
    found = meeting(facilitator)
    form = {"nguoi": resident.key, "ma": str(uuid.uuid4())}
    form |= {"luc": "2019-01-01T10:00:00Z", "gui": "2019-01-01T13:00:00Z"}  # a clock that is years off
    client_of(resident).post(f"/buoi-hoc/{found.code}/ghi-ten", data=form)
    row = db.session.scalars(select(MeetingSignUp)).one()
    assert timedelta(hours=2.9) < core_clock.now() - row.signed_up_at < timedelta(hours=3.1)


# Calendars


def events(browser: Browser, address: str) -> list:
    """The events of a calendar that a phone fetched."""
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return list(Calendar.from_ical(answer.get_data()).walk("VEVENT"))


def test_a_phone_takes_one_meeting_into_its_calendar(client: Browser, facilitator: Person) -> None:
    found = meeting(facilitator)
    event = events(client, f"/buoi-hoc/{found.code}.ics")[0]
    assert event["uid"] == str(found.id)
    assert event.decoded("dtstart") == found.starts_at
    assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert "Nhà văn hóa Thôn Mẫu Một" in event["location"]
    assert b"BEGIN:VTIMEZONE" in client.get(f"/buoi-hoc/{found.code}.ics").get_data()


def test_a_feed_tells_of_changes_and_cancellations(client: Browser, facilitator: Person, thon_mot) -> None:
    found = meeting(facilitator)
    address = f"/buoi-hoc/lich/{thon_mot.id}.ics"
    first = events(client, address)[0]
    actions.cancel(found, "Hội trường mất điện", facilitator)
    then = events(client, address)[0]
    assert (first["uid"], first["status"]) == (then["uid"], "CONFIRMED")
    assert then["status"] == "CANCELLED"
    assert then["sequence"] > first["sequence"]
    assert "Hội trường mất điện" in then["description"]


def test_a_feed_that_has_not_changed_is_not_sent_again(client: Browser, facilitator: Person, thon_mot) -> None:
    meeting(facilitator)
    address = f"/buoi-hoc/lich/{thon_mot.id}.ics"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_title_cannot_write_lines_of_its_own_into_a_calendar(client: Browser, facilitator: Person) -> None:
    found = meeting(facilitator, title="Lớp; một, hai\\ba", address_note="rẽ trái\r\nSTATUS:CANCELLED")
    event = events(client, f"/buoi-hoc/{found.code}.ics")[0]
    assert event["summary"] == "Lớp; một, hai\\ba"
    assert event["status"] == "CONFIRMED"


def test_there_is_no_feed_of_a_place_that_is_not_here(client: Browser) -> None:
    assert client.get("/buoi-hoc/lich/999999.ics").status_code == 404


# Planning


def test_a_facilitator_plans_a_meeting(client_of, facilitator: Person) -> None:
    browser, form = client_of(facilitator), typed()
    for _ in range(2):  # a double tap
        answer = browser.post("/can-bo/buoi-hoc/moi", data=form)
        assert answer.status_code == 303
    found = db.session.scalars(select(Meeting)).one()
    assert (found.title, found.ends_at - found.starts_at) == ("Làm quen với điện thoại", timedelta(minutes=90))
    assert "Làm quen với điện thoại" in page_of(browser, "/can-bo/buoi-hoc/")


def test_a_class_of_five_weeks_is_planned_at_once(client_of, facilitator: Person) -> None:
    client_of(facilitator).post("/can-bo/buoi-hoc/moi", data=typed(times="5"))
    assert len(db.session.scalars(select(Meeting)).all()) == 5


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Xin điền mục này."),
        ({"day": "31/02/2027"}, "Xin ghi ngày theo dạng"),
        ({"day": "01/01/2015"}, "Ngày này xa quá"),
        ({"starts": "tối"}, "Xin ghi giờ theo dạng"),
        ({"starts": "08:00", "ends": "21:00"}, "Giờ kết thúc phải sau giờ bắt đầu"),
        ({"capacity": "nhiều"}, "Số chỗ là một số"),
        ({"capacity": "0"}, "Số chỗ là một số"),
        ({"capacity": "٣"}, "Số chỗ là một số"),
        ({"times": "99"}, "Xin ghi một số từ 1 đến 52."),
        ({"until": "01/01/2020"}, "Ngày cuối phải sau ngày học đầu tiên"),
        ({"items": "khong-co/bai-nay"}, "Xin chọn một trong các mục có sẵn."),
        ({"leaders": str(uuid.UUID(int=1))}, "Xin chọn một trong các mục có sẵn."),
        ({"leaders": "x"}, "Xin chọn một trong các mục có sẵn."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_the_field(client_of, facilitator: Person, changed, sentence: str) -> None:
    answer = client_of(facilitator).post("/can-bo/buoi-hoc/moi", data=typed(**changed))
    assert answer.status_code == 422
    assert sentence in unescape(answer.get_data(as_text=True))
    assert db.session.scalars(select(Meeting)).all() == []


def test_nobody_plans_for_a_thon_that_is_not_theirs(client_of, facilitator: Person, thon_hai) -> None:
    answer = client_of(facilitator).post("/can-bo/buoi-hoc/moi", data=typed(place=str(thon_hai.id)))
    assert answer.status_code == 422
    assert db.session.scalars(select(Meeting)).all() == []


def test_a_meeting_is_changed_in_the_same_form(client_of, facilitator: Person) -> None:
    found, browser = meeting(facilitator), client_of(facilitator)
    page = page_of(browser, f"/can-bo/buoi-hoc/{found.id}/sua")
    assert 'value="19:30"' in page
    form = typed(hall="Trường tiểu học") | {"revision": "0"}
    assert browser.post(f"/can-bo/buoi-hoc/{found.id}/sua", data=form).status_code == 303
    assert found.hall == "Trường tiểu học"
    late = browser.post(f"/can-bo/buoi-hoc/{found.id}/sua", data=form)
    assert late.status_code == 422
    assert "Vừa có người khác sửa buổi này" in unescape(late.get_data(as_text=True))


def test_cancelling_asks_for_a_reason(client_of, facilitator: Person) -> None:
    found, browser = meeting(facilitator), client_of(facilitator)
    assert browser.post(f"/can-bo/buoi-hoc/{found.id}/huy", data={"reason": " "}).status_code == 422
    assert browser.post(f"/can-bo/buoi-hoc/{found.id}/huy", data={"reason": "Mưa bão"}).status_code == 303
    assert "Mưa bão" in page_of(browser, f"/can-bo/buoi-hoc/{found.id}")


def test_the_class_is_opened_and_closed_by_one_button(client_of, facilitator: Person, clock) -> None:
    found, browser = meeting(facilitator), client_of(facilitator)
    clock.move(minutes=1)
    browser.post(f"/can-bo/buoi-hoc/{found.id}/mo", data={"nguoi": facilitator.key})
    assert "Kết thúc buổi học" in page_of(browser, f"/can-bo/buoi-hoc/{found.id}")
    clock.move(minutes=90)
    answer = browser.post(f"/can-bo/buoi-hoc/{found.id}/dong", data={"nguoi": facilitator.key})
    assert answer.headers["Location"].endswith("/ket-qua")
    assert found.state == "closed"


def test_another_thons_facilitator_finds_no_door(client_of, facilitator: Person, staff: Person, thon_hai) -> None:
    found, browser = meeting(staff, place=thon_hai), client_of(facilitator)
    doors = ["", "/sua", "/huy", "/nguoi-ghi-ten", "/ket-qua", "/ap-phich.pdf", "/bao-cao.pdf", "/bao-cao.docx"]
    for door in (*doors, "/giay-xac-nhan"):
        assert browser.get(f"/can-bo/buoi-hoc/{found.id}{door}").status_code == 404, door
    for door in ("/sua", "/huy", "/mo", "/dong", "/giay-xac-nhan"):
        assert browser.post(f"/can-bo/buoi-hoc/{found.id}{door}", data=typed()).status_code == 404, door
    assert found.state == "planned"


def test_the_office_reads_who_signed_up_and_the_look_is_traced(
    client_of, facilitator: Person, resident: Person
) -> None:
    found = meeting(facilitator)
    actions.sign_up(found, actions.Wish(uuid.uuid4(), core_clock.now(), resident))
    actions.sign_up(found, actions.Wish(uuid.uuid4(), core_clock.now(), None, "Phạm Văn Khách"))
    page = page_of(client_of(facilitator), f"/can-bo/buoi-hoc/{found.id}/nguoi-ghi-ten")
    assert "Nguyễn Thị Hoà" in page
    assert "Phạm Văn Khách" in page
    assert db.session.scalars(
        select(AuditEntry.subject).where(AuditEntry.action == "see_sign_ups").order_by(AuditEntry.at, AuditEntry.id)
    ).all() == [f"meeting:{found.id}"]


def test_the_meetings_page_shows_only_doors_that_exist(client_of, app, facilitator: Person) -> None:
    found = meeting(facilitator)
    page = page_of(client_of(facilitator), f"/can-bo/buoi-hoc/{found.id}")
    there = [task for task in TASKS if task.endpoint in app.view_functions]
    assert {task.endpoint for task in there} >= {"meeting_office.edit", "meeting_office.poster"}
    assert all(task.text in page for task in there)
    assert not [task for task in TASKS if task not in there and task.text in page]
    assert [part for part, _ in tasks_there({"meeting_office.outcome"})] == ["Sau buổi học"]


def test_the_text_for_zalo_says_everything_and_where_to_go(client_of, facilitator: Person) -> None:
    found = meeting(facilitator)
    page = page_of(client_of(facilitator), f"/can-bo/buoi-hoc/{found.id}")
    text = re.search(r"<textarea id=\"zalo\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert text is not None
    for words in ("19:30–21:00", "cạnh sân bóng", factories.course().title, f"/buoi-hoc/{found.code}"):
        assert words in text[1]


@pytest.mark.parametrize(("door", "budget"), [("", 9), ("/ket-qua", 14), ("/nguoi-ghi-ten", 7)])
def test_the_office_asks_as_often_for_one_as_for_forty(
    client_of, facilitator: Person, queries, door: str, budget: int
) -> None:
    asked = []
    for number in (1, 40):
        found = meeting(facilitator)
        people = [factories.person(f"Phạm Thị {factories.in_letters(index)}") for index in range(number)]
        came(found, *people)
        actions.sign_up_people(found, people, facilitator)
        browser = client_of(facilitator)
        browser.get("/khoa-hoc/")
        with queries() as log:
            browser.get(f"/can-bo/buoi-hoc/{found.id}{door}")
        asked.append(len(log))
    assert asked[0] == asked[1] <= budget, log


def test_public_pages_ask_as_often_for_one_as_for_twenty(client: Browser, facilitator: Person, queries) -> None:
    asked = []
    for _ in (1, 2):
        for number in range(10):
            meeting(facilitator, title=f"Buổi {number}")
        db.session.commit()
        client.get("/khoa-hoc/")
        with queries() as log:
            client.get("/buoi-hoc/")
        asked.append(len(log))
    assert asked[0] == asked[1] <= 4, log

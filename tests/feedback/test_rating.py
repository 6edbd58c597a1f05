"""Three faces after a lesson or a meeting: counted once, and nobody's."""

from __future__ import annotations

import uuid
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from feedback.models import Rating
from feedback.queries import faces_for
from learning.core import clock
from learning.core.database import Base, db
from tests.support import factories, journeys
from tests.support.factories import COURSE, LESSON
from tests.support.meetings import meeting
from training.meetings.actions import cancel

KEY = f"{COURSE}/{LESSON}"
BEGUN = clock.now() - timedelta(hours=1)


def rates(browser, face: str = "3", **more):
    form = {"muc": KEY, "mat": face, "ma": str(uuid.uuid4()), "ve": f"/khoa-hoc/{COURSE}/"}
    return browser.post("/cam-nhan", data=form | more)


def ratings() -> list[Rating]:
    return list(db.session.scalars(select(Rating)))


def test_after_a_lesson_stand_three_faces(client) -> None:
    journeys.finishes_lesson(client, LESSON)
    page = unescape(client.get(f"/khoa-hoc/{COURSE}/{LESSON}/da-hoc-xong").get_data(as_text=True))
    for word in ("Dễ hiểu", "Tạm được", "Khó hiểu", "Không ghi tên ai"):
        assert word in page


def test_a_face_is_counted_with_place_and_group_and_the_day_alone(client_of, resident) -> None:
    answer = rates(client_of(resident), loi="Chữ hơi nhỏ")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/khoa-hoc/{COURSE}/")
    (row,) = ratings()
    assert (row.item_key, row.face, row.line, row.place_id, row.audience) == (
        KEY,
        3,
        "Chữ hơi nhỏ",
        resident.place_id,
        "residents",
    )


def test_nothing_in_the_row_leads_to_whoever_rated(client_of, resident) -> None:
    made = str(uuid.uuid4())
    rates(client_of(resident), ma=made)
    (row,) = ratings()
    assert "person_id" not in Rating.__table__.columns
    assert str(row.id) != made
    kept = " ".join(str(value) for value in vars(row).values())
    assert str(resident.id) not in kept and resident.card_code not in kept
    assert {column.name for column in Base.metadata.tables["rating"].columns if "_at" in column.name} == set()


def test_sent_twice_it_counts_once_and_the_first_stays(client_of, resident) -> None:
    made, browser = str(uuid.uuid4()), client_of(resident)
    rates(browser, "1", ma=made)
    rates(browser, "3", ma=made)
    assert [row.face for row in ratings()] == [1]


def test_a_guest_counts_without_a_place_and_staff_do_not_count_as_residents(client, client_of, staff) -> None:
    rates(client)
    rates(client_of(staff))
    assert [(row.place_id, row.audience) for row in ratings()] == [(None, None)] * 2


@pytest.mark.parametrize("face", ["", "0", "4", "tốt"])
def test_a_face_that_is_none_is_refused(client, face) -> None:
    assert rates(client, face).status_code == 422
    assert not ratings()


@pytest.mark.parametrize("key", ["khong-co/bai", COURSE, "", "buoi-hoc/khong-phai", "../x", KEY * 9])
def test_what_is_not_there_cannot_be_rated(client, key) -> None:
    assert rates(client, muc=key).status_code in (404, 422)
    assert not ratings()


def test_a_number_in_the_line_is_refused_kindly_and_not_kept(client) -> None:
    answer = rates(client, loi="gọi tôi 0912345678")
    assert answer.status_code == 422 and "số điện thoại" in unescape(answer.get_data(as_text=True))
    assert not ratings()


def test_one_never_leaves_the_site_afterwards(client) -> None:
    assert rates(client, ve="//ke-xau.example/").headers["Location"] == "/khoa-hoc/"


def test_a_meeting_that_never_was_is_not_rated(client, facilitator) -> None:
    tomorrow, off = meeting(facilitator), meeting(facilitator, starts_at=BEGUN)
    cancel(off, "Mưa bão", facilitator)
    db.session.commit()
    for nothing in (uuid.uuid4(), tomorrow.id, off.id):
        assert client.get(f"/buoi-hoc/{nothing}/cam-nhan").status_code == 404
        assert rates(client, muc=f"buoi-hoc/{nothing}").status_code == 404
    assert not ratings()


def test_after_a_meeting_one_phone_goes_from_hand_to_hand(client, facilitator) -> None:
    address = f"/buoi-hoc/{meeting(facilitator, starts_at=BEGUN).id}/cam-nhan"
    db.session.commit()
    ids = []
    for _ in range(2):
        page = client.get(address).get_data(as_text=True)
        key = journeys.offered(client.get(address), "muc")
        ids.append(page[page.index('name="ma" value="') :][17:53])
        answer = rates(client, muc=key, ma=ids[-1], ve=f"{address}?cam-on=1")
    assert len(set(ids)) == len(ratings()) == 2
    assert "chuyển cho người bên cạnh" in client.get(answer.headers["Location"]).get_data(as_text=True)


def test_stuffing_the_box_comes_to_an_end(client) -> None:
    codes = [rates(client).status_code for _ in range(81)]
    assert codes == [303] * 80 + [429]


def test_the_office_sees_what_is_hard_first_and_of_its_own_places_only(client_of, resident, stranger, staff) -> None:
    local = factories.staff("Lê Thị Gần", "gan", factories.Role.STAFF, "Thôn Mẫu Một")
    for person, face in ((resident, "3"), (stranger, "1")):
        rates(client_of(person), face, loi=f"Lời từ {person.place.name}")
    rates(
        client_of(resident),
        "1",
        muc=f"{factories.OTHER_COURSE}/{factories.course(factories.OTHER_COURSE).lessons[0].slug}",
    )
    assert [(row.item_key, row.easy, row.fair, row.hard) for row in faces_for(staff)][1] == (KEY, 1, 0, 1)
    assert {row.item_key: row.total for row in faces_for(local)}[KEY] == 1
    page = unescape(client_of(local).get("/can-bo/cam-nhan").get_data(as_text=True))
    assert "Lời từ Thôn Mẫu Một" in page and "Lời từ Thôn Mẫu Hai" not in page
    assert resident.full_name not in page

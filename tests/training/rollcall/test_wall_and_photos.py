"""The code on the wall, photographs of the sheet, the sheet itself, the pre-flight page."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pypdfium2
import pytest
from flask import current_app
from PIL import Image
from sqlalchemy import func, select

from learning.accounts.models import Person
from learning.core import clock as core_clock
from learning.core.database import db
from tests.support import factories
from tests.support.clients import Browser
from tests.support.meetings import came, meeting
from training.meetings import actions as meetings
from training.meetings.models import Attendance, AttendanceEvidence, Meeting
from training.rollcall import passes
from training.rollcall.photo import NoPhoto, reduced

NOW = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
SECRET = "một câu bí mật"


@pytest.fixture
def evening(facilitator: Person) -> Meeting:
    """A class that goes on now in Thôn Mẫu Một."""
    found = meeting(facilitator, starts_at=core_clock.now() - timedelta(minutes=30))
    db.session.commit()
    return found


@pytest.fixture
def helper(facilitator: Person, client_of: Callable[[Person], Browser]) -> Browser:
    """The facilitator's laptop."""
    return client_of(facilitator)


def wall(found: Meeting) -> str:
    code = passes.wall_code(current_app.config["SECRET_KEY"], found.id, core_clock.now())
    return f"/buoi-hoc/diem-danh/{code}"


def names() -> list[str]:
    query = select(Person.full_name).join(Attendance, Attendance.person_id == Person.id)
    return sorted(db.session.scalars(query))


@pytest.mark.parametrize(("seconds", "good"), [(0, True), (29, True), (89, True), (90, False), (3600, False)])
def test_a_code_is_good_for_its_minute_and_a_grace(seconds: int, good: bool) -> None:
    found = uuid4()
    code = passes.wall_code(SECRET, found, NOW)
    assert (passes.meeting_of(SECRET, code, NOW + timedelta(seconds=seconds)) == found) is good


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (14, True), (16, False)])
def test_a_slip_is_good_for_signing_in(minutes: int, good: bool) -> None:
    found = uuid4()
    code = passes.slip(SECRET, found, NOW)
    assert (passes.meeting_of(SECRET, code, NOW + timedelta(minutes=minutes)) == found) is good


def test_a_slip_is_not_made_younger_by_showing_it() -> None:
    found = uuid4()
    first = passes.slip(SECRET, found, NOW)
    assert passes.onward(SECRET, first, found, NOW + timedelta(minutes=14)) == first
    fresh = passes.onward(SECRET, passes.wall_code(SECRET, found, NOW), found, NOW)
    assert passes.meeting_of(SECRET, fresh, NOW + timedelta(minutes=10)) == found


@pytest.mark.parametrize("code", ["", "x", "không", "A" * 50, "====", "A" * 4000])
def test_nonsense_is_no_code(code: str) -> None:
    assert passes.meeting_of(SECRET, code, NOW) is None


def test_one_changed_letter_or_another_secret_is_no_code() -> None:
    code = passes.wall_code(SECRET, uuid4(), NOW)
    other = "A" if code[20] != "A" else "B"
    assert passes.meeting_of(SECRET, code[:20] + other + code[21:], NOW) is None
    assert passes.meeting_of("bí mật khác", code, NOW) is None


def test_the_code_on_the_wall_changes_every_minute() -> None:
    found = uuid4()
    assert passes.wall_code(SECRET, found, NOW) == passes.wall_code(SECRET, found, NOW + timedelta(seconds=29))
    assert passes.wall_code(SECRET, found, NOW) != passes.wall_code(SECRET, found, NOW + timedelta(seconds=30))


def test_somebody_with_a_card_is_present_after_one_tap(evening: Meeting, resident: Person, client_of) -> None:
    browser, address = client_of(resident), wall(evening)
    assert "Tôi có mặt" in browser.get(address).text
    assert names() == []
    for _ in range(2):
        answer = browser.post(address)
        assert answer.status_code == 303
    assert names() == [resident.full_name]
    assert "Đã điểm danh" in browser.get(answer.location).text
    assert db.session.scalars(select(Attendance)).one().means == "self"


def test_somebody_without_a_card_gives_a_name_from_the_list(
    evening: Meeting, client: Browser, resident: Person
) -> None:
    db.session.commit()
    assert client.post(wall(evening), data={"full_name": "nguyễn thị hòa"}).status_code == 303
    assert names() == [resident.full_name]


def test_a_name_that_two_have_or_nobody_goes_to_the_facilitator(
    evening: Meeting, client: Browser, resident: Person, stranger: Person
) -> None:
    factories.person("Nguyễn Thị Hoà", birth_year=1971)
    db.session.commit()
    for name in ("Nguyễn Thị Hoà", stranger.full_name, "Không Có Ai"):
        answer = client.post(wall(evening), data={"full_name": name})
        assert answer.status_code == 422
        assert "Xin gặp người hướng dẫn" in answer.text
    assert names() == []


def test_an_old_code_is_told_so(evening: Meeting, client: Browser, clock) -> None:
    address = wall(evening)
    clock.move(minutes=5)
    answer = client.get(address)
    assert answer.status_code == 410
    assert "Mã trên tường đổi mỗi phút" in answer.text


def test_signing_in_takes_longer_than_the_code(evening: Meeting, client: Browser, clock) -> None:
    page = client.get(wall(evening)).text
    onward = page.split("next=")[1].split('"')[0]
    clock.move(minutes=5)
    assert client.get(onward.replace("%2F", "/")).status_code == 200


def test_the_wall_shows_the_code_and_how_many_there_are(evening: Meeting, helper: Browser, resident: Person) -> None:
    came(evening, resident)
    answer = helper.get(f"/can-bo/buoi-hoc/{evening.id}/ma-tuong")
    assert "Đã có mặt: <b>1</b>" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


# --- Photographs --------------------------------------------------------------------------------------------


def jpeg(size: tuple[int, int] = (3000, 2000), place: bool = False) -> bytes:
    picture, out = Image.new("RGB", size, "white"), io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Hang Dien Thoai"
        exif[0x8825] = {1: "N", 2: (20.0, 50.0, 0.0)}
    picture.save(out, "JPEG", exif=exif.tobytes() if place else b"")
    return out.getvalue()


def test_a_photograph_loses_its_place_and_its_size() -> None:
    small = reduced(jpeg(place=True))
    image = Image.open(io.BytesIO(small))
    assert max(image.size) == 1600
    assert not image.getexif()
    assert b"Hang Dien Thoai" not in small
    assert reduced(jpeg(place=True)) == small


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "CMYK", "1", "I;16"])
def test_pictures_of_every_kind_become_jpeg(mode: str) -> None:
    out = io.BytesIO()
    if mode == "CMYK":
        Image.new(mode, (50, 40)).save(out, "JPEG")
    else:
        Image.new(mode, (50, 40)).save(out, "PNG")
    assert Image.open(io.BytesIO(reduced(out.getvalue()))).format == "JPEG"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (30000, 30000)).save(out, "PNG")
    with pytest.raises(NoPhoto, match="quá nhiều điểm ảnh"):
        reduced(out.getvalue())


@pytest.mark.parametrize("body", [b"", b"khong phai anh", b"%PDF-1.7 x", jpeg()[:3000], b"GIF89a" + b"\0" * 40])
def test_what_is_no_photograph_gets_a_sentence(body: bytes) -> None:
    with pytest.raises(NoPhoto):
        reduced(body)


def test_a_photograph_is_kept_once_and_shown_to_those_in_charge(
    evening: Meeting, helper: Browser, client_of, resident: Person
) -> None:
    address = f"/can-bo/buoi-hoc/{evening.id}/anh"
    for _ in range(2):
        assert helper.post(address, data={"anh": (io.BytesIO(jpeg((800, 600))), "to.jpg")}).status_code == 303
    kept = db.session.scalars(select(AttendanceEvidence)).one()
    shown = helper.get(f"{address}/{kept.id}.jpg")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert client_of(resident).get(f"{address}/{kept.id}.jpg").status_code == 403
    assert helper.get(f"{address}/{uuid4()}.jpg").status_code == 404


def test_a_photograph_of_forty_megabytes_gets_a_sentence(evening: Meeting, helper: Browser) -> None:
    body = io.BytesIO(b"--b\r\n")
    kind, heavy = "multipart/form-data; boundary=b", {"CONTENT_LENGTH": "40000000"}
    address = f"/can-bo/buoi-hoc/{evening.id}/anh"
    answer = helper.post(address, input_stream=body, content_type=kind, environ_overrides=heavy)
    assert answer.status_code == 413
    assert db.session.scalar(select(func.count()).select_from(AttendanceEvidence)) == 0


def test_no_photograph_is_told(evening: Meeting, helper: Browser) -> None:
    answer = helper.post(f"/can-bo/buoi-hoc/{evening.id}/anh", data={})
    assert answer.status_code == 422
    assert "Chưa chọn ảnh nào" in answer.text


# --- Paper and pre-flight -----------------------------------------------------------------------------------


def test_the_sheet_to_sign_stands_in_the_order_of_the_roll(evening: Meeting, helper: Browser) -> None:
    for name in ("Đỗ Văn Ẩn", "Trần Văn An", "Lê Thị Bích"):
        factories.person(name, birth_year=1960)
    answer = helper.get(f"/can-bo/buoi-hoc/{evening.id}/to-diem-danh.pdf")
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data))
    places = [text.index(name) for name in ("Trần Văn An", "Đỗ Văn Ẩn", "Lê Thị Bích")]
    assert places == sorted(places)
    assert "Ký tên" in text
    assert evening.title in text
    assert "Thôn Mẫu Một" in text


def test_the_pre_flight_page_says_who_has_no_card(evening: Meeting, helper: Browser, facilitator: Person) -> None:
    person = factories.person("Lê Thị Bích")
    person.pin_hash = None
    facilitator.pin_hash = "x"
    db.session.commit()
    page = helper.get(f"/can-bo/buoi-hoc/{evening.id}/san-sang").text
    assert "1 người chưa có mã PIN" in page
    assert "còn thiếu" in page


def test_a_cancelled_meeting_takes_no_arrivals(evening: Meeting, client: Browser, facilitator: Person) -> None:
    meetings.cancel(evening, "Mất điện", facilitator)
    db.session.commit()
    assert client.get(wall(evening)).status_code == 409

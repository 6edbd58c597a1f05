"""Whom a line means: the same, somebody new, or for a person to decide; choices and rights hold; nothing twice."""

from __future__ import annotations

import io
import re
import uuid
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from learning.accounts import actions as accounts
from learning.accounts.models import Person
from learning.core import clock as core_clock
from learning.core.database import db
from learning.jobs.models import Job
from tests.support import factories
from tests.support.clients import Browser
from tests.training.roster.rosters import CCCD, HAI, MOT, text_table, xlsx
from tests.training.roster.test_twelve_rosters import registered, send, take_in
from training.meetings.models import MeetingSignUp
from training.roster.models import Roster, RosterChoice, RosterEntry

HEADING = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Thôn", "Điện thoại"]


def roster(*people: list[object]) -> bytes:
    return text_table([HEADING, *[[number, *cells] for number, cells in enumerate(people, 1)]], ",").encode()


@pytest.fixture
def browser(client_of, staff: Person) -> Browser:
    return client_of(staff)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_name_year_and_thon_are_the_same_person(browser: Browser, resident: Person) -> None:
    before = count()
    shown = browser.get(send(browser, roster(["nguyễn thị hòa", 1960, "Nữ", MOT, ""])).headers["Location"])
    assert "Cùng họ tên, cùng năm sinh 1960, cùng Thôn Mẫu Một." in shown.get_data(as_text=True)
    take_in(browser, roster(["nguyễn thị hòa", 1960, "Nữ", MOT, ""]))
    assert count() == before


def test_a_telephone_number_alone_is_nobody(browser: Browser) -> None:
    factories.person("Phạm Văn Cha", phone="0912345678", birth_year=1950)
    before = count()
    take_in(browser, roster(["Phạm Thị Mẹ", 1953, "Nữ", MOT, "0912345678"]))
    assert count() == before + 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["Nguyễn Thị Hoa", 1960, "", MOT, ""], "họ tên chỉ khác dấu"),
        (["Nguyễn Thị Hoà", "", "", MOT, ""], "thiếu năm sinh"),
        (["Nguyễn Thị Hoà", 1960, "Nam", MOT, ""], "khác giới tính"),
        (["Nguyễn Thị Hoà", 1961, "", MOT, "0912345678"], "lệch một năm"),
        (["Nguyễn Thị Hoà", 1960, "", HAI, "0912345678"], "sổ ghi ở Thôn Mẫu Một"),
    ],
)
def test_what_is_not_plain_is_left_to_a_person(browser: Browser, line: list[object], why: str) -> None:
    factories.person("Nguyễn Thị Hoà", birth_year=1960, phone="0912345678", gender="female")
    before = count()
    sent = send(browser, roster(line)).headers["Location"]
    shown = browser.get(sent).get_data(as_text=True)
    assert why in shown
    assert "Là người khác, ghi mới" in shown
    take_in(browser, roster(line))
    assert count() == before


@pytest.mark.parametrize(
    "line",
    [
        ["Nguyễn Thị Hoà", 1975, "", MOT, ""],
        ["Nguyễn Thị Hoà", 1960, "", HAI, ""],
        ["Nguyễn Văn Hoà", 1960, "", MOT, ""],
    ],
)
def test_a_namesake_is_somebody_else(browser: Browser, resident: Person, line: list[object]) -> None:
    before = count()
    take_in(browser, roster(line))
    assert count() == before + 1


def test_two_known_people_of_one_name_and_year_are_left_to_a_person(browser: Browser) -> None:
    twins = [factories.person("Trần Thị Mẫu Sinh", birth_year=1970) for _ in range(2)]
    shown = browser.get(send(browser, roster(["Trần Thị Mẫu Sinh", 1970, "", MOT, ""])).headers["Location"])
    page = shown.get_data(as_text=True)
    assert "Có 2 người trong sổ có thể là người này" in page
    assert all(twin.id.hex in page for twin in twins)


def decides(browser: Browser, sent: str, value: str) -> None:
    """Choose for the first doubtful line and save."""
    page = browser.get(f"{sent}?xem=can-xem").get_data(as_text=True)
    name = re.search(r'name="(dong-[0-9-]+)"', page)
    assert name is not None
    assert browser.post(f"{sent}/quyet-dinh", data={name[1]: value}).status_code == 303


def test_what_was_decided_is_kept_and_done(browser: Browser, resident: Person) -> None:
    line = ["Nguyễn Thị Hoà", "", "", MOT, ""]
    before = count()
    sent = send(browser, roster(line)).headers["Location"]
    decides(browser, sent, resident.id.hex)
    assert f'value="{resident.id.hex}" checked' in browser.get(sent).get_data(as_text=True)
    browser.post(f"{sent}/nhap")
    assert count() == before
    assert db.session.scalars(select(Roster)).one().known == 1
    assert not db.session.scalar(select(func.count()).select_from(RosterChoice))

    sent = send(browser, roster(line)).headers["Location"]
    decides(browser, sent, "new")
    browser.post(f"{sent}/nhap")
    assert count() == before + 1
    take_in(browser, roster(line))  # the third time it is known whom the line has made
    assert count() == before + 1


def test_a_line_that_is_passed_over_comes_neither_in_nor_back(browser: Browser, resident: Person) -> None:
    sent = send(browser, roster(["Nguyễn Thị Hoà", "", "", MOT, ""])).headers["Location"]
    decides(browser, sent, "skipped")
    page = browser.get(browser.post(f"{sent}/nhap").headers["Location"]).get_data(as_text=True)
    assert "cần sửa, chưa nhập" not in page
    assert registered() == set()


def test_nobody_can_be_chosen_who_was_not_offered(browser: Browser, resident: Person, stranger: Person) -> None:
    sent = send(browser, roster(["Nguyễn Thị Hoà", "", "", MOT, ""])).headers["Location"]
    decides(browser, sent, stranger.id.hex)
    assert not db.session.scalar(select(func.count()).select_from(RosterChoice))


def test_a_thon_of_somebody_else_is_refused_in_words(client_of, facilitator: Person) -> None:
    browser = client_of(facilitator)
    thon = str(factories.place(MOT).id)
    body = roster(["Cao Thị Mẫu", 1950, "", HAI, ""], ["Cao Văn Mẫu", 1951, "", "Thôn Không Có", ""])
    shown = browser.get(send(browser, body, place=thon).headers["Location"]).get_data(as_text=True)
    assert "Thôn Mẫu Hai không thuộc nơi mình phụ trách" in shown
    assert "Chưa có thôn “Thôn Không Có”" in shown
    take_in(browser, body, place=thon)
    assert registered() == set()


def test_people_of_other_places_are_not_shown(client_of, facilitator: Person, stranger: Person) -> None:
    """Matching never tells a facilitator who lives elsewhere."""
    browser = client_of(facilitator)
    body = roster(["Đỗ Văn Lượng", "", "", MOT, ""])
    shown = browser.get(send(browser, body, place=str(factories.place(MOT).id)).headers["Location"])
    assert stranger.card_code not in shown.get_data(as_text=True).replace(" ", "").replace("\xa0", "")
    assert stranger.id.hex not in shown.get_data(as_text=True)


def test_rights_that_were_withdrawn_meanwhile_let_nobody_in(client_of, facilitator: Person) -> None:
    browser = client_of(facilitator)
    thon = str(factories.place(MOT).id)
    sent = send(browser, roster(["Cao Thị Mẫu", 1950, "", MOT, ""]), place=thon).headers["Location"]
    for grant in list(facilitator.grants):
        accounts.take_back(grant, facilitator)
    accounts.grant(facilitator, "facilitator", factories.place(HAI), None)
    db.session.commit()
    browser = client_of(facilitator)
    browser.post(f"{sent}/nhap")
    assert registered() == set()


def test_a_second_tap_is_one_roster_and_one_job(browser: Browser) -> None:
    same = str(uuid.uuid4())
    body = roster(["Cao Thị Mẫu", 1950, "", MOT, ""])
    sent = [send(browser, body, roster_id=same).headers["Location"] for _ in range(2)]
    assert sent[0] == sent[1]
    jobs = [browser.post(f"{sent[0]}/nhap") for _ in range(2)]
    assert jobs[0].headers["Location"] == jobs[1].headers["Location"] or jobs[1].status_code == 410
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1
    assert len(registered()) == 1


def test_thrown_away_it_leaves_nothing(app, browser: Browser) -> None:
    sent = send(browser, roster(["Cao Thị Mẫu", 1950, "", MOT, ""])).headers["Location"]
    key = db.session.scalars(select(Roster)).one().file_key
    assert (app.config["DATA_DIR"] / "jobs" / key).exists()
    assert browser.post(f"{sent}/bo").status_code == 303
    assert not (app.config["DATA_DIR"] / "jobs" / key).exists()
    assert browser.get(sent).status_code == 404


def test_after_a_day_the_lines_are_gone(app, browser: Browser) -> None:
    sent = send(browser, roster(["Cao Thị Mẫu", 1950, "", MOT, ""])).headers["Location"]
    path = app.config["DATA_DIR"] / "jobs" / db.session.scalars(select(Roster)).one().file_key
    old = (core_clock.now() - timedelta(hours=25)).timestamp()
    import os

    os.utime(path, (old, old))
    assert browser.get(sent).status_code == 410
    send(browser, roster(["Cao Thị Mẫu", 1950, "", MOT, ""]))
    assert not path.exists()


def test_the_file_of_corrections_has_the_layout_of_the_list(browser: Browser) -> None:
    rows = [
        ["DANH SÁCH LỚP"],
        [],
        ["STT", "Họ và tên", "Năm sinh", "CCCD", "Thôn"],
        [1, "Cao Thị Mẫu", 1950, CCCD[0], MOT],
        [2, "=cmd|' /C calc'!A0", 1951, CCCD[1], MOT],
        [3, "Cao Văn Mẫu", "10", CCCD[2], MOT],
    ]
    body = xlsx(("Lớp 1", rows))
    sent = send(browser, body).headers["Location"]
    job = browser.post(f"{sent}/nhap").headers["Location"]
    for answer in (browser.get(f"{job}/tep"),):
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["Lớp 1"]
        found = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert found[0][0] == "DANH SÁCH LỚP"
        assert found[2] == ["STT", "Họ và tên", "Năm sinh", "CCCD", "Thôn", "Cần sửa"]
        assert [row[0] for row in found[3:]] == [2, 3]
        assert all(row[3] is None and row[5] for row in found[3:])
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert not [number for number in CCCD if number.encode() in answer.data]
    corrected = [[*row[:5], "đã sửa"] if row[0] in (2, 3) else row for row in found]
    corrected[3][1], corrected[4][2] = "Cao Thị Mẫu Hai", 1949
    take_in(browser, xlsx(("Lớp 1", corrected)))
    assert len(registered()) == 3


def test_people_can_be_signed_up_for_a_meeting_with_their_list(
    browser: Browser, staff: Person, resident: Person
) -> None:
    from training.meetings.models import Meeting

    now = core_clock.now()
    meeting = Meeting(
        code="MAU234", title="Buổi mẫu", place_id=factories.place(MOT).id, hall="Nhà văn hóa",
        starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=2), created_by=staff.id,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.commit()
    body = roster(["Nguyễn Thị Hoà", 1960, "", MOT, ""], ["Cao Thị Mẫu", 1950, "", MOT, ""])
    take_in(browser, body, buoi=str(meeting.id))
    take_in(browser, body, buoi=str(meeting.id))
    rows = db.session.scalars(select(MeetingSignUp).where(MeetingSignUp.meeting_id == meeting.id)).all()
    assert len(rows) == 2
    assert resident.id in {row.person_id for row in rows}


def test_a_meeting_of_somebody_else_is_not_found(client_of, facilitator: Person) -> None:
    assert client_of(facilitator).get(f"/can-bo/danh-sach/?buoi={uuid.uuid4()}").status_code == 404


def test_forgetting_a_person_takes_their_entry(browser: Browser) -> None:
    from pages import own_data

    take_in(browser, roster(["Cao Thị Mẫu", 1950, "", MOT, ""]))
    someone = db.session.scalars(select(Person).join(RosterEntry, RosterEntry.person_id == Person.id)).one()
    assert own_data.everything_about(someone)["vao_so_tu_danh_sach"]
    own_data.forget(someone)
    db.session.commit()
    assert registered() == set()


def test_the_dry_run_asks_as_often_for_one_as_for_sixty(browser: Browser, queries) -> None:
    def asked(number: int) -> int:
        people = [
            [f"Cao Thị Mẫu {'An ' * (index % 3)}{chr(97 + index % 26)}b", 1950, "", MOT, ""] for index in range(number)
        ]
        sent = send(browser, roster(*people)).headers["Location"]
        browser.get(sent)
        with queries() as log:
            browser.get(sent)
        return len(log)

    assert asked(1) == asked(60)

"""The roll over its doors: ticks, cards, walk-ins, guests; late, twice, by two phones, without a right."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from learning.accounts.actions import take_back
from learning.accounts.models import AuditEntry, Consent, Person
from learning.core import clock as core_clock
from learning.core.database import db
from pages import own_data
from tests.support import factories
from tests.support.clients import Browser
from tests.support.meetings import came, meeting
from training.meetings import actions as meetings
from training.meetings.models import Attendance, AttendanceRemoval, CheckIn, GuestCount, Meeting
from training.meetings.queries import attendance_of, guests_of
from training.rollcall import passes, queries
from training.rollcall.models import HeldRoll

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def evening(facilitator: Person) -> Meeting:
    """A class that goes on now in Thôn Mẫu Một."""
    found = meeting(facilitator, starts_at=core_clock.now() - timedelta(minutes=30))
    meetings.set_state(found, "opened", core_clock.now(), facilitator)
    db.session.commit()
    return found


def test_a_look_at_the_roll_or_its_sheet_leaves_one_trace(
    evening: Meeting, helper: Browser, facilitator: Person, clock
) -> None:
    for door in ("diem-danh", "diem-danh", "to-diem-danh.pdf"):
        assert helper.get(f"/can-bo/buoi-hoc/{evening.id}/{door}").status_code == 200
    query = select(AuditEntry).where(AuditEntry.action == "see_roll")
    assert [(row.actor_id, row.subject) for row in db.session.scalars(query)] == [
        (facilitator.id, f"meeting:{evening.id}")
    ]


@pytest.fixture
def helper(facilitator: Person, client_of: Callable[[Person], Browser]) -> Browser:
    """The facilitator's phone."""
    return client_of(facilitator)


def door(found: Meeting, last: str = "diem-danh") -> str:
    return f"/can-bo/buoi-hoc/{found.id}/{last}"


def roll(found: Meeting) -> list[str]:
    return [one.person.full_name for one in attendance_of(found) if one.person]


def proof(found: Meeting, who: Person) -> str:
    return passes.roll_pass(current_app.config["SECRET_KEY"], found.id, who.id)


def test_forty_are_checked_in_by_one_form_with_six_questions(
    evening: Meeting, helper: Browser, queries: Callable[[], Any]
) -> None:
    people = factories.people(40)
    db.session.commit()
    with queries() as log:
        answer = helper.post(door(evening), data={"co": [who.id.hex for who in people]})
    assert answer.status_code == 303
    assert len(roll(evening)) == 40
    assert len(log) <= 6, log


def test_the_same_form_twice_counts_once(evening: Meeting, helper: Browser, resident: Person) -> None:
    form = {"co": resident.id.hex, "ma": str(uuid.uuid4())}
    assert [helper.post(door(evening), data=form).status_code for _ in range(2)] == [303, 303]
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1


def test_a_form_without_a_script_also_takes_back(evening: Meeting, helper: Browser, resident: Person) -> None:
    other = factories.person("Lê Thị Bích")
    came(evening, resident, moment=core_clock.now() - timedelta(minutes=5))
    helper.post(door(evening), data={"truoc": resident.id.hex, "co": other.id.hex})
    assert roll(evening) == ["Lê Thị Bích"]
    removal = db.session.scalars(select(AttendanceRemoval)).one()
    assert (removal.person_id, removal.reason != "") == (resident.id, True)
    assert "Nguyễn Thị Hoà" in helper.get(door(evening)).text


def test_nothing_changed_writes_nothing(evening: Meeting, helper: Browser, resident: Person) -> None:
    came(evening, resident)
    helper.post(door(evening), data={"truoc": resident.id.hex, "co": resident.id.hex})
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1
    assert roll(evening) == [resident.full_name]


def test_the_whole_class_in_one_tap(evening: Meeting, helper: Browser, stranger: Person) -> None:
    people = factories.people(5)
    db.session.commit()
    helper.post(door(evening), data={"ca_lop": "1"})
    assert set(roll(evening)) >= {who.full_name for who in people}
    assert stranger.full_name not in roll(evening)


def test_a_card_from_another_thon_is_taken_and_named(evening: Meeting, helper: Browser, stranger: Person) -> None:
    db.session.commit()
    answer = helper.post(door(evening), data={"the": stranger.card_code, "cach": "the", "kich_ban": "1"})
    assert answer.json == {"co": 1, "bo": 0, "khong_ro": [], "ten": ["Đỗ Văn Lượng"]}
    assert db.session.scalars(select(Attendance)).one().means == "card"


def test_a_card_that_nobody_has_is_said(evening: Meeting, helper: Browser) -> None:
    unknown = "412345673"
    answer = helper.post(door(evening), data={"the": unknown, "kich_ban": "1"})
    assert answer.json["co"] == 0


def test_the_list_stands_in_vietnamese_order_and_can_be_searched(evening: Meeting, helper: Browser) -> None:
    for name in ("Đỗ Văn Ẩn", "Bùi Thị Ân", "Trần Văn An", "Nguyễn Thị Lan"):
        factories.person(name)
    db.session.commit()
    rows = [row for row in queries.roll_of(evening) if not row.person.is_staff]
    assert [row.person.full_name for row in rows] == ["Trần Văn An", "Bùi Thị Ân", "Đỗ Văn Ẩn", "Nguyễn Thị Lan"]
    assert rows[-1].sought == "nguyen thi lan ntl"


def test_the_page_of_the_roll_asks_little_whatever_the_number(
    evening: Meeting, helper: Browser, queries: Callable[[], Any]
) -> None:
    counts = []
    helper.get(door(evening))  # what is read once and remembered
    for number in (3, 40):
        factories.people(number)
        with queries() as log:
            helper.get(door(evening))
        counts.append(len(log))
    assert counts[0] == counts[1] <= 11  # one of them asks whether this look has left its trace


def test_people_of_another_commune_cannot_be_ticked_by_a_guessed_id(evening: Meeting, helper: Browser) -> None:
    answer = helper.post(door(evening), data={"co": [uuid.uuid4().hex, "khong phai ma"], "kich_ban": "1"})
    assert answer.json["co"] == 0


def test_a_stranger_gets_no_roll_and_cannot_write(evening: Meeting, client_of, resident: Person) -> None:
    browser = client_of(resident)
    assert browser.get(door(evening)).status_code == 403
    assert browser.post(door(evening), data={"co": resident.id.hex}).status_code == 404
    assert browser.post(door(evening), data={"quyen": "x" * 16, "co": resident.id.hex}).status_code == 404
    assert roll(evening) == []
    assert db.session.scalar(select(func.count()).select_from(HeldRoll)) == 0


def test_a_facilitator_of_another_thon_gets_none_either(evening: Meeting, client_of, thon_hai) -> None:
    other = factories.staff("Lê Thị Nhàn", "nhan", factories.Role.FACILITATOR, "Thôn Mẫu Hai")
    browser = client_of(other)
    assert browser.get(door(evening)).status_code == 404
    assert browser.post(door(evening), data={"ca_lop": "1"}).status_code == 404


def test_what_arrives_after_closing_is_kept_and_marked_late(
    evening: Meeting, helper: Browser, facilitator: Person, resident: Person, clock
) -> None:
    done = core_clock.now()
    meetings.set_state(evening, "closed", core_clock.now(), facilitator)
    db.session.commit()
    clock.move(hours=3)
    sent = done + timedelta(hours=3, days=200)  # a phone whose clock is months ahead
    form = {"co": resident.id.hex, "luc": (sent - timedelta(hours=3)).isoformat(), "gui": sent.isoformat()}
    helper.post(door(evening), data=form)
    only = attendance_of(evening)[0]
    assert only.late
    assert abs(only.attendance.checked_in_at - done) < timedelta(seconds=5)


def test_the_same_person_in_two_halls_is_kept_and_both_are_told(
    evening: Meeting, facilitator: Person, helper: Browser, resident: Person
) -> None:
    other = meeting(facilitator, starts_at=core_clock.now() - timedelta(minutes=10), hall="Đình làng")
    came(evening, resident)
    came(other, resident)
    db.session.commit()
    assert "cũng có mặt ở Đình làng" in helper.get(door(evening)).text
    assert f"cũng có mặt ở {evening.hall}" in helper.get(door(other)).text
    assert roll(evening) == roll(other) == [resident.full_name]


# --- Two phones, any order ----------------------------------------------------------------------------------

taps = st.lists(
    st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 40), st.integers(0, 1)), min_size=1, max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taps=taps, data=st.data())
def test_ticks_of_two_phones_converge_whatever_the_order_and_repetition(
    app, blank_again: Callable[[], None], taps: list[tuple[int, bool, int, int]], data: st.DataObject
) -> None:
    """Each tap: whose row, tick or untick, in which minute, on which phone; the latest of a person wins."""
    taps = list({(who, minute): (who, on, minute, phone) for who, on, minute, phone in taps}.values())
    results = []
    for _ in range(2):
        blank_again()
        leaders = [factories.staff(f"Bùi Thị {name}", name, factories.Role.FACILITATOR) for name in ("hoa", "lan")]
        people = [factories.person(f"Người Mẫu {name}") for name in ("An", "Bình", "Chi")]
        found = meeting(leaders[0], starts_at=core_clock.now() - timedelta(minutes=60))
        db.session.commit()
        browsers = [app.test_client(user=leader) for leader in leaders]
        forms = [_tap(number, tap, people) for number, tap in enumerate(taps)]
        order = data.draw(st.permutations(forms)) + data.draw(st.lists(st.sampled_from(forms), max_size=4))
        for phone, form in order:
            assert browsers[phone].post(door(found), data=form()).status_code == 303
        results.append(roll(found))
    latest = {who: on for who, on, minute, _ in sorted(taps, key=lambda tap: tap[2])}
    expected = sorted(f"Người Mẫu {name}" for who, name in enumerate(("An", "Bình", "Chi")) if latest.get(who))
    assert results[0] == results[1] == expected


def _tap(
    number: int, tap: tuple[int, bool, int, int], people: list[Person]
) -> tuple[int, Callable[[], dict[str, Any]]]:
    who, on, minute, phone = tap
    made = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number}"))

    def form() -> dict[str, Any]:
        sent = START
        done = sent - timedelta(minutes=50 - minute)
        name = "co" if on else "bo"
        return {name: people[who].id.hex, "ma": made, "luc": done.isoformat(), "gui": sent.isoformat()}

    return phone, form


# --- At the door --------------------------------------------------------------------------------------------


def walk(place: int, **said: str) -> dict[str, Any]:
    return {"full_name": "cao thị mới", "place": str(place), "may_record": "y", "ma": str(uuid.uuid4())} | said


def test_somebody_at_the_door_gets_a_record_a_yes_and_a_tick(evening: Meeting, helper: Browser, thon_mot) -> None:
    form = walk(thon_mot.id, birth_year="1958")
    for _ in range(2):
        assert helper.post(door(evening, "nguoi-den-them"), data=form).status_code == 303
    fresh = db.session.scalars(select(Person).where(Person.full_name == "Cao Thị Mới")).one()
    assert (fresh.birth_year, fresh.place_id, fresh.pin_hash, fresh.phone) == (1958, thon_mot.id, None, None)
    assert db.session.scalars(select(Consent).where(Consent.person_id == fresh.id)).one().purpose == "learning_record"
    assert roll(evening) == ["Cao Thị Mới"]
    assert db.session.scalars(select(Attendance)).one().means == "walk_in"


def test_without_a_yes_no_name_is_kept(evening: Meeting, helper: Browser, thon_mot) -> None:
    answer = helper.post(door(evening, "nguoi-den-them"), data=walk(thon_mot.id) | {"may_record": ""})
    assert answer.status_code == 422
    assert "khách không ghi tên" in answer.text
    assert roll(evening) == []


def test_who_is_known_by_name_thon_and_year_gets_no_second_record(
    evening: Meeting, helper: Browser, resident: Person, thon_mot
) -> None:
    form = walk(thon_mot.id, full_name="nguyễn thị hòa", birth_year="1960")
    helper.post(door(evening, "nguoi-den-them"), data=form)
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.search_key == "nguyen thi hoa")) == 1
    assert roll(evening) == [resident.full_name]


def test_without_a_year_nobody_is_taken_for_another(
    evening: Meeting, helper: Browser, resident: Person, thon_mot
) -> None:
    helper.post(door(evening, "nguoi-den-them"), data=walk(thon_mot.id, full_name="Nguyễn Thị Hoà"))
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.search_key == "nguyen thi hoa")) == 2


def test_a_child_needs_a_grown_up(evening: Meeting, helper: Browser, thon_mot) -> None:
    answer = helper.post(door(evening, "nguoi-den-them"), data=walk(thon_mot.id, birth_year="2015"))
    assert answer.status_code == 422
    assert "người giám hộ" in answer.text


def test_guests_without_a_name_stand_apart_and_the_last_count_holds(evening: Meeting, helper: Browser) -> None:
    now = core_clock.now()
    for number, minutes in (("4", 5), ("7", 1), ("3", 9)):
        done = now - timedelta(minutes=minutes)
        form = {"number": number, "luc": done.isoformat(), "gui": now.isoformat()}
        helper.post(door(evening, "khach"), data=form)
    assert guests_of(evening.id) == 7
    assert db.session.scalar(select(func.count()).select_from(GuestCount)) == 3
    assert "thêm 7 khách không ghi tên" in helper.get(door(evening)).text
    assert "7 lượt khách không ghi tên" in helper.get(f"/can-bo/buoi-hoc/{evening.id}/ket-qua").text
    assert roll(evening) == []


@pytest.mark.parametrize("number", ["-1", "nhiều", "99999", ""])
def test_a_number_of_guests_that_is_none_is_refused(evening: Meeting, helper: Browser, number: str) -> None:
    assert helper.post(door(evening, "khach"), data={"number": number}).status_code == 422


# --- A right that was taken back ----------------------------------------------------------------------------


@pytest.fixture
def withdrawn(evening: Meeting, facilitator: Person) -> str:
    """The pass of a page that was opened before the facilitator's right was taken back."""
    shown = proof(evening, facilitator)
    take_back(facilitator.grants[0], facilitator)
    db.session.commit()
    db.session.expire_all()
    return shown


def test_a_roll_of_somebody_whose_right_is_gone_waits_for_the_administrator(
    evening: Meeting, withdrawn: str, client_of, facilitator: Person, resident: Person, admin: Person
) -> None:
    phone, office = client_of(facilitator), client_of(admin)
    form = {"quyen": withdrawn, "co": resident.id.hex, "ma": str(uuid.uuid4())}
    for _ in range(2):
        assert phone.post(door(evening), data=form).status_code == 303
    assert roll(evening) == []
    held = db.session.scalars(select(HeldRoll)).one()
    listing = office.get("/can-bo/buoi-hoc/diem-danh-cho-duyet").text
    assert resident.full_name in listing
    assert facilitator.full_name in listing

    address = f"/can-bo/buoi-hoc/diem-danh-cho-duyet/{held.id}"
    assert office.post(address, data={"duyet": "co"}).status_code == 303
    assert roll(evening) == [resident.full_name]
    assert office.post(address, data={"duyet": "khong"}).status_code == 409
    assert db.session.scalars(select(HeldRoll)).one().fields == {}


def test_a_refused_roll_changes_nothing_and_keeps_no_name(
    evening: Meeting, withdrawn: str, client_of, facilitator: Person, admin: Person, thon_mot
) -> None:
    phone, office = client_of(facilitator), client_of(admin)
    assert phone.post(door(evening, "nguoi-den-them"), data=walk(thon_mot.id) | {"quyen": withdrawn}).status_code == 303
    held = db.session.scalars(select(HeldRoll)).one()
    office.post(f"/can-bo/buoi-hoc/diem-danh-cho-duyet/{held.id}", data={"duyet": "khong"})
    held = db.session.scalars(select(HeldRoll)).one()
    assert (held.accepted, held.fields) == (False, {})
    assert not db.session.scalars(select(Person).where(Person.full_name == "Cao Thị Mới")).all()


def test_a_pass_is_nobody_elses_and_of_no_other_meeting(
    evening: Meeting, withdrawn: str, client_of, resident: Person, admin: Person
) -> None:
    other = meeting(admin, starts_at=core_clock.now() - timedelta(minutes=10))
    browser = client_of(resident)
    assert browser.post(door(evening), data={"quyen": withdrawn, "ca_lop": "1"}).status_code == 404
    assert browser.post(door(other), data={"quyen": withdrawn, "ca_lop": "1"}).status_code == 404


def test_only_administrators_decide(evening: Meeting, client_of, staff: Person, helper: Browser) -> None:
    for browser in (client_of(staff), helper):
        assert browser.get("/can-bo/buoi-hoc/diem-danh-cho-duyet").status_code == 403


def test_whoever_is_forgotten_leaves_the_roll_they_sent(
    evening: Meeting, withdrawn: str, client_of, facilitator: Person, resident: Person
) -> None:
    client_of(facilitator).post(door(evening), data={"quyen": withdrawn, "co": resident.id.hex})
    own_data.forget(db.session.get_one(Person, facilitator.id))
    db.session.commit()
    assert db.session.scalars(select(HeldRoll)).one().person_id is None

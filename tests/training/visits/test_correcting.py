"""A visit is corrected or taken back by whoever wrote it down, or by staff; it leaves a trace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from learning.accounts import actions as accounts
from learning.accounts.models import AuditEntry, Person, Place
from learning.accounts.permissions import Role
from learning.core import clock as core_clock
from learning.core.database import db
from pages.cli import migrate
from pages.own_data import everything_about, forget
from tests.support import factories
from tests.support.clients import Browser
from tests.support.databases import empty_database, settings_for
from tests.support.factories import COURSE, OTHER_COURSE
from training.visits import actions
from training.visits.actions import Said
from training.visits.models import HouseVisit, VisitedCourse, VisitedPerson

LIST = "/can-bo/den-tan-nha"


@pytest.fixture
def visit(facilitator: Person, resident: Person, thon_mot: Place) -> HouseVisit:
    """The facilitator taught the resident at home for half an hour."""
    said = Said(thon_mot, core_clock.now(), 30, (resident,), (COURSE,), 1)
    made, _ = actions.record(uuid4(), said, facilitator)
    db.session.commit()
    return made


@pytest.fixture
def helper(facilitator: Person, client_of: Callable[[Person], Browser]) -> Browser:
    """The phone of whoever wrote it down."""
    return client_of(facilitator)


def words(**said: Any) -> dict[str, Any]:
    return {"phut": "60", "noi": str(factories.place("Thôn Mẫu Một").id), "ngay": "nay", "khach": "1"} | said


def on(visit: HouseVisit) -> set[Any]:
    return set(db.session.scalars(select(VisitedPerson.person_id).where(VisitedPerson.visit_id == visit.id)))


def address(visit: HouseVisit) -> str:
    return f"{LIST}/{visit.id}"


def test_the_form_shows_what_was_written_and_keeps_the_hour(
    helper: Browser, visit: HouseVisit, resident: Person
) -> None:
    before = visit.visited_at
    page = unescape(helper.get(address(visit)).get_data(as_text=True))
    assert f'value="{resident.id}" id="ai-{resident.id.hex}" checked' in page
    assert f'value="{COURSE}" id="khoa-{COURSE}" checked' in page
    other = factories.person("Phạm Thị Lụa")
    day = f"{before.astimezone(core_clock.LOCAL):%d/%m/%Y}"
    form = words(ai=str(other.id), khoa=[OTHER_COURSE], khach="", ngay="khac", ngay_khac=day)
    assert helper.post(address(visit), data=form).status_code == 303
    assert (visit.minutes, visit.others, visit.visited_at) == (60, 0, before)
    assert on(visit) == {other.id}
    assert list(db.session.scalars(select(VisitedCourse.course_slug))) == [OTHER_COURSE]
    assert "correct_visit" in db.session.scalars(select(AuditEntry.action)).all()


def test_choosing_yesterday_moves_it_although_the_old_day_still_stands_in_the_form(
    helper: Browser, visit: HouseVisit
) -> None:
    before = visit.visited_at.astimezone(core_clock.LOCAL).date()
    form = words(ngay="qua", ngay_khac=f"{before:%d/%m/%Y}")
    assert helper.post(address(visit), data=form).status_code == 303
    assert visit.visited_at.astimezone(core_clock.LOCAL).date() == before - timedelta(days=1)


def test_a_visit_is_not_read_without_a_trace(helper: Browser, visit: HouseVisit) -> None:
    assert "Nguyễn Thị Hoà" in unescape(helper.get(address(visit)).get_data(as_text=True))
    assert "see_visits" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_search_on_a_written_visit_at_a_place_that_is_none_is_answered(helper: Browser, visit: HouseVisit) -> None:
    assert helper.get(f"{address(visit)}?tim=nguyen&noi={'9' * 20}").status_code == 200


def test_it_is_taken_back_and_can_be_taken_back_only_once(helper: Browser, visit: HouseVisit) -> None:
    assert helper.post(f"{address(visit)}/rut-lai").status_code == 303
    assert on(visit) == set()
    assert helper.post(f"{address(visit)}/rut-lai").status_code == 404
    assert helper.get(address(visit)).status_code == 404
    assert "take_back_visit" in db.session.scalars(select(AuditEntry.action)).all()


def test_after_thirty_days_only_staff_may(helper: Browser, visit: HouseVisit, client_of, staff: Person) -> None:
    visit.recorded_at = core_clock.now() - timedelta(days=30, minutes=1)
    assert helper.get(address(visit)).status_code == 404
    assert helper.post(address(visit), data=words()).status_code == 404
    assert "Sửa lượt này" not in helper.get(LIST).get_data(as_text=True)
    assert client_of(staff).post(address(visit), data=words()).status_code == 303


def test_others_may_neither_see_nor_change_it(client_of, visit: HouseVisit, resident: Person) -> None:
    another = factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR, "Thôn Mẫu Một")
    elsewhere = factories.staff("Cao Thị Xa", "xa", Role.FACILITATOR, "Thôn Mẫu Hai")
    for who in (another, elsewhere):
        browser = client_of(who)
        assert "Nguyễn Thị Hoà" not in browser.get(LIST).get_data(as_text=True)
        assert "Nguyễn Thị Hoà" not in browser.get(f"{LIST}?xem=tat-ca").get_data(as_text=True)
        assert browser.get(address(visit)).status_code == 404
        assert browser.post(address(visit), data=words()).status_code == 404
        assert browser.post(f"{address(visit)}/rut-lai").status_code == 404
    assert on(visit) == {resident.id}


def test_staff_of_another_commune_find_nothing(client_of, visit: HouseVisit) -> None:
    province, *_ = visit.place.path.strip("/").split("/")
    elsewhere = Place(kind="commune", name="xã Bên Cạnh", code="99999", parent_id=int(province), path="/0/")
    db.session.add(elsewhere)
    db.session.flush()
    elsewhere.path = f"/{province}/{elsewhere.id}/"
    somebody = factories.staff("Cao Thị Xa", "xa", Role.FACILITATOR, "Thôn Mẫu Hai")
    somebody.grants[0].place_id = elsewhere.id
    somebody.grants[0].role = Role.STAFF
    db.session.flush()
    db.session.expire_all()
    browser = client_of(somebody)
    assert "Nguyễn Thị Hoà" not in browser.get(LIST).get_data(as_text=True)
    assert browser.get(address(visit)).status_code == 404
    assert browser.post(f"{address(visit)}/rut-lai").status_code == 404


def test_staff_see_all_of_their_places_and_the_look_is_traced(client_of, staff: Person, visit: HouseVisit) -> None:
    browser = client_of(staff)
    page = browser.get(LIST).get_data(as_text=True)
    assert "Nguyễn Thị Hoà" in page
    assert "Bùi Thị Quỳnh ghi." in page
    assert "Nguyễn Thị Hoà" not in browser.get(f"{LIST}?xem=toi").get_data(as_text=True)
    assert "see_visits" in db.session.scalars(select(AuditEntry.action)).all()


def test_whoever_moved_away_stays_on_the_visit_without_a_name(
    helper: Browser, visit: HouseVisit, resident: Person, thon_hai: Place
) -> None:
    accounts.move(resident, thon_hai)
    assert "Nguyễn Thị Hoà" not in helper.get(LIST).get_data(as_text=True)
    page = unescape(helper.get(address(visit)).get_data(as_text=True))
    assert "Một người nay ở nơi khác" in page
    assert "Nguyễn Thị Hoà" not in page
    assert helper.post(address(visit), data=words(ai=str(resident.id))).status_code == 303
    assert on(visit) == {resident.id}


def test_who_lost_the_right_at_the_place_may_not_correct_any_more(
    client_of, facilitator: Person, visit: HouseVisit, thon_hai: Place
) -> None:
    facilitator.grants[0].place_id = thon_hai.id
    db.session.commit()
    db.session.expire_all()
    assert client_of(facilitator).get(address(visit)).status_code == 404


def test_what_stands_in_ones_own_data(visit: HouseVisit, resident: Person, facilitator: Person) -> None:
    mine, theirs = everything_about(resident), everything_about(facilitator)
    assert [(row["thon"], row["so_phut"], row["khoa"]) for row in mine["duoc_day_tai_nha"]] == [
        ("Thôn Mẫu Một", 30, [COURSE])
    ]
    assert [row["so_phut"] for row in theirs["da_di_day_tai_nha"]] == [30]
    assert not mine["da_di_day_tai_nha"]


def test_whoever_is_forgotten_goes_from_the_visit(visit: HouseVisit, resident: Person, facilitator: Person) -> None:
    forget(resident)
    assert on(visit) == set()
    forget(facilitator)
    db.session.expire_all()
    assert visit.recorded_by is None


def test_the_list_still_makes_sense_when_all_have_left(
    client_of, staff: Person, visit: HouseVisit, resident: Person
) -> None:
    visit.others = 0
    forget(resident)
    assert "Người học đã xóa hồ sơ" in client_of(staff).get(LIST).get_data(as_text=True)


def test_one_form_sent_by_two_at_the_same_moment_makes_one_visit(tmp_path: Path) -> None:
    with empty_database(tmp_path) as url:
        site = create_app(settings_for(url, tmp_path))
        with site.app_context():
            migrate()
            factories.seed()
            someone = factories.person("Phạm Thị Hoa")
            by = factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR)
            db.session.commit()
            made, ids = uuid4(), (someone.id, by.id)
            faults: list[SQLAlchemyError] = []
            db.session.remove()

        def send() -> None:
            try:
                with site.app_context():
                    who, recorder = (db.session.get_one(Person, key) for key in ids)
                    said = Said(factories.place("Thôn Mẫu Một"), core_clock.now(), 30, (who,), (COURSE,), 0)
                    actions.record(made, said, recorder)
                    db.session.commit()
            except SQLAlchemyError as fault:
                faults.append(fault)

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        with site.app_context():
            assert not faults
            assert len(db.session.scalars(select(HouseVisit)).all()) == 1
            assert len(db.session.scalars(select(VisitedPerson)).all()) == 1
            db.session.remove()
            db.engine.dispose()


def test_two_records_that_are_one_person_have_each_visit_once(
    visit: HouseVisit, resident: Person, facilitator: Person, thon_mot: Place
) -> None:
    twin, other = factories.person("Nguyễn Thị Hòa"), factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR)
    said = Said(thon_mot, core_clock.now(), 30, (twin, resident), (), 0)
    both, _ = actions.record(uuid4(), said, facilitator)
    own, _ = actions.record(uuid4(), Said(thon_mot, core_clock.now(), 15, (twin,), (), 0), other)
    actions.hand_over(twin.id, resident.id)
    actions.hand_over(other.id, facilitator.id)
    db.session.expire_all()
    assert on(visit) == on(both) == on(own) == {resident.id}
    assert own.recorded_by == facilitator.id


@pytest.mark.parametrize("recorder_goes", [False, True])
def test_a_visit_to_ones_own_second_record_is_no_visit(
    facilitator: Person, resident: Person, thon_mot: Place, recorder_goes: bool
) -> None:
    """Nobody teaches themselves; whoever else was there has been taught all the same."""
    twin = factories.person("Bùi Thị Quỳnh")
    alone, _ = actions.record(uuid4(), Said(thon_mot, core_clock.now(), 30, (twin,), (COURSE,), 0), facilitator)
    shared, _ = actions.record(uuid4(), Said(thon_mot, core_clock.now(), 30, (twin, resident), (), 0), facilitator)
    strangers, _ = actions.record(uuid4(), Said(thon_mot, core_clock.now(), 30, (twin,), (), 2), facilitator)
    pair = (facilitator.id, twin.id) if recorder_goes else (twin.id, facilitator.id)
    actions.hand_over(*pair)
    db.session.expire_all()
    assert (on(alone), on(shared), on(strangers)) == (set(), {resident.id}, set())
    assert {visit.recorded_by for visit in (alone, shared, strangers)} == {pair[1]}
    assert [visit.taken_back_at is None for visit in (alone, shared, strangers)] == [False, True, True]
    assert not db.session.scalars(select(VisitedCourse)).all()

"""What a hub could not decide goes to a person; nothing is lost, and whoever decided is written down."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from learning.accounts import actions as accounts
from learning.accounts.models import AuditEntry, Person
from learning.accounts.queries import signing_in
from learning.core import clock as core_clock
from learning.core.database import db, new_id
from learning.progress.models import Completion
from pages.own_data import everything_about, forget
from tests.support import factories
from tests.training.hub.halls import Hall, person_called, someone, there, walk_in
from tests.training.hub.test_there_and_back import count, supervised_in_the_hall
from training.helping.actions import Word, name_helpers
from training.helping.models import Helping
from training.hub import actions, deciding
from training.hub.models import HubConflict, HubFact
from training.meetings.models import Attendance, CheckIn
from training.merging.actions import HasPapers, merge
from training.rollcall.models import SupervisedTest


@pytest.fixture
def received(hall_of) -> Callable[..., Hall]:
    """``received(what, …)``: a hall in which this has happened, brought home after ``meanwhile``."""

    def brought(happens: Callable[[], object], meanwhile: Callable[[], object] = lambda: None) -> Hall:
        hall = hall_of()
        with hall.open():
            happens()
        meanwhile()
        db.session.commit()
        db.session.expire_all()
        actions.receive(hall.bundle(), None)
        db.session.commit()
        return hall

    return brought


def held() -> list[HubFact]:
    """What waits for a decision."""
    return list(db.session.scalars(select(HubFact).where(HubFact.state == "held")))


def asked() -> list[HubConflict]:
    """The pairs that wait."""
    return list(db.session.scalars(select(HubConflict).where(HubConflict.decided_at.is_(None))).unique())


def decide(browser, hall: Hall, reason: str, verdict: str, **more: str):
    """Send the form of the page, every line ticked."""
    lines = [row.digest for row in held()]
    form = {"vi": reason, "viec": verdict, "dong": lines} | more
    return browser.post(f"/can-bo/tram/{hall.hub_id}/can-quyet", data=form)


def test_somebody_of_the_same_name_year_and_village_is_asked_about_and_learns_meanwhile(received, resident) -> None:
    received(lambda: factories.finished_lessons(walk_in(resident.full_name, birth_year=1960)))
    (pair,) = asked()
    assert (pair.kind, pair.other_id) == ("twin", resident.id)
    assert count(Completion, Completion.person_id == pair.person_id) > 0


def test_another_year_of_birth_is_another_person(received, resident) -> None:
    received(lambda: walk_in(resident.full_name, birth_year=1991))
    assert asked() == []


def test_one_person_keeps_the_record_of_home_with_what_was_done_in_the_hall(
    received, client_of, staff, resident, evening
) -> None:
    def happens() -> None:
        newcomer = walk_in(resident.full_name, birth_year=1960)
        there(evening.id, newcomer.id)
        factories.finished_course(newcomer)
        made.append(newcomer.id)

    made: list[UUID] = []
    evening_id = evening.id
    hall = received(happens)
    (pair,) = asked()
    page = client_of(staff).get("/can-bo/tram/can-quyet").get_data(as_text=True)
    assert "Tên giống nhau, cùng thôn" in page
    answer = client_of(staff).post(f"/can-bo/tram/trung/{pair.id}", data={"viec": "mot"})
    assert answer.status_code == 303
    assert count(Person, Person.full_name == resident.full_name) == 1
    assert set(db.session.scalars(select(Attendance.person_id))) == {resident.id}
    assert set(db.session.scalars(select(Completion.person_id))) == {resident.id}
    assert count(AuditEntry, AuditEntry.action == "merge_people", AuditEntry.actor_id == staff.id) == 1

    with hall.open():
        there(evening_id, made[0])
    actions.receive(hall.bundle(), None)
    assert count(CheckIn, CheckIn.person_id == resident.id) == 2, "what comes later goes to the same record"


def test_two_people_stay_two(received, client_of, staff, resident) -> None:
    received(lambda: walk_in(resident.full_name, birth_year=1960))
    (pair,) = asked()
    client_of(staff).post(f"/can-bo/tram/trung/{pair.id}", data={"viec": "hai"})
    assert asked() == []
    assert count(Person, Person.full_name == resident.full_name) == 2


def test_the_same_card_with_another_name_keeps_its_owner_and_asks(received, stranger) -> None:
    def happens() -> None:
        newcomer = walk_in()
        newcomer.card_code = card

    card = stranger.card_code
    received(happens)
    newcomer = person_called("Lê Thị Mới")
    assert someone(stranger.id).card_code == card
    assert newcomer is not None
    assert newcomer.card_code != card
    assert [(pair.kind, pair.person_id, pair.other_id) for pair in asked()] == [("card", newcomer.id, stranger.id)]


def test_what_is_about_somebody_who_left_the_register_is_held(received, client_of, staff, resident, evening) -> None:
    hall = received(lambda: there(evening.id, resident.id), lambda: forget(resident))
    assert [row.reason for row in held()] == ["forgotten"]
    answer = decide(client_of(staff), hall, "forgotten", "bo")
    assert answer.status_code == 303
    assert held() == []
    assert count(HubFact, HubFact.body.is_not(None)) == 0


def test_it_is_taken_in_for_whoever_it_was_by_their_card(received, client_of, staff, resident, evening) -> None:
    other = factories.person("Cao Thị Đúng Người")
    hall = received(lambda: there(evening.id, resident.id), lambda: forget(resident))
    decide(client_of(staff), hall, "forgotten", "nhan", the=other.card_code)
    assert set(db.session.scalars(select(Attendance.person_id))) == {other.id}


def test_somebody_who_moved_away_meanwhile_is_held_and_can_be_taken_in(
    received, client_of, staff, resident, thon_hai, evening
) -> None:
    hall = received(lambda: there(evening.id, resident.id), lambda: accounts.move(resident, thon_hai))
    assert [row.reason for row in held()] == ["elsewhere"]
    decide(client_of(staff), hall, "elsewhere", "nhan")
    assert count(Attendance, Attendance.person_id == resident.id) == 1


def test_work_of_somebody_whose_right_was_taken_away_is_put_before_an_administrator(
    received, client_of, staff, admin, facilitator, evening, resident
) -> None:
    def withdrawn() -> None:
        for row in list(facilitator.grants):
            accounts.take_back(row, admin)

    hall = received(lambda: there(evening.id, resident.id, by=facilitator.id), withdrawn)
    assert [row.reason for row in held()] == ["rights"]
    assert "không còn được giao việc" not in client_of(staff).get("/can-bo/tram/can-quyet").get_data(as_text=True)
    assert decide(client_of(staff), hall, "rights", "nhan").status_code == 403
    decide(client_of(admin), hall, "rights", "nhan")
    assert count(Attendance) == 1


def test_taking_in_somebody_of_elsewhere_does_not_pass_over_the_administrator(
    received, client_of, staff, admin, facilitator, evening, resident, thon_hai
) -> None:
    def meanwhile() -> None:
        accounts.move(resident, thon_hai)
        for row in list(facilitator.grants):
            accounts.take_back(row, admin)

    hall = received(lambda: there(evening.id, resident.id, by=facilitator.id), meanwhile)
    assert [row.reason for row in held()] == ["elsewhere"]
    decide(client_of(staff), hall, "elsewhere", "nhan")
    db.session.expire_all()
    assert count(Attendance) == 0
    assert [row.reason for row in held()] == ["rights"]
    decide(client_of(admin), hall, "rights", "nhan")
    assert count(Attendance) == 1


def test_a_look_at_what_is_held_leaves_a_trace(received, client_of, staff, resident, evening) -> None:
    hall = received(lambda: there(evening.id, resident.id), lambda: forget(resident))
    client_of(staff).get("/can-bo/tram/can-quyet")
    trace = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "see_hub_held")).one()
    assert (trace.actor_id, trace.subject) == (staff.id, f"hub:{hall.hub_id}")


def test_a_yes_to_the_newcomer_s_test_goes_over_with_the_test(received, staff, facilitator, resident, evening) -> None:
    def tested() -> None:
        newcomer = walk_in(resident.full_name, birth_year=1960)
        supervised_in_the_hall(evening.id, newcomer, facilitator.id)

    received(tested)
    (pair,) = asked()
    deciding.one_person(pair, staff)
    assert set(db.session.scalars(select(SupervisedTest.person_id))) == {resident.id}


def test_who_taught_the_newcomer_and_whom_they_taught_goes_over(received, staff, resident) -> None:
    neighbour = factories.person("Trần Văn Ba")
    db.session.commit()

    def taught() -> None:
        newcomer = walk_in(resident.full_name, birth_year=1960)
        helper = db.session.get_one(Person, neighbour.id)
        name_helpers([Word(newcomer, helper, new_id()), Word(helper, newcomer, new_id())], core_clock.now())

    received(taught)
    (pair,) = asked()
    deciding.one_person(pair, staff)
    rows = db.session.scalars(select(Helping)).all()
    assert {(row.learner_id, row.helper_id) for row in rows} == {
        (resident.id, neighbour.id),
        (neighbour.id, resident.id),
    }


def test_a_facilitator_of_another_village_decides_nothing(received, client_of, resident, evening) -> None:
    other = factories.staff("Lê Thị Nhàn", "nhan", "staff", "Thôn Mẫu Hai")  # type: ignore[arg-type]
    hall = received(lambda: there(evening.id, resident.id), lambda: forget(resident))
    assert decide(client_of(other), hall, "forgotten", "bo").status_code == 404
    assert len(held()) == 1


def test_what_a_hall_brings_about_a_record_merged_at_home_meanwhile_goes_to_her(
    received, staff, resident, evening
) -> None:
    twin = factories.person(resident.full_name)
    received(lambda: there(evening.id, twin.id), lambda: merge(twin.id, resident.id, staff))
    assert held() == []
    assert set(db.session.scalars(select(Attendance.person_id))) == {resident.id}


def test_a_card_of_a_merged_record_signs_in_at_the_hall(hall_of, staff, resident) -> None:
    twin = factories.person(resident.full_name)
    card, kept = twin.card_code, resident.id
    merge(twin.id, resident.id, staff)
    with hall_of().open():
        assert [one.id for one in signing_in(card)] == [kept]


def test_two_with_papers_are_not_merged(received, staff, resident) -> None:
    received(lambda: walk_in(resident.full_name, birth_year=1960))
    (pair,) = asked()
    factories.certificate(pair.person)
    factories.certificate(resident)
    with pytest.raises(HasPapers):
        deciding.one_person(pair, staff)
    assert count(Person, Person.full_name == resident.full_name) == 2


def test_who_is_forgotten_leaves_nothing_of_what_is_held(received, resident, thon_hai, evening) -> None:
    received(lambda: there(evening.id, resident.id), lambda: accounts.move(resident, thon_hai))
    assert everything_about(resident)["tram_lop_hoc"]["dang_cho_quyet_dinh"]
    forget(resident)
    assert held() == []
    assert count(HubFact, HubFact.about.is_not(None)) == 0


def test_a_walk_in_who_is_forgotten_does_not_come_back_with_the_next_bundle(hall_of, evening) -> None:
    hall = hall_of()
    with hall.open():
        newcomer = walk_in()
        there(evening.id, newcomer.id)
        newcomer_id = newcomer.id
    actions.receive(hall.bundle(), None)
    forget(someone(newcomer_id))
    db.session.commit()
    with hall.open():
        factories.finished_lessons(someone(newcomer_id))
    actions.receive(hall.bundle(), None)
    assert person_called("Lê Thị Mới") is None
    assert {row.reason for row in held()} == {"forgotten"}
    assert count(Completion) == 0

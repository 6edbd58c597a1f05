"""Taken along, taught with, brought home: real files and signatures, two machines with a database each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from certificates.models import Certificate
from feedback import actions as feedback
from feedback.models import Enquiry, Rating
from learning.accounts import actions as accounts
from learning.accounts.models import Consent, Person, RoleGrant, StaffPassword
from learning.core import clock as core_clock
from learning.core.database import db, new_id
from learning.progress.models import Completion
from quizzes.models import Attempt
from tests.support import factories
from tests.support.factories import COURSE, PIN
from tests.training.hub.halls import home_pin, person_called, someone, there, walk_in
from training.helping.actions import Word, name_helpers, take_back
from training.helping.models import Helping
from training.hub import actions, sealing
from training.hub.bundle import NotABundle, append, pack
from training.hub.facts import Fact
from training.hub.models import HubConflict, HubFact
from training.hub.station import the_station
from training.meetings.models import Attendance, Meeting, MeetingFacilitator
from training.meetings.queries import guests_of
from training.rollcall import actions as rollcall
from training.rollcall.models import SupervisedTest


def count(model, *where) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def states() -> dict[str, int]:
    """How many facts are in which state."""
    rows = db.session.execute(select(HubFact.state, func.count()).group_by(HubFact.state))
    return dict(rows.all())


def test_the_copy_holds_the_people_of_its_places_and_no_more_than_a_class_needs(
    hall_of, evening, staff, stranger, admin
) -> None:
    known = factories.person(birth_year=1960, phone="0912345678", gender="female", guardian_name="Nguyễn Văn Cha")
    with hall_of().open():
        copied = someone(known.id)
        assert home_pin(copied, PIN)
        assert (copied.phone, copied.gender, copied.guardian_name) == (None, None, None)
        assert db.session.get(Person, stranger.id) is None
        assert db.session.get(Person, admin.id) is None
        assert count(Consent) == 0
        assert count(StaffPassword) == 2
        assert set(db.session.scalars(select(RoleGrant.role))) == {"facilitator", "staff"}
        assert db.session.get_one(Meeting, evening.id).hall == evening.hall


def test_an_administrator_who_takes_a_copy_is_staff_in_the_hall(hall_of, admin) -> None:
    with hall_of(taker=admin).open():
        assert [grant.role for grant in someone(admin.id).grants] == ["staff"]


def test_what_a_class_records_comes_home(hall_of, evening, facilitator, resident) -> None:
    hall = hall_of()
    with hall.open() as laptop:
        newcomer = walk_in(birth_year=1958)
        ids = newcomer.id, newcomer.card_code
        there(evening.id, resident.id, newcomer.id, by=facilitator.id)
        factories.finished_course(someone(resident.id))
        factories.failed_attempt(newcomer)
        feedback.rate(new_id(), f"{COURSE}/chuan-bi-may", 3, "", newcomer, core_clock.now())
        feedback.ask(newcomer, new_id(), feedback.Asked("Máy hết pin thì sao?", "", ""), core_clock.now())
        db.session.commit()
        assert laptop.extensions["station"].hub_id == hall.hub_id.hex

    receipt = actions.receive(hall.bundle(), None)
    db.session.commit()

    came = someone(ids[0])
    assert (came.full_name, came.card_code, came.birth_year) == ("Lê Thị Mới", ids[1], 1958)
    assert home_pin(came, PIN), "a PIN that was chosen in the hall opens at home"
    assert count(Consent, Consent.person_id == came.id) == 1
    assert set(db.session.scalars(select(Attendance.person_id))) == {resident.id, came.id}
    assert count(Completion, Completion.person_id == resident.id, Completion.item_key == COURSE) == 1
    assert count(Attempt) == 2
    assert (count(Rating), count(Enquiry)) == (1, 1)
    assert count(Certificate) == 0
    assert (receipt.held, receipt.waiting, receipt.known) == (0, 0, 0)
    assert receipt.new == sum(states().values())


def test_a_certificate_is_issued_at_home_from_what_came(hall_of, client_of, resident) -> None:
    hall = hall_of()
    with hall.open():
        factories.finished_course(someone(resident.id))
    actions.receive(hall.bundle(), None)
    client_of(resident).post(f"/giay-xac-nhan/khoa/{COURSE}")
    assert count(Certificate, Certificate.person_id == resident.id) == 1


def test_lessons_of_home_and_hall_make_one_course(hall_of, resident) -> None:
    hall = hall_of()
    with hall.open():
        factories.passed_attempt(someone(resident.id))
    factories.finished_lessons(resident)
    actions.receive(hall.bundle(), None)
    assert count(Completion, Completion.item_key == COURSE) == 1


def test_bringing_the_same_twice_changes_nothing(hall_of, evening, resident) -> None:
    hall = hall_of()
    with hall.open():
        there(evening.id, resident.id, walk_in().id)
    file = hall.bundle()
    first = actions.receive(file, None)
    second = actions.receive(file, None)
    assert (first.known, second.new, second.known) == (0, 0, first.new)
    assert count(Attendance) == 2
    assert count(Person, Person.full_name == "Lê Thị Mới") == 1


def test_a_part_that_leans_on_another_waits_for_it(hall_of, evening) -> None:
    hall = hall_of()
    with hall.open():
        there(evening.id, walk_in().id)
    people = hall.bundle(lambda line: line.fact.kind == "person")
    rest = actions.receive(hall.bundle(lambda line: line.fact.kind != "person"), None)
    assert rest.waiting > 0
    assert count(Attendance) == 0
    actions.receive(people, None)
    assert count(Attendance) == 1
    assert set(states()) == {"applied"}
    assert count(HubFact, HubFact.body.is_not(None)) == 0


def test_a_class_that_was_planned_in_the_hall_comes_home_with_who_came(hall_of, facilitator, resident) -> None:
    from tests.support.meetings import meeting

    hall = hall_of()
    with hall.open():
        made = meeting(someone(facilitator.id), facilitator_ids=(facilitator.id,))
        db.session.commit()
        there(made.id, resident.id, by=facilitator.id)
        made_id = made.id
    actions.receive(hall.bundle(), None)
    assert db.session.get_one(Meeting, made_id).state == "planned"
    assert count(Attendance, Attendance.meeting_id == made_id) == 1


# --- What is refused ----------------------------------------------------------------------------------------


@pytest.fixture
def brought(hall_of, evening, resident):
    """A hall that has something to bring, and its bundle."""
    hall = hall_of()
    with hall.open():
        there(evening.id, resident.id)
    return hall, hall.bundle()


@pytest.mark.parametrize("place", [0, 20, 60, 90, 200, -1, -70])
def test_a_bundle_that_was_changed_by_one_bit_is_refused(brought, place: int) -> None:
    _, file = brought
    changed = bytearray(file)
    changed[place] ^= 1
    with pytest.raises((NotABundle, actions.ForeignHub)):
        actions.receive(bytes(changed), None)
    assert count(HubFact) == 0


def test_a_bundle_that_was_cut_short_is_refused(brought) -> None:
    _, file = brought
    with pytest.raises(NotABundle):
        actions.receive(file[:-1], None)


def test_what_another_hub_signed_in_the_name_of_this_one_is_refused(brought, hall_of) -> None:
    hall, file = brought
    other = hall_of().bundle()
    mixed = other[:12] + hall.hub_id.bytes + other[28:]
    with pytest.raises(NotABundle):
        actions.receive(mixed, None)


def test_a_revoked_hub_is_not_believed(brought, admin) -> None:
    hall, file = brought
    actions.revoke(hall.hub, admin)
    with pytest.raises(actions.RevokedHub):
        actions.receive(file, None)
    assert count(Attendance) == 0


def test_a_hub_of_last_season_is_not_received_any_more(brought, clock) -> None:
    hall, file = brought
    clock.set(hall.hub.expires_at + timedelta(days=59))
    actions.receive(file, None)
    clock.move(days=2)
    with pytest.raises(actions.ExpiredHub):
        actions.receive(file, None)


def test_the_copy_opens_with_its_passphrase_only(app, thon_mot) -> None:
    taken = actions.take([thon_mot], "Trạm", None)
    assert sealing.unseal(taken.file, taken.passphrase.upper().replace("-", " "))
    with pytest.raises(sealing.WrongPassphrase):
        sealing.unseal(taken.file, sealing.new_passphrase())


def test_a_copy_that_was_changed_is_refused(app, thon_mot) -> None:
    taken = actions.take([thon_mot], "Trạm", None)
    for place in (0, 40, 600, len(taken.file) - 1):
        changed = bytearray(taken.file)
        changed[place] ^= 1
        with pytest.raises(sealing.NotACopy):
            sealing.read_head(bytes(changed))


def test_the_copy_says_no_name_to_who_has_no_passphrase(app, resident, thon_mot) -> None:
    taken = actions.take([thon_mot], "Trạm", None)
    assert resident.full_name.encode() not in taken.file
    assert app.config["SECRET_KEY"].encode() not in sealing.unseal(taken.file, taken.passphrase)


def test_nobody_is_asked_about_when_everything_is_plain(brought) -> None:
    actions.receive(brought[1], None)
    assert count(HubConflict) == 0
    assert person_called("Lê Thị Mới") is None


# --- Tests before a facilitator, and guests without a name ------------------------------------------------------


def supervised_in_the_hall(evening_id, person: Person, by) -> Attempt:
    """A test that was passed in the hall with somebody's yes."""
    factories.finished_lessons(person)
    attempt = factories.passed_attempt(person)
    attempt.supervised_at = "Nhà văn hóa Thôn Mẫu Một"
    db.session.flush()
    test = SupervisedTest(meeting_id=evening_id, person_id=person.id, course_slug=attempt.course_slug, way="screen")
    test.quiz_slug, test.item_key, test.attempt_id = attempt.quiz_slug, attempt.item_key, attempt.id
    test.decided_at, test.decided_by, test.approved = core_clock.now(), by, True
    db.session.add(test)
    db.session.commit()
    return attempt


def test_who_said_yes_to_a_test_in_the_hall_comes_home_with_it(hall_of, evening, facilitator, resident) -> None:
    hall = hall_of()
    with hall.open():
        supervised_in_the_hall(evening.id, someone(resident.id), facilitator.id)
    actions.receive(hall.bundle(), None)
    assert db.session.scalars(select(SupervisedTest)).one().decided_by == facilitator.id
    assert db.session.scalars(select(Attempt)).one().supervised_at.startswith("Nhà văn hóa Thôn Mẫu Một, ngày")


def test_who_teaches_whom_comes_home_once_and_with_its_end(hall_of, facilitator, resident) -> None:
    helper, hall = factories.person("Trần Văn Ba"), hall_of()
    db.session.commit()
    with hall.open():
        word = Word(someone(resident.id), someone(helper.id), new_id())
        name_helpers([word], core_clock.now() - timedelta(hours=1), someone(facilitator.id))
        db.session.commit()
        first = hall.bundle()
        take_back([db.session.get_one(Helping, word.id)], core_clock.now())
        db.session.commit()
        second = hall.bundle()
    for bundle in (first, second, first):
        actions.receive(bundle, None)
    row = db.session.scalars(select(Helping)).one()
    assert (row.learner_id, row.helper_id, row.recorded_by) == (resident.id, helper.id, facilitator.id)
    assert row.withdrawn_at is not None


def test_a_helper_who_is_new_comes_home_with_the_word(hall_of, resident) -> None:
    hall = hall_of()
    with hall.open():
        newcomer = factories.person("Cao Thị Mới")
        name_helpers([Word(someone(resident.id), newcomer, new_id())], core_clock.now())
        db.session.commit()
    actions.receive(hall.bundle(), None)
    row = db.session.scalars(select(Helping)).one()
    assert someone(row.helper_id).full_name == "Cao Thị Mới"


def test_a_word_of_somebody_without_a_right_waits_for_a_person(hall_of, facilitator, resident) -> None:
    helper, hall = factories.person("Trần Văn Ba"), hall_of()
    db.session.commit()
    with hall.open():
        name_helpers(
            [Word(someone(resident.id), someone(helper.id), new_id())], core_clock.now(), someone(facilitator.id)
        )
        db.session.commit()
    accounts.take_back(facilitator.grants[0], facilitator)
    db.session.commit()
    db.session.expire_all()
    actions.receive(hall.bundle(), None)
    assert not db.session.scalars(select(Helping)).all()


def test_a_test_that_only_says_that_it_was_supervised_is_self_study(hall_of, evening, resident) -> None:
    hall = hall_of()
    with hall.open():
        factories.passed_attempt(someone(resident.id)).supervised_at = "Nhà văn hóa Thôn Mẫu Một"
    actions.receive(hall.bundle(), None)
    assert db.session.scalars(select(Attempt)).one().supervised_at == ""


def test_a_yes_of_somebody_whose_right_was_taken_away_supervises_nothing(
    hall_of, evening, facilitator, resident, admin
) -> None:
    hall = hall_of()
    with hall.open():
        supervised_in_the_hall(evening.id, someone(resident.id), facilitator.id)
    for row in list(facilitator.grants):
        accounts.take_back(row, admin)
    if db.session.get(MeetingFacilitator, (evening.id, facilitator.id)) is None:
        db.session.add(MeetingFacilitator(meeting_id=evening.id, person_id=facilitator.id))  # they led this very class
    db.session.commit()
    db.session.expire_all()
    actions.receive(hall.bundle(), None)
    assert db.session.scalars(select(Attempt)).one().supervised_at == ""
    assert states()["held"] == 1


def test_guests_who_were_counted_in_the_hall_are_counted_at_home(hall_of, evening, facilitator) -> None:
    hall = hall_of()
    with hall.open():
        found = db.session.get_one(Meeting, evening.id)
        rollcall.count_guests(found, 7, rollcall.Sent(new_id(), core_clock.now(), someone(facilitator.id)))
    for _ in range(2):
        actions.receive(hall.bundle(), None)
    assert guests_of(evening.id) == 7


@pytest.mark.parametrize("wrong", [5, 10**400, [], {}])
def test_a_signed_line_with_nonsense_is_held_and_the_rest_is_taken_in(hall_of, evening, resident, wrong) -> None:
    hall = hall_of()
    with hall.open():
        there(evening.id, resident.id)
    lines = hall.lines()
    bad = Fact("check_in", lines[0].fact.body | {"meeting_id": wrong, "id": wrong})
    place = Fact("rating", {"place_id": wrong, "id": wrong})
    with hall.open():
        here = the_station()
        file = pack(here.id, [*lines, *append(lines, [bad, place])], here.key, here.opener)
    receipt = actions.receive(file, None)
    assert (receipt.held, count(Attendance)) == (2, 1)

"""Nothing is lost and nothing is doubled when two records become one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from certificates.actions import revoke
from certificates.models import Certificate
from feedback import actions as feedback
from learning.accounts import actions as accounts
from learning.accounts.models import AuditEntry, Consent, FormerResidence, Person, Place
from learning.core import clock
from learning.core.database import Base, db, new_id
from learning.progress import actions as ledger
from learning.progress.models import Completion, ForgottenTally, ReadingPlace
from pages.own_data import everything_about
from practice import actions as practice
from practice.models import ScamTest
from quizzes.models import Attempt
from tests.support import factories
from tests.support.factories import COURSE, LESSON, OTHER_COURSE, TIMED_QUIZ
from tests.support.meetings import came, meeting
from training.helping.models import Helping
from training.live.models import LiveParticipant, LiveQuiz, LiveResult
from training.meetings import actions as classes
from training.meetings.models import Attendance, AttendanceRemoval, CheckIn, MeetingSignUp
from training.merging.actions import ApprovedOwnTest, HasPapers, HasRole, NoLongerThere, SameRecord, merge
from training.merging.models import ToldApart
from training.rollcall.models import SupervisedTest
from training.roster.models import RosterEntry
from training.visits.models import HouseVisit, VisitedPerson


def count(table: type[Base], *where: Any) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def whose(table: type[Base]) -> set[Any]:
    """Whose rows a table holds."""
    return set(db.session.scalars(select(table.person_id)))


def test_what_both_have_learnt_is_one_record_with_the_earlier_moments(resident, twin, staff) -> None:
    now = clock.now()
    ledger.record(resident.id, f"{COURSE}/mot", now - timedelta(days=5))
    ledger.record(twin.id, f"{COURSE}/mot", now - timedelta(days=9))
    ledger.record(resident.id, f"{COURSE}/hai", now - timedelta(days=9))
    ledger.record(twin.id, f"{COURSE}/hai", now - timedelta(days=5))
    ledger.record(twin.id, f"{COURSE}/ba", now, "paper")
    merge(twin.id, resident.id, staff)
    rows = db.session.scalars(select(Completion)).all()
    assert {(row.item_key, row.source, (now - row.finished_at).days) for row in rows} == {
        (f"{COURSE}/mot", "self", 9),
        (f"{COURSE}/hai", "self", 9),
        (f"{COURSE}/ba", "paper", 0),
    }
    assert len(rows) == 3
    assert whose(Completion) == {resident.id}
    assert count(ForgottenTally) == 0, "nobody was forgotten"


def test_two_halves_of_a_course_finish_it(resident, twin, staff) -> None:
    course = factories.course()
    for number, lesson in enumerate(course.lessons):
        ledger.record((resident, twin)[number % 2].id, lesson.key, clock.now())
    factories.passed_attempt(twin)
    assert count(Completion, Completion.item_key == COURSE) == 0
    merge(twin.id, resident.id, staff)
    assert count(Completion, Completion.item_key == COURSE, Completion.person_id == resident.id) == 1


def test_all_papers_are_kept_and_of_two_open_ones_the_one_written_in_last(resident, twin, staff) -> None:
    factories.passed_attempt(twin)
    untouched = factories.open_attempt(resident, quiz=TIMED_QUIZ)
    written = factories.open_attempt(twin, quiz=TIMED_QUIZ)
    written.saved_at = clock.now()
    db.session.flush()
    gone = untouched.id
    merge(twin.id, resident.id, staff)
    db.session.expire_all()
    assert whose(Attempt) == {resident.id}
    assert count(Attempt) == 2
    assert db.session.get(Attempt, gone) is None


def test_practice_scam_tests_questions_and_the_place_where_reading_stopped(resident, twin, staff) -> None:
    practice.begin_test(twin, new_id(), "mầm")
    practice.begin_test(resident, new_id(), "mầm")
    asked = feedback.Asked("Máy cứ quay tròn?", "", twin.full_name)
    feedback.ask(twin, new_id(), asked, clock.now())
    ledger.keep_place(resident.id, f"{COURSE}/{LESSON}", 2, clock.now() - timedelta(hours=1))
    ledger.keep_place(twin.id, f"{COURSE}/{LESSON}", 5, clock.now())
    ledger.keep_place(twin.id, f"{OTHER_COURSE}/{LESSON}", 1, clock.now())
    merge(twin.id, resident.id, staff)
    assert count(ScamTest, ScamTest.person_id == resident.id) == 1, "one open test a person"
    assert len(everything_about(resident)["hoi_xa"]) == 1
    screens = db.session.scalars(select(ReadingPlace.screen).where(ReadingPlace.person_id == resident.id))
    assert sorted(screens) == [1, 5]


def test_whoever_came_under_two_names_came_once(resident, twin, staff, facilitator) -> None:
    evening = meeting(facilitator)
    came(evening, resident, moment=clock.now() - timedelta(minutes=5))
    came(evening, twin, moment=clock.now() - timedelta(minutes=20))
    merge(twin.id, resident.id, staff)
    (row,) = db.session.scalars(select(Attendance)).all()
    assert row.person_id == resident.id
    assert (clock.now() - row.checked_in_at) > timedelta(minutes=19)
    assert count(CheckIn, CheckIn.person_id == resident.id) == 2, "the trail stays whole"


def test_a_doubled_line_that_was_struck_out_takes_nobody_off_the_roll(resident, twin, staff, facilitator) -> None:
    evening = meeting(facilitator)
    came(evening, resident, twin, moment=clock.now() - timedelta(minutes=20))
    classes.remove_attendance(evening, twin, clock.now(), facilitator, "Ghi hai lần")
    merge(twin.id, resident.id, staff)
    assert whose(Attendance) == {resident.id}
    came(evening, resident)  # whatever is settled anew, she stays
    assert count(Attendance) == 1
    assert count(AttendanceRemoval) == 0


def test_whoever_was_taken_off_under_both_names_stays_off(resident, twin, staff, facilitator) -> None:
    evening = meeting(facilitator)
    came(evening, resident, twin, moment=clock.now() - timedelta(minutes=20))
    for one in (resident, twin):
        classes.remove_attendance(evening, one, clock.now(), facilitator, "Bấm nhầm")
    merge(twin.id, resident.id, staff)
    assert count(Attendance) == 0
    assert count(AttendanceRemoval, AttendanceRemoval.person_id == resident.id) == 2


def test_a_seat_kept_under_one_name_is_kept(resident, twin, staff, facilitator) -> None:
    evening = meeting(facilitator)
    classes.sign_up_people(evening, [resident, twin], staff)
    classes.withdraw(evening, resident, clock.now())
    db.session.flush()
    merge(twin.id, resident.id, staff)
    (row,) = db.session.scalars(select(MeetingSignUp)).all()
    assert (row.person_id, row.withdrawn_at) == (resident.id, None)


def test_one_result_of_one_quiz_in_the_hall_and_the_seats_stay_counted(resident, twin, staff, facilitator) -> None:
    evening = meeting(facilitator)
    quiz = LiveQuiz(meeting_id=evening.id, place_id=evening.place_id, title="Đố vui", code="1234", made_by=staff.id)
    db.session.add(quiz)
    db.session.flush()
    for number, (one, right) in enumerate(((resident, 1), (twin, 3))):
        seat = {"live_id": quiz.id, "joined_as": "card", "name": one.full_name, "rejoin": f"AB{number}"}
        db.session.add(LiveParticipant(person_id=one.id, **seat))
        db.session.add(LiveResult(live_id=quiz.id, person_id=one.id, correct=right, answered=right, asked=4))
    db.session.flush()
    merge(twin.id, resident.id, staff)
    assert db.session.scalars(select(LiveResult.correct)).all() == [3], "the fuller one"
    assert set(db.session.scalars(select(LiveParticipant.person_id))) == {resident.id, None}


def test_visits_and_helpers_go_over_and_nobody_helps_themselves(resident, twin, stranger, staff) -> None:
    now = clock.now()
    visits = [HouseVisit(place_id=resident.place_id, visited_at=now, minutes=30) for _ in range(2)]
    db.session.add_all(visits)
    db.session.flush()
    for visit, who in ((visits[0], resident), (visits[0], twin), (visits[1], twin)):
        db.session.add(VisitedPerson(visit_id=visit.id, person_id=who.id))
    third = factories.person("Cao Thị Giúp")
    rows = ((resident, stranger, 9), (twin, third, 5), (stranger, twin, 5))
    for learner, helper, days in rows:
        db.session.add(Helping(learner_id=learner.id, helper_id=helper.id, named_at=now - timedelta(days=days)))
    themselves = {"named_at": now - timedelta(days=8), "withdrawn_at": now - timedelta(days=7)}
    db.session.add(Helping(learner_id=twin.id, helper_id=resident.id, **themselves))
    db.session.flush()
    merge(twin.id, resident.id, staff)
    db.session.expire_all()
    assert db.session.scalars(select(VisitedPerson.person_id)).all() == [resident.id] * 2
    told = {(row.learner_id, row.helper_id): row for row in db.session.scalars(select(Helping))}
    assert set(told) == {(resident.id, stranger.id), (resident.id, third.id), (stranger.id, resident.id)}
    assert told[resident.id, stranger.id].withdrawn_at == told[resident.id, third.id].named_at
    assert told[resident.id, third.id].withdrawn_at is None


def test_the_last_word_about_a_purpose_holds_and_the_other_is_in_the_trail(resident, staff) -> None:
    known = factories.person("Cao Thị Dạ", phone="0912345678")
    again = factories.person("Cao Thị Dạ", phone="0987654321")
    accounts.withdraw_contact(again)
    db.session.flush()
    merge(again.id, known.id, staff)
    rows = {row.purpose: row for row in db.session.scalars(select(Consent).where(Consent.person_id == known.id))}
    assert set(rows) == {"learning_record", "contact"}
    assert rows["contact"].withdrawn_at is not None
    assert known.phone == "0912345678", "the number of the record that stays is nobody's to take away unsaid"
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "merge_people"))
    assert entry.note.count("contact:1:web:") == 2


def test_what_the_record_that_stays_does_not_say_is_filled_in(app, staff) -> None:
    listed = factories.person("Cao Thị Vắng", pin="482916")
    listed.pin_hash, listed.registered_at = None, clock.now()
    said = {"birth_year": 1960, "gender": "female", "phone": "0912345678"}
    herself = factories.person("Cao Thị Vắng", pin="730158", **said)
    herself.registered_at = clock.now() - timedelta(days=30)
    card = listed.card_code
    kept = merge(herself.id, listed.id, staff)
    assert (kept.birth_year, kept.gender, kept.phone) == (1960, "female", "0912345678")
    assert kept.pin_hash, "whoever had a PIN signs in with it"
    assert kept.card_code == card
    assert (clock.now() - kept.registered_at).days == 30


def test_what_the_record_that_stays_says_is_believed(resident, staff, thon_hai: Place) -> None:
    again = factories.person("Nguyễn Thị Hoà", birth_year=1961, pin="730158", thon="Thôn Mẫu Hai", phone="0912345678")
    accounts.move(again, factories.place("Thôn Mẫu Một"))
    accounts.move(resident, thon_hai)
    pin = resident.pin_hash
    merge(again.id, resident.id, staff)
    assert (resident.birth_year, resident.pin_hash, resident.place_id) == (1960, pin, thon_hai.id)
    assert whose(FormerResidence) == {resident.id}
    assert count(FormerResidence) == 1, "her own story of moves"


def test_a_move_that_only_the_other_record_knew_is_kept(resident, staff, thon_mot: Place) -> None:
    again = factories.person(resident.full_name, thon="Thôn Mẫu Hai")
    accounts.move(again, thon_mot)
    merge(again.id, resident.id, staff)
    (row,) = db.session.scalars(select(FormerResidence))
    assert (row.person_id, row.place_id) == (resident.id, factories.place("Thôn Mẫu Hai").id)


def test_papers_go_over_whichever_way_and_count_once(resident, twin, staff) -> None:
    paper = factories.certificate(twin)
    merge(twin.id, resident.id, staff)
    db.session.refresh(paper)
    assert paper.person_id == resident.id
    assert paper.holder_name


def test_a_revoked_paper_stands_behind_the_valid_one(resident, twin, staff) -> None:
    from_self = factories.certificate(twin)
    factories.certificate(resident)
    with pytest.raises(HasPapers):
        merge(twin.id, resident.id, staff)
    revoke(from_self, "Ghi hai lần", staff)
    merge(twin.id, resident.id, staff)
    rows = db.session.scalars(select(Certificate).where(Certificate.person_id == resident.id)).all()
    assert sorted(row.issue_no for row in rows) == [1, 2]


def test_whoever_works_here_stays_and_does_not_go(resident, facilitator, staff) -> None:
    with pytest.raises(HasRole):
        merge(facilitator.id, resident.id, staff)
    assert merge(resident.id, facilitator.id, staff) is facilitator
    assert facilitator.grants


def test_nobody_has_supervised_their_own_test(resident, facilitator, staff) -> None:
    evening = meeting(facilitator)
    course = factories.course()
    words = {"course_slug": course.slug, "quiz_slug": "x", "item_key": f"{course.slug}/x", "way": "screen"}
    decided = {"decided_at": clock.now(), "decided_by": facilitator.id, "approved": True}
    db.session.add(SupervisedTest(meeting_id=evening.id, person_id=resident.id, **words, **decided))
    db.session.flush()
    with pytest.raises(ApprovedOwnTest):
        merge(resident.id, facilitator.id, staff)


def test_a_list_that_brought_one_of_them_still_knows_her(resident, twin, staff) -> None:
    db.session.add(RosterEntry(person_id=twin.id, fingerprint="f" * 64))
    db.session.flush()
    merge(twin.id, resident.id, staff)
    assert whose(RosterEntry) == {resident.id}


def test_who_was_told_apart_stays_apart(resident, twin, stranger, staff) -> None:
    low, high = sorted((twin.id, stranger.id))
    db.session.add(ToldApart(low_id=low, high_id=high, told_by=staff.id))
    db.session.flush()
    merge(twin.id, resident.id, staff)
    (row,) = db.session.scalars(select(ToldApart))
    assert (row.low_id, row.high_id) == tuple(sorted((resident.id, stranger.id)))


def test_what_the_office_did_with_the_other_record_is_told_to_her(resident, twin, staff) -> None:
    accounts.trace(staff, "reset_pin", f"person:{twin.id}")
    merge(twin.id, resident.id, staff)
    assert [row["viec"] for row in everything_about(resident)["can_bo_da_lam"]].count("reset_pin") == 1
    assert count(AuditEntry, AuditEntry.subject == "person:forgotten") == 0


def test_once_more_is_the_same_and_one_record_is_no_two(resident, twin, stranger, staff) -> None:
    goes, stays = twin.id, resident.id
    assert merge(goes, stays, staff) is merge(goes, stays, staff)
    assert merge(stays, goes, staff).id == stays, "the other way round, too late"
    assert count(AuditEntry, AuditEntry.action == "merge_people") == 1
    with pytest.raises(SameRecord):
        merge(stays, stays, staff)
    with pytest.raises(NoLongerThere):
        merge(goes, stranger.id, staff)
    with pytest.raises(NoLongerThere):
        merge(new_id(), stays, staff)
    assert count(Person, Person.id == stays) == 1

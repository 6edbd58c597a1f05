"""Tests before a facilitator: asked for, approved, begun, handed in, on paper; and what the certificate says."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from certificates import actions as certificates
from certificates.models import Certificate
from learning.accounts.models import AuditEntry, Person
from learning.core import clock as core_clock
from learning.core.database import db
from learning.progress.models import Completion
from learning.questions import arrange, face
from quizzes.models import Attempt
from tests.support import factories
from tests.support.answers import right_values
from tests.support.clients import Browser
from tests.support.factories import COURSE, QUIZ
from tests.support.meetings import came, meeting
from training.kit.quiz_paper import right_letters
from training.meetings import actions as meetings
from training.meetings.models import Meeting
from training.rollcall import paper, supervised_actions
from training.rollcall.models import SupervisedTest

ASK = f"/kiem-tra-co-giam-sat/{COURSE}/{QUIZ}"


@pytest.fixture
def evening(facilitator: Person) -> Meeting:
    """A class that goes on now in Thôn Mẫu Một."""
    found = meeting(facilitator, starts_at=core_clock.now() - timedelta(minutes=30))
    meetings.set_state(found, "opened", core_clock.now(), facilitator)
    db.session.commit()
    return found


@pytest.fixture
def learner(resident: Person, client_of: Callable[[Person], Browser]) -> Browser:
    """The resident's phone."""
    return client_of(resident)


@pytest.fixture
def helper(facilitator: Person, client_of: Callable[[Person], Browser]) -> Browser:
    """The facilitator's laptop."""
    return client_of(facilitator)


def supervision(found: Meeting) -> str:
    return f"/can-bo/buoi-hoc/{found.id}/giam-sat"


def approved(found: Meeting, learner: Browser, helper: Browser) -> SupervisedTest:
    assert learner.post(ASK, data={"buoi": str(found.id)}).status_code == 303
    assert helper.post(supervision(found), data={"duyet": "co"}).status_code == 303
    return db.session.scalars(select(SupervisedTest)).one()


def begun(test: SupervisedTest, learner: Browser) -> Attempt:
    address = f"/kiem-tra-co-giam-sat/luot/{test.id}/bat-dau"
    assert [learner.post(address).status_code for _ in range(2)] == [303, 303]
    return db.session.scalars(select(Attempt)).one()


def sources(who: Person, key: str) -> set[str]:
    query = select(Completion.source).where(Completion.person_id == who.id, Completion.item_key == key)
    return set(db.session.scalars(query))


def test_asked_approved_passed_and_said_on_the_certificate(
    evening: Meeting, learner: Browser, helper: Browser, resident: Person
) -> None:
    factories.finished_lessons(resident)
    attempt = begun(approved(evening, learner, helper), learner)
    learner.post(f"/kiem-tra/luot/{attempt.id}/nop", data=right_values(attempt))
    assert sources(resident, f"{COURSE}/{QUIZ}") == {"supervised"}
    result = learner.get(f"/kiem-tra/luot/{attempt.id}/ket-qua").text
    assert "Có giám sát tại Nhà văn hóa Thôn Mẫu Một, ngày" in result

    assert learner.post(f"/giay-xac-nhan/khoa/{COURSE}").status_code == 303
    paper_issued = db.session.scalars(select(Certificate)).one()
    assert paper_issued.level == "supervised"
    assert paper_issued.supervised_at.startswith("Nhà văn hóa Thôn Mẫu Một, ngày ")
    printed = learner.get(f"/giay-xac-nhan/{paper_issued.code}.pdf")
    assert printed.status_code == 200
    assert "Có giám sát tại Nhà văn hóa" in learner.get(f"/xac-minh/{paper_issued.code}").text


def test_a_self_study_pass_stays_self_study(learner: Browser, resident: Person) -> None:
    factories.finished_lessons(resident)
    factories.passed_attempt(resident)
    db.session.commit()
    learner.post(f"/giay-xac-nhan/khoa/{COURSE}")
    assert db.session.scalars(select(Certificate)).one().level == "self"


def test_the_quiz_page_leads_to_asking(evening: Meeting, learner: Browser) -> None:
    assert "Xin làm có giám sát" in learner.get(f"/kiem-tra/{COURSE}/{QUIZ}").text
    assert "Xin làm có giám sát" in learner.get(ASK).text
    learner.post(ASK, data={"buoi": str(evening.id)})
    assert "đang chờ duyệt" in learner.get(ASK).text


def test_asking_twice_is_one_request(evening: Meeting, learner: Browser) -> None:
    for _ in range(2):
        learner.post(ASK, data={"buoi": str(evening.id)})
    assert db.session.scalar(select(func.count()).select_from(SupervisedTest)) == 1


def test_nobody_asks_where_no_class_goes_on(learner: Browser, stranger: Person, evening: Meeting, client_of) -> None:
    other = client_of(stranger)
    assert "Hiện không có lớp nào đang mở" in other.get(ASK).text
    assert other.post(ASK, data={"buoi": str(evening.id)}).status_code == 409


def test_who_was_checked_in_from_another_thon_may_ask(evening: Meeting, stranger: Person, client_of) -> None:
    came(evening, stranger)
    assert client_of(stranger).post(ASK, data={"buoi": str(evening.id)}).status_code == 303


def test_nothing_begins_without_a_yes(evening: Meeting, learner: Browser, helper: Browser) -> None:
    learner.post(ASK, data={"buoi": str(evening.id)})
    waiting = db.session.scalars(select(SupervisedTest)).one()
    begin = f"/kiem-tra-co-giam-sat/luot/{waiting.id}/bat-dau"
    assert learner.post(begin).status_code == 409
    helper.post(supervision(evening), data={"duyet": "khong", "ai": str(waiting.id)})
    assert learner.post(begin).status_code == 409
    assert "chưa được duyệt" in learner.get(ASK).text
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_nobody_begins_for_somebody_else(
    evening: Meeting, learner: Browser, helper: Browser, stranger, client_of
) -> None:
    test = approved(evening, learner, helper)
    assert client_of(stranger).post(f"/kiem-tra-co-giam-sat/luot/{test.id}/bat-dau").status_code == 404


def test_nobody_approves_themselves(evening: Meeting, helper: Browser, admin: Person, client_of) -> None:
    helper.post(ASK, data={"buoi": str(evening.id)})
    own = db.session.scalars(select(SupervisedTest)).one()
    assert helper.post(supervision(evening), data={"duyet": "co", "ai": str(own.id)}).status_code == 403
    helper.post(supervision(evening), data={"duyet": "co"})
    assert db.session.scalars(select(SupervisedTest)).one().approved is None
    client_of(admin).post(supervision(evening), data={"duyet": "co"})
    assert db.session.scalars(select(SupervisedTest)).one().approved


def test_every_yes_leaves_a_trace(evening: Meeting, learner: Browser, helper: Browser, facilitator: Person) -> None:
    test = approved(evening, learner, helper)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "approve_test")).one()
    assert (entry.actor_id, entry.subject) == (facilitator.id, f"person:{test.person_id}")


def test_what_was_begun_at_home_is_not_supervised(
    evening: Meeting, learner: Browser, helper: Browser, resident: Person
) -> None:
    factories.open_attempt(resident)
    test = approved(evening, learner, helper)
    answer = learner.post(f"/kiem-tra-co-giam-sat/luot/{test.id}/bat-dau")
    assert answer.status_code == 409
    assert "đang làm dở" in answer.text


def test_what_is_finished_at_home_after_the_class_counts_as_self_study(
    evening: Meeting, learner: Browser, helper: Browser, resident: Person, clock
) -> None:
    attempt = begun(approved(evening, learner, helper), learner)
    clock.move(hours=6)
    learner.post(f"/kiem-tra/luot/{attempt.id}/nop", data=right_values(attempt))
    assert db.session.scalars(select(Attempt)).one().supervised_at == ""
    assert sources(resident, f"{COURSE}/{QUIZ}") == {"self"}


def test_a_phone_s_clock_does_not_bring_back_the_hall(
    evening: Meeting, learner: Browser, helper: Browser, resident: Person, clock
) -> None:
    attempt = begun(approved(evening, learner, helper), learner)
    clock.move(days=2)
    way = {"luc": "2026-01-01T20:00:00+07:00", "gui": "2026-01-03T20:00:00+07:00"}  # "done two days ago, in the hall"
    learner.post(f"/kiem-tra/luot/{attempt.id}/nop", data=right_values(attempt) | way)
    assert db.session.scalars(select(Attempt)).one().supervised_at == ""
    assert sources(resident, f"{COURSE}/{QUIZ}") == {"self"}


def test_a_yes_of_yesterday_opens_nothing_although_nobody_closed_the_class(
    evening: Meeting, learner: Browser, helper: Browser, clock
) -> None:
    test = approved(evening, learner, helper)
    clock.move(hours=11)
    assert learner.post(f"/kiem-tra-co-giam-sat/luot/{test.id}/bat-dau").status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_every_look_at_those_who_are_tested_leaves_a_trace(
    evening: Meeting, helper: Browser, resident: Person, facilitator: Person, clock
) -> None:
    came(evening, resident)
    db.session.commit()
    for address in (supervision(evening), f"{grid(evening)}?bai={COURSE}/{QUIZ}"):
        clock.move(minutes=11)
        assert [helper.get(address).status_code for _ in range(3)] == [200] * 3, "pages that come anew are one look"
    seen = list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "see_tests")))
    assert [(entry.actor_id, entry.subject) for entry in seen] == [(facilitator.id, f"meeting:{evening.id}")] * 2


def test_a_class_that_is_over_approves_nobody(
    evening: Meeting, learner: Browser, helper: Browser, facilitator: Person
) -> None:
    learner.post(ASK, data={"buoi": str(evening.id)})
    meetings.set_state(evening, "closed", core_clock.now(), facilitator)
    assert helper.post(supervision(evening), data={"duyet": "co"}).status_code == 409


# --- On paper -----------------------------------------------------------------------------------------------


def grid(found: Meeting) -> str:
    return f"/can-bo/buoi-hoc/{found.id}/bai-giay"


def entered(who: Person, result: str, **more: str) -> dict[str, str]:
    return {"bai": f"{COURSE}/{QUIZ}", f"kq-{who.id.hex}": result} | more


def test_a_count_of_right_answers_on_paper_counts_as_supervised(
    evening: Meeting, helper: Browser, resident: Person, facilitator: Person
) -> None:
    came(evening, resident)
    asked = factories.course().quiz(QUIZ).draw
    answer = helper.post(grid(evening), data=entered(resident, str(asked), **{"hoc-du": "y"}))
    assert answer.status_code == 303
    attempt = db.session.scalars(select(Attempt)).one()
    assert (attempt.percent, attempt.passed, attempt.handed_in_at is not None) == (100, True, True)
    assert sources(resident, f"{COURSE}/{QUIZ}") == {"paper"}
    assert db.session.scalars(select(SupervisedTest)).one().decided_by == facilitator.id
    issued = helper.post(f"/can-bo/buoi-hoc/{evening.id}/giay-xac-nhan")
    assert issued.status_code == 303
    assert db.session.scalars(select(Certificate)).one().level == "supervised"
    assert "100%, đạt" in helper.get(f"{grid(evening)}?bai={COURSE}/{QUIZ}").text


def test_who_has_a_self_study_paper_gets_the_supervised_one_with_the_class(
    evening: Meeting, helper: Browser, resident: Person
) -> None:
    factories.certificate(resident)
    came(evening, resident)
    asked = factories.course().quiz(QUIZ).draw
    helper.post(grid(evening), data=entered(resident, str(asked), **{"hoc-du": "y"}))
    for _ in range(2):
        helper.post(f"/can-bo/buoi-hoc/{evening.id}/giay-xac-nhan")
    assert sorted(db.session.scalars(select(Certificate.level))) == ["self", "supervised"]


def test_a_paper_without_the_lessons_gives_no_certificate(evening: Meeting, helper: Browser, resident: Person) -> None:
    came(evening, resident)
    helper.post(grid(evening), data=entered(resident, str(factories.course().quiz(QUIZ).draw)))
    with pytest.raises(certificates.NotYetEligible):
        certificates.issue(resident, factories.course())


def test_a_learner_sees_the_result_of_a_paper(
    evening: Meeting, helper: Browser, learner: Browser, resident: Person
) -> None:
    came(evening, resident)
    helper.post(grid(evening), data=entered(resident, "0"))
    attempt = db.session.scalars(select(Attempt)).one()
    page = learner.get(f"/kiem-tra/luot/{attempt.id}/ket-qua").text
    assert "0/0" not in page
    assert "Có giám sát tại" in page


def test_a_mistyped_paper_is_corrected_while_it_is_no_pass(evening: Meeting, helper: Browser, resident: Person) -> None:
    came(evening, resident)
    asked = factories.course().quiz(QUIZ).draw
    helper.post(grid(evening), data=entered(resident, "0"))
    helper.post(grid(evening), data=entered(resident, str(asked)))
    assert db.session.scalars(select(Attempt)).one().passed
    answer = helper.post(grid(evening), data=entered(resident, "1"))
    assert answer.status_code == 422
    assert "đã được ghi đạt" in answer.text
    assert db.session.scalars(select(Attempt)).one().percent == 100


def test_what_cannot_be_marked_stays_and_the_rest_is_kept(evening: Meeting, helper: Browser, resident: Person) -> None:
    other = factories.person("Lê Thị Bích")
    came(evening, resident, other)
    answer = helper.post(grid(evening), data=entered(resident, "99") | entered(other, "0"))
    assert answer.status_code == 422
    assert "Xin ghi số câu đúng" in answer.text
    assert db.session.scalars(select(Attempt)).one().person_id == other.id


def test_a_facilitator_enters_no_paper_of_their_own(evening: Meeting, helper: Browser, facilitator: Person) -> None:
    came(evening, facilitator)
    assert helper.post(grid(evening), data=entered(facilitator, "1")).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_who_was_not_there_has_no_paper(evening: Meeting, helper: Browser, resident: Person) -> None:
    helper.post(grid(evening), data=entered(resident, "1"))
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_a_number_of_no_printed_set_is_told(evening: Meeting, helper: Browser) -> None:
    answer = helper.get(f"{grid(evening)}?bai={COURSE}/{QUIZ}&bo-de=123456789")
    assert "Số bộ đề không khớp" in answer.text


def drawn_by_kind(entry: str, multiple: bool = False) -> list[dict[str, Any]]:
    """All questions of the bank that are answered in this way, in a shuffled order of options."""
    bank, rng = factories.course().quiz(QUIZ).questions, random.Random(4)
    rows = [{"id": key, "order": arrange(question, rng)} for key, question in bank.items()]
    faces = [(row, face(bank[row["id"]], row["order"])) for row in rows]
    return [row for row, shown in faces if shown.entry == entry and bool(shown.multiple) is multiple]


def test_letters_are_marked_by_the_version_that_was_printed(app) -> None:
    course = factories.course()
    quiz, drawn = course.quiz(QUIZ), drawn_by_kind("choose")
    letters = "".join(right_letters(quiz.questions[row["id"]], row["order"])[0] for row in drawn)
    assert drawn
    assert paper.lettered(letters, course, quiz, drawn).percent == 100
    assert paper.lettered(" ".join(letters.lower()), course, quiz, drawn).percent == 100
    assert paper.lettered("-" * len(drawn), course, quiz, drawn).percent == 0
    for wrong in ("", letters + "A", "Z" * len(drawn)):
        with pytest.raises(paper.NotMarked):
            paper.lettered(wrong, course, quiz, drawn)


def test_a_set_with_other_kinds_of_questions_asks_for_a_count(app) -> None:
    course = factories.course()
    others = drawn_by_kind("match") + drawn_by_kind("choose", multiple=True)
    assert others
    for row in others:
        with pytest.raises(paper.NotMarked, match="số câu đúng"):
            paper.lettered("A", course, course.quiz(QUIZ), [row])


@pytest.mark.parametrize("typed", ["-1", "x", "9999", "²"])
def test_a_count_is_a_number_up_to_the_questions(typed: str) -> None:
    with pytest.raises(paper.NotMarked):
        paper.counted(typed, 10)


def test_the_place_fits_the_certificate(evening: Meeting) -> None:
    evening.hall = "Nhà văn hóa " * 9
    assert len(supervised_actions.where(evening)) <= 120
    assert supervised_actions.where(evening).endswith(f"{core_clock.today().year}")

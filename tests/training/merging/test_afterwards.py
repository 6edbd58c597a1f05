"""What arrives, is lost or is asked for after two records have become one."""

from __future__ import annotations

import html
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from learning.accounts.actions import reset_pin
from learning.accounts.identities import former_of, holders_of
from learning.accounts.models import AuditEntry, Person
from learning.accounts.permissions import Role
from learning.accounts.pins import keeper
from learning.core import clock
from learning.core.codes import is_card_code
from learning.core.database import db
from pages import own_data
from quizzes.models import Attempt
from tests.support import factories
from tests.support.factories import PASSWORD, PIN, QUIZ, TIMED_QUIZ
from tests.support.journeys import registers
from tests.support.meetings import came, meeting
from tests.training.merging.conftest import OTHER_PIN
from training.meetings.models import Attendance, Meeting
from training.merging.actions import ApprovedOwnTest, merge
from training.rollcall import actions as rolls
from training.rollcall.models import SupervisedTest
from training.rollcall.paper import Marked
from training.rollcall.supervised_actions import PaperTest, PassedOnPaper, enter_paper

ONCE = "X-Cu"


def sign_in(browser: Any, card: str, pin: str = PIN) -> Any:
    """Sign in with a card."""
    return browser.post("/dang-nhap", data={"identifier": card, "pin": pin})


def once(browser: Any) -> str | None:
    """The former keys that the next page names."""
    answer = browser.get("/toi/du-lieu")
    assert answer.status_code == 200
    return answer.headers.get(ONCE)


# --- The keys of the record that went


def test_her_former_key_is_named_to_her_and_never_to_the_next_one(client, merges, resident, twin, stranger) -> None:
    former = twin.id.hex
    merges(twin, resident)
    sign_in(client, resident.card_code)
    assert once(client) == former
    assert sign_in(client, stranger.card_code, OTHER_PIN).status_code == 303
    assert once(client) is None


def test_a_visit_that_was_ended_from_afar_leaves_no_key_behind(client, merges, resident, twin, stranger, staff) -> None:
    merges(twin, resident)
    sign_in(client, resident.card_code)
    reset_pin(keeper(), resident, staff)
    db.session.commit()
    assert sign_in(client, stranger.card_code, OTHER_PIN).status_code == 303
    assert once(client) is None


def test_a_newcomer_gets_no_key_of_a_visit_that_was_ended(client, merges, resident, twin, staff) -> None:
    merges(twin, resident)
    sign_in(client, resident.card_code)
    own_data.forget(resident)
    db.session.commit()
    assert registers(client, factories.place("Thôn Mẫu Một").id, full_name="Cao Thị Mới").status_code == 303
    assert once(client) is None


def test_whoever_works_here_is_told_their_former_key_too(client, merges, twin) -> None:
    worker = factories.staff("Kiều Thị Vy", "vy", Role.STAFF, password=PASSWORD)
    former = twin.id.hex
    merges(twin, worker)
    answer = client.post("/dang-nhap/can-bo", data={"login_name": "vy", "password": PASSWORD})
    assert answer.status_code == 303
    assert client.get("/can-bo/").headers.get(ONCE) == former


# --- A roll that comes late


def strike_out(evening: Meeting, by: Person, *people: uuid.UUID, ago: int = 0) -> rolls.Kept:
    """The form of a page on which these lines were unticked, ``ago`` minutes before now."""
    fields = {"came": [], "gone": [str(one) for one in people], "cards": [], "means": "tick"}
    moment = clock.now() - timedelta(minutes=ago)
    return rolls.keep_roll(evening, fields, rolls.Sent(uuid.uuid4(), moment, by))


def there() -> list[uuid.UUID]:
    """Who stands on the roll."""
    return list(db.session.scalars(select(Attendance.person_id)))


@pytest.mark.parametrize("line", ["of the record that went", "of the record that stayed"])
def test_a_doubled_line_struck_out_before_the_merge_and_sent_after_it(
    resident, twin, staff, facilitator, line: str
) -> None:
    evening = meeting(facilitator)
    came(evening, resident, twin, moment=clock.now() - timedelta(minutes=40))
    struck, kept = (twin.id if line.endswith("went") else resident.id), resident.id
    merge(twin.id, resident.id, staff)
    for _ in range(2):
        assert strike_out(evening, facilitator, struck, ago=20).gone == 0
    assert there() == [kept]


def test_both_lines_struck_out_take_her_off(resident, twin, staff, facilitator) -> None:
    evening, lines = meeting(facilitator), (resident.id, twin.id)
    came(evening, resident, twin, moment=clock.now() - timedelta(minutes=40))
    merge(twin.id, resident.id, staff)
    strike_out(evening, facilitator, *lines, ago=20)
    assert there() == []


def test_her_only_line_struck_out_takes_her_off(resident, twin, staff, facilitator) -> None:
    evening, line = meeting(facilitator), twin.id
    came(evening, twin, moment=clock.now() - timedelta(minutes=40))
    merge(twin.id, resident.id, staff)
    assert strike_out(evening, facilitator, line, ago=20).gone == 1
    assert there() == []


def test_who_is_unticked_after_the_merge_is_off_the_roll(resident, twin, staff, facilitator) -> None:
    evening = meeting(facilitator)
    came(evening, resident, twin, moment=clock.now() - timedelta(minutes=40))
    merge(twin.id, resident.id, staff)
    assert strike_out(evening, facilitator, resident.id).gone == 1
    assert there() == []


# --- A lost card


def lost(browser: Any, person: Person, *codes: str) -> Any:
    """Send the form of the lost card with these ticks."""
    return browser.post(f"/can-bo/nguoi-hoc/{person.id}/doi-the", data={"lost_code": list(codes)})


def notes() -> list[str]:
    """What the trail says of replaced cards."""
    return list(db.session.scalars(select(AuditEntry.note).where(AuditEntry.action == "replace_card")))


def test_the_card_of_a_merged_record_is_taken_out_of_use_and_the_other_stays(
    client, client_of, merges, facilitator, resident, twin
) -> None:
    old, former, now = twin.card_code, twin.id, resident.card_code
    merges(twin, resident)
    browser = client_of(facilitator)
    asked = html.unescape(browser.get(f"/can-bo/nguoi-hoc/{resident.id}/doi-the").text)
    assert "Thẻ nào mất?" in asked
    assert "không bắt buộc" not in asked
    assert f"ba số cuối là {old[-3:]}" in asked
    assert f"ba số cuối là {now[-3:]}" in asked
    for _ in range(2):
        assert lost(browser, resident, old).status_code == 303
    db.session.expire_all()
    assert notes() == [f"was:{former}"], "once, and the trail says which"
    assert sign_in(client, old).status_code == 422
    assert holders_of([old]) == {}
    assert resident.card_code == now
    assert sign_in(client, now).status_code == 303
    (row,) = former_of(resident)
    assert row.person_id == former
    assert not is_card_code(row.card_code), "no card that anybody prints or types"
    assert "Thẻ nào mất?" not in browser.get(f"/can-bo/nguoi-hoc/{resident.id}/doi-the").text
    assert own_data.everything_about(resident)["ho_so_da_gop"][0]["ma_the_hoc"] == "đã báo mất"


def test_all_cards_are_lost_at_once(client, client_of, merges, facilitator, resident, twin) -> None:
    codes = (twin.card_code, resident.card_code)
    merges(twin, resident)
    lost(client_of(facilitator), resident, *codes)
    db.session.expire_all()
    assert [sign_in(client, code).status_code for code in codes] == [422, 422]
    assert sign_in(client, resident.card_code).status_code == 303


def test_losing_only_the_card_of_now_leaves_the_old_one(client, client_of, merges, facilitator, resident, twin) -> None:
    old, now = twin.card_code, resident.card_code
    merges(twin, resident)
    lost(client_of(facilitator), resident, now)
    assert sign_in(client, now).status_code == 422
    assert sign_in(client, old).status_code == 303
    assert notes() == [""]


def test_a_lost_former_card_ends_the_visits_too(client_of, merges, facilitator, resident, twin) -> None:
    old, phone = twin.card_code, client_of(resident)
    merges(twin, resident)
    assert phone.get("/toi/du-lieu").status_code == 200
    lost(client_of(facilitator), resident, old)
    assert phone.get("/toi/du-lieu").status_code == 303


def test_no_tick_is_asked_again_and_somebody_elses_card_is_nobodys_here(
    client_of, merges, facilitator, resident, twin, stranger
) -> None:
    merges(twin, resident)
    code, browser = stranger.card_code, client_of(facilitator)
    answer = lost(browser, resident)
    assert answer.status_code == 422
    assert "Chưa chọn thẻ nào" in html.unescape(answer.text)
    lost(browser, resident, code)
    db.session.expire_all()
    assert stranger.card_code == code
    assert notes() == []


# --- Tests and papers


def test_nobody_has_supervised_themselves_whichever_record_stays(resident, twin, facilitator, staff) -> None:
    evening, course = meeting(facilitator), factories.course()
    words = {"course_slug": course.slug, "quiz_slug": "x", "item_key": f"{course.slug}/x", "way": "screen"}
    decided = {"decided_at": clock.now(), "decided_by": twin.id, "approved": True}
    db.session.add(SupervisedTest(meeting_id=evening.id, person_id=resident.id, **words, **decided))
    db.session.flush()
    for goes, stays in ((twin, resident), (resident, twin)):
        with pytest.raises(ApprovedOwnTest):
            merge(goes.id, stays.id, staff)


@pytest.mark.parametrize("watched", ["resident", "twin"])
def test_of_two_open_papers_the_supervised_one_is_kept(resident, twin, staff, watched: str) -> None:
    papers = {
        name: factories.open_attempt(who, quiz=TIMED_QUIZ) for name, who in (("resident", resident), ("twin", twin))
    }
    for name, paper in papers.items():
        if name == watched:
            paper.supervised_at = "Nhà văn hóa Thôn Mẫu Một"
        else:
            paper.saved_at = clock.now()
    db.session.flush()
    merge(twin.id, resident.id, staff)
    db.session.expire_all()
    (kept,) = db.session.scalars(select(Attempt)).all()
    assert (kept.person_id, kept.supervised_at) == (resident.id, "Nhà văn hóa Thôn Mẫu Một")


def test_a_paper_entered_before_the_merge_is_corrected_after_it_and_no_second_one(
    resident, twin, staff, facilitator
) -> None:
    course = factories.course()
    quiz = course.quiz(QUIZ)
    assert quiz is not None
    paper = PaperTest(meeting(facilitator, starts_at=clock.now() - timedelta(hours=1)), course, quiz, False)
    first = enter_paper(paper, twin, Marked(20, [], {}), facilitator).id
    merge(twin.id, resident.id, staff)
    assert enter_paper(paper, resident, Marked(90, [], {}), facilitator).id == first
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1
    assert db.session.scalar(select(func.count()).select_from(SupervisedTest)) == 1
    with pytest.raises(PassedOnPaper):
        enter_paper(paper, resident, Marked(10, [], {}), facilitator)

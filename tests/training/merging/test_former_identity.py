"""The card, the devices, the links and the unsent work of the record that went lead to the one that stayed."""

from __future__ import annotations

import re
import uuid

import pytest
from sqlalchemy import select

from learning.accounts import identities
from learning.accounts.actions import grant, reset_pin
from learning.accounts.identities import free_card_codes
from learning.accounts.models import FormerIdentity
from learning.accounts.permissions import Permission, Role
from learning.accounts.pins import keeper
from learning.accounts.queries import people_for, signing_in
from learning.core import clock
from learning.core.database import db
from learning.progress.models import Completion
from pages import own_data
from tests.support import factories
from tests.support.factories import COURSE, LESSON, PIN
from tests.support.meetings import meeting
from tests.training.merging.conftest import OTHER_PIN
from training.meetings.models import Attendance
from training.rollcall import actions as rolls

CHOOSER = "/ai-dang-hoc"


def sign_in(browser, card, pin=PIN):
    return browser.post("/dang-nhap", data={"identifier": card, "pin": pin})


def faces(browser):
    """Whom the chooser offers."""
    return re.findall(rf'href="{CHOOSER}/([0-9a-f-]+)', browser.get(CHOOSER).text)


def test_the_old_card_signs_in_with_the_pin_that_stayed(client, merges, resident, twin) -> None:
    card = twin.card_code
    merges(twin, resident)
    assert sign_in(client, card, OTHER_PIN).status_code == 422
    assert sign_in(client, card).status_code == 303
    assert resident.full_name in client.get("/toi").text


def test_wrong_pins_on_either_card_count_together(client, merges, resident, twin) -> None:
    cards = (twin.card_code, resident.card_code)
    merges(twin, resident)
    for turn in range(5):
        sign_in(client, cards[turn % 2], "000000")
    assert "đợi đến" in sign_in(client, cards[1]).text


def test_of_three_records_all_cards_lead_to_the_last(client, merges, resident, twin) -> None:
    third = factories.person(resident.full_name)
    cards, ids = [third.card_code, twin.card_code, resident.card_code], [third.id, twin.id]
    merges(third, twin)
    merges(twin, resident)
    assert [one.id for card in cards for one in signing_in(card)] == [resident.id] * 3
    assert identities.successors_of(ids) == dict.fromkeys(ids, resident.id)


def test_the_office_finds_her_by_either_card(app, merges, resident, twin, staff) -> None:
    card = twin.card_code
    merges(twin, resident)
    assert list(db.session.scalars(people_for(staff, Permission.SEE_PEOPLE, card))) == [resident]


def test_the_old_card_and_the_old_line_check_in_at_the_roll(app, merges, resident, twin, facilitator) -> None:
    evening, later = meeting(facilitator), meeting(facilitator, title="Buổi sau")
    card, old = twin.card_code, twin.id
    merges(twin, resident)
    scanned = {"came": [], "gone": [], "cards": [card], "means": "card"}
    kept = rolls.keep_roll(evening, scanned, rolls.Sent(uuid.uuid4(), clock.now(), facilitator))
    assert (kept.came, kept.unknown, kept.names) == (1, (), (resident.full_name,))
    ticked = {"came": [str(old)], "gone": [], "cards": [], "means": "tick"}
    rolls.keep_roll(later, ticked, rolls.Sent(uuid.uuid4(), clock.now(), facilitator))
    assert db.session.scalars(select(Attendance.person_id)).all() == [resident.id] * 2


def test_no_later_card_gets_the_code(app, merges, resident, twin, monkeypatch: pytest.MonkeyPatch) -> None:
    card = twin.card_code
    merges(twin, resident)
    offered = iter([card, "412345678", card, "512345679"])
    monkeypatch.setattr(identities, "new_card_code", lambda: next(offered))
    assert factories.person("Cao Thị Mới").card_code == "412345678"
    assert free_card_codes(1) == ["512345679"]


def test_unsent_work_of_the_old_record_is_taken_for_her(client, client_of, merges, resident, twin, stranger) -> None:
    key, address = twin.key, f"/khoa-hoc/{COURSE}/{LESSON}/da-hoc-xong"
    merges(twin, resident)
    form = {"nguoi": key, "ma": str(uuid.uuid4())}
    assert client.post(address, data=form).status_code == 401, "nobody is signed in: it waits"
    assert client_of(stranger).post(address, data=form).status_code == 412, "somebody else is: it waits"
    assert client_of(resident).post(address, data=form).status_code == 303
    assert set(db.session.scalars(select(Completion.person_id))) == {resident.id}


@pytest.mark.parametrize("key", ["", "x", "00", "0" * 32])
def test_a_key_that_was_nobodys_opens_nothing(client_of, merges, resident, twin, key: str) -> None:
    merges(twin, resident)
    answer = client_of(resident).post(f"/khoa-hoc/{COURSE}/{LESSON}/da-hoc-xong", data={"nguoi": key})
    assert answer.status_code == 412


def test_a_device_that_remembers_the_old_record_offers_her_once(client, merges, resident, twin) -> None:
    sign_in(client, resident.card_code)
    sign_in(client, twin.card_code, OTHER_PIN)
    client.post("/dang-xuat")
    merges(twin, resident)
    assert set(faces(client)) == {str(resident.id)}
    assert client.post(f"{CHOOSER}/{resident.id}", data={"pin": PIN}).status_code == 303


def test_a_device_that_only_knew_the_old_record_leads_to_her_and_lets_go_of_her(client, merges, resident, twin) -> None:
    sign_in(client, twin.card_code, OTHER_PIN)
    client.post("/dang-xuat")
    merges(twin, resident)
    client.post(f"{CHOOSER}/{resident.id}/bo-ten")
    assert faces(client) == []


def test_a_new_pin_makes_those_devices_forget(client, merges, resident, twin, staff) -> None:
    sign_in(client, twin.card_code, OTHER_PIN)
    client.post("/dang-xuat")
    merges(twin, resident)
    reset_pin(keeper(), resident, staff)
    db.session.commit()
    assert faces(client) == []


def test_a_device_that_was_stale_before_stays_so(client, merges, resident, twin, staff) -> None:
    sign_in(client, twin.card_code, OTHER_PIN)
    client.post("/dang-xuat")
    reset_pin(keeper(), twin, staff)
    merges(twin, resident)
    assert faces(client) == []


def test_a_visit_under_the_old_record_ends(app, client_of, merges, resident, twin) -> None:
    hers = client_of(twin)
    assert hers.get("/toi/du-lieu").status_code == 200
    merges(twin, resident)
    assert hers.get("/toi/du-lieu").status_code == 303


def test_old_links_lead_to_the_page_of_the_record_that_stayed(client_of, merges, staff, resident, twin) -> None:
    old = twin.id
    merges(twin, resident)
    answer = client_of(staff).get(f"/can-bo/nguoi-hoc/{old}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/can-bo/nguoi-hoc/{resident.id}")


def test_an_old_link_tells_a_stranger_to_the_place_nothing(client_of, merges, resident, twin) -> None:
    other = factories.staff("Lê Thị Nhàn", "nhan", Role.STAFF, "Thôn Mẫu Hai")
    old = twin.id
    merges(twin, resident)
    assert client_of(other).get(f"/can-bo/nguoi-hoc/{old}").status_code == 404


def test_a_person_sees_and_takes_along_what_leads_to_them_and_deletes_it(app, merges, resident, twin) -> None:
    card = twin.card_code
    merges(twin, resident)
    (told,) = own_data.everything_about(resident)["ho_so_da_gop"]
    assert told["ma_the_hoc"].replace(" ", "") == card
    own_data.forget(resident)
    assert db.session.scalars(select(FormerIdentity)).all() == []
    assert signing_in(card) == []


def test_whoever_works_here_is_no_face_by_an_old_card_either(client, merges, resident, twin, admin) -> None:
    sign_in(client, twin.card_code, OTHER_PIN)
    client.post("/dang-xuat")
    merges(twin, resident)
    grant(resident, Role.FACILITATOR, factories.place("Thôn Mẫu Một"), admin)
    db.session.commit()
    assert faces(client) == []

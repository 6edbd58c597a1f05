"""The office of people: who is seen by whom, enrolling, correcting, a new PIN."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from learning.accounts.models import AuditEntry, Consent, Person, Place
from learning.accounts.permissions import Role
from learning.core.database import db
from tests.support import factories
from tests.support.clients import Browser
from tests.support.journeys import offered

PEOPLE, ENROL = "/can-bo/nguoi-hoc", "/can-bo/nguoi-hoc/moi"
ClientOf = Callable[[Person], Browser]


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id.is_not(None))))


def enrols(browser: Browser, place: Place, **typed: str) -> TestResponse:
    made_id = typed.pop("person_id", "") or offered(browser.get(ENROL), "person_id")
    form = {"person_id": made_id, "full_name": "Lê Thị Mận", "audience": "residents", "place": str(place.id)}
    return browser.post(ENROL, data=form | {"birth_year": "1958", "may_record": "y"} | typed)


def shown_pin(response: TestResponse) -> str:
    found = re.search(r"Mã PIN</dt><dd[^>]*>(\d{3}) (\d{3})<", response.text)
    return "".join(found.groups()) if found else ""


def person_named(name: str) -> Person:
    return db.session.scalars(select(Person).where(Person.full_name == name)).one()


def signs_in(browser: Browser, person: Person, pin: str) -> int:
    return browser.post("/dang-nhap", data={"identifier": person.card_code, "pin": pin}).status_code


def test_a_facilitator_sees_the_people_of_her_thon_and_nobody_else(
    client_of: ClientOf, facilitator: Person, resident: Person, stranger: Person
) -> None:
    text = client_of(facilitator).get(PEOPLE).text
    assert resident.full_name in text
    assert stranger.full_name not in text


def test_a_guest_is_sent_to_sign_in_and_a_learner_is_refused(
    client: Browser, client_of: ClientOf, resident: Person, editor: Person
) -> None:
    assert client.get(PEOPLE).headers["Location"].startswith("/dang-nhap")
    assert client_of(resident).get(PEOPLE).status_code == 403
    assert client_of(editor).get(PEOPLE).status_code == 403


@pytest.mark.parametrize("words", ["nguyen hoa", "Hoà", "hòa NGUYỄN"])
def test_a_name_is_found_without_marks(
    client_of: ClientOf, staff: Person, resident: Person, stranger: Person, words: str
) -> None:
    text = client_of(staff).get(PEOPLE, query_string={"q": words}).text
    assert resident.full_name in text
    assert stranger.full_name not in text


def test_a_card_code_finds_its_holder_however_it_is_grouped(
    client_of: ClientOf, staff: Person, resident: Person, stranger: Person
) -> None:
    code = resident.card_code
    text = client_of(staff).get(PEOPLE, query_string={"q": f"{code[:3]} {code[3:6]} {code[6:]}"}).text
    assert resident.full_name in text
    assert stranger.full_name not in text


def test_thon_and_audience_narrow_the_list(
    client_of: ClientOf, staff: Person, resident: Person, stranger: Person, thon_hai: Place
) -> None:
    browser = client_of(staff)
    text = browser.get(PEOPLE, query_string={"thon": thon_hai.id}).text
    assert stranger.full_name in text
    assert resident.full_name not in text
    assert resident.full_name not in browser.get(PEOPLE, query_string={"doi-tuong": "doanh-nghiep"}).text


def test_the_telephone_number_is_masked_in_the_list(client_of: ClientOf, staff: Person) -> None:
    factories.person("Đào Văn Én", phone="0912345678")
    text = client_of(staff).get(PEOPLE).text
    assert "0912 ••• 678" in text
    assert "345" not in text.replace(person_named("Đào Văn Én").card_code[3:6], "")


def test_fifty_people_a_page_in_the_order_of_vietnamese_lists(client_of: ClientOf, staff: Person) -> None:
    factories.people(52)
    browser = client_of(staff)
    first = re.findall(r'nguoi-hoc/[0-9a-f-]{36}">([^<]+)<', browser.get(PEOPLE).text)
    assert len(first) == 50
    keys = [person_named(name).name_key for name in first]
    assert keys == sorted(keys)
    assert browser.get(PEOPLE, query_string={"trang": 2}).status_code == 200
    assert browser.get(PEOPLE, query_string={"trang": 9}).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_forty(client_of: ClientOf, staff: Person, queries: Callable) -> None:
    browser = client_of(staff)
    browser.get(PEOPLE)
    with queries() as for_one:
        browser.get(PEOPLE)
    factories.people(40)
    with queries() as for_forty:
        browser.get(PEOPLE)
    assert len(for_one) == len(for_forty) <= 5, str(for_forty)


def test_every_look_at_a_list_or_a_record_leaves_one_trace(
    client_of: ClientOf, facilitator: Person, resident: Person
) -> None:
    browser = client_of(facilitator)
    browser.get(PEOPLE, query_string={"q": "hoa"})
    browser.get(f"{PEOPLE}/{resident.id}")
    assert deeds() == ["see_people", "see_person"]
    assert "hoa" not in "".join(db.session.scalars(select(AuditEntry.note)))


def test_a_stranger_to_the_thon_opens_none_of_its_doors(
    client_of: ClientOf, facilitator: Person, stranger: Person
) -> None:
    browser, record = client_of(facilitator), f"{PEOPLE}/{stranger.id}"
    assert browser.get(record).status_code == 404
    assert browser.post(f"{record}/ma-pin").status_code == 404
    assert browser.get(f"{PEOPLE}/{uuid.uuid4()}").status_code == 404


def test_one_learner_page_tells_what_was_reached(client_of: ClientOf, facilitator: Person, resident: Person) -> None:
    certificate = factories.certificate(resident)
    text = client_of(facilitator).get(f"{PEOPLE}/{resident.id}").text
    assert "Đã học 3/3 bài" in text
    assert "100%, đạt" in text
    assert certificate.serial in text


def test_enrolling_shows_card_and_pin_once_and_they_work(
    client: Browser, client_of: ClientOf, facilitator: Person, thon_mot: Place
) -> None:
    response = enrols(client_of(facilitator), thon_mot)
    person = person_named("Lê Thị Mận")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert person.card_code[:3] in response.text
    assert signs_in(client, person, shown_pin(response)) == 303
    assert db.session.scalars(select(Consent.channel).where(Consent.person_id == person.id)).one() == "staff"
    assert "enrol_person" in deeds()


def test_a_second_tap_enrols_nobody_new_and_shows_no_pin(
    client_of: ClientOf, facilitator: Person, thon_mot: Place
) -> None:
    browser, made_id = client_of(facilitator), str(uuid.uuid4())
    first = enrols(browser, thon_mot, person_id=made_id)
    again = enrols(browser, thon_mot, person_id=made_id)
    assert shown_pin(first)
    assert again.status_code == 200
    assert not shown_pin(again)
    assert db.session.scalar(select(func.count()).where(Person.full_name == "Lê Thị Mận")) == 1


def test_nobody_is_enrolled_without_consent(client_of: ClientOf, facilitator: Person, thon_mot: Place) -> None:
    assert enrols(client_of(facilitator), thon_mot, may_record="").status_code == 422


def test_a_facilitator_enrols_only_in_her_thon(client_of: ClientOf, facilitator: Person, thon_hai: Place) -> None:
    assert enrols(client_of(facilitator), thon_hai).status_code == 422


def test_somebody_of_the_same_name_year_and_thon_is_pointed_out_first(
    client_of: ClientOf, facilitator: Person, resident: Person, thon_mot: Place
) -> None:
    browser = client_of(facilitator)
    asked = enrols(browser, thon_mot, full_name="NGUYỄN THỊ HÒA", birth_year="1960")
    assert asked.status_code == 422
    assert str(resident.id) in asked.text
    assert enrols(browser, thon_mot, full_name="NGUYỄN THỊ HÒA", birth_year="1960", is_another="y").status_code == 200


def test_a_shared_telephone_makes_nobody_the_same(client_of: ClientOf, facilitator: Person, thon_mot: Place) -> None:
    factories.person("Lê Văn Út", phone="0912345678")
    assert enrols(client_of(facilitator), thon_mot, phone="0912 345 678").status_code == 200


def test_somebody_elses_id_in_the_form_gives_nothing_away(
    client_of: ClientOf, facilitator: Person, stranger: Person, thon_mot: Place
) -> None:
    response = enrols(client_of(facilitator), thon_mot, person_id=str(stranger.id))
    assert response.status_code == 200
    assert stranger.full_name not in response.text
    assert person_named("Lê Thị Mận").id != stranger.id


def test_staff_correct_a_name_and_a_facilitator_may_not(
    client_of: ClientOf, staff: Person, facilitator: Person, resident: Person, thon_mot: Place
) -> None:
    form = {"full_name": "Nguyễn Thị Hòa", "audience": "residents", "place": str(thon_mot.id)}
    assert client_of(facilitator).post(f"{PEOPLE}/{resident.id}/sua", data=form).status_code == 403
    assert client_of(staff).post(f"{PEOPLE}/{resident.id}/sua", data=form).status_code == 303
    assert db.session.get_one(Person, resident.id).full_name == "Nguyễn Thị Hòa"
    assert deeds() == ["correct_person"]


def test_somebody_in_a_closed_thon_is_corrected_without_moving(
    client_of: ClientOf, admin: Person, staff: Person, resident: Person, thon_mot: Place
) -> None:
    client_of(admin).post(f"/quan-tri/thon/{thon_mot.id}/dong")
    form = {"full_name": "Nguyễn Thị Hòa", "audience": "residents", "place": str(thon_mot.id)}
    assert client_of(staff).post(f"{PEOPLE}/{resident.id}/sua", data=form).status_code == 303


def test_a_new_pin_works_and_opens_a_locked_door(
    client: Browser, client_of: ClientOf, facilitator: Person, resident: Person, clock: object
) -> None:
    for _ in range(10):
        signs_in(client, resident, "111222")
        clock.move(minutes=16)  # type: ignore[attr-defined]
    assert signs_in(client, resident, factories.PIN) == 422
    response = client_of(facilitator).post(f"{PEOPLE}/{resident.id}/ma-pin")
    assert "no-store" in response.headers["Cache-Control"]
    assert signs_in(client, resident, shown_pin(response)) == 303
    assert "reset_pin" in deeds()


def test_a_facilitator_cannot_take_over_an_administrator(
    client: Browser, client_of: ClientOf, facilitator: Person, thon_mot: Place
) -> None:
    """With a PIN of her own choosing she would sign in as somebody who may do everything."""
    chief = factories.staff("Tạ Văn Cả", "ca", Role.ADMIN, "xã")
    chief.place_id = thon_mot.id
    refused = client_of(facilitator).post(f"{PEOPLE}/{chief.id}/ma-pin")
    assert refused.status_code == 403
    assert not shown_pin(refused)


def test_staff_do_not_reset_each_others_pin_but_an_administrator_does(
    client_of: ClientOf, staff: Person, facilitator: Person, admin: Person
) -> None:
    assert client_of(staff).post(f"{PEOPLE}/{facilitator.id}/ma-pin").status_code == 403
    assert client_of(admin).post(f"{PEOPLE}/{facilitator.id}/ma-pin").status_code == 200

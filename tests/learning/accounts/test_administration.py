"""The administrator's office: places, staff and roles, settings, the audit trail."""

from __future__ import annotations

import ast
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from learning.accounts.models import AuditEntry, Person, Place, RoleGrant, StaffPassword
from learning.accounts.permissions import Role
from learning.accounts.queries import home_commune, open_places
from learning.accounts.trail import DEEDS
from learning.core.database import db
from tests.support import factories
from tests.support.clients import Browser
from tests.support.journeys import offered

ClientOf = Callable[[Person], Browser]
ROOT = Path(__file__).resolve().parents[3]
DOORS = ["/quan-tri/", "/quan-tri/thon", "/quan-tri/can-bo", "/quan-tri/thiet-lap", "/quan-tri/nhat-ky"]


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id.is_not(None))))


def link_in(text: str) -> str:
    return re.search(r"/thiet-lap/[\w-]+", text).group()


def adds_staff(browser: Browser, place: Place, **typed: str):
    form = {"person_id": str(uuid.uuid4()), "full_name": "Bùi Văn Thoả", "login_name": "thoa"}
    return browser.post("/quan-tri/can-bo/moi", data=form | {"role": "facilitator", "place": str(place.id)} | typed)


@pytest.mark.parametrize("door", DOORS)
def test_only_an_administrator_comes_in(
    client: Browser, client_of: ClientOf, admin: Person, staff: Person, editor: Person, resident: Person, door: str
) -> None:
    assert client_of(admin).get(door).status_code == 200
    for other in (staff, editor, resident):
        assert client_of(other).get(door).status_code == 403
    assert client.get(door).headers["Location"].startswith("/dang-nhap")


# --- places


def test_a_thon_is_added_cleaned_and_offered(client_of: ClientOf, admin: Person) -> None:
    client_of(admin).post("/quan-tri/thon", data={"name": "  Thôn   An  Bình "})
    assert "Thôn An Bình" in [place.name for place in open_places()]
    assert deeds() == ["add_place"]


@pytest.mark.parametrize("name", ["Thôn Mẫu Một", "thôn mẫu một"])
def test_two_thon_of_one_name_are_refused_in_words(client_of: ClientOf, admin: Person, name: str) -> None:
    response = client_of(admin).post("/quan-tri/thon", data={"name": name})
    assert response.status_code == 422
    assert "Xã đã có thôn tên này rồi" in response.text


def test_a_thon_is_renamed_and_marks_tell_names_apart(client_of: ClientOf, admin: Person, thon_mot: Place) -> None:
    browser = client_of(admin)
    assert browser.post(f"/quan-tri/thon/{thon_mot.id}", data={"name": "Thôn Mầu Một"}).status_code == 303
    assert browser.post(f"/quan-tri/thon/{thon_mot.id}", data={"name": "Thôn Mẫu Hai"}).status_code == 422
    assert db.session.get_one(Place, thon_mot.id).name == "Thôn Mầu Một"


def test_a_closed_thon_keeps_its_people_and_takes_no_more(
    client: Browser, client_of: ClientOf, admin: Person, resident: Person, thon_mot: Place
) -> None:
    browser = client_of(admin)
    browser.post(f"/quan-tri/thon/{thon_mot.id}/dong")
    assert thon_mot.name not in client.get("/dang-ky").text
    assert resident.full_name in browser.get("/can-bo/nguoi-hoc").text
    browser.post(f"/quan-tri/thon/{thon_mot.id}/mo")
    assert thon_mot.name in client.get("/dang-ky").text


def test_the_commune_itself_is_neither_renamed_nor_closed(client_of: ClientOf, admin: Person, home: Place) -> None:
    browser = client_of(admin)
    assert browser.post(f"/quan-tri/thon/{home.id}/dong").status_code == 404
    assert browser.get("/quan-tri/thon/99999999999999999999").status_code == 404


def test_an_administrator_of_one_thon_manages_nothing_beyond(client_of: ClientOf, thon_hai: Place) -> None:
    small = factories.staff("Mai Văn Bé", "be", Role.ADMIN, "Thôn Mẫu Một")
    browser = client_of(small)
    assert browser.get("/quan-tri/thon").status_code == 404
    assert browser.post(f"/quan-tri/thon/{thon_hai.id}/dong").status_code == 404
    assert browser.get("/quan-tri/thiet-lap").status_code == 404
    assert browser.get("/quan-tri/nhat-ky").status_code == 404
    assert browser.get("/quan-tri/khoa-hoc/").status_code == 404


# --- staff


def test_new_staff_get_a_link_that_sets_their_password_once(
    client: Browser, client_of: ClientOf, admin: Person, thon_mot: Place
) -> None:
    answer = adds_staff(client_of(admin), thon_mot)
    link = link_in(answer.text)
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post(link, data={"password": factories.PASSWORD}).status_code == 303
    assert client.get("/can-bo/").status_code == 200
    assert client.get(link).status_code == 404
    assert {"add_staff", "invite_staff", "grant_role"} <= set(deeds())


def test_a_second_tap_adds_nobody_new_and_shows_a_link_that_works(
    client: Browser, client_of: ClientOf, admin: Person, thon_mot: Place
) -> None:
    browser, made_id = client_of(admin), str(uuid.uuid4())
    first = link_in(adds_staff(browser, thon_mot, person_id=made_id).text)
    second = link_in(adds_staff(browser, thon_mot, person_id=made_id).text)
    assert db.session.scalar(select(func.count()).where(StaffPassword.login_name == "thoa")) == 1
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_a_taken_login_name_is_told_and_nobody_is_made(
    client_of: ClientOf, admin: Person, facilitator: Person, thon_mot: Place
) -> None:
    response = adds_staff(client_of(admin), thon_mot, login_name="quynh")
    assert response.status_code == 422
    assert "đã có người dùng" in response.text
    assert not db.session.scalar(select(func.count()).where(Person.full_name == "Bùi Văn Thoả"))


@pytest.mark.parametrize("role", ["staff", "editor", "facilitator"])
def test_nobody_below_an_administrator_makes_one(client_of: ClientOf, home: Place, role: str) -> None:
    climber = factories.staff("Cao Văn Trèo", "treo", Role(role))
    browser = client_of(climber)
    assert adds_staff(browser, home, role="admin").status_code == 403
    given = {"role": "admin", "place": str(home.id)}
    assert browser.post(f"/quan-tri/can-bo/{climber.id}/giao-viec", data=given).status_code == 403


def test_nobody_gives_a_role_above_their_own_reach(client_of: ClientOf, home: Place, admin: Person) -> None:
    small = factories.staff("Mai Văn Bé", "be", Role.ADMIN, "Thôn Mẫu Một")
    browser, given = client_of(small), {"role": "staff", "place": str(home.id)}
    assert browser.post(f"/quan-tri/can-bo/{small.id}/giao-viec", data=given).status_code == 422
    assert browser.post(f"/quan-tri/can-bo/{admin.id}/giao-viec", data=given).status_code == 404
    assert browser.post(f"/quan-tri/can-bo/{admin.id}/lien-ket").status_code == 404


def test_a_small_administrator_gets_no_link_into_a_greater_account(
    client_of: ClientOf, thon_mot: Place, admin: Person
) -> None:
    """The commune's administrator lives in the thôn that somebody else administers."""
    admin.place_id = thon_mot.id
    small = factories.staff("Mai Văn Bé", "be", Role.ADMIN, "Thôn Mẫu Một")
    refused = client_of(small).post(f"/quan-tri/can-bo/{admin.id}/lien-ket")
    assert refused.status_code == 403
    assert "/thiet-lap/" not in refused.text


def test_courses_and_rights_are_given_for_whole_communes(client_of: ClientOf, admin: Person, thon_mot: Place) -> None:
    assert adds_staff(client_of(admin), thon_mot, role="editor").status_code == 422


def test_a_role_is_given_and_taken_back_at_once(
    client_of: ClientOf, admin: Person, facilitator: Person, thon_hai: Place
) -> None:
    browser, member = client_of(admin), f"/quan-tri/can-bo/{facilitator.id}"
    assert browser.post(f"{member}/giao-viec", data={"role": "staff", "place": str(thon_hai.id)}).status_code == 303
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == facilitator.id)).all():
        assert browser.post(f"{member}/thu-lai/{grant.id}").status_code == 303
    assert client_of(facilitator).get("/can-bo/nguoi-hoc").status_code == 403
    assert deeds().count("take_role") == 2


def test_a_small_administrator_takes_no_greater_role_away(client_of: ClientOf, staff: Person, thon_mot: Place) -> None:
    staff.place_id = thon_mot.id
    small = factories.staff("Mai Văn Bé", "be", Role.ADMIN, "Thôn Mẫu Một")
    member = f"/quan-tri/can-bo/{staff.id}"
    assert "ngoài địa bàn của mình" in client_of(small).get(member).text
    assert client_of(small).post(f"{member}/thu-lai/{staff.grants[0].id}").status_code == 404


def test_the_last_administrator_stays(client_of: ClientOf, admin: Person) -> None:
    grant = admin.grants[0]
    refused = client_of(admin).post(f"/quan-tri/can-bo/{admin.id}/thu-lai/{grant.id}")
    assert refused.status_code == 409
    assert "quản trị cuối cùng" in refused.text


def test_an_administrator_who_cannot_sign_in_or_reaches_less_does_not_count(client_of: ClientOf, admin: Person) -> None:
    factories.staff("Chưa Có Mật Khẩu", "chua", Role.ADMIN)
    factories.staff("Mai Văn Bé", "be", Role.ADMIN, "Thôn Mẫu Một", password=factories.PASSWORD)
    take = f"/quan-tri/can-bo/{admin.id}/thu-lai/{admin.grants[0].id}"
    assert client_of(admin).post(take).status_code == 409
    factories.staff("Đặng Thị Hai", "hai", Role.ADMIN, password=factories.PASSWORD)
    assert client_of(admin).post(take).status_code == 303


def test_a_learner_is_made_facilitator_by_card(
    client: Browser, client_of: ClientOf, admin: Person, resident: Person, thon_mot: Place
) -> None:
    browser, door = client_of(admin), "/quan-tri/can-bo/tu-the"
    asked = browser.get(door, query_string={"ma": resident.card_code})
    assert resident.full_name in asked.text
    form = {
        "card_code": offered(asked, "card_code"),
        "login_name": "hoa",
        "role": "facilitator",
        "place": str(thon_mot.id),
    }
    link = link_in(browser.post(door, data=form).text)
    client.post(link, data={"password": factories.PASSWORD})
    assert client.get("/can-bo/nguoi-hoc").status_code == 200
    assert "/quan-tri/can-bo/" in browser.get(door, query_string={"ma": resident.card_code}).headers["Location"]


def test_a_mistyped_card_names_nobody(client_of: ClientOf, admin: Person, resident: Person) -> None:
    wrong = resident.card_code[:-1] + str((int(resident.card_code[-1]) + 1) % 10)
    response = client_of(admin).get("/quan-tri/can-bo/tu-the", query_string={"ma": wrong})
    assert "gõ nhầm" in response.text


# --- settings and the trail


def test_settings_are_filled_in_shown_at_once_and_traced(client_of: ClientOf, admin: Person) -> None:
    browser, said = client_of(admin), {"ho-ten-nguoi-ky": " Đỗ  Văn Ký ", "so-tram-y-te": "0220 3 123 456"}
    browser.post("/quan-tri/thiet-lap", data=said)
    assert home_commune().value("ho-ten-nguoi-ky") == "Đỗ Văn Ký"
    assert deeds() == ["fill_in", "fill_in"]
    browser.post("/quan-tri/thiet-lap", data=said)
    assert len(deeds()) == 2, "nothing changed, nothing is traced"


def test_a_setting_too_long_for_the_paper_is_refused(client_of: ClientOf, admin: Person) -> None:
    assert client_of(admin).post("/quan-tri/thiet-lap", data={"ho-ten-nguoi-ky": "a" * 81}).status_code == 422


def test_the_trail_speaks_words_and_is_narrowed_by_deed(
    client_of: ClientOf, admin: Person, facilitator: Person, resident: Person
) -> None:
    client_of(facilitator).post(f"/can-bo/nguoi-hoc/{resident.id}/ma-pin")
    browser = client_of(admin)
    browser.post("/quan-tri/thon", data={"name": "Thôn An Bình"})
    rows = browser.get("/quan-tri/nhat-ky").text.partition("<tbody>")[2]
    assert "Cấp mã PIN mới" in rows
    assert facilitator.full_name in rows
    assert "Thôn An Bình" in rows
    narrowed = browser.get("/quan-tri/nhat-ky", query_string={"viec": "add_place"}).text.partition("<tbody>")[2]
    assert "Thêm thôn" in narrowed
    assert "Cấp mã PIN mới" not in narrowed


def test_every_deed_that_leaves_a_trace_has_words() -> None:
    traced = set()
    for path in ROOT.glob("[clpq]*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "trace":
                words = [leaf.value for leaf in ast.walk(node.args[1]) if isinstance(leaf, ast.Constant)]
                traced |= {word for word in words if isinstance(word, str)}
    assert traced - {""} <= set(DEEDS)

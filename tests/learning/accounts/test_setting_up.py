"""One-time links: the first administrator, and a staff member's password."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from learning.accounts.invitations import invite
from learning.accounts.models import Invitation, Person, RoleGrant, StaffPassword
from learning.accounts.queries import somebody_administers
from learning.core.database import db
from tests.support.factories import PASSWORD

FORM = {"full_name": "Vũ Thế Kỷ", "login_name": "quantri", "password": PASSWORD}


@pytest.fixture
def link(app):
    """The link that is printed at the very first start."""
    return f"/thiet-lap/{invite(None)}"


@pytest.fixture
def own_link(staff):
    """The link with which a member of staff sets a password."""
    return f"/thiet-lap/{invite(staff)}"


def test_the_first_administrator_makes_themselves_and_comes_to_the_desk(client, link):
    assert "Tạo người quản trị đầu tiên" in client.get(link).text
    assert client.post(link, data=FORM).headers["Location"] == "/can-bo/"
    assert somebody_administers() and client.get("/can-bo/").status_code == 200


def test_the_first_administrator_is_that_of_the_home_commune(client, link, home):
    client.post(link, data=FORM)
    grant = db.session.scalars(select(RoleGrant)).one()
    assert (grant.role, grant.place_id, grant.person.full_name) == ("admin", home.id, "Vũ Thế Kỷ")


def test_looking_at_a_link_does_not_spend_it(client, link):
    assert [client.get(link).status_code for _ in range(3)] == [200] * 3


def test_a_link_works_once(client, app, link):
    client.post(link, data=FORM)
    again = app.test_client().post(link, data=FORM | {"login_name": "nguoihai"})
    assert again.status_code == 404 and "chỉ dùng một lần" in again.text
    assert app.test_client().get(link).status_code == 404 and len(db.session.scalars(select(Person)).all()) == 1


def test_only_the_newest_link_for_the_first_administrator_works(client, link):
    """Each start prints one as long as nobody administers; a forgotten log must not make a second administrator."""
    newest = f"/thiet-lap/{invite(None)}"
    assert client.get(link).status_code == client.post(link, data=FORM).status_code == 404
    assert client.post(newest, data=FORM).status_code == 303


def test_a_link_lasts_three_days(client, link, clock):
    clock.move(days=2, hours=23)
    assert client.get(link).status_code == 200
    clock.move(hours=2)
    assert client.get(link).status_code == client.post(link, data=FORM).status_code == 404
    assert not somebody_administers()


@pytest.mark.parametrize("token", ["khong-co", "x" * 500, "..", "%00"])
def test_a_link_that_never_was_does_not_open(client, token):
    assert client.get(f"/thiet-lap/{token}").status_code in (400, 404)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"password": "ngan"}, "ít nhất 10 ký tự"),
        ({"password": "12345678901"}, "có cả chữ"),
        ({"login_name": "Quản Trị"}, "chữ thường không dấu"),
        ({"full_name": "Kỷ 3"}, "không có chữ số"),
    ],
)
def test_a_refused_form_spends_nothing_and_makes_nobody(client, link, changed, told):
    refused = client.post(link, data=FORM | changed)
    assert refused.status_code == 422 and told in refused.text
    assert db.session.scalars(select(Person)).all() == []
    assert client.post(link, data=FORM).status_code == 303


def test_a_sign_in_name_that_is_taken_is_told(client, link, staff):
    refused = client.post(link, data=FORM | {"login_name": "thang"})
    assert refused.status_code == 422 and "đã có người dùng" in refused.text


def test_a_staff_member_sets_a_password_and_can_sign_in_with_it(client, app, own_link):
    assert "Phùng Đức Thắng" in client.get(own_link).text
    assert client.post(own_link, data={"password": PASSWORD}).status_code == 303
    answer = app.test_client().post("/dang-nhap/can-bo", data={"login_name": "thang", "password": PASSWORD})
    assert answer.headers["Location"] == "/can-bo/"


def test_a_weak_password_is_refused_and_the_link_still_works(client, own_link):
    assert client.post(own_link, data={"password": "12345"}).status_code == 422
    assert client.post(own_link, data={"password": PASSWORD}).status_code == 303


def test_a_staff_link_gives_no_right_that_was_not_given(client, own_link, staff):
    client.post(own_link, data={"password": PASSWORD} | FORM)
    assert [grant.role for grant in staff.grants] == ["staff"] and not somebody_administers()


def test_the_token_itself_is_not_kept(app, link):
    kept = db.session.scalars(select(Invitation)).one()
    assert link.rpartition("/")[2] not in (kept.token_hash, str(kept.good_until))


def test_a_page_behind_a_link_is_not_kept_by_the_browser(client, link):
    assert client.get(link).headers["Cache-Control"] == "no-store"


def test_a_link_dies_with_its_person(client, own_link, staff):
    db.session.delete(staff)
    assert client.get(own_link).status_code == 404


def test_whoever_has_the_machine_lets_the_staff_back_in(app, admin):
    """Otherwise an only administrator who forgets the password is out for ever."""
    login = db.session.get_one(StaffPassword, admin.id).login_name
    link = app.test_cli_runner().invoke(args=["staff-link", login]).output.strip()
    assert app.test_client().get(link).status_code == 200
    assert app.test_cli_runner().invoke(args=["staff-link", "khong-ai"]).exit_code == 1

"""The whole journey of one person, through the pages alone."""

from __future__ import annotations

import re

from learning.accounts.models import Person, Place
from learning.core.database import db
from tests.support import journeys
from tests.support.clients import Browser
from tests.support.factories import COURSE, PIN


def test_from_the_first_page_to_a_certificate_that_verifies(client: Browser, thon_mot: Place) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/khoa-hoc/").status_code == 200
    assert client.get(f"/khoa-hoc/{COURSE}/chuan-bi-may").status_code == 200

    assert journeys.registers(client, thon_mot.id).headers["Location"] == "/toi"
    code = journeys.earns_certificate(client)

    assert client.get(f"/giay-xac-nhan/{code}").status_code == 200
    verified = client.get(f"/xac-minh/{code.lower()}").get_data(as_text=True)
    assert "Nguyễn Thị Hoà" in verified
    assert "Gọi điện có hình cho con cháu" in verified


def test_somebody_comes_back_with_card_and_pin(client: Browser, thon_mot: Place) -> None:
    journeys.registers(client, thon_mot.id)
    card = db.session.query(Person).one().card_code
    client.post("/dang-xuat")
    assert "Chưa đăng nhập" in client.get("/toi").get_data(as_text=True)

    answer = client.post("/dang-nhap", data={"identifier": f" {card[:3]} {card[3:6]} {card[6:]} ", "pin": PIN})

    assert answer.headers["Location"] == "/toi"
    assert "Nguyễn Thị Hoà" in client.get("/toi").get_data(as_text=True)


def test_the_first_administrator_comes_in_by_the_link_that_prepare_prints(client: Browser, app) -> None:
    from learning.accounts.invitations import invite

    address = f"/thiet-lap/{invite(None)}"
    said = {"full_name": "Vũ Thế Kỷ", "login_name": "quantri", "password": "mo-cua-buoi-sang"}

    assert client.get(address).status_code == 200
    assert client.post(address, data=said).headers["Location"] == "/can-bo/"
    assert "Người quản trị" in re.sub(r"\s+", " ", client.get("/can-bo/").get_data(as_text=True))
    assert app.test_client().get(address).status_code == 404


def test_the_password_of_staff_opens_the_staff_door(client: Browser, admin: Person) -> None:
    from tests.support.factories import PASSWORD

    answer = client.post("/dang-nhap/can-bo", data={"login_name": "KY", "password": PASSWORD})

    assert answer.headers["Location"] == "/can-bo/"
    assert client.get("/can-bo/").status_code == 200

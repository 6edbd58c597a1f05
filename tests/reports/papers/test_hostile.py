"""Hostile reading of the papers: formulas, templates, markup, names that are too long, rights that go meanwhile."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from docx import Document
from flask import current_app
from flask_login import FlaskLoginClient
from openpyxl import load_workbook

from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core.database import db
from learning.jobs.models import Job
from reports.figures import actions as figures
from reports.figures.models import Campaign
from tests.reports.papers.conftest import up_to_date
from tests.reports.papers.test_exports import DOOR, fetched
from tests.reports.papers.test_report import WRITE, sent, words
from tests.support import factories
from tests.support.clients import Browser

PAGE = "/can-bo/bao-cao?ky=thang&nam=2026&thang=10"
OCTOBER_DAYS = date(2026, 10, 1), date(2026, 10, 31)
ClientOf = Callable[[Person], Browser]
STARTS = ('=HYPERLINK("http://a.b","x")', "+84912", "-1+1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A1")


@pytest.mark.parametrize("start", STARTS)
def test_no_name_of_anything_becomes_a_formula(october: SimpleNamespace, client_of: ClientOf, start: str) -> None:
    """Thôn, campaign, who made the file, where the adults come from: whatever a person can type."""
    factories.place("Thôn Mẫu Một").name = start
    october.staff.full_name = start
    campaign = named(f"{start} đợt", october.staff)
    figures.set_roster_size(factories.place("Thôn Mẫu Hai"), 30, start, OCTOBER_DAYS[0], october.staff)
    db.session.commit()
    door = f"/can-bo/thong-ke/tai-ve?ky=dot&dot={campaign.id}"
    for content in ("so-lieu", "co-ten", "khong-ten"):
        book = load_workbook(io.BytesIO(fetched(client_of(october.staff), content, door=door)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
        text = fetched(client_of(october.staff), content, "csv", door).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text)):
            assert not [one for one in row if one.startswith(("=", "+", "@", "\t", "\r")) or re.match(r"-[^\d]", one)]


def named(name: str, by: Person) -> Campaign:
    """A campaign of October."""
    figures.name_campaign(name, *OCTOBER_DAYS, by)
    db.session.commit()
    return db.session.query(Campaign).one()


@pytest.mark.parametrize(
    "word", ["{{ 7 * 7 }}", "{% for a in b %}", "<script>x</script>", "]]>&lt;", "{{r x}}", "\ufffe"]
)
def test_what_is_typed_is_neither_template_nor_markup(october: SimpleNamespace, word: str) -> None:
    """Read without the check of pages, which calls two braces a template that nobody filled in."""
    factories.place("Thôn Mẫu Một").name = f"Thôn {word}"
    db.session.commit()
    browser = FlaskLoginClient(current_app._get_current_object(), user=october.staff)  # type: ignore[attr-defined]
    own = {"Sec-Fetch-Site": "same-origin"}
    sent_texts = sent(de_xuat=f"Xin {word} máy.", truc_quan=word)
    assert browser.post(WRITE, data=sent_texts, headers=own).status_code in (303, 400)
    page, body = browser.get(PAGE), browser.get(PAGE.replace("?", "/tai-ve.docx?")).data
    assert page.status_code == 200 and "<script>x" not in page.text and "13391" not in page.text
    read = "\n".join(one.text for one in Document(io.BytesIO(body)).paragraphs)
    assert "13391" not in read and (word == "\ufffe" or f"Xin {word} máy." in read)
    assert browser.get(PAGE.replace("?", "/tai-ve.pdf?")).data.startswith(b"%PDF")


def test_names_of_any_length_make_a_report(october: SimpleNamespace, client_of: ClientOf) -> None:
    """A campaign of 120 letters at a thôn of 80 once was a title that Word's file format refuses."""
    thon = factories.place("Thôn Mẫu Hai")
    thon.name = "Thôn " + "Rất Dài Tên " * 6
    campaign = named("Đợt cao điểm " + "thi đua " * 13, october.staff)
    db.session.commit()
    address = f"/can-bo/bao-cao/tai-ve.docx?ky=dot&dot={campaign.id}&noi={thon.id}"
    answer = client_of(october.staff).get(address)
    assert answer.status_code == 200
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert client_of(october.staff).get(address.replace("docx", "pdf")).status_code == 200
    assert fetched(client_of(october.staff), "so-lieu", door=f"/can-bo/thong-ke/tai-ve?ky=dot&dot={campaign.id}")


@pytest.mark.parametrize("name", ["NQ 57 ra quân", "57 ngày đêm", "đợt nhỏ"])
def test_a_campaign_s_name_stays_as_it_is_written(october: SimpleNamespace, client_of: ClientOf, name: str) -> None:
    campaign = named(name, october.staff)
    db.session.commit()
    page = words(client_of(october.staff).get(f"/can-bo/bao-cao?ky=dot&dot={campaign.id}").text)
    assert f"kết quả {name} trên địa bàn" in page


DOORS = ("/can-bo/bao-cao", "/can-bo/bao-cao/tai-ve.pdf", "/can-bo/bao-cao/tai-ve.docx", "/can-bo/bao-cao/so-lieu")


@pytest.mark.parametrize("door", [*DOORS, "/can-bo/thong-ke/tai-ve"])
@pytest.mark.parametrize("value", ["{other}", "{commune}", "0", "-1", "abc", "1 OR 1=1", "{other}&noi={own}"])
def test_another_place_s_id_opens_no_door(october: SimpleNamespace, client_of: ClientOf, door: str, value: str) -> None:
    one = factories.staff("Lý Thị Một Thôn", "mot", Role.STAFF, "Thôn Mẫu Một")
    ids = {name: factories.place(place).id for name, place in _PLACES.items()}
    answer = client_of(one).get(f"{door}?ky=thang&nam=2026&thang=10&ma=A1&noi={value.format(**ids)}")
    assert answer.status_code in (400, 404), (door, value)
    assert "Bán Hàng" not in answer.text


_PLACES = {"own": "Thôn Mẫu Một", "other": "Thôn Mẫu Hai", "commune": "xã"}


def test_writing_about_another_place_is_refused(october: SimpleNamespace, client_of: ClientOf) -> None:
    one = factories.staff("Lý Thị Một Thôn", "mot", Role.STAFF, "Thôn Mẫu Một")
    for place in ("xã", "Thôn Mẫu Hai"):
        address = f"{WRITE}&noi={factories.place(place).id}"
        assert client_of(one).post(address, data=sent(de_xuat="Không phải việc của tôi.")).status_code == 404


def test_a_file_belongs_to_whoever_asked_and_to_the_rights_they_had(
    october: SimpleNamespace, client_of: ClientOf, admin: Person
) -> None:
    browser = client_of(october.staff)
    made = browser.post(DOOR, data={"loai": "co-ten", "tep": "xlsx"}).location
    assert browser.get(f"{made}/tep").status_code == 200
    for door in ("", "/tep", "/tien-do"):
        assert client_of(admin).get(f"{made}{door}").status_code == 404
    db.session.get_one(Person, october.staff.id).grants.clear()
    db.session.commit()
    assert client_of(db.session.get_one(Person, october.staff.id)).get(f"{made}/tep").status_code == 404


def test_whoever_may_not_see_people_gets_no_names_by_asking_twice(
    october: SimpleNamespace, client_of: ClientOf, facilitator: Person
) -> None:
    assert client_of(facilitator).post(DOOR, data={"loai": "co-ten", "tep": "xlsx"}).status_code == 403
    assert not db.session.query(Job).count()


@pytest.mark.parametrize("adults", [0, 1, 2])
def test_fewer_adults_than_people_is_said_in_words(october: SimpleNamespace, client_of: ClientOf, adults: int) -> None:
    for name in ("Thôn Mẫu Một", "Thôn Mẫu Hai"):
        figures.set_roster_size(factories.place(name), adults, "Sổ mẫu", OCTOBER_DAYS[0], october.staff)
    db.session.commit()
    up_to_date()
    browser = client_of(october.staff)
    for form in ("", "&mau=doan"):
        said = words(browser.get(PAGE + form).text)
        assert not re.search(r"\b(1[0-9][1-9]|[2-9]\d\d)(,\d)?%", said.replace("100%", "")), said
        for ending in ("pdf", "docx"):
            assert browser.get(PAGE.replace("?", f"/tai-ve.{ending}?") + form).status_code == 200


@pytest.mark.parametrize(
    "period",
    [
        "ky=thang&nam=2099&thang=1",
        "ky=nam&nam=2020",
        "ky=tu-chon&tu=05/10/2026&den=01/10/2026",
        "ky=quy&quy=9",
        "nam=x",
    ],
)
def test_the_report_of_an_odd_period_makes_sense(october: SimpleNamespace, client_of: ClientOf, period: str) -> None:
    browser = client_of(october.staff)
    for place in _PLACES.values():
        query = f"{period}&noi={factories.place(place).id}"
        for door in ("", "/tai-ve.docx", "/tai-ve.pdf"):
            assert browser.get(f"/can-bo/bao-cao{door}?{query}").status_code == 200
        said = words(browser.get(f"/can-bo/bao-cao?{query}").text)
        assert "None" not in said and "nan" not in said.split() and "Có 0 " not in said and " có 0 " not in said


def test_an_empty_commune_has_a_report(client_of: ClientOf, staff: Person) -> None:
    for form in ("co-quan", "doan"):
        page = client_of(staff).get(f"/can-bo/bao-cao?mau={form}")
        assert page.status_code == 200 and "0 người" not in words(page.text)

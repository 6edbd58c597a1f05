"""A page never shows figures that lack something without saying so; what is final lacks nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from learning.accounts.models import Person
from learning.core import clock as core_clock
from learning.core.database import db
from learning.progress import actions as ledger
from reports.figures import actions, views
from reports.figures.periods import year_of
from reports.figures.queries import figure, waiting
from reports.figures.scope import Scope
from tests.support import factories


@pytest.fixture
def much_to_do(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """More is waiting than is done at once."""
    people = factories.people(30)
    while actions.catch_up():
        db.session.commit()
    monkeypatch.setattr(actions.catch_up, "__defaults__", (3,))
    for who in people:
        ledger.record(who.id, "khoa-mau/bai-mau", core_clock.now())
    db.session.commit()


def test_a_page_waits_until_everything_is_counted(much_to_do: None, staff: Person, client_of) -> None:
    page = client_of(staff).get("/can-bo/thong-ke")
    assert waiting() == 0
    assert "chưa đủ" not in page.text


def test_a_page_that_could_not_wait_says_so(
    much_to_do: None, staff: Person, client_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PATIENCE", -1.0)
    page = client_of(staff).get("/can-bo/thong-ke")
    assert waiting() > 0
    assert "số liệu dưới đây chưa đủ" in page.text


def test_what_leaves_the_house_is_whole(
    much_to_do: None, staff: Person, client_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PATIENCE", -1.0)
    assert client_of(staff).get("/can-bo/bao-cao/tai-ve.docx").status_code == 200
    assert waiting() == 0


def test_a_page_leaves_making_everything_anew_to_the_worker(
    much_to_do: None, staff: Person, client_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an import of a whole city: nobody waits half a minute for a page, and no writer for its transaction."""
    monkeypatch.setattr(actions, "TOO_MANY", 20)
    monkeypatch.setattr(actions, "MANY_PEOPLE", 20)
    browser, lines = client_of(staff), waiting()
    assert "số liệu dưới đây chưa đủ" in browser.get("/can-bo/thong-ke").text
    assert browser.get("/can-bo/bao-cao/tai-ve.docx").status_code == 503
    assert waiting() == lines
    views.keep_up()
    assert waiting() == 0
    assert "chưa đủ" not in browser.get("/can-bo/thong-ke").text


def test_what_happens_while_everything_is_counted_anew_is_not_lost(much_to_do: None, staff: Person, client_of) -> None:
    """On SQLite people go on learning meanwhile: their lines stay in the log and are looked at afterwards."""
    actions.number_everybody()
    anew = actions.count_anew()
    newcomer, (old, *_) = factories.person("Vũ Thị Vừa Tới"), db.session.scalars(select(Person)).all()
    ledger.record(newcomer.id, "khoa-mau/bai-mau", core_clock.now())
    ledger.record(old.id, "khoa-mau/bai-hai", core_clock.now())
    db.session.commit()
    actions.put_in_place(anew)
    views.keep_up()
    before = figure("items", Scope(year_of(core_clock.today()))).numerator
    views.make_anew()
    assert before == figure("items", Scope(year_of(core_clock.today()))).numerator == 32

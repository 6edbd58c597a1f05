"""Every door, knocked at by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from learning.core.web.gate import SAFE_METHODS
from tests.access.requests import address, form
from tests.access.table import expected
from tests.access.village import COLUMNS, Village
from tests.support.clients import Browser
from tests.support.queries import counted

ROWS = sorted(expected(), key=lambda row: (row[1], row[0]))
UNSAFE = [rule for method, rule in ROWS if method not in SAFE_METHODS]
READING = [rule for method, rule in ROWS if method == "GET"]
LEAVES_A_TRACE = (
    "/can-bo/nguoi-hoc",
    "/can-bo/giay-xac-nhan",
    "/quan-tri/nhat-ky",
    "/can-bo/vuong-mac",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/giay-xac-nhan",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/ket-qua",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/nguoi-ghi-ten",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/bai-giay",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/diem-danh",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/nguoi-day",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/giam-sat",
    "/can-bo/buoi-hoc/<uuid:meeting_id>/to-diem-danh.pdf",
    "/can-bo/buoi-hoc/diem-danh-cho-duyet",
    "/can-bo/tram/can-quyet",
    "/can-bo/bao-cao/so-lieu",
    "/can-bo/den-tan-nha",
    "/can-bo/thong-ke/danh-sach",
    "/can-bo/thong-ke/chua-day",
)  # who looked is written down
BrowserOf = Callable[[str], Browser]


def doors_of(app: Flask) -> set[tuple[str, str]]:
    """Method and rule of every door of the site."""
    rules = app.url_map.iter_rules()
    return {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def test_every_door_has_a_row(app: Flask) -> None:
    missing = doors_of(app) - set(expected())
    assert not missing


def test_every_row_has_a_door(app: Flask) -> None:
    left_over = set(expected()) - doors_of(app)
    assert not left_over


@pytest.mark.parametrize(("method", "rule"), ROWS, ids=lambda part: part)
def test_who_may_open(method: str, rule: str, village: Village, browser_of: BrowserOf) -> None:
    data = None if method in SAFE_METHODS else form(rule, village)
    found = {
        column: browser_of(column).open(address(rule, village), method=method, data=data).status_code
        for column in COLUMNS
    }
    assert found == expected()[method, rule]


@pytest.mark.parametrize("rule", READING)
def test_reading_never_writes(rule: str, village: Village, browser_of: BrowserOf) -> None:
    """On SQLite a page is read outside any transaction: a stray write would be neither guarded nor whole."""
    for column in ("guest", "owner", "admin"):
        browser = browser_of(column)
        with counted() as log:
            browser.get(address(rule, village))
        written = [statement for statement in log if statement.startswith(("INSERT", "UPDATE", "DELETE"))]
        allowed = ["INSERT INTO audit_entry"] if column == "admin" and rule.startswith(LEAVES_A_TRACE) else []
        allowed += ["INSERT INTO report_freeze"] if rule == "/so-lieu" else []  # the first reader of a month, once
        assert all(statement.startswith(tuple(allowed)) for statement in written), written


def test_a_guest_who_follows_a_link_comes_back_to_it_after_signing_in(browser_of: BrowserOf) -> None:
    answer = browser_of("guest").get("/toi/du-lieu?xem=1")
    assert answer.headers["Location"] == "/dang-nhap?next=/toi/du-lieu?xem%3D1"


def test_a_guest_who_sends_a_form_loses_nothing_typed(browser_of: BrowserOf) -> None:
    answer = browser_of("guest").post("/toi/sua", data={"full_name": "Cao Thị Mới"})
    assert answer.status_code == 401
    assert 'value="Cao Thị Mới"' in answer.get_data(as_text=True)


BEHIND_A_PERSON = [
    row
    for row in ROWS
    if row[1].startswith(("/can-bo/", "/giay-xac-nhan/<code>")) and ("person_id" in row[1] or "<code>" in row[1])
]


@pytest.mark.parametrize(("method", "rule"), BEHIND_A_PERSON, ids=lambda part: part)
def test_a_facilitator_of_another_thon_finds_nobody(
    method: str, rule: str, village: Village, browser_of: BrowserOf
) -> None:
    """Holding the permission somewhere opens the door; the person behind it is out of reach all the same."""
    found = browser_of("outsider").open(
        address(rule, village), method=method, data=form(rule, village) if method == "POST" else None
    )
    may_at_all = expected()[method, rule]["facilitator"] in (200, 303)
    assert found.status_code == (404 if may_at_all else 403)


@pytest.mark.parametrize("rule", UNSAFE)
def test_another_web_site_cannot_make_anybody_do_it(rule: str, village: Village, browser_of: BrowserOf) -> None:
    browser = browser_of("admin")
    answer = browser.post(address(rule, village), data=form(rule, village), site="cross-site")
    assert answer.status_code == 403
    assert "Yêu cầu này không đến từ trang của xã" in answer.get_data(as_text=True)


@pytest.mark.parametrize("rule", UNSAFE)
def test_a_nul_in_a_field_is_refused(rule: str, village: Village, browser_of: BrowserOf) -> None:
    """PostgreSQL cannot keep it; nobody types it."""
    answer = browser_of("owner").post(address(rule, village), data=form(rule, village) | {"thua": "a\x00b"})
    assert answer.status_code == 400


@pytest.mark.parametrize("column", COLUMNS)
def test_a_door_that_declares_nothing_is_shut_for_everybody(
    app: Flask, column: str, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "pages.about", lambda: "ai cũng vào được")
    assert browser_of(column).get("/gioi-thieu").status_code == 403

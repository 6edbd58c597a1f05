"""The roll on a phone and a laptop: without a network, with cards, with five hundred names, without a script."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import COURSE, Office
from tests.browser.server import Server
from tests.browser.test_offline import READY, comes_back, goes_offline, line
from tests.support import factories
from tests.support.factories import PASSWORD
from tests.support.meetings import meeting
from training.meetings import actions as meetings
from training.meetings.models import Attendance, CheckIn

FEW, MANY = 40, 500


@pytest.fixture(scope="module")
def hall(site: Server) -> tuple[str, str]:
    """A class that goes on, with forty people and one who leads it; its address, and the card of a stranger."""
    return _class(site, FEW, "Thôn Điểm Danh", "diemdanh")


def _class(site: Server, number: int, name: str, login: str) -> tuple[str, str]:
    with site.records(writing=True):
        thon = factories.village(name)
        leader = factories.staff(f"Lê Thị {login.title()}", login, Role.FACILITATOR, name, PASSWORD)
        leader.place_id = factories.place("xã").id
        people = [Person(id=uuid.uuid4(), **_person(index, thon.id)) for index in range(number)]
        db.session.add_all(people)
        card = db.session.scalars(select(Person.card_code).where(Person.place_id != thon.id, Person.is_demo)).first()
        found = meeting(leader, place=thon, items=(COURSE,), starts_at=clock.now() - timedelta(minutes=20))
        meetings.set_state(found, "opened", clock.now(), leader)
        db.session.flush()
        return f"/can-bo/buoi-hoc/{found.id}", str(card)


def _person(index: int, thon: int) -> dict[str, object]:
    given = factories.in_letters(index % 60)
    return {
        "audience": "residents",
        "place_id": thon,
        "card_code": f"2{thon % 1000:03}{index:05}",
        **factories.accounts.named(f"Phạm Thị {given}"),
    }


def opens(open_browser: Callable[..., BrowserContext], site: Server, login: str, **how: object) -> Page:
    page = open_browser(**how).new_page()
    office = Office(page, site)
    office.signs_in(login, PASSWORD)
    return page


def there(site: Server, address: str) -> tuple[int, int]:
    """How many stand on the roll, and how many lines the trail has."""
    key = uuid.UUID(address.rsplit("/", 1)[1])
    with site.records():
        rows = (
            select(func.count()).select_from(table).where(table.meeting_id == key) for table in (Attendance, CheckIn)
        )
        return tuple(db.session.scalar(row) for row in rows)  # type: ignore[return-value]


def tick(page: Page, first: int, last: int) -> None:
    """Tap the rows from ``first`` to ``last``."""
    for label in page.locator(".roll label").all()[first:last]:
        label.click()


def test_forty_ticked_offline_on_a_phone_and_a_laptop_are_all_there_once(
    site: Server, open_browser: Callable[..., BrowserContext], hall: tuple[str, str]
) -> None:
    address = f"{hall[0]}/diem-danh"
    phone = opens(open_browser, site, "diemdanh", **PHONE, service_workers="allow")
    laptop = opens(open_browser, site, "diemdanh", **DESK, service_workers="allow")
    for device in (phone, laptop):
        device.goto(site.url + address)
        device.evaluate(READY)
        device.goto(site.url + address)
        goes_offline(device)
    tick(phone, 0, 25)
    tick(laptop, 15, FEW)
    for device, number in ((phone, 25), (laptop, 25)):
        expect(device.locator("[data-roll-count]")).to_have_text(str(number))
        line(device, "chờ gửi")
        device.reload()
        expect(device.locator("[data-roll-count]")).to_have_text(str(number))
        expect(device.locator("[data-say='Chưa gửi']")).to_have_count(number)
    assert there(site, hall[0])[0] == 0

    for device in (laptop, phone):
        comes_back(device)
        expect(device.locator("[data-say='Đã gửi']")).to_have_count(25)
    assert there(site, hall[0]) == (FEW, 50)
    phone.reload()
    expect(phone.locator("[data-roll-count]")).to_have_text(str(FEW))


def test_cards_one_after_another_and_one_of_another_thon(
    site: Server, open_browser: Callable[..., BrowserContext], hall: tuple[str, str]
) -> None:
    address, card = hall
    page = opens(open_browser, site, "diemdanh", **DESK)
    page.goto(f"{site.url}{address}/diem-danh")
    before = there(site, address)[0]
    shows(page, f"https://hoc.vi-du/the/{card}")
    expect(page.locator("[data-roll-say]")).to_contain_text("ngoài danh sách")
    shows(page, "https://vi-du/khong-phai-the")
    expect(page.locator("[data-roll-say]")).to_contain_text("không phải Thẻ học")
    assert there(site, address)[0] == before + 1


def shows(page: Page, text: str) -> None:
    """Hold a card before the camera."""
    page.evaluate(
        "text => document.querySelector('[data-scanner]')"
        ".dispatchEvent(new CustomEvent('scanned', { bubbles: true, detail: { text } }))",
        text,
    )


def test_a_name_is_found_without_marks_and_by_its_initials(
    site: Server, open_browser: Callable[..., BrowserContext], hall: tuple[str, str]
) -> None:
    page = opens(open_browser, site, "diemdanh", **PHONE)
    page.goto(f"{site.url}{hall[0]}/diem-danh")
    for words in ("pham thi cuc", "ptc", "Cúc"):
        page.locator("#tim").fill(words)
        expect(page.locator(".roll li:not([hidden])").first).to_contain_text("Cúc")
    page.locator("#tim").fill("khong co ai")
    expect(page.locator("[data-roll-none]")).to_be_visible()


def test_a_form_does_without_a_script(
    site: Server, open_browser: Callable[..., BrowserContext], hall: tuple[str, str]
) -> None:
    page = opens(open_browser, site, "diemdanh", **DESK, java_script_enabled=False)
    page.goto(f"{site.url}{hall[0]}/diem-danh")
    box = page.locator(".roll input").first
    was = box.is_checked()
    page.locator(".roll label").first.click()
    page.get_by_role("button", name="Lưu điểm danh").click()
    assert page.locator(".roll input").first.is_checked() is not was


def test_of_five_hundred_rows_only_those_in_view_are_drawn(
    site: Server, open_browser: Callable[..., BrowserContext]
) -> None:
    """Why the list scrolls smoothly on a slow phone; how smoothly is for the bench, not for a test."""
    address, _ = _class(site, MANY, "Thôn Đông Người", "dongnguoi")
    page = opens(open_browser, site, "dongnguoi", **PHONE)
    page.goto(f"{site.url}{address}/diem-danh")
    rows = page.locator(".roll li")
    expect(rows).to_have_count(MANY)
    assert rows.first.evaluate("row => getComputedStyle(row).contentVisibility") == "auto"

"""A house visit written down where there is no network, on a phone; and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core.database import db
from tests.browser.conftest import PHONE
from tests.browser.people import Office
from tests.browser.server import Server
from tests.browser.test_offline import READY, comes_back, goes_offline
from tests.support import factories
from tests.support.factories import PASSWORD
from training.visits.models import HouseVisit, VisitedPerson

FORM = "/can-bo/den-tan-nha/ghi"


@pytest.fixture(scope="module")
def card(site: Server) -> str:
    """Somebody of a thôn in which one goes from house to house; the card."""
    with site.records(writing=True):
        thon = factories.village("Thôn Tận Nhà")
        factories.staff("Lê Thị Tận Nhà", "tannha", Role.FACILITATOR, thon.name, PASSWORD)
        someone = factories.person("Nguyễn Thị Ở Nhà", thon.name)
        db.session.flush()
        return someone.card_code


def opens(open_browser: Callable[..., BrowserContext], site: Server, **how: object) -> Page:
    page = open_browser(**PHONE, **how).new_page()
    Office(page, site).signs_in("tannha", PASSWORD)
    return page


def minutes_of(site: Server, card: str) -> list[int]:
    """How long each visit was at which the holder of the card was taught, shortest first."""
    with site.records():
        whose = select(VisitedPerson.visit_id).join(Person).where(Person.card_code == card)
        return sorted(db.session.scalars(select(HouseVisit.minutes).where(HouseVisit.id.in_(whose))))


def writes_down(page: Page, card: str, minutes: int) -> None:
    page.fill("#the", card)
    page.get_by_text(f"{minutes} phút").click()
    page.get_by_role("button", name="Ghi lượt này").click()


def test_two_visits_without_a_network_arrive_once_each(
    site: Server, open_browser: Callable[..., BrowserContext], card: str
) -> None:
    page = opens(open_browser, site, service_workers="allow")
    page.goto(site.url + FORM)
    page.wait_for_function(READY)
    page.reload()
    goes_offline(page)
    for minutes in (15, 90):
        page.goto(site.url + FORM)
        writes_down(page, card, minutes)
        expect(page.get_by_text("Đã lưu trên máy")).to_be_visible()
    assert minutes_of(site, card) == []
    comes_back(page)
    page.goto(site.url + "/can-bo/")
    expect(page.locator("[data-net]")).to_contain_text("Đã gửi")
    assert minutes_of(site, card) == [15, 90]


def test_without_a_script_somebody_is_found_by_name(
    site: Server, open_browser: Callable[..., BrowserContext], card: str
) -> None:
    page = opens(open_browser, site, java_script_enabled=False)
    page.goto(site.url + FORM)
    page.get_by_text("45 phút").click()
    page.fill("#tim", "o nha")
    page.press("#tim", "Enter")  # the search, not the writing down
    page.get_by_text("Nguyễn Thị Ở Nhà").click()
    page.get_by_role("button", name="Ghi lượt này").click()
    expect(page.get_by_role("link", name="Nguyễn Thị Ở Nhà").first).to_be_visible()
    assert 45 in minutes_of(site, card)

"""Who teaches me, written down by a learner where there is no network: it arrives once, dated when it was said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db
from tests.browser.conftest import PHONE
from tests.browser.people import Resident
from tests.browser.server import Server
from tests.browser.test_offline import READY, comes_back, goes_offline
from tests.support import factories
from training.helping.models import Helping

MINE = "/toi/nguoi-day"


def said(site: Server, card: str) -> list[Helping]:
    """What the holder of the card has said."""
    with site.records():
        whose = select(Person.id).where(Person.card_code == card).scalar_subquery()
        return list(db.session.scalars(select(Helping).where(Helping.learner_id == whose)))


def test_a_helper_named_without_a_network_arrives_once(
    site: Server, open_browser: Callable[..., BrowserContext]
) -> None:
    with site.records(writing=True):
        thon = factories.village("Thôn Ai Dạy").name
        mine, theirs = (factories.person(name, thon).card_code for name in ("Nguyễn Thị Trò", "Trần Văn Thầy"))
    page = open_browser(**PHONE, service_workers="allow").new_page()
    Resident(page, site).signs_in(mine, factories.PIN)
    expect(page.get_by_text("Thoát").first).to_be_visible()
    page.goto(site.url + MINE)
    page.wait_for_function(READY)
    page.reload()
    goes_offline(page)
    page.goto(site.url + MINE)
    page.fill("#the", theirs)
    page.get_by_role("button", name="Ghi người dạy bác").click()
    expect(page.get_by_text("Đã lưu trên máy")).to_be_visible()
    assert said(site, mine) == []
    comes_back(page)
    page.goto(site.url + "/toi")
    expect(page.locator("[data-net]")).to_contain_text("Đã gửi")
    (word,) = said(site, mine)
    assert clock.now() - word.named_at < timedelta(minutes=5)
    page.goto(site.url + MINE)
    expect(page.get_by_text(f"Thẻ học có đuôi {theirs[-3:]}")).to_be_visible()

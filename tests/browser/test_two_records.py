"""A phone that keeps work under a record which has become another's meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext
from sqlalchemy import select

from learning.accounts.models import Person
from learning.core.database import db
from tests.browser.conftest import PHONE
from tests.browser.people import COURSE, Resident
from tests.browser.server import Server
from tests.browser.test_offline import LESSON, READY, comes_back, goes_offline, keys_of, line, saves_course
from training.merging.actions import merge

TWICE, ONCE = "Vũ Thị Hai Thẻ", "Vũ Thị Một Thẻ"


def test_work_that_waits_under_the_old_record_goes_under_the_new_one(
    site: Server, open_browser: Callable[..., BrowserContext]
) -> None:
    here = Resident(open_browser(**PHONE, service_workers="allow").new_page(), site)
    here.opens("/")
    here.page.evaluate(READY)
    here.registers(TWICE)
    card = here.card
    saves_course(here.page, site)
    goes_offline(here.page)
    here.opens(LESSON)
    here.presses("Đã học xong")
    line(here.page, "1 việc chờ gửi")

    Resident(open_browser(**PHONE).new_page(), site).registers(ONCE)
    with site.records(writing=True):
        goes, stays = (
            db.session.scalars(select(Person).where(Person.full_name == name)).one() for name in (TWICE, ONCE)
        )
        merge(goes.id, stays.id, None)
        db.session.commit()

    comes_back(here.page)
    here.page.context.clear_cookies()
    here.signs_in(card)  # the old card, and the PIN of the record that stayed
    here.arrives_at("/toi")
    line(here.page, "Đã gửi")
    assert f"{COURSE}/nop-ho-so" in keys_of(site, ONCE)

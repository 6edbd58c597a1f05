"""The site is renewed while a phone is away: what waits is sent, what is open goes on."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.bad_network import bad_network
from tests.browser.conftest import PHONE
from tests.browser.eyes import faults_at_every_size
from tests.browser.people import COURSE, Resident
from tests.browser.server import Server
from tests.browser.test_offline import READY, Through, keys_of

OLD, NEW = b"const PATIENCE = 15000;", b"const PATIENCE = 15001;"
RENEWED = """navigator.serviceWorker.getRegistration().then((here) => new Promise((ok) => {
  setTimeout(ok, 20000, false);
  here.onupdatefound = () => {
    here.installing.onstatechange = ({ target }) => target.state === "activated" && ok(true);
  };
  here.update();
}))"""


def test_work_that_waited_is_sent_by_a_newer_version(site: Server, open_browser: Callable[..., BrowserContext]) -> None:
    with bad_network(site.port) as network:
        page = open_browser(**PHONE, service_workers="allow").new_page()
        learner = Resident(page, Through(site, network.url))
        page.goto(f"{network.url}/")
        page.evaluate(READY)
        learner.registers("Trần Thị Bản Mới")
        learner.opens(f"/khoa-hoc/{COURSE}/nop-ho-so")
        network.chance = 1.0
        learner.presses("Đã học xong")
        expect(page.locator("[data-net]")).to_contain_text("1 việc chờ gửi")
        assert faults_at_every_size(page) == []

        network.patch, network.chance = (OLD, NEW), 0.0
        assert page.evaluate(RENEWED)
        expect(page.locator("[data-net]")).to_contain_text("Đã gửi")
        learner.opens(f"/khoa-hoc/{COURSE}/")
        learner.sees_heading("Dịch vụ công trực tuyến từ A đến Z")
    assert keys_of(site, "Trần Thị Bản Mới") == [f"{COURSE}/nop-ho-so"]

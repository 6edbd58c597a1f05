"""What goes wrong around a phone: strangers in between, networks cut, pages filled in twice, a battery pulled."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from feedback.models import Enquiry
from learning.accounts.models import Person
from learning.core.database import db
from practice.models import PracticeRun
from tests.browser.bad_network import bad_network
from tests.browser.conftest import CHROMIUM, PHONE, QUIET
from tests.browser.people import COURSE, Resident
from tests.browser.server import Server
from tests.browser.test_offline import (
    LESSON,
    READY,
    Through,
    comes_back,
    goes_offline,
    keys_of,
    line,
    nobody_of_before,
    plays_to_the_goal,
    saves_course,
)

PORTAL = """() => {
  self.plain ??= self.fetch;
  const page = "<!doctype html><title>Wi-Fi</title><h1>Mua gói mạng</h1>";
  self.fetch = async () => new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
}"""

SAVING_ENDS = """() => ({ end: new Promise((ended) => {
  const hear = ({ data }) => (data.loi || data.byte) && ended(data.loi || "all");
  navigator.serviceWorker.addEventListener("message", hear);
}) })"""


@pytest.fixture
def phone(site: Server, open_browser: Callable[..., BrowserContext]) -> Page:
    """A phone with the service worker awake."""
    page = open_browser(**PHONE, service_workers="allow").new_page()
    page.goto(f"{site.url}/")
    page.evaluate(READY)
    return page


@pytest.fixture
def learner(phone: Page, site: Server) -> Resident:
    """Somebody new, signed in on that phone."""
    resident = Resident(phone, site)
    resident.registers("Vũ Thị Sóng Yếu")
    return resident


@pytest.fixture(autouse=True)
def nobody_before(site: Server) -> None:
    """Names tell the people of different tests apart."""
    nobody_of_before(site, "Vũ Thị Sóng Yếu")


def test_a_network_that_answers_for_everybody_has_taken_nothing(learner: Resident, site: Server) -> None:
    """The page of a hotel's Wi-Fi answers 200 to every form, and is never kept as a page of ours."""
    learner.opens(LESSON)
    worker = learner.page.context.service_workers[0]
    worker.evaluate(PORTAL)
    learner.page.evaluate(f"fetch('{LESSON}/da-hoc-xong', {{method: 'POST', body: new URLSearchParams()}})")
    line(learner.page, "1 việc chờ gửi")
    learner.opens("/khoa-hoc/")
    learner.sees_heading("Mua gói mạng")
    worker.evaluate("() => { self.fetch = self.plain; }")

    learner.opens("/tren-may")
    line(learner.page, "Đã gửi")
    assert f"{COURSE}/nop-ho-so" in keys_of(site, "Vũ Thị Sóng Yếu")
    goes_offline(learner.page)
    learner.opens("/khoa-hoc/")
    expect(learner.page.locator("h1")).not_to_have_text("Mua gói mạng")


def test_a_strangers_page_sends_nothing_through_the_phone(learner: Resident, site: Server) -> None:
    """Its form would arrive with the learner's cookie and our own worker's good name."""
    learner.opens(LESSON)
    form = f'<form method="post" action="{site.url}{LESSON}/da-hoc-xong"><button>Nhận quà</button></form>'
    learner.page.route(
        "http://nguoi-la.test/**", lambda route: route.fulfill(body=form, content_type="text/html; charset=utf-8")
    )
    learner.page.goto("http://nguoi-la.test/")
    learner.presses("Nhận quà")
    learner.arrives_at(LESSON)
    learner.page.wait_for_load_state()
    learner.opens("/tren-may")
    assert keys_of(site, "Vũ Thị Sóng Yếu") == []
    expect(learner.page.locator("[data-net]")).not_to_contain_text("việc")


def test_a_saved_course_stays_when_the_network_breaks_while_it_is_renewed(
    site: Server, open_browser: Callable[..., BrowserContext]
) -> None:
    with bad_network(site.port) as network:
        page = open_browser(**PHONE, service_workers="allow").new_page()
        page.goto(f"{network.url}/")
        page.evaluate(READY)
        saves_course(page, Through(site, network.url))
        network.chance = 0.5
        watched = page.evaluate_handle(SAVING_ENDS)
        page.evaluate(f"navigator.serviceWorker.controller.postMessage({{lam: 'luu', khoa: '{COURSE}'}})")
        assert page.evaluate("(watched) => watched.end", watched) == "mang"
        network.chance = 1.0
        page.goto(network.url + LESSON)
        assert page.locator("h1").inner_text() != "Trên máy này"


def test_whoever_is_signed_in_reads_a_saved_lesson_under_their_own_name(learner: Resident, site: Server) -> None:
    saves_course(learner.page, site)
    learner.opens(LESSON)
    expect(learner.page.locator(".who-name")).to_contain_text("Sóng Yếu")


def test_a_kept_form_filled_in_twice_is_two_questions(learner: Resident, site: Server) -> None:
    learner.opens("/hoi-xa")
    goes_offline(learner.page)
    for question in ("Làm lại thẻ học ở đâu?", "Lớp tối nay mấy giờ bắt đầu?"):
        learner.opens("/hoi-xa")
        line(learner.page, "Đang mất mạng")
        learner.page.locator("#cau_hoi").fill(question)
        learner.presses("Gửi câu hỏi")
        learner.sees("Đã lưu trên máy")
    line(learner.page, "2 việc chờ gửi")
    comes_back(learner.page)
    line(learner.page, "Đã gửi")
    with site.records():
        mine = select(func.count()).select_from(Enquiry).join(Person, Person.id == Enquiry.person_id)
        assert db.session.scalar(mine.where(Person.full_name == "Vũ Thị Sóng Yếu")) == 2


def test_a_scenario_played_twice_without_a_network_is_two_runs(learner: Resident, site: Server) -> None:
    learner.opens("/")
    listed = learner.page.evaluate(f"fetch('/khoa-hoc/{COURSE}/tai-ve.json').then((answer) => answer.json())")
    path = next(path for path in listed["tep"] if re.fullmatch(r"/dien-thoai-tap/[^/]+", path))
    saves_course(learner.page, site)
    goes_offline(learner.page)
    for _ in range(2):
        learner.opens(path)
        plays_to_the_goal(learner.page, site, path.rsplit("/", 1)[1])
        learner.sees("Đã lưu trên máy")
    comes_back(learner.page)
    line(learner.page, "Đã gửi")
    with site.records():
        mine = select(func.count()).select_from(PracticeRun).join(Person, Person.id == PracticeRun.person_id)
        assert db.session.scalar(mine.where(Person.full_name == "Vũ Thị Sóng Yếu")) == 2


def test_what_is_chosen_shows_at_once_on_pages_that_were_kept(learner: Resident) -> None:
    learner.opens("/hien-thi")
    learner.taps(learner.page.locator(".choice label", has_text="Tương phản cao").first)
    learner.presses("Nhớ trên máy này")
    learner.sees("Máy này đã nhớ")
    learner.opens(LESSON)
    html = learner.page.locator("html")
    expect(html).to_have_attribute("data-contrast", "high")
    learner.opens("/hien-thi")
    learner.page.locator("input[name=contrast]").first.locator("xpath=following-sibling::label").tap()
    learner.presses("Nhớ trên máy này")
    learner.sees("Máy này đã nhớ")
    learner.taps(learner.page.get_by_role("button", name="Chữ rất to"))
    goes_offline(learner.page)
    learner.opens(LESSON)
    line(learner.page, "Đang mất mạng")
    expect(html).to_have_attribute("data-text", "3")
    expect(html).not_to_have_attribute("data-contrast", "high")


def test_after_signing_out_nobody_is_there_even_if_the_next_page_never_comes(learner: Resident, site: Server) -> None:
    saves_course(learner.page, site)
    learner.page.evaluate("fetch('/dang-xuat', {method: 'POST', redirect: 'manual'})")
    goes_offline(learner.page)
    learner.opens(LESSON)
    line(learner.page, "Đang mất mạng, vẫn học được")
    learner.presses("Đã học xong")
    learner.sees("Đã lưu trên máy")
    comes_back(learner.page)
    line(learner.page, "Đã gửi")
    assert keys_of(site, "Vũ Thị Sóng Yếu") == []


def test_a_form_that_needs_the_network_says_so(phone: Page, site: Server) -> None:
    phone.goto(f"{site.url}/hien-thi")
    goes_offline(phone)
    phone.get_by_role("button", name="Nhớ trên máy này").tap()
    expect(phone.locator("[data-just]")).to_contain_text("cần có mạng")


def test_what_was_tapped_outlives_a_browser_that_is_killed(site: Server, chromium: Browser, tmp_path: Path) -> None:
    """The tap has been confirmed, then the battery is out; with the same memory it is sent later."""

    def opened() -> BrowserContext:
        kind = chromium.browser_type
        return kind.launch_persistent_context(tmp_path, executable_path=CHROMIUM, args=QUIET, locale="vi-VN", **PHONE)

    with bad_network(site.port) as network:
        context = opened()
        phone = Resident(context.new_page(), Through(site, network.url))
        phone.opens("/")
        phone.page.evaluate(READY)
        phone.registers("Vũ Thị Sóng Yếu")
        card = phone.card
        phone.opens(LESSON)
        network.chance = 1.0
        phone.presses("Đã học xong")
        phone.sees("Đã lưu trên máy")
        context.close()

        network.chance = 0.0
        context = opened()
        again = Resident(context.new_page(), Through(site, network.url))
        again.signs_in(card)
        line(again.page, "Đã gửi")
        context.close()
    assert keys_of(site, "Vũ Thị Sóng Yếu") == [f"{COURSE}/nop-ho-so"]

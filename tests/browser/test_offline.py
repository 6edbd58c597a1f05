"""A phone without a network: saved courses open, writes wait for their person, nothing is lost, doubled or shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from courses.catalogue import catalogue
from demo.cli import DEMO_PIN
from learning.accounts.models import Person
from learning.core.database import db
from learning.progress.models import Completion
from learning.scenarios.walking import right_way
from quizzes.models import Attempt
from tests.browser.bad_network import BadNetwork, bad_network
from tests.browser.conftest import PHONE
from tests.browser.people import COURSE, Resident
from tests.browser.server import Server

READY = """navigator.serviceWorker.ready
  .then(() => navigator.serviceWorker.controller
    || new Promise((ok) => { navigator.serviceWorker.oncontrollerchange = ok; }))
  .then(() => true)"""
SAVED_MOST = 400 * 1024  # bytes of a whole course with its pictures and practice
LESSON = f"/khoa-hoc/{COURSE}/nop-ho-so"


@pytest.fixture
def phone(site: Server, open_browser: Callable[..., BrowserContext]) -> Page:
    """A phone whose browser may keep things, with the site opened once and its service worker awake."""
    page = open_browser(**PHONE, service_workers="allow").new_page()
    page.goto(f"{site.url}/")
    page.evaluate(READY)
    return page


@pytest.fixture
def learner(phone: Page, site: Server) -> Resident:
    """Somebody new, signed in on that phone."""
    nobody_of_before(site, "Trần Thị Mất Mạng")
    resident = Resident(phone, site)
    resident.registers("Trần Thị Mất Mạng")
    return resident


def line(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-net]")).to_contain_text(words)


def goes_offline(page: Page) -> None:
    page.context.set_offline(True)


def comes_back(page: Page) -> None:
    page.context.set_offline(False)


def saves_course(page: Page, site: Server, course: str = COURSE) -> None:
    page.goto(f"{site.url}/khoa-hoc/{course}/")
    page.get_by_role("button", name="Tải khóa học về máy").tap()
    expect(page.locator(".save [role=status]")).to_contain_text("Đã có trên máy")


def nobody_of_before(site: Server, name: str) -> None:
    """Names tell people apart here: whoever had this one in an earlier test has another from now on."""
    with site.records(writing=True):
        for person in db.session.scalars(select(Person).where(Person.full_name == name)):
            person.full_name = "Người Trước"


def keys_of(site: Server, name: str) -> list[str]:
    """What is in the ledger of the person with this name."""
    with site.records():
        rows = select(Completion.item_key).join(Person, Person.id == Completion.person_id)
        return sorted(db.session.scalars(rows.where(Person.full_name == name)))


def test_everything_of_a_saved_course_opens_without_a_network(phone: Page, site: Server) -> None:
    saves_course(phone, site)
    listed = phone.evaluate(f"fetch('/khoa-hoc/{COURSE}/tai-ve.json').then((answer) => answer.json())")
    goes_offline(phone)

    for path in [path for path in listed["tep"] if not path.startswith("/tinh/") and "/tep/" not in path]:
        if path.endswith(".json"):
            continue
        phone.goto(site.url + path)
        assert phone.locator("h1").inner_text() != "Trên máy này", path
        assert phone.evaluate("[...document.images].every((image) => image.complete || image.loading === 'lazy')")
        line(phone, "Đang mất mạng")


def test_a_course_says_how_much_it_takes_and_has_taken(phone: Page, site: Server) -> None:
    phone.goto(f"{site.url}/khoa-hoc/{COURSE}/")
    told = int(re.search(r"(\d+) KB", phone.locator(".save").inner_text()).group(1))  # type: ignore[union-attr]
    saves_course(phone, site)
    taken = int(re.search(r"(\d+) KB", phone.locator(".save").inner_text()).group(1))  # type: ignore[union-attr]

    assert taken * 1024 <= SAVED_MOST
    assert 0.6 * told <= taken <= 1.3 * told


def test_the_catalogue_says_what_is_on_the_phone_and_it_can_be_taken_off(phone: Page, site: Server) -> None:
    saves_course(phone, site)
    phone.goto(f"{site.url}/khoa-hoc/")
    expect(phone.locator(f"[data-course={COURSE}] [data-saved]")).to_be_visible()

    phone.on("dialog", lambda dialog: dialog.accept())
    phone.goto(f"{site.url}/tren-may")
    phone.get_by_role("button", name="Xóa khóa này khỏi máy").tap()
    expect(phone.locator("[data-courses]")).to_contain_text("Chưa có khóa nào")


def test_a_second_visit_of_a_lesson_costs_nothing(phone: Page, site: Server) -> None:
    phone.goto(site.url + LESSON)
    phone.goto(f"{site.url}/")
    network = phone.context.new_cdp_session(phone)
    network.send("Network.enable")
    bytes_of: list[int] = []
    network.on("Network.loadingFinished", lambda done: bytes_of.append(done["encodedDataLength"]))
    sent = f"{site.url}{LESSON}"
    with phone.expect_response(sent) as answered:
        phone.goto(sent)
    phone.wait_for_load_state("networkidle")

    assert answered.value.from_service_worker
    assert sum(bytes_of) == 0


def test_a_lesson_finished_without_a_network_is_in_the_record_afterwards(learner: Resident, site: Server) -> None:
    saves_course(learner.page, site)
    goes_offline(learner.page)
    learner.opens(LESSON)
    learner.presses("Đã học xong")
    learner.sees("Đã lưu trên máy. Khi có mạng sẽ tự gửi về xã.")
    line(learner.page, "1 việc chờ gửi")
    learner.follows("Học tiếp")
    assert keys_of(site, "Trần Thị Mất Mạng") == []

    comes_back(learner.page)
    line(learner.page, "Đã gửi")
    assert f"{COURSE}/nop-ho-so" in keys_of(site, "Trần Thị Mất Mạng")


def test_a_practice_run_to_its_goal_without_a_network(learner: Resident, site: Server) -> None:
    learner.opens("/")
    scenario = learner.page.evaluate(f"fetch('/khoa-hoc/{COURSE}/tai-ve.json').then((answer) => answer.json())")
    path = next(path for path in scenario["tep"] if re.fullmatch(r"/dien-thoai-tap/[^/]+", path))
    saves_course(learner.page, site)
    goes_offline(learner.page)
    learner.opens(path)
    plays_to_the_goal(learner.page, site, path.rsplit("/", 1)[1])
    learner.sees("Đã lưu trên máy")

    comes_back(learner.page)
    line(learner.page, "Đã gửi")
    assert [key for key in keys_of(site, "Trần Thị Mất Mạng") if "practice-" in key]


def plays_to_the_goal(page: Page, site: Server, slug: str) -> None:
    """The shortest right way, tap by tap, typing the samples that the screen shows."""
    with site.records():
        scenario = next(item for course in catalogue().courses for item in course.scenarios if item.slug == slug)
    expect(page.locator("[data-net]")).to_contain_text("Đang mất mạng")
    for place, tap in right_way(scenario):
        screen = scenario.screen(place.screen)
        number = next(str(number) for number, _, other in screen.numbered() if other is tap)
        field = page.locator(f"#chu-{number}")
        if field.count():
            field.fill(next(element.sample for element in screen.elements if tap in element.taps))
            field.press("Enter")
        else:
            page.locator(f'.phone [name=bam][value="{number}"]').first.tap()


def test_a_final_quiz_is_taken_along_without_its_key_and_judged_later(learner: Resident, site: Server) -> None:
    learner.opens(f"/kiem-tra/{COURSE}/kiem-tra-cuoi-khoa")
    learner.presses("Lấy đề về máy")
    learner.sees("Đề này đã nằm trên máy")
    sheet = learner.page.url.removeprefix(site.url)
    with site.records():
        keys = [question["id"] for question in db.session.get_one(Attempt, learner.attempt_id).drawn]
    assert keys

    goes_offline(learner.page)
    learner.opens(sheet)
    learner.answers()
    learner.presses("Nộp bài")
    learner.sees("Đã lưu trên máy")
    comes_back(learner.page)
    line(learner.page, "Đã gửi")
    learner.opens(f"{sheet}/ket-qua")
    learner.sees("được 100%")


def test_answers_of_a_quiz_stay_on_the_phone_when_the_browser_is_closed(learner: Resident, site: Server) -> None:
    learner.opens(f"/kiem-tra/{COURSE}/kiem-tra-cuoi-khoa")
    learner.presses("Lấy đề về máy")
    learner.sees("Đề này đã nằm trên máy")
    sheet = learner.page.url.removeprefix(site.url)
    goes_offline(learner.page)
    given = learner.answers(most=3)
    learner.sees("bài nằm trên máy này")

    learner.opens_tab(sheet)
    learner.finds_answers(given)


def test_whoever_signs_out_with_unsent_work_is_warned_and_keeps_it(learner: Resident, site: Server) -> None:
    card = learner.card
    saves_course(learner.page, site)
    goes_offline(learner.page)
    learner.opens(LESSON)
    learner.presses("Đã học xong")
    line(learner.page, "1 việc chờ gửi")

    asked: list[str] = []
    learner.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    comes_back_only_for(learner, site)
    assert "1 việc chưa gửi" in asked[0]

    learner.signs_in(card)
    line(learner.page, "Đã gửi")
    assert f"{COURSE}/nop-ho-so" in keys_of(site, "Trần Thị Mất Mạng")


def comes_back_only_for(learner: Resident, site: Server) -> None:
    """Sign out while there is no network; afterwards it comes back, and nothing of the last person is shown."""
    learner.opens("/toi")
    learner.presses("Thoát")
    learner.sees("Đã thoát trên máy này")
    expect(learner.page.locator("main")).not_to_contain_text("Học xong một bài")
    comes_back(learner.page)
    learner.opens("/toi")
    expect(learner.page.locator("body")).not_to_contain_text("Mất Mạng")
    assert keys_of(site, "Trần Thị Mất Mạng") == []


def test_a_form_of_the_last_person_is_not_taken_for_the_next(learner: Resident, site: Server) -> None:
    """Two tabs on one phone: the old one was opened by somebody who has signed out since."""
    learner.opens(LESSON)
    old = learner.page
    other = Resident(old.context.new_page(), site)
    other.opens("/toi")
    other.presses("Thoát")
    other.arrives_at("/")
    expect(other.page.locator(".who")).to_have_count(0)
    other.registers("Lê Thị Người Sau")

    learner.turns_to(old)
    learner.presses("Đã học xong")
    learner.sees_heading("Việc này của người khác")
    assert keys_of(site, "Lê Thị Người Sau") == []


def test_nothing_is_kept_where_the_memory_is_full(learner: Resident, site: Server) -> None:
    learner.page.goto(site.url + LESSON)
    worker = learner.page.context.service_workers[0]
    worker.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    goes_offline(learner.page)
    learner.presses("Đã học xong")
    learner.sees("chưa giữ được")


def test_what_the_site_refuses_waits_until_the_person_decides(learner: Resident, site: Server) -> None:
    """A course is withdrawn while a phone is away."""
    learner.opens(LESSON)
    goes_offline(learner.page)
    learner.page.evaluate(
        "fetch('/khoa-hoc/khong-con/bai-mot/da-hoc-xong', {method: 'POST', body: new URLSearchParams()})"
    )
    learner.opens("/tren-may")
    line(learner.page, "1 việc chờ gửi")
    comes_back(learner.page)
    line(learner.page, "1 việc cần xem lại")
    learner.page.reload()
    learner.sees("Cần xem lại")

    learner.page.on("dialog", lambda dialog: dialog.accept())
    learner.presses("Bỏ việc này")
    expect(learner.page.locator("[data-works]")).to_be_hidden()


@pytest.fixture
def network(site: Server) -> Iterator[BadNetwork]:
    """The site behind a network that can go wrong."""
    with bad_network(site.port) as network:
        yield network


WRITES = """async (paths) => {
  for (const path of paths) {
    const body = new URLSearchParams({ ma: crypto.randomUUID() });
    const twice = Math.random() < 0.3 ? 2 : 1;
    for (let time = 0; time < twice; time += 1) {
      await fetch(`${path}/da-hoc-xong`, { method: "POST", body: new URLSearchParams(body) });
    }
  }
}"""


def test_two_hundred_writes_of_five_people_over_a_bad_network(
    site: Server, network: BadNetwork, open_browser: Callable[..., BrowserContext]
) -> None:
    """Connections are refused or cut after the site has answered; everything is there once, for the right person."""
    people, wanted, before = five_people(site)
    page = open_browser(**PHONE, service_workers="allow").new_page()
    phone = Resident(page, Through(site, network.url))
    page.goto(f"{network.url}/")
    page.evaluate(READY)

    for person in people:
        signs_in(phone, person)
        network.chance = 0.6
        page.evaluate(WRITES, [f"/khoa-hoc/{key}" for key in sorted(wanted[person.id])])
        network.chance = 0.0
        signs_out(phone)
        phone.opens("/tren-may")
        expect(page.locator("[data-works]")).to_be_hidden()
    for person in people:
        signs_in(phone, person)
        phone.opens("/tren-may")
        expect(page.locator("[data-net]")).not_to_contain_text("chờ gửi")
        signs_out(phone)

    assert network.cut > 50
    with site.records():
        for person in people:
            done = keys_of_person(person)
            assert len(done) == len(set(done))
            assert wanted[person.id] <= set(done)
            extra = set(done) - before[person.id] - wanted[person.id]
            assert not [key for key in extra if "/" in key], "only whole courses follow from lessons"


def five_people(site: Server) -> tuple[list[Person], dict[Any, set[str]], dict[Any, set[str]]]:
    """Five demonstration people, forty lessons for each to finish, and what they have finished already."""
    with site.records():
        lessons = [lesson.key for course in catalogue().courses for lesson in course.lessons]
        able = select(Person).where(Person.is_demo, Person.pin_hash.is_not(None), Person.is_staff.is_(False))
        people = list(db.session.scalars(able.limit(5)))
        wanted = {person.id: set(lessons[15 * number : 15 * number + 40]) for number, person in enumerate(people)}
        return people, wanted, {person.id: set(keys_of_person(person)) for person in people}


def signs_in(phone: Resident, person: Person) -> None:
    phone.signs_in(person.card_code, DEMO_PIN)
    phone.arrives_at("/toi")


def signs_out(phone: Resident) -> None:
    phone.page.evaluate("fetch('/dang-xuat', {method: 'POST', redirect: 'manual'})")


def keys_of_person(person: Person) -> list[str]:
    mine = select(Completion.item_key).where(Completion.person_id == person.id, Completion.source == "self")
    return list(db.session.scalars(mine))


class Through(Server):
    """The same site at another address."""

    def __init__(self, site: Server, url: str) -> None:
        self.folder, self.port, self.url = site.folder, site.port, url

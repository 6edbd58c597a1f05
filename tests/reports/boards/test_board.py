"""The dashboard over a demonstration commune: every number is as long as its list, whatever the filters."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from courses import actions as courses
from courses.catalogue import forget_catalogue
from courses.package import read_package
from demo.commune import Teller
from learning.accounts.models import AuditEntry, Person
from learning.accounts.permissions import GRANTED, Permission, Role
from learning.core import clock as site_clock
from learning.core.database import db
from reports.figures import actions as figures
from tests.support import factories
from tests.support.clients import Browser
from tests.support.databases import Image, forget_memories, image
from tests.support.meetings import came, meeting
from tests.support.moved_clock import MovedClock

CONTENT = Path(courses.__file__).parent / "content"
SHIPPED = ("dich-vu-cong", "thanh-toan-so", "nhan-biet-lua-dao", "an-toan-cong-so", "hoa-don-va-ban-hang")
BOARD = "/can-bo/thong-ke"
LINK = re.compile(r'<a href="(/can-bo/thong-ke/(?:danh-sach|buoi-hoc|chua-day)\?[^"]*)">([\d.,]+)</a>')
TOTAL = re.compile(r'<b id="tong">([\d.]+)</b>')
ROW = re.compile(r"<tr><th scope=\"row\">")
WEIGHTS = {"noi": 2, "doi-tuong": 3, "khoa": 3, "kenh": 4, "gioi": 4, "tuoi": 4}
ClientOf = Callable[[Person], Browser]


@pytest.fixture(scope="module")
def commune(_site: SimpleNamespace) -> Iterator[Image]:
    """A hundred and sixty people with two years behind them, a class that was called off, an idle facilitator."""
    with _site.app.app_context():
        db.session.remove()
        _site.image.restore()
        forget_memories(_site.app)
        _publish_real_courses()
        Teller(7, "nobody signs in", 2).fill(160)
        factories.staff("Phùng Đức Thắng", "thang", Role.STAFF)
        factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR, "Thôn Mẫu Một")
        db.session.commit()
        while figures.catch_up():
            db.session.commit()
        db.session.commit()
        kept = image()
        yield kept
        db.session.remove()


def _publish_real_courses() -> None:
    """A few of the courses that come with the site, in the place of the seed's."""
    for slug in (factories.COURSE, factories.OTHER_COURSE):
        courses.show(slug, None, None)
    for slug in SHIPPED:
        courses.publish(read_package(CONTENT / slug))
    db.session.commit()
    forget_catalogue()


@pytest.fixture
def watcher(app: Flask, commune: Image) -> Browser:
    """Staff of the whole commune at the demonstration."""
    db.session.remove()
    commune.restore()
    forget_memories(app)
    who = db.session.query(Person).filter_by(full_name="Phùng Đức Thắng").one()
    return app.test_client(user=who)


def number(text: str) -> int:
    return int(text.replace(".", ""))


def linked(page: str) -> list[tuple[str, str]]:
    return [(unescape(address), text) for address, text in LINK.findall(page)]


def check(browser: Browser, address: str, text: str) -> None:
    """The list says the number, and has as many rows."""
    page = browser.get(address).get_data(as_text=True)
    said = number(TOTAL.findall(page)[0])
    if "hours&" in address:  # the page says hours, the list adds up minutes
        assert abs(said / 60 - float(text.replace(".", "").replace(",", "."))) < 0.06, address
        return
    assert said == number(text), address
    if "lượt của" in page or "phút của" in page:
        if "trang=2" not in page:
            assert sum(map(number, re.findall(r'<td class="num">([\d.]+)</td></tr>', page))) == said, address
    elif said <= 50:
        assert len(ROW.findall(page)) == said, address


def random_query(rng: random.Random, page: str) -> dict[str, str]:
    """A period of any kind and some filters, as the form on the page offers them."""
    period = rng.choice(
        [
            {"ky": "thang", "nam": "2026", "thang": str(rng.randint(1, 12))},
            {"ky": "quy", "nam": "2026", "quy": str(rng.randint(1, 4))},
            {"ky": "nam", "nam": rng.choice(["2025", "2026"])},
            {"ky": "tu-chon", "tu": f"{rng.randint(1, 28):02d}/03/2026", "den": f"{rng.randint(1, 28):02d}/10/2026"},
        ]
    )
    for name, rarity in WEIGHTS.items():
        select = re.search(rf'<select id="{name}" name="{name}">(.*?)</select>', page, re.DOTALL)
        assert select
        values = [value for value in re.findall(r'<option value="([^"]*)"', select.group(1)) if value]
        if rng.randrange(rarity) == 0:
            period[name] = rng.choice(values)
    return period


@pytest.mark.parametrize("seed", range(6))
def test_every_number_is_as_long_as_its_list(watcher: Browser, seed: int) -> None:
    rng = random.Random(seed)
    page = watcher.get(BOARD).get_data(as_text=True)
    query = random_query(rng, page) if seed else {"ky": "nam"}
    page = watcher.get(BOARD, query_string=query).get_data(as_text=True)
    found = linked(page)
    assert seed or len(found) > 60
    for address, text in rng.sample(found, min(20, len(found))):
        check(watcher, address, text)


def test_a_competency_s_number_opens_its_own_list(watcher: Browser) -> None:
    page = watcher.get(BOARD + "?ky=nam").get_data(as_text=True)
    found = [(address, text) for address, text in linked(page) if "nang-luc=" in address]
    assert found
    for address, text in found[:12]:
        check(watcher, address, text)


def test_the_digest_says_what_the_dashboard_says(watcher: Browser) -> None:
    query = {"ky": "nam", "nam": "2026"}
    digest = linked(watcher.get(BOARD + "/tom-tat", query_string=query).get_data(as_text=True))
    board = linked(watcher.get(BOARD, query_string=query).get_data(as_text=True))
    alone = [one for one in digest if "viec=can-goi-nhac" in one[0]]
    assert len(alone) == 1 and set(digest) - set(alone) < set(board)
    check(watcher, *alone[0])


def test_a_list_runs_over_several_pages_and_loses_nobody(watcher: Browser) -> None:
    names: set[str] = set()
    first = watcher.get(BOARD + "/danh-sach?so=reached&ky=nam&nam=2026").get_data(as_text=True)
    total = number(TOTAL.findall(first)[0])
    for leaf in range(1, -(-total // 50) + 1):
        page = watcher.get(f"{BOARD}/danh-sach?so=reached&ky=nam&nam=2026&trang={leaf}").get_data(as_text=True)
        names |= set(re.findall(r'href="(/can-bo/nguoi-hoc/[^"]+)"', page))
    assert len(names) == total > 50


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ky=tu-chon&tu=31/10/2026&den=01/10/2026", "đổi chỗ hai ngày"),
        ("ky=nam&nam=2090", "Kỳ này chưa tới"),
        ("ky=thang&nam=abc&thang=99", "Không đọc được kỳ đã chọn"),
        ("ky=tu-chon&tu=&den=", "Xin ghi cả ngày đầu và ngày cuối"),
        ("ky=dot&dot=999", "Không tìm thấy đợt"),
        ("doi-tuong=khong-co&nang-luc=khong-co", "bỏ qua"),
        ("ky=nam&nam=2020", "Năm 2020"),
    ],
)
def test_odd_periods_make_sense(watcher: Browser, query: str, words: str) -> None:
    for door in ("", "/tom-tat", "/danh-sach", "/buoi-hoc", "/chua-day"):
        answer = watcher.get(f"{BOARD}{door}?{query}")
        assert answer.status_code == 200
    assert words in watcher.get(f"{BOARD}?{query}").get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["so=khong-co", "so=satisfaction-x", "phan=khong-co", "so=reached&phan=mau-so", "trang=900", "noi=99999"]
)
def test_a_list_there_is_not(watcher: Browser, query: str) -> None:
    assert watcher.get(f"{BOARD}/danh-sach?{query}").status_code == 404


def test_the_database_is_asked_at_most_fifteen_times(watcher: Browser, queries: Callable) -> None:
    watcher.get(BOARD + "?ky=nam")
    with queries() as log:
        watcher.get(BOARD + "?ky=nam")
    assert len(log) <= 15, log


def test_nobody_and_nothing(staff: Person, client_of: ClientOf) -> None:
    page = client_of(staff).get(BOARD).get_data(as_text=True)
    assert "Kỳ này chưa ai học." in page
    assert client_of(staff).get(BOARD + "/tom-tat").status_code == 200


def test_one_person(staff: Person, resident: Person, client_of: ClientOf) -> None:
    factories.finished_course(resident)
    page = client_of(staff).get(BOARD).get_data(as_text=True)
    assert "ít người học, chưa gợi ý" in page
    for address, text in linked(page):
        check(client_of(staff), address, text)


def test_a_look_at_a_list_leaves_a_trace(staff: Person, resident: Person, client_of: ClientOf) -> None:
    client_of(staff).get(BOARD + "/danh-sach?so=registered")
    assert db.session.query(AuditEntry).filter_by(action="see_figures", actor_id=staff.id).count() == 1


def test_places_beyond_one_s_own_are_not_found(app: Flask, client_of: ClientOf) -> None:
    own = factories.staff("Lê Văn Thôn", "thon", Role.STAFF, "Thôn Mẫu Một")
    other = factories.place("Thôn Mẫu Hai")
    factories.person("Đỗ Văn Lượng", thon="Thôn Mẫu Hai")
    for door in ("", "/tom-tat", "/danh-sach", "/buoi-hoc", "/chua-day"):
        assert client_of(own).get(f"{BOARD}{door}?noi={other.id}").status_code == 404
    page = client_of(own).get(BOARD + "/danh-sach?so=registered").get_data(as_text=True)
    assert "Lượng" not in page


def test_a_reader_who_may_not_see_people_gets_the_number_alone(
    staff: Person, resident: Person, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GRANTED, Role.STAFF, GRANTED[Role.STAFF] - {Permission.SEE_PEOPLE})
    page = client_of(staff).get(BOARD + "/danh-sach?so=registered").get_data(as_text=True)
    assert "Nguyễn Thị Hoà" not in page and TOTAL.findall(page) != ["0"]


def test_a_facilitator_sees_the_meetings_they_lead_and_no_others(
    facilitator: Person, staff: Person, resident: Person, stranger: Person, client_of: ClientOf
) -> None:
    led = meeting(facilitator, title="Lớp của Quỳnh", facilitator_ids=(facilitator.id,), starts_at=site_clock.now())
    other = meeting(staff, title="Lớp của người khác", facilitator_ids=(staff.id,), starts_at=site_clock.now())
    came(led, resident, stranger)
    came(other, resident)
    answer = client_of(facilitator).get(BOARD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/can-bo/thong-ke/cua-toi")
    page = client_of(facilitator).get(BOARD + "/cua-toi").get_data(as_text=True)
    assert "Lớp của Quỳnh" in page and "Lớp của người khác" not in page
    assert "<b>1</b>buổi học" in page and "<b>2</b>lượt có mặt" in page and "<b>2</b>người khác nhau" in page


def test_whoever_sees_figures_may_open_the_first_door() -> None:
    """The dashboard's door asks for meetings, so that facilitators can be led on from it."""
    assert all(Permission.HOLD_MEETINGS in own for own in GRANTED.values() if Permission.SEE_STATISTICS in own)


# --- Lists to act on ----------------------------------------------------------------------------------------


def on_list(browser: Browser, task: str, query: str = "") -> str:
    return browser.get(f"{BOARD}/danh-sach?viec={task}&{query}").get_data(as_text=True)


def test_registered_and_nothing_begun(staff: Person, resident: Person, stranger: Person, client_of: ClientOf) -> None:
    factories.finished_lessons(stranger)
    page = on_list(client_of(staff), "chua-bat-dau")
    assert "Nguyễn Thị Hoà" in page and "Đỗ Văn Lượng" not in page


def test_begun_and_idle_for_fourteen_days(
    clock: MovedClock, staff: Person, resident: Person, stranger: Person, client_of: ClientOf
) -> None:
    factories.finished_lessons(resident)
    factories.finished_course(stranger)
    db.session.commit()
    assert "Không có ai" in on_list(client_of(staff), "bo-do", "ky=nam")
    clock.move(days=13)
    assert "Không có ai" in on_list(client_of(staff), "bo-do", "ky=nam")
    clock.move(days=1)
    page = on_list(client_of(staff), "bo-do", "ky=nam")
    assert "Nguyễn Thị Hoà" in page and "Đỗ Văn Lượng" not in page


def test_failed_twice_and_never_passed(
    clock: MovedClock, staff: Person, resident: Person, stranger: Person, client_of: ClientOf
) -> None:
    for _ in range(2):
        factories.failed_attempt(resident)
        factories.failed_attempt(stranger)
        clock.move(days=2)
    factories.passed_attempt(stranger)
    page = on_list(client_of(staff), "truot-hai-lan", "ky=nam")
    assert "Nguyễn Thị Hoà" in page and "Đỗ Văn Lượng" not in page
    assert "Không có ai" in on_list(client_of(staff), "truot-hai-lan", f"ky=nam&khoa={factories.OTHER_COURSE}")


def test_facilitators_without_meetings(facilitator: Person, staff: Person, client_of: ClientOf) -> None:
    led = factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR, "Thôn Mẫu Hai")
    meeting(staff, facilitator_ids=(led.id,), starts_at=site_clock.now())
    page = client_of(staff).get(BOARD + "/chua-day").get_data(as_text=True)
    assert "Bùi Thị Quỳnh" in page and "Lê Thị Nhàn" not in page

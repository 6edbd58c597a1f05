"""Pages from memory: the same bytes for every guest, nobody else's name, and nothing older than two seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

import brotli
import pytest
from flask import Flask

from courses import actions as courses
from courses.catalogue import forget_catalogue
from courses.package import read_package
from learning.accounts import actions as accounts
from learning.accounts.commune import forget_communes
from learning.accounts.models import Person
from learning.core.database import db
from learning.core.web import page_cache
from learning.core.web.page_cache import LONGEST_KEPT, Memory, forget_pages
from tests.support import factories, journeys
from tests.support.clients import Browser

LESSON = f"/khoa-hoc/{factories.COURSE}/{factories.LESSON}"
SHARED = ["/", "/khoa-hoc/", f"/khoa-hoc/{factories.COURSE}/", LESSON]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may lag behind at all."""
    monkeypatch.setattr(page_cache, "PATIENCE", -1)


@pytest.mark.parametrize("address", SHARED)
def test_every_guest_gets_the_same_bytes(app: Flask, address: str) -> None:
    first, second = (app.test_client().get(address) for _ in range(2))
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("address", SHARED)
def test_a_browser_that_has_the_page_gets_nothing_but_304(client: Browser, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert client.get(address, headers={"If-None-Match": '"old"'}).status_code == 200


@pytest.mark.parametrize("address", SHARED)
def test_nobody_sees_the_name_of_the_one_before(
    client_of, client: Browser, resident: Person, stranger: Person, address: str
) -> None:
    hers, his, nobodys = (
        browser.get(address).get_data(as_text=True) for browser in (client_of(resident), client_of(stranger), client)
    )
    assert "Thị Hoà" in hers
    assert "Văn Lượng" in his
    assert "Thị Hoà" not in his + nobodys
    assert "Văn Lượng" not in hers + nobodys
    assert page_cache.NAME not in hers + his + nobodys


def test_a_name_from_memory_cannot_carry_markup(client_of, resident: Person) -> None:
    resident.full_name = "Nguyễn <i>Hoà</i>"
    html = client_of(resident).get(LESSON).get_data(as_text=True)
    assert "&lt;i&gt;Hoà&lt;/i&gt;" in html


def test_staff_see_their_door_and_residents_do_not(client_of, resident: Person, staff: Person) -> None:
    assert "Việc của cán bộ" in client_of(staff).get(LESSON).get_data(as_text=True)
    assert "Việc của cán bộ" not in client_of(resident).get(LESSON).get_data(as_text=True)


def test_a_guest_who_has_finished_something_is_not_served_the_common_page(client: Browser, impatient) -> None:
    common = client.get(LESSON).get_data(as_text=True)
    journeys.finishes_lesson(client, factories.LESSON)
    own = client.get(LESSON).get_data(as_text=True)
    assert "Đã học xong</span>" not in common
    assert "Đã học xong</span>" in own


def test_what_one_guest_has_finished_is_not_told_to_another(app: Flask, client: Browser) -> None:
    journeys.finishes_lesson(client, factories.LESSON)
    client.get(LESSON)
    assert "Đã học xong</span>" not in app.test_client().get(LESSON).get_data(as_text=True)


def test_a_notice_is_shown_once_and_never_kept(client_of, resident: Person, stranger: Person) -> None:
    browser = client_of(resident)
    browser.post("/toi/thoi-lien-lac")
    assert "Đã xóa số điện thoại" in browser.get(LESSON).get_data(as_text=True)
    assert "Đã xóa số điện thoại" not in browser.get(LESSON).get_data(as_text=True)
    assert "Đã xóa số điện thoại" not in client_of(stranger).get(LESSON).get_data(as_text=True)


@pytest.mark.parametrize("address", SHARED)
def test_a_notice_for_one_guest_is_not_kept_for_the_next(app: Flask, client: Browser, address: str) -> None:
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "Chỉ nói riêng với một người.")]
    assert "Chỉ nói riêng" in client.get(address).get_data(as_text=True)
    assert "Chỉ nói riêng" not in app.test_client().get(address).get_data(as_text=True)


def test_each_size_of_letters_has_a_page_of_its_own(app: Flask) -> None:
    small, large = app.test_client(), app.test_client()
    large.set_cookie("co-chu", "3")
    assert 'data-text="1"' in small.get(LESSON).get_data(as_text=True)
    assert 'data-text="3"' in large.get(LESSON).get_data(as_text=True)
    assert 'data-text="1"' in small.get(LESSON).get_data(as_text=True)


def test_what_the_commune_fills_in_appears(client: Browser, impatient) -> None:
    assert "xã sẽ bổ sung" in client.get(LESSON).get_data(as_text=True)
    accounts.fill_in(factories.place("xã"), "so-to-cong-nghe-so", "0220 123 456", None)
    db.session.commit()
    forget_communes()
    html = client.get(LESSON).get_data(as_text=True)
    assert "0220 123 456" in html
    assert "xã sẽ bổ sung" not in html


def test_a_new_publication_appears(client: Browser, tmp_path: Path, impatient) -> None:
    assert "Gọi video" not in client.get("/khoa-hoc/").get_data(as_text=True)
    _publish_renamed(tmp_path)
    for address in ("/khoa-hoc/", f"/khoa-hoc/{factories.COURSE}/"):
        assert "Gọi video cho cả nhà" in client.get(address).get_data(as_text=True)


def _publish_renamed(tmp_path: Path) -> None:
    folder = shutil.copytree(factories.COURSE_FOLDERS / factories.COURSE, tmp_path / factories.COURSE)
    toml = folder / "course.toml"
    toml.write_text(toml.read_text().replace("Gọi điện có hình cho con cháu", "Gọi video cho cả nhà"))
    courses.publish(read_package(folder))
    db.session.commit()
    forget_catalogue()


def test_two_addresses_of_the_site_do_not_share_a_page(app: Flask) -> None:
    """The page names its own address for those who share it."""
    first = app.test_client().get(LESSON, base_url="http://hoc.xa.example").get_data(as_text=True)
    second = app.test_client().get(LESSON, base_url="https://hoc.tinh.example").get_data(as_text=True)
    assert 'content="http://hoc.xa.example/' in first
    assert 'content="https://hoc.tinh.example/' in second


def test_one_host_by_two_schemes_does_not_share_a_page(app: Flask) -> None:
    app.test_client().get(LESSON, base_url="http://hoc.xa.example")
    secure = app.test_client().get(LESSON, base_url="https://hoc.xa.example").get_data(as_text=True)
    assert 'content="https://hoc.xa.example/' in secure


def test_what_narrows_the_list_is_not_forgotten(client: Browser) -> None:
    everything = client.get("/khoa-hoc/").get_data(as_text=True)
    narrowed = client.get("/khoa-hoc/?doi-tuong=cong-chuc").get_data(as_text=True)
    assert "Gọi điện có hình" in everything
    assert "Gọi điện có hình" not in narrowed
    assert "Đi cùng Đoàn" in narrowed


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None), ("identity", None)]
)
def test_pages_come_as_small_as_the_browser_can_read(client: Browser, accepts: str, encoding: str | None) -> None:
    plain = client.get(LESSON).data
    packed = client.get(LESSON, headers={"Accept-Encoding": accepts})
    assert packed.headers.get("Content-Encoding") == encoding
    if encoding == "br":
        assert brotli.decompress(packed.data) == plain
        assert len(packed.data) < len(plain) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Cookie" in packed.headers["Vary"]


def test_a_memory_has_a_limit_and_lets_go_of_the_oldest() -> None:
    memory: Memory[int] = Memory(2)
    for key in ("a", "b", "c"):
        memory.get(key, lambda key=key: ord(key))
    assert memory.peek("a") is None
    assert (memory.peek("b"), memory.peek("c")) == (98, 99)


def test_a_memory_makes_each_value_once() -> None:
    memory: Memory[object] = Memory(2)
    assert memory.get("a", object) is memory.get("a", object)
    memory.forget()
    assert memory.peek("a") is None


def test_nobody_fills_the_memory_with_made_up_addresses(client: Browser) -> None:
    forget_pages()
    assert client.get("/?" + "x" * (LONGEST_KEPT + 1)).status_code == 200
    assert client.get("/?x").status_code == 200
    assert [query for _, _, _, query in page_cache._shelf._values] == ["x"]

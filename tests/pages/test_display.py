""" "Cách hiện": letters, contrast, movement and pictures, chosen without a script, remembered on this device alone."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask

from learning.accounts.models import Person
from learning.core.web import page_cache
from learning.core.web.page_cache import forget_pages
from tests.support import factories
from tests.support.clients import Browser

DOOR = "/hien-thi"
LESSON = f"/khoa-hoc/{factories.COURSE}/{factories.LESSON}"
USUAL = {"letters": "1", "contrast": "nhu-thuong", "movement": "nhu-thuong", "pictures": "nhu-thuong"}
EVERYTHING = {"letters": "3", "contrast": "cao", "movement": "it", "pictures": "khi-cham"}
MARKS = {"contrast": 'data-contrast="high"', "movement": 'data-motion="less"', "pictures": 'data-saving="on"'}


def html_tag(browser: Browser, address: str) -> str:
    """The first tag of a page, which carries the choices."""
    return browser.get(address).text.partition("<html")[2].partition(">")[0]


@pytest.mark.parametrize("address", ["/", LESSON, "/dang-nhap", "/khong-co-trang-nay", DOOR])
def test_what_is_chosen_holds_on_every_page(client: Browser, address: str) -> None:
    client.post(DOOR, data=EVERYTHING)
    tag = html_tag(client, address)
    assert 'data-text="3"' in tag
    assert all(mark in tag for mark in MARKS.values())


def test_each_choice_stands_for_itself(app: Flask) -> None:
    for name, mark in MARKS.items():
        browser = app.test_client()
        browser.post(DOOR, data=USUAL | {name: EVERYTHING[name]})
        tag = html_tag(browser, LESSON)
        assert [other in tag for other in MARKS.values()] == [other == mark for other in MARKS.values()]


def test_going_back_to_what_is_usual_leaves_no_cookie(client: Browser) -> None:
    client.post(DOOR, data=EVERYTHING)
    client.post(DOOR, data=USUAL)
    assert html_tag(client, LESSON) == ' lang="vi" data-text="1"'
    assert not client._cookies


def test_the_page_shows_what_this_device_has_chosen(client: Browser) -> None:
    assert client.get(DOOR).text.count("checked") == 4
    answer = client.post(DOOR, data=EVERYTHING)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DOOR}?xong=1")
    html = client.get(f"{DOOR}?xong=1").text
    assert "Máy này đã nhớ" in html
    assert all(f'checked id="{name}' in html or f'value="{value}"' in html for name, value in EVERYTHING.items())


@pytest.mark.parametrize(
    "wrong", [{"letters": "9"}, {"contrast": '"><script>'}, {"pictures": ["cao", "it"]}, {"movement": ""}]
)
def test_a_choice_that_does_not_exist_is_not_remembered(client: Browser, wrong: dict[str, object]) -> None:
    answer = client.post(DOOR, data=EVERYTHING | wrong)
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["tuong-phan", "chuyen-dong", "hinh-anh"])
def test_a_made_up_cookie_means_nothing(client: Browser, cookie: str) -> None:
    client.set_cookie(cookie, "'\"><script>")
    assert html_tag(client, LESSON) == ' lang="vi" data-text="1"'


def test_every_combination_gets_its_own_page_and_never_another_ones(app: Flask, resident: Person, client_of) -> None:
    """Guests and signed-in people, in turns, twice, so that the second time everything comes from memory."""
    values = [("1", "3"), *(("nhu-thuong", EVERYTHING[name]) for name in MARKS)]
    everyone = []
    for chosen in itertools.product(*values):
        form = dict(zip(USUAL, chosen, strict=True))
        for browser in (app.test_client(), client_of(resident)):
            browser.post(DOOR, data=form)
            everyone.append((browser, form))
    for browser, form in everyone * 2:
        tag = html_tag(browser, LESSON)
        assert f'data-text="{form["letters"]}"' in tag
        assert [mark in tag for mark in MARKS.values()] == [form[name] == EVERYTHING[name] for name in MARKS]


def test_a_guest_without_cookies_is_not_served_what_somebody_else_chose(app: Flask, client: Browser) -> None:
    client.post(DOOR, data=EVERYTHING)
    client.get(LESSON)
    for _ in range(2):
        assert html_tag(app.test_client(), LESSON) == ' lang="vi" data-text="1"'


def test_made_up_cookies_do_not_fill_the_memory(app: Flask) -> None:
    forget_pages()
    for number in range(50):
        browser = app.test_client()
        for name in ("co-chu", "tuong-phan", "chuyen-dong", "hinh-anh"):
            browser.set_cookie(name, str(number + 10))
        browser.get(LESSON)
    assert len(page_cache._guest_pages._values) == 1


def test_every_page_leads_there(client: Browser) -> None:
    html = client.get(LESSON).text
    header, _, rest = html.partition("</header>")
    assert f'href="{DOOR}">Cách hiện' in header
    assert f'href="{DOOR}">Cách hiện' in rest.partition('<footer class="site-footer"')[2]

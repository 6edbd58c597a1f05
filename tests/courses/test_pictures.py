"""Where data is dear: no picture before it is asked for, and the kilobytes told are the kilobytes that come."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from courses import actions
from courses.catalogue import catalogue, forget_catalogue
from courses.package import read_package
from tests.architecture.disk import ROOT
from tests.courses.folder import LESSON, SLUG, course_folder
from tests.support.clients import Browser
from tests.support.factories import COURSE

FIRST = f"/khoa-hoc/{COURSE}/chuan-bi-may"
SHIPPED = ("dich-vu-cong", "nhan-biet-lua-dao", "van-ban-dien-tu")
BR = {"Accept-Encoding": "br"}


@pytest.fixture
def saver(app: Flask) -> Browser:
    """A guest who wants pictures only when asked for."""
    browser = app.test_client()
    browser.set_cookie("hinh-anh", "khi-cham")
    return browser


@pytest.mark.parametrize("address", [FIRST, "/khoa-hoc/", f"/khoa-hoc/{COURSE}/", "/khoa-nao-cho-toi?ai=nguoi-dan"])
def test_nothing_is_fetched_before_it_is_asked_for(saver: Browser, client: Browser, address: str) -> None:
    assert "<img" not in saver.get(address).text


def test_covers_are_offered_too(saver: Browser, client: Browser) -> None:
    assert '<img class="card-picture"' in client.get("/khoa-hoc/").text
    html = saver.get("/khoa-hoc/").text
    cover = catalogue().course(COURSE).cover
    assert f'href="{cover}" data-picture' in html and "Xem hình bìa" in html


def test_a_picture_is_offered_with_its_words_and_its_kilobytes(saver: Browser, client: Browser) -> None:
    shown = re.search(r'<img src="([^"]+)" alt="([^"]+)"', client.get(FIRST).text)
    assert shown
    address, words = shown.groups()
    offered = re.search(rf'<a class="picture" href="{re.escape(address)}"[^>]*>(.*?)</a>', saver.get(FIRST).text)
    assert offered
    size = len(client.get(address, headers=BR).data)
    assert offered.group(1) == f"Xem hình: {words} ({max(1, round(size / 1024))} KB)"


def test_the_link_opens_the_picture_itself(saver: Browser) -> None:
    found = re.findall(r'<a class="picture" href="([^"]+)"', saver.get(FIRST).text)
    assert found
    assert all(saver.get(address).mimetype in ("image/svg+xml", "image/webp") for address in found)


def test_words_of_a_picture_stay_words(app: Flask, saver: Browser, tmp_path) -> None:
    text = LESSON.replace("Ngân hàng gửi", '![Nút "A" & chữ đậm](media/khoa.svg)\n\nNgân hàng gửi', 1)
    actions.publish(read_package(course_folder(tmp_path, {"01-ma-otp.md": text})))
    forget_catalogue()
    html = saver.get(f"/khoa-hoc/{SLUG}/ma-otp").text
    assert "Xem hình: Nút &quot;A&quot; &amp; chữ đậm" in html


def lessons() -> list[str]:
    """The addresses of all lessons of some shipped courses, published for this test."""
    for slug in SHIPPED:
        actions.publish(read_package(ROOT / "courses/content" / slug))
    forget_catalogue()
    return [f"/khoa-hoc/{slug}/{lesson.slug}" for slug in SHIPPED for lesson in catalogue().course(slug).lessons]


def told(html: str) -> int:
    """The kilobytes that the lesson says it costs."""
    found = re.search(r"phút · (\d+) KB</span>", html)
    assert found
    return int(found.group(1))


def test_a_lesson_costs_what_it_says(client: Browser, saver: Browser) -> None:
    """Page and pictures as they go over the wire to a browser that knows brotli, to the rounding of either figure."""
    wrong = {}
    for address in lessons():
        html = client.get(address).text
        pictures = set(re.findall(r'<img src="([^"]+)"', html))
        drawn = sum(len(client.get(picture, headers=BR).data) for picture in pictures)
        whole = len(client.get(address, headers=BR).data) + drawn
        light = len(saver.get(address, headers=BR).data)
        for browser, cost in ((client, whole), (saver, light)):
            says = told(browser.get(address).text)
            if abs(says - cost / 1024) > 0.75:
                wrong[address, cost] = says
    assert not wrong


def test_the_list_of_lessons_says_the_same(client: Browser, saver: Browser) -> None:
    for browser in (client, saver):
        html = browser.get(f"/khoa-hoc/{COURSE}/").text
        for lesson in catalogue().course(COURSE).lessons:
            says = told(browser.get(f"/khoa-hoc/{COURSE}/{lesson.slug}").text)
            assert f"{lesson.minutes} phút · {says} KB" in html

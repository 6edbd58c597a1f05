"""Pages for everybody: home, search without marks, about, privacy, what is shown when a link is shared, health."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from learning.accounts import actions as accounts
from learning.accounts.audiences import Audience
from learning.accounts.commune import forget_communes
from learning.accounts.consent import PURPOSES
from learning.core.database import db
from tests.support import factories
from tests.support.clients import Browser
from tests.support.factories import COURSE, LESSON


def text_of(client: Browser, address: str) -> str:
    """What a page says."""
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_home_leads_to_every_audience_and_says_how_much_there_is(client: Browser) -> None:
    home = text_of(client, "/")
    for audience in Audience:
        assert f"/khoa-hoc/?doi-tuong={audience.slug}" in home
        assert audience.label in home
    assert "tất cả 4 bài học" in home
    assert "xã Hải Hưng, thành phố Hải Phòng" in home


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("goi dien", "Gọi điện có hình cho con cháu"),
        ("GỌI ĐIỆN", "Gọi điện có hình cho con cháu"),
        ("doan", "Đi cùng Đoàn Thanh niên"),
        ("đoàn", "Đi cùng Đoàn Thanh niên"),
        ("Đoan thanh", "Đi cùng Đoàn Thanh niên"),
        ("tat may", "Tắt máy đúng lúc"),
        ("vach pin", "Chuẩn bị máy trước khi gọi"),
        ("nut do", "Tắt máy đúng lúc"),
    ],
)
def test_search_needs_no_marks(client: Browser, words: str, title: str) -> None:
    assert title in text_of(client, f"/tim-kiem?q={words}")


def test_search_understands_marks_however_the_phone_sends_them(client: Browser) -> None:
    """iPhones send some letters decomposed."""
    decomposed = "đoa\u0300n"
    assert "Đi cùng Đoàn Thanh niên" in text_of(client, f"/tim-kiem?q={decomposed}")


def test_search_puts_titles_first(client: Browser) -> None:
    found = re.findall(r"<h3><a[^>]*>([^<]+)", text_of(client, "/tim-kiem?q=goi"))
    assert found[0] == "Khóa học: Gọi điện có hình cho con cháu"


@pytest.mark.parametrize("words", ["khongcoginhuthe", "doan khongco"])
def test_search_that_finds_nothing_says_what_to_try(client: Browser, words: str) -> None:
    page = text_of(client, f"/tim-kiem?q={words}")
    assert "Chưa tìm thấy" in page
    assert "Xin thử từ ngắn hơn" in page


@pytest.mark.parametrize("words", ["", "   ", "?", "%25", "_", "'"])
def test_search_takes_anything(client: Browser, words: str) -> None:
    assert client.get("/tim-kiem", query_string={"q": words}).status_code == 200


def test_search_shows_what_was_typed_as_text(client: Browser) -> None:
    answer = client.get("/tim-kiem", query_string={"q": '"><script>x</script>'}).get_data(as_text=True)
    assert "<script>x" not in answer


def test_search_cuts_what_is_far_too_long(client: Browser) -> None:
    assert "chữ" * 200 not in text_of(client, f"/tim-kiem?q={'chữ' * 200}")


def test_about_says_whose_site_it_is(client: Browser) -> None:
    assert "xã Hải Hưng, thành phố Hải Phòng" in text_of(client, "/gioi-thieu")


def test_privacy_repeats_the_very_sentences_people_agree_to(client: Browser) -> None:
    page = text_of(client, "/quyen-rieng-tu")
    for purpose in PURPOSES:
        assert purpose.sentence.format(commune="xã Hải Hưng, thành phố Hải Phòng") in page


def test_privacy_names_who_is_in_charge_once_the_commune_has_said(client: Browser) -> None:
    assert "xã sẽ bổ sung" in text_of(client, "/quyen-rieng-tu")
    for key, value in (
        ("nguoi-phu-trach-du-lieu", "Vũ Thế Kỷ"),
        ("kenh-tiep-nhan-yeu-cau", "Phòng một cửa, 0220 123 456"),
    ):
        accounts.fill_in(factories.place("xã"), key, value, None)
    db.session.commit()
    forget_communes()
    page = text_of(client, "/quyen-rieng-tu")
    assert "Vũ Thế Kỷ" in page
    assert "Phòng một cửa, 0220 123 456" in page


def shared(client: Browser, address: str) -> dict[str, str]:
    """What Zalo and Facebook show of a link."""
    return dict(
        re.findall(r'<meta property="og:([a-z_]+)" content="([^"]*)">', client.get(address).get_data(as_text=True))
    )


def test_a_shared_lesson_shows_its_title_goal_and_weight(client: Browser) -> None:
    tags = shared(client, f"/khoa-hoc/{COURSE}/{LESSON}")
    assert tags["title"] == "Chuẩn bị máy trước khi gọi"
    assert tags["description"].startswith("Bà con kiểm tra được pin và mạng trước khi gọi. 4 phút,")
    assert tags["description"].endswith("KB.")
    assert tags["url"] == f"http://localhost/khoa-hoc/{COURSE}/{LESSON}"
    assert tags["locale"] == "vi_VN"


@pytest.mark.parametrize(
    "address", ["/", "/khoa-hoc/", f"/khoa-hoc/{COURSE}/", f"/khoa-hoc/{COURSE}/{LESSON}", "/gioi-thieu"]
)
def test_a_shared_link_has_a_picture_that_can_be_fetched(client: Browser, address: str) -> None:
    picture = shared(client, address)["image"]
    assert picture.startswith("http://localhost/")
    assert client.get(picture.removeprefix("http://localhost")).mimetype.startswith("image/")


def test_a_link_with_strange_letters_is_shared_whole(client: Browser) -> None:
    tags = shared(client, "/xac-minh/ABC%22%3Cđ")
    assert '"' not in tags["url"]
    assert "<" not in tags["url"]


def test_health_says_that_the_database_answers(client: Browser) -> None:
    answer = client.get("/suc-khoe")
    assert answer.get_json() == {"status": "ok", "courses": 2}
    assert "Set-Cookie" not in answer.headers


def test_no_page_for_everybody_names_anybody(app: Flask, client: Browser, resident, stranger) -> None:
    for address in (
        "/",
        "/khoa-hoc/",
        "/gioi-thieu",
        "/quyen-rieng-tu",
        "/tim-kiem?q=hoa",
        "/toi",
        "/xac-minh/",
        "/dang-ky",
    ):
        page = text_of(client, address)
        assert "Nguyễn Thị Hoà" not in page
        assert "Đỗ Văn Lượng" not in page

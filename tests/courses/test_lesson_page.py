"""A lesson as people read it, with and without an account, with and without script."""

from __future__ import annotations

import re

import html5lib
import pytest

from courses import actions
from courses.catalogue import catalogue, forget_catalogue
from courses.package import read_package
from learning.accounts.actions import fill_in
from learning.accounts.commune import forget_communes
from learning.core.database import db
from learning.progress.queries import done_keys
from tests.courses.folder import LESSON, SECOND_LESSON, SLUG, course_folder
from tests.support.factories import COURSE

X = "{http://www.w3.org/1999/xhtml}"
FIRST, SECOND, LAST = (f"/khoa-hoc/{COURSE}/{slug}" for slug in ("chuan-bi-may", "goi-cho-con", "tat-may-dung-luc"))
BLANK = re.compile(r'<span class="from-commune">(.*?)</span>')


@pytest.fixture
def lesson(client, tmp_path):
    """The page of the first lesson of a folder whose first lesson was changed."""

    def read(*changes, slug="ma-otp"):
        text = LESSON
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        actions.publish(read_package(course_folder(tmp_path, {"01-ma-otp.md": text})))
        forget_catalogue()
        return client.get(f"/khoa-hoc/{SLUG}/{slug}").text

    return read


def links(html, rel):
    root = html5lib.parse(html)
    return [link.get("href") for link in root.iter(f"{X}a") if link.get("rel") == rel]


def test_a_lesson_leads_to_the_one_before_and_the_one_after(client):
    pages = [client.get(address).text for address in (FIRST, SECOND, LAST)]
    assert [links(html, "prev") for html in pages] == [[], [FIRST], [SECOND]]
    assert [links(html, "next") for html in pages] == [[SECOND], [LAST], []]


def test_a_lesson_tells_beforehand_what_it_costs(client):
    course = catalogue().course(COURSE)
    assert f"4 phút · {course.lessons[0].kilobytes} KB" in client.get(FIRST).text


def test_sources_and_the_day_of_the_last_check_stand_under_the_lesson(client):
    html = client.get(FIRST).text
    assert "Tài liệu tập huấn của lớp, phần một." in html and "Kiểm tra lần cuối" in html and "22/11/2026" in html
    assert "Căn cứ" not in client.get(SECOND).text


def test_a_lesson_that_does_not_exist_is_not_found(client):
    assert client.get(f"/khoa-hoc/{COURSE}/khong-co").status_code == 404
    assert client.get("/khoa-hoc/khong-co/bai").status_code == 404


def test_every_screen_is_a_section_in_the_order_written(client):
    root = html5lib.parse(client.get(FIRST).text)
    headings = [section.find(f"{X}h2") for section in root.iter(f"{X}section")]
    assert [heading.text for heading in headings] == [
        "Ông Tư muốn thấy mặt cháu",
        "Nhìn hai chỗ trên màn hình",
        "Vướng thì hỏi ai",
    ]


# --- practice without script ------------------------------------------------------------------------------


def test_every_answer_of_a_practice_question_has_its_explanation_beside_it(client):
    """The style sheet shows what follows a checked radio button; so each must follow its own button, as a sibling."""
    root = html5lib.parse(client.get(FIRST).text)
    options = [box for box in root.iter(f"{X}div") if box.get("class") == "practice-option"]
    shapes = {tuple(child.tag.removeprefix(X) for child in option) for option in options}
    told = ["".join(option[2].itertext()) for option in options]
    assert len(options) == 2 and shapes == {("input", "label", "div")}
    assert any("Đang gọi mà hết pin" in text for text in told) and any("Máy có thể tắt" in text for text in told)


def test_exactly_the_right_answer_of_a_practice_question_is_marked_right(client):
    root = html5lib.parse(client.get(FIRST).text)
    right = [box for box in root.iter(f"{X}div") if "is-right" in (box.get("class") or "").split()]
    assert len(right) == 1 and "Đúng" in "".join(right[0].itertext())


def test_the_buttons_of_one_question_exclude_each_other_and_not_those_of_another(lesson):
    second = LESSON[LESSON.index("```gift") :]
    root = html5lib.parse(lesson((second, second + "\n" + second.replace("Có người gọi", "Có người nhắn"))))
    names = [button.get("name") for button in root.iter(f"{X}input") if button.get("type") == "radio"]
    assert sorted({names.count(name) for name in names}) == [2] and len(set(names)) == 2


# --- text that comes from authors and from the commune ----------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "<iframe src='https://example.vn'></iframe>",
        "<u onclick=alert(1)>gạch</u>",
        "</section></article><h1>Trang khác</h1>",
        "<!-- ẩn -->",
    ],
)
def test_raw_html_in_a_lesson_comes_out_as_text(lesson, written):
    html = lesson(("Ngân hàng gửi", f"{written}\n\nNgân hàng gửi"))
    assert written not in html
    assert written in "".join(html5lib.parse(html).itertext())


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://example.vn", "vbscript:x"])
def test_a_link_leads_only_to_safe_places(lesson, address):
    assert f'href="{address}"' not in lesson(("Ngân hàng gửi", f"[bấm đây]({address})\n\nNgân hàng gửi"))


def test_html_in_a_practice_question_is_cleaned(lesson):
    html = lesson(
        ("=Tắt máy#", "=Tắt <script>alert(1)</script>máy#"), ("Chưa đúng. Ai", "<i onclick\\=alert(1)>Ai</i>")
    )
    assert "alert(1)</script>" not in html and "onclick" not in html


def test_a_blank_of_the_commune_is_filled_in(client, home):
    fill_in(home, "so-to-cong-nghe-so", "0912 345 678", None)
    db.session.commit()
    forget_communes()
    assert BLANK.findall(client.get(FIRST).text) == ["0912 345 678"]


def test_an_unfilled_blank_says_that_the_commune_will_add_it(client):
    html = client.get(FIRST).text
    assert BLANK.findall(html) == ["xã sẽ bổ sung"] and "{{" not in html


def test_html_in_a_setting_is_shown_as_text(client, home):
    fill_in(home, "so-to-cong-nghe-so", "<script>alert(1)</script> & 113", None)
    db.session.commit()
    forget_communes()
    assert BLANK.findall(client.get(FIRST).text) == ["&lt;script&gt;alert(1)&lt;/script&gt; &amp; 113"]


def test_a_changed_setting_is_seen_by_guests_who_get_kept_pages(client, home, clock):
    for number in ("0912 345 678", "0987 654 321"):
        fill_in(home, "so-to-cong-nghe-so", number, None)
        db.session.commit()
        forget_communes()
        clock.move(seconds=1)
        assert BLANK.findall(client.get(FIRST).text) == [number]


def test_a_blank_inside_a_box_is_filled_in_too(lesson):
    assert "::: hoi-ai" in SECOND_LESSON
    html = lesson(slug="lo-doc-ma")
    assert "box-hoi-ai" in html and "Công an xã: <span" in html


# --- finishing --------------------------------------------------------------------------------------------


def test_a_guest_finishes_a_lesson_and_the_device_remembers(client):
    answer = client.post(f"{FIRST}/da-hoc-xong")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FIRST}/da-hoc-xong")
    praise = client.get(answer.headers["Location"]).text
    assert "Giỏi lắm" in praise and "Gọi cho con lần đầu" in praise and "Đăng ký thẻ học" in praise
    assert "Đã học xong" in client.get(FIRST).text and "Học xong lần nữa" in client.get(FIRST).text


def test_another_guest_does_not_see_what_this_one_has_read(app, client):
    client.post(f"{FIRST}/da-hoc-xong")
    assert "Học xong lần nữa" not in app.test_client().get(FIRST).text


def test_a_person_finishes_a_lesson_in_the_ledger(resident, client_of):
    browser = client_of(resident)
    browser.post(f"{FIRST}/da-hoc-xong")
    browser.post(f"{FIRST}/da-hoc-xong")
    assert done_keys(resident.id) == {f"{COURSE}/chuan-bi-may"}
    assert "Đăng ký thẻ học" not in browser.get(f"{FIRST}/da-hoc-xong").text


def test_the_last_lesson_leads_to_the_quiz(resident, client_of):
    browser = client_of(resident)
    for address in (FIRST, SECOND, LAST):
        browser.post(f"{address}/da-hoc-xong")
    assert f"/kiem-tra/{COURSE}/kiem-tra-cuoi-khoa" in browser.get(f"{LAST}/da-hoc-xong").text


def test_reading_writes_nothing(resident, client_of):
    browser = client_of(resident)
    browser.get(FIRST)
    browser.get(f"{FIRST}/da-hoc-xong")
    assert done_keys(resident.id) == frozenset()


# --- pictures ---------------------------------------------------------------------------------------------


def test_a_picture_may_be_kept_for_ever_and_can_do_nothing(client):
    address = catalogue().course(COURSE).cover
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml") and answer.data.startswith(b"<svg")
    assert "immutable" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("digest", ["0" * 16, "", "%", "_" * 16, "0" * 64])
def test_a_picture_under_another_hash_is_not_found(client, digest):
    assert client.get(f"/khoa-hoc/{COURSE}/tep/{digest}/hai-may.svg").status_code == 404


def test_part_of_a_hash_is_not_enough(client):
    digest = catalogue().course(COURSE).media["media/hai-may.svg"]
    assert [client.get(f"/khoa-hoc/{COURSE}/tep/{digest[:n]}/a").status_code for n in (1, 15, 17)] == [404] * 3


def test_every_picture_on_a_page_can_be_fetched(client):
    sources = [image.get("src") for image in html5lib.parse(client.get(FIRST).text).iter(f"{X}img")]
    assert sources and all(client.get(source).status_code == 200 for source in sources)

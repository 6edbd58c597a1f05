"""A lesson on the wall: one idea a slide, nothing of the lesson lost, and it works without a script."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date

import html5lib
import pypdf
import pytest
from markupsafe import Markup

import training.kit.views
from courses.content import Course, Lesson
from learning.accounts.models import Person
from learning.core.qr import qr_strokes
from tests.support import factories
from tests.support.clients import Browser
from training.kit.pieces import pieces, practice
from training.kit.printing import print_slides
from training.kit.slides import MOST_ITEMS, MOST_WORDS, Slide, slides_of

X = "{http://www.w3.org/1999/xhtml}"
SLIDES = f"/can-bo/bai-hoc/{factories.COURSE}/{factories.LESSON}/trinh-chieu"
ClientOf = Callable[[Person], Browser]


def slides(*screens: str) -> tuple[Slide, ...]:
    """The slides of a lesson with these screens, without its first and its last."""
    course = factories.course()
    lesson = course.lessons[0]
    return slides_of(course, lesson, [Markup(screen) for screen in screens])[1:-1]


@pytest.fixture
def lesson(app) -> tuple[Course, Lesson]:
    return factories.course(), factories.course().lessons[0]


def shown(html: str) -> list[str]:
    """The headings of the slides that a browser without script shows."""
    sections = [node for node in html5lib.parse(html).iter(f"{X}section") if "slide" in (node.get("class") or "")]
    return ["".join(node.find(f"{X}h2").itertext()) for node in sections if node.get("hidden") is None]


def test_a_lesson_begins_with_its_title_and_ends_with_the_way_home(lesson) -> None:
    first, *_, last = slides_of(*lesson, lesson[1].screens)
    assert (first.kind, first.heading) == ("title", lesson[1].title)
    assert (last.kind, last.heading) == ("end", "Quét để học lại tại nhà")


def test_every_paragraph_is_a_slide_of_its_own_under_the_heading_of_its_screen(app) -> None:
    long = "Chữ " * 30
    found = slides(f"<h2>Mở máy</h2>\n<p>{long}</p>\n<p>{long}</p>")
    assert [(slide.kind, slide.heading) for slide in found] == [("text", "Mở máy")] * 2


def test_a_short_line_stays_with_the_picture_it_leads_to(app) -> None:
    (slide,) = slides('<h2>Nhìn</h2><p>Nhìn hai chỗ này.</p><figure><img src="/a.svg" alt="Hai chỗ"></figure>')
    assert slide.kind == "picture"
    assert "hai chỗ này" in slide.body
    assert "/a.svg" in slide.picture


def test_a_short_line_that_leads_to_nothing_stands_by_itself(app) -> None:
    found = slides("<h2>Nhìn</h2><p>Một câu.</p><p>Hai câu.</p><hr><p>Ba câu.</p>")
    assert [pieces(str(slide.body))[0].plain for slide in found] == ["Một câu.", "Hai câu.", "Ba câu."]


def test_a_line_with_a_colon_stays_with_its_list(app) -> None:
    (slide,) = slides("<h2>Cần gì</h2><p>Cần có:</p><ul><li>pin</li><li>mạng</li></ul>")
    assert str(slide.body) == "<p>Cần có:</p><ul><li>pin</li>\n<li>mạng</li></ul>"


def test_a_long_list_goes_on_with_its_numbers_on_the_next_slide(app) -> None:
    items = "".join(f"<li>Bước {number}</li>" for number in range(1, 13))
    found = slides(f"<h2>Làm</h2><ol>{items}</ol>")
    assert [re.search(r'start="(\d+)"', slide.body)[1] for slide in found] == ["1", "5", "9"]
    assert max(slide.body.count("<li>") for slide in found) <= MOST_ITEMS


def test_a_long_paragraph_parts_between_sentences_and_loses_no_word(app) -> None:
    text = " ".join(f"Câu số {number} có <strong>đúng</strong> tám chữ đây." for number in range(20))
    found = slides(f"<h2>Đọc</h2><p>{text}</p>")
    assert len(found) > 1
    assert all(pieces(str(slide.body))[0].words <= MOST_WORDS for slide in found)
    assert " ".join(pieces(str(slide.body))[0].inner for slide in found) == text


def test_a_sentence_in_bold_is_never_torn_from_its_tag(app) -> None:
    text = f"<strong>{'Một câu dài thật dài. ' * 20}</strong>"
    (slide,) = slides(f"<h2>Đọc</h2><p>{text}</p>")
    assert slide.body.count("<strong>") == slide.body.count("</strong>") == 1


def test_a_box_keeps_its_name_and_its_colour(app) -> None:
    box = '<div class="box box-can-than"><p class="box-label">Cẩn thận</p>\n<p>Không đưa ảnh cho ai.</p></div>'
    (slide,) = slides(f"<h2>Chụp ảnh</h2>{box}")
    assert (slide.heading, slide.kicker, slide.tone) == ("Cẩn thận", "Chụp ảnh", "can-than")
    assert "box-label" not in slide.body


def test_a_question_shows_no_answer_and_the_next_slide_gives_it_with_the_reason(lesson) -> None:
    question, answer = (
        slide for slide in slides_of(*lesson, lesson[1].screens) if slide.kind in ("question", "answer")
    )
    assert "Cắm sạc rồi hãy gọi" in question.body
    assert "Cứ gọi ngay" in question.body
    assert "hết pin" not in question.body
    assert "Cắm sạc rồi hãy gọi" in answer.body
    assert "Cứ gọi ngay" not in answer.body
    assert "Sạc đầy thì nói chuyện lâu" in answer.body


def test_the_letter_of_the_answer_is_the_letter_of_the_option(lesson) -> None:
    question, answer = (
        slide for slide in slides_of(*lesson, lesson[1].screens) if slide.kind in ("question", "answer")
    )
    letter = re.search(r'slide-right"><b>(.)</b>', answer.body)[1]
    assert f"<b>{letter}</b> <span>Cắm sạc rồi hãy gọi</span>" in question.body


def test_a_practice_question_is_read_back_as_it_was_compiled(lesson) -> None:
    field = next(piece for screen in lesson[1].screens for piece in pieces(screen) if piece.tag == "fieldset")
    asked = practice(field)
    assert asked.question == "Vạch pin còn rất ít. Ông Tư nên làm gì trước?"
    assert sorted((option.html, option.right) for option in asked.options) == [
        ("Cắm sạc rồi hãy gọi", True),
        ("Cứ gọi ngay", False),
    ]


def test_a_picture_without_a_frame_is_a_piece_of_its_own() -> None:
    found = pieces('<hr>\n<img src="/a.svg" alt="A">\n<p>Một<br>hai</p>')
    assert [piece.tag for piece in found] == ["hr", "img", "p"]
    assert found[2].inner == "Một<br>hai"


def test_few_words_stand_larger_than_many(app) -> None:
    few, many, *_ = slides("<h2>A</h2><p>Nhớ nhé.</p>", f"<h2>B</h2><p>{'Một hai ba bốn. ' * 14}</p>")
    assert few.size == "huge"
    assert many.size == "big"


def test_no_word_of_any_lesson_is_lost(app) -> None:
    course = factories.course()
    for lesson in course.lessons:
        found = slides_of(course, lesson, lesson.screens)
        told = " ".join(
            pieces(f"<p>{slide.heading} {slide.kicker} {slide.body} {slide.picture}</p>")[0].plain for slide in found
        )
        for screen in lesson.screens:
            for piece in pieces(screen):
                if piece.tag != "fieldset":
                    assert set(piece.plain.split()) <= set(told.split())


def test_without_a_script_one_slide_shows_and_links_lead_on(client_of: ClientOf, facilitator: Person) -> None:
    browser = client_of(facilitator)
    first, second = browser.get(SLIDES).text, browser.get(f"{SLIDES}?trang=2").text
    assert shown(first) == ["Chuẩn bị máy trước khi gọi"]
    assert shown(second) == ["Tình huống"]
    assert 'rel="next" href="' + SLIDES + '?trang=3"' in second
    assert 'rel="prev" href="' + SLIDES + '?trang=1"' in second


@pytest.mark.parametrize(("asked", "number"), [("0", 1), ("99999", 8), ("x", 1), ("-3", 1), ("٣", 1), ("9" * 40, 1)])
def test_a_page_that_does_not_exist_leads_to_one_that_does(
    client_of: ClientOf, facilitator: Person, asked: str, number: int
) -> None:
    html = client_of(facilitator).get(SLIDES, query_string={"trang": asked}).text
    assert len(shown(html)) == 1
    assert f"<b data-count>{number}/8</b>" in html


def test_the_blanks_of_the_commune_are_filled_in_on_the_wall(client_of: ClientOf, facilitator: Person) -> None:
    assert "xã sẽ bổ sung" in client_of(facilitator).get(SLIDES).text


def test_only_the_teachers_screen_shows_the_notes(client_of: ClientOf, facilitator: Person) -> None:
    browser, course = client_of(facilitator), factories.course()
    note = pieces(course.lessons[0].guide)[-1].plain[:20]
    assert note not in browser.get(SLIDES).text
    teacher = browser.get(f"{SLIDES}?xem=nguoi-day&trang=2").text
    assert note in teacher
    assert course.lessons[0].read_aloud.split("\n\n")[0][:20] in teacher
    assert "trang=3&amp;xem=nguoi-day" in teacher


def test_a_lesson_that_does_not_exist_has_no_slides(client_of: ClientOf, facilitator: Person) -> None:
    assert client_of(facilitator).get(f"/can-bo/bai-hoc/{factories.COURSE}/khong-co/trinh-chieu").status_code == 404
    assert client_of(facilitator).get("/can-bo/bai-hoc/khong-co/bai/trinh-chieu.pdf").status_code == 404


def test_the_file_is_made_of_the_same_slides(
    client_of: ClientOf, facilitator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[Slide] = []
    monkeypatch.setattr(training.kit.views, "print_slides", lambda _title, found, *_: printed.extend(found) or b"")
    response = client_of(facilitator).get(f"{SLIDES}.pdf")
    assert response.mimetype == "application/pdf"
    assert [slide.heading for slide in printed][:2] == ["Chuẩn bị máy trước khi gọi", "Tình huống"]
    assert "xã sẽ bổ sung" in " ".join(slide.body for slide in printed)


def test_on_paper_lists_go_on_counting_and_only_our_fonts_are_used(app) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" font-family="system-ui, sans-serif">'
    drawing = f"{svg}<text>Tên</text></svg>".encode()
    address = f"/khoa-hoc/{factories.COURSE}/tep/0123456789abcdef/ten.svg"
    items = "".join("<li>Việc</li>" for _ in range(8))
    found = slides(f'<h2>Làm</h2><ol>{items}</ol><figure><img src="{address}" alt="Tên"></figure>')
    given = {"0123456789abcdef-ten.svg": drawing}
    home = "https://hoc.example"
    pdf = print_slides("Làm", found, qr_strokes(home), home, given, "xã", date(2026, 11, 23))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    fonts = {str(font["/BaseFont"]) for page in pages for font in _fonts(page["/Resources"])}
    assert len(pages) == 3
    assert float(pages[0].mediabox.width) / float(pages[0].mediabox.height) == pytest.approx(16 / 9, abs=0.01)
    assert "5." in pages[1].extract_text()
    assert "8." in pages[1].extract_text()
    assert fonts
    assert all("Be-Vietnam-Pro" in name or "BeVietnamPro" in name for name in fonts), fonts


def _fonts(resources) -> Iterator:
    yield from (font.get_object() for font in resources.get("/Font", {}).values())
    for form in resources.get("/XObject", {}).values():
        if "/Resources" in form.get_object():
            yield from _fonts(form.get_object()["/Resources"])

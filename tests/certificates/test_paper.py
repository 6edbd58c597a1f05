"""What a certificate says, how it fits on its sheet, and that the same paper is always the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdf
import pytest
import segno

from certificates.paper import (
    COURSE,
    NAME,
    TO_BE_ADDED,
    Paper,
    PaperIncomplete,
    date_text,
    hours_text,
    papers_html,
    render_papers,
    sheet,
)
from learning.core.fitting import PaperUnprintable, fit
from learning.core.pdf import text_width
from learning.core.qr import qr_strokes

HANH = Paper(
    holder_name="Nguyễn Thị Hạnh",
    course_title="Dịch vụ công trực tuyến từ A đến Z",
    audience_label="Người dân",
    hours=Decimal("2.5"),
    issued_on=date(2026, 11, 5),
    level="self",
    serial="0017/2026",
    code="7KQ4-M2XR-9TBE",
    verify_url="https://hoc.example.vn/xac-minh/7KQ4M2XR9TBE",
    parent_body="ỦY BAN NHÂN DÂN XÃ HẢI HƯNG",
    place_name="Hải Hưng",
    issuing_unit="PHÒNG VĂN HÓA - XÃ HỘI",
    signer_title="TRƯỞNG PHÒNG",
    signer_name="Trần Quốc Khánh",
)
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Bảo Khánh Ngọc Phương Thảo"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_papers([HANH])


def words(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def test_a_printed_certificate_reads_back_with_every_mark(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = words(reader.pages[0])

    assert len(reader.pages) == 1
    assert (float(reader.pages[0].mediabox.width), float(reader.pages[0].mediabox.height)) == pytest.approx(
        (841.89, 595.28), abs=0.1
    )
    for said in [
        "ỦY BAN NHÂN DÂN XÃ HẢI HƯNG",
        "PHÒNG VĂN HÓA - XÃ HỘI",
        "GIẤY XÁC NHẬN",
        "hoàn thành khóa học",
        "Xác nhận ông/bà: Nguyễn Thị Hạnh",
        "Dịch vụ công trực tuyến từ A đến Z",
        "2,5 giờ học",
        "Tự học trên mạng",
        "Hải Hưng, ngày 05 tháng 11 năm 2026",
        "Số: 0017/2026",
        "7KQ4-M2XR-9TBE",
        "hoc.example.vn/xac-minh",
        "Giấy này xác nhận việc hoàn thành khóa học của xã; không thay cho xác nhận kỹ năng số của Nhà nước.",
    ]:
        assert said in text
    assert reader.metadata.title == "Giấy xác nhận hoàn thành khóa học – Nguyễn Thị Hạnh"
    assert reader.root_object["/Lang"] == "vi"
    assert reader.root_object["/MarkInfo"]["/Marked"]


def test_another_process_on_another_day_prints_the_same_bytes(pdf):
    script = (
        "import hashlib; from tests.certificates.test_paper import HANH, render_papers;"
        "print(hashlib.sha256(render_papers([HANH])).hexdigest())"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima", "SOURCE_DATE_EPOCH": "1"}

    other = subprocess.run([sys.executable, "-c", script], env=elsewhere, capture_output=True, text=True, check=True)

    assert other.stdout.strip() == hashlib.sha256(pdf).hexdigest()


def test_a_class_of_forty_is_one_document_in_order():
    names = [f"Nguyễn Văn Đạt {number}" for number in range(1, 41)]

    reader = pypdf.PdfReader(io.BytesIO(render_papers([replace(HANH, holder_name=name) for name in names])))

    assert len(reader.pages) == 40
    assert all(f"Xác nhận ông/bà: {name} đã" in words(page) for name, page in zip(names, reader.pages, strict=True))
    assert [mark.title for mark in reader.outline] == names


def test_a_supervised_paper_says_where():
    html = papers_html([replace(HANH, level="supervised", supervised_at="Nhà văn hóa thôn Đại Bình")])

    assert "Hình thức: Có giám sát tại Nhà văn hóa thôn Đại Bình" in html


def test_what_the_commune_has_not_said_yet_is_visible():
    html = papers_html([replace(HANH, issuing_unit="", signer_title=" ", signer_name="\u200b")])

    assert html.count(TO_BE_ADDED) == 2
    assert "signer-blank" in html


def test_no_signature_and_no_seal_are_drawn():
    html = papers_html([HANH])

    assert "(Ký tên, đóng dấu)" in html
    assert html.count("<svg") == 1 and "<img" not in html


def test_a_sample_says_so_across_the_sheet():
    assert "BẢN XEM THỬ" in papers_html([replace(HANH, is_sample=True)])
    assert "BẢN XEM THỬ" not in papers_html([HANH])


def test_missing_data_is_named_before_anything_is_printed():
    with pytest.raises(PaperIncomplete) as refusal:
        render_papers([HANH, replace(HANH, holder_name="  ", hours=0), replace(HANH, level="supervised")])

    assert refusal.value.missing == ["holder_name", "hours", "supervised_at"]
    assert "họ tên người học, số giờ học, nơi học có giám sát" in refusal.value.sentence


def test_a_level_that_does_not_exist_is_refused():
    assert replace(HANH, level="expert").missing() == ["level"]


def test_characters_that_nobody_sees_are_not_printed_and_are_not_a_name():
    assert fit(NAME, "Vũ\u200b An\u202e\x07").lines == ("Vũ An",)
    assert replace(HANH, holder_name="\u200b").missing() == ["holder_name"]


def test_markup_in_a_name_is_only_text():
    html = papers_html([replace(HANH, holder_name="<img src=http://x> & Bình")])

    assert "<img" not in html
    assert "&lt;img src=http://x&gt; &amp; Bình" in html


def test_an_address_that_is_no_web_address_never_becomes_a_link():
    assert "href" not in papers_html([replace(HANH, verify_url="javascript:alert(1)")])


def test_a_name_typed_in_pieces_is_printed_composed():
    taken_apart = unicodedata.normalize("NFD", "Đặng Thị Ngoãn")

    assert sheet(replace(HANH, holder_name=taken_apart))["holder"].lines == ("Đặng Thị Ngoãn",)


@pytest.mark.parametrize("name", ["Vũ An", "Nguyễn Thị Hạnh", LONG_NAME, "Ngoằng " * 11, "W" * 80, "Ứ" * 160])
def test_a_name_of_any_length_stays_on_its_place(name):
    fitted = fit(NAME, name)

    assert len(fitted.lines) <= 2
    assert " ".join(fitted.lines) == " ".join(name.split())
    assert (
        max(text_width(line, "BeVietnamPro-SemiBold") for line in fitted.lines) * fitted.points * 25.4 / 72 < NAME.width
    )


def test_an_ordinary_name_is_set_as_large_as_can_be_and_a_long_one_on_two_even_lines():
    assert fit(NAME, HANH.holder_name) == ((HANH.holder_name,), NAME.points, "Be Vietnam Pro")
    assert fit(NAME, LONG_NAME).lines == ("Công Tằng Tôn Nữ Nguyễn Thị Hoàng", "Bảo Khánh Ngọc Phương Thảo")
    assert fit(NAME, LONG_NAME).points >= 20


def test_a_long_course_title_is_still_well_read():
    assert fit(COURSE, "Nhận ra cuộc gọi giả danh công an, tin nhắn trúng thưởng, " * 2).points >= 12


@pytest.mark.parametrize("name", ["Y Bhăm Ƀuôn Yă", "Č̆ Ŏ", "HʼHen Niê"])
def test_a_name_with_letters_of_the_highlands_is_set_whole_in_the_other_font(name):
    assert fit(NAME, name).family == "Tinos"


@pytest.mark.parametrize("name", ["H’Hen Niê", "Nguyễn Ö. Jürgen", "Ẵ Ộ Ữ ỹ"])
def test_a_name_the_first_font_can_draw_stays_in_it(name):
    assert fit(NAME, name).family == "Be Vietnam Pro"


def test_a_name_no_font_can_draw_is_refused_rather_than_printed_as_boxes():
    with pytest.raises(PaperUnprintable) as refusal:
        papers_html([replace(HANH, holder_name="Nguyễn 王")])

    assert refusal.value.letters == ["王"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 5), "ngày 05 tháng 11 năm 2026"),
        (date(2027, 2, 28), "ngày 28 tháng 02 năm 2027"),
        (date(2027, 3, 1), "ngày 01 tháng 3 năm 2027"),
    ],
)
def test_dates_are_written_as_official_papers_write_them(day, said):
    assert date_text(day) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [(2.5, "2,5 giờ học"), (Decimal("2.0"), "2 giờ học"), (10, "10 giờ học"), (0.75, "0,75 giờ học")],
)
def test_hours_have_a_vietnamese_comma(hours, said):
    assert hours_text(hours) == said


def test_the_strokes_are_exactly_the_dark_modules_of_the_symbol():
    matrix = segno.make_qr(HANH.verify_url, error="m", boost_error=False, mask=2).matrix
    strokes = qr_strokes(HANH.verify_url)

    drawn = set()
    for stroke in strokes.path.removeprefix("M").split("M"):
        start, length = stroke.split("h")
        x, y = map(int, start.split())
        drawn |= {(x + step, y) for step in range(int(length))}

    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert strokes.side == len(matrix) + 8

"""The form of the papers, read back by machine: margins, letters, sizes, lines, page numbers, what is left open."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn

from learning.accounts.commune import forget_communes
from learning.accounts.models import Person, PlaceSetting
from learning.core.database import db
from tests.support import factories
from tests.support.clients import Browser

DOORS = "/can-bo/bao-cao/tai-ve.{}?ky=quy&nam=2026&quy=4&mau={}"
MM = 36000  # EMU
FILLED = {
    "co-quan-chu-quan": "ỦY BAN NHÂN DÂN XÃ HẢI HƯNG",
    "don-vi-cap": "PHÒNG VĂN HÓA - XÃ HỘI",
    "ky-hieu-bao-cao": "BC-VHXH",
    "noi-nhan-bao-cao": "Như trên; Các thôn; Lưu: VT, VHXH",
    "chuc-vu-nguoi-ky": "TRƯỞNG PHÒNG",
    "ho-ten-nguoi-ky": "Vũ Thị Mẫu Ký",
}
Get = Callable[[str, str], bytes]


@pytest.fixture
def get(october: SimpleNamespace, client_of: Callable[[Person], Browser]) -> Get:
    """``get("pdf", "doan")``: a paper of a commune that has filled in its names."""
    home = factories.place("xã")
    db.session.add_all(PlaceSetting(place_id=home.id, key=key, value=value) for key, value in FILLED.items())
    db.session.commit()
    forget_communes()
    browser = client_of(october.staff)
    return lambda ending, form="co-quan": browser.get(DOORS.format(ending, form)).data


def paragraphs(document: Any) -> list[Any]:
    """All paragraphs, those in tables too."""
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]


def one(document: Any, start: str) -> Any:
    """The first paragraph that begins so."""
    return next(paragraph for paragraph in paragraphs(document) if paragraph.text.startswith(start))


def test_the_word_file_has_the_decrees_page(get: Get) -> None:
    section = Document(io.BytesIO(get("docx", "co-quan"))).sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round(side / MM) for side in sides] == [210, 297, 20, 20]
    assert [round(side / MM) for side in (section.left_margin, section.right_margin)] == [30, 15]
    assert section.different_first_page_header_footer and not section.first_page_header.paragraphs[0].text
    header = section.header.paragraphs[0]
    assert header.alignment == ALIGN.CENTER and " PAGE " in header._element.xpath("string(.//w:instrText)")


@pytest.mark.parametrize(
    ("start", "size", "bold", "italic", "align"),
    [
        ("ỦY BAN NHÂN DÂN XÃ HẢI HƯNG", 12, None, None, ALIGN.CENTER),
        ("PHÒNG VĂN HÓA - XÃ HỘI", 12, True, None, ALIGN.CENTER),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, None, ALIGN.CENTER),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, None, ALIGN.CENTER),
        ("Số:          /BC-VHXH", 13, None, None, ALIGN.CENTER),
        ("Hải Hưng, ngày       tháng 11 năm 2026", 13, None, True, ALIGN.CENTER),
        ("BÁO CÁO", 14, True, None, ALIGN.CENTER),
        ("Thực hiện", 14, None, None, ALIGN.JUSTIFY),
        ("I. KẾT QUẢ CHUNG", 14, True, None, None),
        ("Nơi nhận:", 12, True, True, None),
        ("- Lưu: VT, VHXH.", 11, None, None, None),
        ("TRƯỞNG PHÒNG", 14, True, None, ALIGN.CENTER),
    ],
)
def test_the_parts_of_the_word_file_are_set_as_the_decree_says(
    get: Get, start: str, size: int, bold: bool | None, italic: bool | None, align: Any
) -> None:
    found = one(Document(io.BytesIO(get("docx", "co-quan"))), start)
    run = found.runs[0]
    assert (run.font.name, run.font.size.pt, run.bold, run.italic) == ("Times New Roman", size, bold, italic)
    assert found.alignment == align


def test_paragraphs_are_indented_and_apart(get: Get) -> None:
    found = one(Document(io.BytesIO(get("docx", "co-quan"))), "Thực hiện").paragraph_format
    assert round(found.first_line_indent / MM, 1) == 12.7 and found.space_after.pt >= 6


def test_lines_are_drawn_and_not_typed(get: Get) -> None:
    document = Document(io.BytesIO(get("docx", "co-quan")))
    drawn = [one for one in paragraphs(document) if one._p.find(f".//{qn('w:pBdr')}") is not None]
    assert len(drawn) == 3 and not any("__" in one.text or "---" in one.text for one in paragraphs(document))


def test_the_head_is_a_table_without_borders_and_heads_of_tables_repeat(get: Get) -> None:
    document = Document(io.BytesIO(get("docx", "co-quan")))
    head, annex = document.tables[0], document.tables[2]
    assert head._tbl.find(f".//{qn('w:tblBorders')}") is None and head.style.name == "Normal Table"
    assert [round(cell.width / MM) for cell in head.rows[0].cells] == [72, 93]
    assert annex.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_the_youth_union_has_a_form_of_its_own(get: Get) -> None:
    said = "\n".join(one.text for one in paragraphs(Document(io.BytesIO(get("docx", "doan")))))
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in said and "***" in said and "Số:          -BC/ĐTN" in said
    assert "CỘNG HÒA" not in said and "Độc lập" not in said


@pytest.mark.parametrize("form", ["co-quan", "doan"])
def test_word_and_pdf_say_the_same(get: Get, form: str) -> None:
    document = Document(io.BytesIO(get("docx", form)))
    pdf = "".join(_text(get("pdf", form)).split())
    wanted = [paragraph.text for paragraph in paragraphs(document) if paragraph.text.strip()]
    missing = [line for line in wanted if "".join(re.sub(r"\[[^]]+]", "", line).split())[:25] not in pdf]
    assert not missing


def test_the_pdf_is_a4_with_numbers_from_page_two(get: Get) -> None:
    pdf = pypdfium2.PdfDocument(get("pdf", "co-quan"))
    pages = list(pdf)
    assert len(pages) > 1 and all([round(side * 25.4 / 72) for side in page.get_size()] == [210, 297] for page in pages)
    top = [page.get_textpage().get_text_bounded(250, 790, 350, 842).strip() for page in pages]
    assert top[0] == "" and top[1:] == [str(number) for number in range(2, len(pages) + 1)]


def test_quoc_hieu_stands_in_one_line_of_the_pdf(get: Get) -> None:
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in _text(get("pdf", "co-quan")).splitlines()[1:8]


def test_the_text_ends_with_the_sign_of_the_end(get: Get) -> None:
    assert "trên địa bàn xã Hải Hưng./." in " ".join(_text(get("pdf", "co-quan")).split())


def test_a_blank_stays_visible(october: SimpleNamespace, client_of: Callable[[Person], Browser]) -> None:
    body = client_of(october.staff).get(DOORS.format("docx", "co-quan")).data
    assert "………" in one(Document(io.BytesIO(body)), "Kính gửi: ").text


def test_a_frozen_paper_is_the_same_to_the_byte(
    october: SimpleNamespace, client_of: Callable[[Person], Browser], clock: Any
) -> None:
    browser, paper = client_of(october.staff), "/can-bo/bao-cao/tai-ve.pdf?ky=thang&nam=2026&thang=10"
    browser.post("/can-bo/bao-cao/chot?ky=thang&nam=2026&thang=10")
    first = browser.get(paper).data
    clock.move(days=40)
    assert browser.get(paper).data == first


def _text(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))

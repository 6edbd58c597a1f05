"""The summary as PDF and as a Word file: plain values in, bytes out, in the letters that official papers are set in."""

from __future__ import annotations

import io
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.core.pdf import render_pdf
from training.meetings.summary import Line, Summary

PRINT = Path(__file__).resolve().parents[2] / "templates" / "training" / "print"
UNION = "ĐOÀN TNCS HỒ CHÍ MINH"
NUMBER = "Số:          -BC/ĐTN"
SIGNER = "(Chức vụ, ký, ghi rõ họ tên)"
FACE, SIZE = "Times New Roman", 13
CENTRE, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def summary_pdf(summary: Summary) -> bytes:
    """The summary on one A4 page; the same summary gives the same bytes."""
    html = summary_html(summary)
    return render_pdf(html, created=summary.made_at, identifier=sha256(html.encode()).digest()[:16], css=_dress())


def summary_html(summary: Summary) -> str:
    """The document before it becomes a PDF."""
    told = {"summary": summary, "union": UNION, "number": NUMBER, "signer": SIGNER}
    return _environment().get_template("summary.html").render(told)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PRINT), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@lru_cache(maxsize=1)
def _dress() -> str:
    return (PRINT / "summary.css").read_text(encoding="utf-8")


def summary_word(summary: Summary) -> bytes:
    """The same page for Word, so that difficulties and proposals can be typed in."""
    document = Document()
    _lay_out(document)
    _head(document, summary)
    _say(document, "BÁO CÁO", align=CENTRE, bold=True, size=14, before=12)
    _say(document, summary.subject, align=CENTRE, bold=True)
    _say(document, "-----", align=CENTRE, after=6)
    for line in summary.lines:
        _line(document, line)
    _foot(document)
    document.core_properties.title = summary.subject
    document.core_properties.author = summary.body
    document.core_properties.created = document.core_properties.modified = summary.made_at
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _lay_out(document: Any) -> None:
    section, style = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    style.font.name, style.font.size = FACE, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)


def _head(document: Any, summary: Summary) -> None:
    """Two columns without lines: the issuing body at the left, the Union and the date at the right."""
    left, right = _two_columns(document, Cm(7.5), Cm(9))
    _say(left, summary.upper_body, align=CENTRE)
    _say(left, summary.body, align=CENTRE, bold=True)
    _say(left, "***", align=CENTRE)
    _say(left, NUMBER, align=CENTRE)
    _say(right, UNION, align=CENTRE, bold=True, underline=True)
    _say(right, "", align=CENTRE)
    _say(right, summary.place_and_date, align=CENTRE, italic=True)


def _foot(document: Any) -> None:
    left, right = _two_columns(document, Cm(7.5), Cm(9))
    _say(left, "Nơi nhận:", bold=True, italic=True, size=12)
    _say(left, "- ………………;", size=11)
    _say(left, "- Lưu.", size=11)
    _say(right, SIGNER, align=CENTRE, italic=True)


def _two_columns(document: Any, *widths: Any) -> tuple[Any, ...]:
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = width
        cell._element.remove(cell.paragraphs[0]._element)
    return tuple(table.rows[0].cells)


def _line(document: Any, line: Line) -> None:
    if line.kind == "heading":
        _say(document, line.text, bold=True, before=6)
    else:
        said = _say(document, f"- {line.text}" if line.kind == "item" else line.text, align=JUSTIFIED, after=4)
        said.paragraph_format.first_line_indent = Cm(1)


def _say(
    where: Any, text: str, *, align: Any = None, size: float = SIZE, before: float = 0, after: float = 0, **dress: bool
) -> Any:
    paragraph = where.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    for name, on in dress.items():
        setattr(run, name, on)
    return paragraph

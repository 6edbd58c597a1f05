"""The report as a Word file in the same form: real paragraphs, a head without borders, lines drawn and not typed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from learning.core.formats import NBSP
from reports.papers import measurements as form
from reports.papers.paper import UNION, Block, Paper, PaperTable

FACE = "Times New Roman"
LONGEST_PROPERTY = 255  # letters
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")  # what XML cannot hold
CENTRE, JUSTIFIED, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.RIGHT


def report_word(paper: Paper) -> bytes:
    """The whole report with its annex."""
    document = Document()
    _lay_out(document)
    _head(document, paper)
    _title(document, paper)
    for block in (paper.opening, *paper.blocks):
        _block(document, block)
    closing = _say(document, paper.closing, align=JUSTIFIED, indent=True, after=form.BETWEEN)
    closing.paragraph_format.keep_with_next = True
    _foot(document, paper)
    if paper.tables:
        _annex(document, paper)
    properties = document.core_properties
    properties.title, properties.author = (_property(text) for text in (paper.subject, paper.head.body))
    properties.language = "vi-VN"
    properties.created = properties.modified = paper.made_at.replace(tzinfo=None)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _property(text: str) -> str:
    """As much as a property of a document may hold."""
    return UNSEEN.sub("", text)[:LONGEST_PROPERTY]


# --- The page --------------------------------------------------------------------------------------------


def _lay_out(document: Any) -> None:
    section, style = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = Mm(form.PAGE[0]), Mm(form.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(form.TOP), Mm(form.BOTTOM)
    section.left_margin, section.right_margin = Mm(form.LEFT), Mm(form.RIGHT)
    section.header_distance = Mm(form.TOP / 2)
    section.different_first_page_header_footer = True
    style.font.name, style.font.size = FACE, Pt(form.BODY)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_after = Pt(0)
    _page_number(section.header.paragraphs[0])


def _page_number(paragraph: Any) -> None:
    """The number of the page, in the middle of the top margin; the first page has a header of its own, empty."""
    paragraph.alignment = CENTRE
    run = paragraph.add_run()
    run.font.name, run.font.size = FACE, Pt(form.MOTTO)
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("end", "")):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._element.append(element)


# --- Head and foot ---------------------------------------------------------------------------------------


def _head(document: Any, paper: Paper) -> None:
    """Two columns without lines: the issuing body at the left; at the right the State's words, or the Union's name."""
    head, lines = paper.head, form.lines_of(paper)
    left, right = _two_columns(document)
    _say(left, head.upper, align=CENTRE, size=form.NATION)
    _say(left, head.body, align=CENTRE, size=form.NATION, bold=True)
    if head.union:
        _say(left, "***", align=CENTRE, size=form.NATION)
        _say(right, UNION, align=CENTRE, size=form.MOTTO, bold=True)
    else:
        _rule(left, lines.body, form.HEAD[0])
        _say(right, form.STATE, align=CENTRE, size=form.NATION, bold=True)
        _say(right, form.WORDS, align=CENTRE, size=form.MOTTO, bold=True)
    _rule(right, lines.motto, form.HEAD[1])
    _say(left, head.number, align=CENTRE, size=form.MOTTO, before=6)
    _say(right, lines.date, align=CENTRE, size=form.MOTTO, before=6, italic=True)


def _title(document: Any, paper: Paper) -> None:
    _say(document, "BÁO CÁO", align=CENTRE, bold=True, before=18)
    _say(document, paper.subject, align=CENTRE, bold=True)
    _rule(document, form.lines_of(paper).subject, form.TEXT)
    if paper.head.addressee:
        _say(document, f"Kính gửi: {paper.head.addressee}", align=CENTRE, before=12)
    _say(document, "", size=6)


def _foot(document: Any, paper: Paper) -> None:
    left, right = _two_columns(document)
    _say(left, "Nơi nhận:", bold=True, italic=True, size=form.RECIPIENTS_WORD, before=6)
    for line in paper.head.recipients:
        _say(left, line, size=form.RECIPIENTS)
    _say(right, paper.head.signer, align=CENTRE, bold=True, before=6)
    if paper.head.signer_name:
        _say(right, paper.head.signer_name, align=CENTRE, bold=True, before=85)


def _two_columns(document: Any) -> tuple[Any, Any]:
    table = document.add_table(rows=1, cols=2)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    _no_cell_margins(table)
    for column, cell, width in zip(table.columns, table.rows[0].cells, form.HEAD, strict=True):
        column.width = cell.width = Mm(width)
        cell._element.remove(cell.paragraphs[0]._element)
    _not_across_pages(table.rows[0])
    return table.rows[0].cells[0], table.rows[0].cells[1]


def _no_cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "0")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins) if look is not None else table._tbl.tblPr.append(margins)


# --- Text ------------------------------------------------------------------------------------------------


def _block(document: Any, block: Block) -> None:
    if block.kind in ("section", "heading"):
        before = form.BETWEEN if block.kind == "section" else 0
        said = _say(document, block.text, bold=True, indent=True, before=before, after=form.BETWEEN)
        said.paragraph_format.keep_with_next = True
        return
    said = _say(document, block.text, align=JUSTIFIED, indent=True, after=form.BETWEEN)
    if block.codes:
        code = said.add_run(f"{NBSP}[{', '.join(block.codes)}]")
        code.font.superscript, code.font.size = True, Pt(form.TABLE)


def _say(
    where: Any,
    text: str,
    *,
    align: Any = None,
    size: float = form.BODY,
    before: float = 0,
    after: float = 0,
    indent: bool = False,
    **dress: bool,
) -> Any:
    paragraph = where.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if indent:
        shape.first_line_indent = Mm(form.FIRST_LINE)
    run = paragraph.add_run(UNSEEN.sub("", text))
    run.font.name, run.font.size = FACE, Pt(size)
    for name, on in dress.items():
        setattr(run, name, on)
    return paragraph


def _rule(where: Any, length: float, width: float) -> None:
    """A line of this length in the middle of a column: the upper border of an empty paragraph, indented both sides."""
    paragraph = _say(where, "", size=2, before=1)
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm((width - length) / 2)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


# --- The annex -------------------------------------------------------------------------------------------


def _annex(document: Any, paper: Paper) -> None:
    first = _say(document, "PHỤ LỤC", align=CENTRE, bold=True)
    first.paragraph_format.page_break_before = True
    _say(document, "Số liệu kèm theo báo cáo", align=CENTRE, bold=True)
    for table in paper.tables:
        name = f"Biểu {table.number} ({table.letter}). {table.title}"
        _say(document, name, bold=True, size=form.MOTTO, before=12, after=4).paragraph_format.keep_with_next = True
        _table(document, table)
    _say(document, "Ghi chú", bold=True, size=form.MOTTO, before=12, after=4)
    for note in paper.notes:
        _say(document, note, align=JUSTIFIED, size=form.TABLE, after=3)


def _table(document: Any, table: PaperTable) -> None:
    names = ("Dòng", table.first, *(f"{name} ({unit})" for name, unit in table.columns))
    drawn = document.add_table(rows=1, cols=len(names), style="Table Grid")
    drawn.autofit, drawn.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    widths = _widths(len(table.columns))
    _row(drawn.rows[0], names, widths, (CENTRE,) * len(names), bold=True)
    _repeats(drawn.rows[0])
    for place, (name, cells) in enumerate(table.rows, 1):
        total = cells[0].found.code.startswith("A")
        words = ("" if total else str(place), name, *(cell.text for cell in cells))
        _row(drawn.add_row(), words, widths, (CENTRE, None, *(RIGHT for _ in cells)), bold=total)


def _widths(columns: int) -> list[float]:
    first = 11.0
    name = max(34.0, form.TEXT - first - 26.0 * columns)
    return [first, name, *[(form.TEXT - first - name) / columns] * columns]


def _row(row: Any, words: Iterable[str], widths: Iterable[float], sides: Iterable[Any], bold: bool) -> None:
    _not_across_pages(row)
    for cell, text, width, side in zip(row.cells, words, widths, sides, strict=True):
        cell.width = Mm(width)
        cell._element.remove(cell.paragraphs[0]._element)
        _say(cell, text, align=side, size=form.TABLE, before=1, after=1, bold=bold)


def _repeats(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _not_across_pages(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

"""A roster file as lines: every visible sheet, whatever its habits; what is no person is passed over, and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from learning.core.legacy_text import Script
from learning.core.sheet_kinds import SheetRefused
from learning.core.sheets import Cell, Sheet, Workbook
from training.roster.cells import text_of
from training.roster.fonts import Rows, to_unicode
from training.roster.headings import Heading, field_of, find_heading
from training.roster.id_numbers import holds_id_numbers, without_id_numbers
from training.roster.lines import Field, KeptCell, KeptSheet, Line, Reading
from training.roster.passages import title_of, village_in
from training.roster.rows import RowReader

NOBODY = "Bảng có dòng tiêu đề nhưng chưa thấy tên người nào. Xin xem lại tệp."
NO_HEADING = (
    "Không thấy dòng tiêu đề có cột “Họ và tên” trong tệp này. Xin ghi tên cột ở trên danh sách, thí dụ: "
    "STT, Họ và tên, Năm sinh, Thôn, Số điện thoại."
)
GIVEN_BESIDE = 0.6  # a nameless column beside the names, filled that often with one word, holds the given names


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What one sheet gave."""

    lines: tuple[Line, ...]
    kept: KeptSheet
    script: Script
    had_id_numbers: bool
    passed_over: int


def read_roster(book: Workbook, this_year: int) -> Reading:
    """The lines of a roster and what is to be said about it; raises ``SheetRefused`` when it is none."""
    read: list[SheetRead] = []
    without_heading = []
    for sheet in book.sheets:
        found = _read_sheet(len(read), sheet, this_year)
        if found is not None:
            read.append(found)
        elif sheet.rows:
            without_heading.append(_name_of(sheet.name))
    if not read:
        raise SheetRefused(NO_HEADING)
    lines = tuple(line for found in read for line in found.lines)
    if not lines:
        raise SheetRefused(NOBODY)
    return Reading(lines, tuple(found.kept for found in read), tuple(_notes(book, read, without_heading)))


def _read_sheet(index: int, sheet: Sheet, this_year: int) -> SheetRead | None:
    rows, script, unsure = to_unicode(sheet.rows)
    heading = find_heading(rows)
    if heading is None:
        return None
    heading = _with_given_names(heading, rows)
    papers = _id_columns(heading, rows)
    clean, found_any = _without_id_numbers(rows, heading, papers)
    printed = clean[heading.first - 1 : heading.last]
    reader = RowReader(index, heading, printed, this_year, _hint(clean, heading, _name_of(sheet.name)))
    reader.unsure = unsure
    for number in range(heading.last, len(clean)):
        reader.take(number + 1, clean[number])
    kept = KeptSheet(_name_of(sheet.name), heading.last, tuple(tuple(map(_kept, row)) for row in clean))
    return SheetRead(tuple(reader.lines), kept, script, bool(papers) or found_any, reader.passed_over)


def _name_of(sheet_name: str) -> str:
    """The name of a sheet; somebody may have named it after a person and their papers."""
    return str(without_id_numbers(sheet_name, is_phone=False))


def _kept(cell: Cell) -> KeptCell:
    return cell if isinstance(cell, str | int | float) else text_of(cell)


def _with_given_names(heading: Heading, rows: Rows) -> Heading:
    """ "Họ và tên" merged over two columns: the second one has no heading and holds the given names."""
    names = heading.column(Field.NAME)
    if names is None or names + 1 in heading.columns or _cell(rows[heading.last - 1], names + 1):
        return heading
    beside = [_cell(row, names + 1) for row in rows[heading.last :] if _cell(row, names)]
    single = [cell for cell in beside if isinstance(cell, str) and len(cell.split()) == 1 and cell.isalpha()]
    if not beside or len(single) < GIVEN_BESIDE * len(beside):
        return heading
    columns = heading.columns | {names: Field.FAMILY, names + 1: Field.GIVEN}
    return Heading(heading.first, heading.last, columns)


def _cell(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else ""


def _id_columns(heading: Heading, rows: Rows) -> set[int]:
    """Columns of identity numbers: those that say so, and those without a known heading that look so."""
    said = {column for column, field in heading.columns.items() if field is Field.ID_NUMBER}
    width = max(map(len, rows), default=0)
    unknown = set(range(width)) - set(heading.columns)
    below = rows[heading.last :]
    return said | {column for column in unknown if holds_id_numbers([_cell(row, column) for row in below])}


def _without_id_numbers(rows: Rows, heading: Heading, papers: set[int]) -> tuple[Rows, bool]:
    """All rows without such numbers; above the heading and in it words stay words."""
    phones = {column for column, field in heading.columns.items() if field is Field.PHONE}
    found_any, clean = False, []
    for number, row in enumerate(rows):
        is_below = number >= heading.last
        kept: list[Cell] = []
        for column, cell in enumerate(row):
            hidden = is_below and column in papers and field_of(cell) is not Field.ID_NUMBER
            left: Cell = "" if hidden else without_id_numbers(cell, column in phones)
            found_any = found_any or (left != cell and not hidden and _lost_digits(cell, left))
            kept.append(left)
        clean.append(kept)
    return clean, found_any


def _lost_digits(before: Cell, after: Cell) -> bool:
    return sum(sign.isdigit() for sign in str(before)) > sum(sign.isdigit() for sign in str(after))


def _hint(rows: Rows, heading: Heading, sheet_name: str) -> str:
    """Which thôn the title names, or else the sheet's own name, which may be one."""
    title = title_of(rows[: heading.first - 1])
    return village_in(title) or sheet_name


def _notes(book: Workbook, read: list[SheetRead], without_heading: list[str]) -> list[str]:
    scripts = dict.fromkeys(found.script for found in read if found.script is not Script.UNICODE)
    converted = "Tệp gõ bằng phông cũ {}. Trang đã đổi sang Unicode; xin xem lại vài tên ở dưới."
    notes = [converted.format(script.label) for script in scripts]
    if any(found.had_id_numbers for found in read):
        notes.append("Tệp có số căn cước (CCCD, CMND). Trang không nhập và đã bỏ ngay các số đó.")
    if book.had_macros:
        notes.append("Tệp có macro. Trang không chạy macro, chỉ đọc chữ và số.")
    if book.hidden:
        notes.append(f"Không đọc trang tính đang ẩn: {', '.join(map(_name_of, book.hidden))}.")
    if without_heading:
        notes.append(f"Không đọc trang tính không có cột “Họ và tên”: {', '.join(without_heading)}.")
    passed_over = sum(found.passed_over for found in read)
    if passed_over:
        notes.append(f"Bỏ qua {passed_over} dòng không phải tên người (tiêu đề lặp lại, dòng cộng, chỗ ký tên).")
    return notes

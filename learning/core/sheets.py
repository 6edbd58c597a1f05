"""Tables that people keep in spreadsheets (.xlsx .xls .ods .csv), read as rows of plain cells.

Only values are read: of a formula what it showed when the file was saved, of macros nothing. What cannot be read is
refused with a sentence (``sheet_kinds``). Cells are text, whole or decimal numbers, dates; empty ones are "".
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from learning.core.legacy_text import Script, evidence
from learning.core.sheet_kinds import MOST_ROWS, Kind, SheetRefused, is_two_bytes_a_letter, look_at, refuse_far

Cell = str | int | float | date
LONGEST_CELL = 500  # letters; what is longer is cut: no column of a table needs more
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and its rows from the first one of the file on."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as it was read, and what its reader should be told."""

    kind: Kind
    sheets: tuple[Sheet, ...]
    had_macros: bool = False
    hidden: tuple[str, ...] = ()


def open_workbook(body: bytes) -> Workbook:
    """Read a file of any of the four kinds; raises ``SheetRefused``."""
    looked = look_at(body)
    if looked.kind is Kind.CSV:
        return Workbook(Kind.CSV, (Sheet("", _csv_rows(_decoded(body))),))
    try:
        return _read(body, looked.kind, looked.has_macros)
    except PasswordError as locked:
        raise SheetRefused(
            "Tệp này đặt mật khẩu nên trang không mở được. Xin bỏ mật khẩu, lưu rồi gửi lại."
        ) from locked
    except (CalamineError, ValueError, OSError) as broken:
        raise SheetRefused(
            "Tệp này hỏng, trang không đọc được. Xin mở bằng Excel, lưu thành .xlsx rồi gửi lại."
        ) from broken


def _read(body: bytes, kind: Kind, has_macros: bool) -> Workbook:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    shown, hidden = [], []
    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        if about.visible is not SheetVisibleEnum.Visible:
            hidden.append(about.name)
            continue
        found = book.get_sheet_by_name(about.name)
        refuse_far(found.total_height, found.total_width)
        rows = found.to_python(skip_empty_area=False, nrows=MOST_ROWS)
        shown.append(Sheet(about.name, tuple(tuple(map(_plain, row)) for row in rows)))
    return Workbook(kind, tuple(shown), has_macros, tuple(hidden))


def _plain(value: str | float | bool | time | date | datetime | timedelta) -> Cell:
    """One cell as text, number or date; a moment is its day, and what has no day is what it looks like."""
    if isinstance(value, str):
        return value[:LONGEST_CELL].replace("\x00", "")
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value if isinstance(value, int | float | date) else str(value)


# --- Text files -------------------------------------------------------------------------------------------


def _decoded(body: bytes) -> str:
    """The text of a csv file, in whatever encoding Excel, a phone or an old program has written it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    if b"\x00" in body and is_two_bytes_a_letter(body):
        return body.decode("utf-16-be" if body[:1] == b"\x00" else "utf-16-le", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _from_windows(body)


def _from_windows(body: bytes) -> str:
    """One byte a letter: Vietnamese Windows, or the codes of an old font, which a later reader converts."""
    vietnamese, western = body.decode("cp1258", "replace"), body.decode("latin-1")
    lines = vietnamese.splitlines()[:400]
    old = max(evidence(western.splitlines()[:400], script).score for script in (Script.TCVN3, Script.VNI))
    return vietnamese if evidence(lines, Script.UNICODE).score >= old else western


def _csv_rows(text: str) -> tuple[tuple[Cell, ...], ...]:
    if "\x00" in text:
        raise SheetRefused("Trang không nhận ra loại tệp này. Xin gửi tệp .xlsx, .xls, .ods hoặc .csv.")
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            rows.append(tuple(cell[:LONGEST_CELL] for cell in row))
            refuse_far(len(rows), len(row))
    except csv.Error as broken:
        raise SheetRefused(
            "Tệp .csv này có chỗ ngoặc kép mở mà không đóng. Xin mở bằng Excel, lưu thành .xlsx rồi gửi."
        ) from broken
    return tuple(rows)


def _delimiter(text: str) -> str:
    """What stands between the cells: whichever stands in most of the first lines, as often in one as in the next."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]

    def weight(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines if sign in line]
        usual = max(set(counts), key=counts.count, default=0)
        return counts.count(usual) * (usual > 0), usual

    return max(DELIMITERS, key=weight)

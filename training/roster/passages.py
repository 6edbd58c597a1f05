"""The parts of a roster that are no people: titles, headings of sections, totals, numbers of columns, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from learning.core.sheets import Cell
from learning.core.text import nfc
from training.roster.cells import text_of

Row = Sequence[Cell]

_VILLAGE = re.compile(
    r"\b((?:thôn|xóm|khu dân cư|tổ dân phố|tdp)\s+(?!tham gia|trong|của|xã)[^,;:()\-–\n]{1,40})", re.IGNORECASE
)
_BEFORE_THE_COMMUNE = re.compile(
    r"\s+(xã|phường|huyện|thành phố|tp|năm|tham gia|ngày|đợt|lớp|tháng)\b.*$", re.IGNORECASE
)
_SECTION = re.compile(
    r"^(?:[ivxlc]+[.)/]?|\d+[.)/]|[a-z][.)/])?\s*((?:thôn|xóm|khu dân cư|tổ dân phố|tdp)\s+\S.*)$", re.IGNORECASE
)
_NUMBER_OF_A_COLUMN = re.compile(r"\(?\[?([0-9]{1,2}|[A-HĐ]|[0-9]{1,2}\s*=.*)\]?\)?")
_FOOT = re.compile(
    r"^(tổng( cộng| số|:|$)|tong (cong|so)\b|cộng( cộng)?\s*[:.]?\s*$|cộng\s*[:.]?\s*\d|"
    r"người lập|xác nhận|tm\b|t/m|kt\.|"
    r"trưởng thôn|trưởng ban|bí thư|chủ tịch|thủ trưởng|phó chủ tịch|kế toán|\(?ký|giảng viên|cán bộ lớp|"
    r"danh sách (này |trên )?(gồm|có|ấn định)|ấn định|.{0,40}ngày\s*\S*\s*tháng\s*\S*\s*năm)",
    re.IGNORECASE,
)


def title_of(rows: Sequence[Row]) -> str:
    """All words above the heading, row by row."""
    return "\n".join(" ".join(text_of(cell) for cell in row if cell != "") for row in rows)


def village_in(text: str) -> str:
    """The thôn that a title names ("Danh sách lớp thôn An Bình, xã …"), "" when it names none."""
    found = _VILLAGE.search(nfc(text))
    return _BEFORE_THE_COMMUNE.sub("", found[1]).strip() if found else ""


def section_of(row: Row) -> str:
    """The thôn that a row between the people announces ("II. Thôn An Bình"), "" for any other row."""
    filled = [text_of(cell) for cell in row if cell != ""]
    if not 0 < len(filled) <= 2:
        return ""
    found = _SECTION.match(" ".join(filled))
    return _BEFORE_THE_COMMUNE.sub("", found[1]).strip() if found else ""


def numbers_the_columns(row: Row) -> bool:
    """Whether the row under the heading only numbers the columns: (1) (2) (3), or A B 1 2."""
    filled = [text_of(cell) for cell in row if cell != ""]
    return len(filled) > 2 and all(_NUMBER_OF_A_COLUMN.fullmatch(text) for text in filled)


def is_foot(row: Row) -> bool:
    """Whether the row begins a total, a signature or a date; a Tống or Công by name is none."""
    return any(isinstance(cell, str) and _FOOT.match(text_of(cell)) for cell in row if cell != "")

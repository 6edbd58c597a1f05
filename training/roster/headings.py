"""Finding the heading of a roster, wherever it stands, and what each column holds.

Communes put a title, a number and a date above it, merge cells, split it over two rows ("Năm sinh" over "Nam | Nữ") and
spell every word in their own way. A heading is a row in which a column for names is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from learning.core.sheets import Cell
from learning.core.text import fold, nfc
from training.roster.lines import Field

LOOKED_AT = 40  # rows in which the heading is sought
LONGEST_LABEL = 60  # letters; a longer cell is a sentence
Row = Sequence[Cell]

_NONE_OF_OURS = re.compile(r"chu ho\b|quan he|nguoi lap|que quan|ky ten|ky nhan|ghi chu|so luong|trinh do")
_LABELS: tuple[tuple[Field, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (Field.ID_NUMBER, r"\b(cccd|cmnd|cmtnd|cmt|cc|can cuoc|chung minh|dinh danh|ho chieu)\b|giay to"),
        (Field.FIX, r"^can sua"),
        (Field.ORDER, r"^(stt|tt|so tt|so thu tu|sothutu|thu tu|so)$"),
        (Field.GUARDIAN, r"giam ho|phu huynh|^(ho (va )?ten )?(cha|bo) ?(,|hoac|/)? ?me\b"),
        (Field.PHONE, r"dien thoai|dienthoai|\bsdt\b|\bdt\b|di dong|zalo|^lien he$|\bphone\b"),
        (Field.BIRTH, r"nam sinh|namsinh|ngay sinh|ngaysinh|thang sinh|ngay thang nam|sinh nam|sinh ngay|^ns$|^sinh$"),
        (Field.GENDER, r"gioi tinh|gioitinh|^(gt|phai|gioi|nam ?[/,-]? ?nu)$"),
        (Field.MALE, r"^nam$"),
        (Field.FEMALE, r"^nu$"),
        (Field.FAMILY, r"^(ho|ho lot|ho,? (va )?(chu )?(ten )?(dem|lot)|ho va ten (dem|lot))$"),
        (
            Field.NAME,
            r"ho,? (va )?(chu dem )?(va )?ten|hoten|hovaten|^ten (nguoi|hoc vien|hoi vien|doan vien|thanh vien)",
        ),
        (Field.GIVEN, r"^ten$"),
        (Field.VILLAGE, r"\b(thon|xom|tdp)\b|to dan pho|khu dan cu|dia chi|noi o|cho o|cu tru|thuong tru|tam tru"),
        (Field.AUDIENCE, r"doi tuong|doituong|thanh phan|^nhom\b"),
    )
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Which rows (from 1) the heading takes up, and what each column holds; columns nobody knows are left out."""

    first: int
    last: int
    columns: dict[int, Field]

    def column(self, field: Field) -> int | None:
        """The first column that holds this."""
        return next((column for column, found in self.columns.items() if found is field), None)


def field_of(cell: Cell) -> Field | None:
    """What a heading cell announces, None for anything unknown."""
    if not isinstance(cell, str) or not 0 < len(cell) <= LONGEST_LABEL:
        return None
    if nfc(cell).strip().casefold() == "năm":  # without its mark it would be a man
        return Field.BIRTH
    label = " ".join(re.sub(r"[^\w/,-]+", " ", fold(cell)).split()).strip(" -,/")
    if not label or _NONE_OF_OURS.search(label):
        return None
    return next((field for field, pattern in _LABELS if pattern.search(label)), None)


def find_heading(rows: Sequence[Row]) -> Heading | None:
    """The best heading among the first rows, one or two rows high; None when no row names a column of names."""
    candidates = []
    for number in range(min(len(rows), LOOKED_AT)):
        one = _columns(rows[number])
        two = _columns_of_two(rows[number], rows[number + 1]) if number + 1 < len(rows) else {}
        candidates.append((_weight(one), 1, -number, Heading(number + 1, number + 1, one)))
        if two and _is_a_lower_half(rows[number + 1]):
            candidates.append((_weight(two), 0, -number, Heading(number + 1, number + 2, two)))
    best = max(candidates, key=lambda candidate: candidate[:3], default=None)
    return best[3] if best and best[0] else None


def _weight(columns: dict[int, Field]) -> int:
    """How much a row looks like a heading: nothing without names, else the number of different things it announces."""
    found = set(columns.values())
    return len(found) if found & {Field.NAME, Field.GIVEN} else 0


def _columns(row: Row) -> dict[int, Field]:
    found: dict[int, Field] = {}
    for column, cell in enumerate(row):
        field = field_of(cell)
        if field and (field not in found.values() or field in (Field.ID_NUMBER, Field.PHONE)):
            found[column] = field
    return _settled(found)


def _settled(found: dict[int, Field]) -> dict[int, Field]:
    """Beside a column of whole names one called "Tên" is something else, unless there is one called "Họ" too."""
    fields = set(found.values())
    if Field.NAME in fields and Field.FAMILY not in fields:
        return {column: field for column, field in found.items() if field is not Field.GIVEN}
    return found


def _columns_of_two(upper: Row, lower: Row) -> dict[int, Field]:
    """A heading of two rows: the lower word counts where there is one, a merged upper one reaches to the right."""
    width = max(len(upper), len(lower))
    found: dict[int, Field] = {}
    above: Cell = ""
    for column in range(width):
        top = upper[column] if column < len(upper) else ""
        low = lower[column] if column < len(lower) else ""
        above = top or (above if low else "")
        field = field_of(low) or field_of(top) or (field_of(above) if low else None)
        if field and (field not in found.values() or field in (Field.ID_NUMBER, Field.PHONE)):
            found[column] = field
    if {Field.FAMILY, Field.GIVEN} <= set(found.values()):
        found = {column: field for column, field in found.items() if field is not Field.NAME}
    return _settled(found)


def _is_a_lower_half(row: Row) -> bool:
    """A second row of a heading holds words of headings and no numbers."""
    filled = [cell for cell in row if cell != ""]
    return bool(filled) and all(field_of(cell) for cell in filled)


def is_heading_again(row: Row, heading: Sequence[Row]) -> bool:
    """Whether a row repeats the heading word for word in two columns or more, as on every printed page."""
    for printed in heading:
        said = [(column, fold(cell)) for column, cell in enumerate(printed) if isinstance(cell, str) and cell.strip()]
        same = [column for column, words in said if column < len(row) and fold(str(row[column])) == words]
        if len(same) >= min(2, len(said)) and said:
            return True
    return False

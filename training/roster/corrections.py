"""The file of what is to be corrected: the rows that were not taken in, in the layout they came in, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from learning.core.sheet_writing import Table, Value, write_xlsx
from training.roster.headings import field_of
from training.roster.lines import Field, KeptSheet
from training.roster.matching import Judged, Verdict

COLUMN = "Cần sửa"
FILE_NAME = "danh-sach-can-sua.xlsx"
LEFT_OUT = (Verdict.WRONG, Verdict.DOUBTFUL)


def write_corrections(path: Path, sheets: Sequence[KeptSheet], judged: Iterable[Judged]) -> int:
    """Write title rows, heading and faulty rows of every sheet that has some; returns how many rows are faulty."""
    faults: dict[int, dict[int, str]] = {}
    for one in judged:
        if one.verdict in LEFT_OUT:
            faults.setdefault(one.line.sheet, {})[one.line.row] = _why(one)
    tables = [
        Table(sheets[index].name or "Danh sách", _rows(sheets[index], rows), sheets[index].heading)
        for index, rows in sorted(faults.items())
    ]
    write_xlsx(path, tables or [Table("Danh sách", [("Không có dòng nào cần sửa.",)])])
    return sum(map(len, faults.values()))


def _why(one: Judged) -> str:
    if one.verdict is Verdict.WRONG:
        return one.why
    return f"Chưa quyết định: {one.why}"


def _rows(sheet: KeptSheet, faults: dict[int, str]) -> Iterator[Sequence[Value]]:
    column = _column(sheet)
    for number, row in enumerate(sheet.rows, 1):
        if number <= sheet.heading or number in faults:
            said = COLUMN if number == sheet.heading else faults.get(number, "")
            yield _with(row, column, said)


def _column(sheet: KeptSheet) -> int:
    """A column of that name from the last time is used again; else it stands behind the others."""
    heading = sheet.rows[sheet.heading - 1]
    known = [number for number, cell in enumerate(heading) if field_of(cell) is Field.FIX]
    return known[0] if known else max(map(len, sheet.rows), default=0)


def _with(row: Sequence[Value], column: int, said: str) -> Sequence[Value]:
    cells = list(row) + [""] * (column + 1 - len(row))
    cells[column] = said
    return cells

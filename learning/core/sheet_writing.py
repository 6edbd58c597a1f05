"""Tables for people to open in Excel, written so that no cell ever starts a formula, whatever somebody has typed.

In xlsx text is written as text. In csv a cell that begins like a formula gets an apostrophe before it, because the
programs that open it would otherwise compute, or call out to the network.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from learning.core.clock import LOCAL
from learning.core.text import nfc

Value = str | int | float | date | datetime | None
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767  # letters; Excel refuses more
LONGEST_SHEET_NAME = 31
_NOT_IN_A_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet to be written: rows of values, the number of the heading row (0: none), rows above it in bold."""

    name: str
    rows: Iterable[Sequence[Value]]
    heading: int = 0
    widths: Sequence[float] = field(default=())


def write_xlsx(path: Path, tables: Iterable[Table]) -> None:
    """Write sheets into a file, row by row: fifty thousand rows need no more memory than one.

    ``heading`` counts from 1 and is written in bold, frozen, with filters over all columns.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DFF1EA"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        taken: set[str] = set()
        for table in tables:
            _write_table(
                book.add_worksheet(_sheet_name(table.name, taken)), table, {"bold": bold, "day": day, "moment": moment}
            )


def _write_table(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    last = widest = 0
    for number, row in enumerate(table.rows):
        style = formats["bold"] if number + 1 == table.heading else None
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, style, formats)
        last, widest = number, max(widest, len(row))
    if table.heading:
        sheet.freeze_panes(table.heading, 0)
        if widest:
            sheet.autofilter(table.heading - 1, 0, max(last, table.heading - 1), widest - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Value, style: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(LOCAL).replace(tzinfo=None), style or formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style or formats["day"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, _clean(str(value)), style)


def write_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """The rows as csv that Excel opens rightly: UTF-8 with its mark, commas, every cell harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _harmless(value: Value) -> str:
    """One cell of a csv file; numbers stay numbers, text that begins like a formula does so no more."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int | float):
        return str(value)
    return f"'{value}" if value.startswith(STARTS_A_FORMULA) else value


def _clean(text: str) -> str:
    return nfc(text)[:LONGEST_CELL]


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes, and no other sheet of the file has."""
    name = _clean(wanted).translate(_NOT_IN_A_SHEET_NAME).strip(" '")[:LONGEST_SHEET_NAME] or "Danh sách"
    number = 2
    while name.casefold() in taken:
        name = f"{name[: LONGEST_SHEET_NAME - 4]} {number}"
        number += 1
    taken.add(name.casefold())
    return name

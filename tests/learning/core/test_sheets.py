"""Tables: read from every kind of file as plain cells, written so that no cell ever starts a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.core.sheet_writing import STARTS_A_FORMULA, Table, write_csv, write_xlsx
from learning.core.sheets import open_workbook

TEXT = "STT;Họ và tên;Ghi chú\n1;Nguyễn Thị Mẫu;đi bộ\n"
ANYTHING = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), max_size=40)


@pytest.mark.parametrize(
    "body",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace(";", "\t").encode("utf-16"),
        TEXT.replace(";", ",").replace("\n", "\r\n").encode(),
        TEXT.replace(";", "|").encode(),
    ],
)
def test_a_text_file_is_read_whatever_its_letters_and_commas(body: bytes) -> None:
    rows = open_workbook(body).sheets[0].rows
    assert rows == (("STT", "Họ và tên", "Ghi chú"), ("1", "Nguyễn Thị Mẫu", "đi bộ"))


def test_cells_are_numbers_days_and_text(tmp_path: Path) -> None:
    rows = [["a", 1, 2.5, date(1960, 5, 13), None, datetime(2026, 11, 5, 12, 5, tzinfo=UTC)]]
    write_xlsx(tmp_path / "x.xlsx", [Table("Tên: dài/quá [31]" + "x" * 40, rows)])
    book = open_workbook((tmp_path / "x.xlsx").read_bytes())
    assert book.sheets[0].rows == (("a", 1, 2.5, date(1960, 5, 13), "", date(2026, 11, 5)),)
    assert len(book.sheets[0].name) <= 31


def test_the_heading_is_frozen_and_can_be_filtered(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", [Table("A", [["Thôn", "Người"], ["Mẫu", 3]], heading=1), Table("a", [["x"]])])
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["A", "a 2"]
    assert (book["A"].freeze_panes, book["A"].auto_filter.ref) == ("A2", "A1:B2")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(ANYTHING, ANYTHING.map(lambda text: f"={text}")), min_size=1, max_size=6))
def test_no_cell_of_a_spreadsheet_starts_a_formula_and_all_text_comes_back(tmp_path_factory, cells: list[str]) -> None:
    path = tmp_path_factory.mktemp("x") / "x.xlsx"
    write_xlsx(path, [Table("A", [["đầu", *cells]])])
    assert b"<f>" not in path.read_bytes()
    back = open_workbook(path.read_bytes()).sheets[0].rows[0]
    assert [str(cell) for cell in back[1:]] == [*map(_plain, cells)][: len(back) - 1]


def _plain(text: str) -> str:
    from learning.core.text import nfc

    return nfc(text)


@settings(deadline=None)
@given(st.lists(ANYTHING, min_size=1, max_size=6))
def test_no_cell_of_a_csv_starts_a_formula(cells: list[str]) -> None:
    written = write_csv([cells]).decode("utf-8-sig")
    for cell in next(csv.reader(io.StringIO(written, newline="")), []):
        assert not cell.startswith(STARTS_A_FORMULA)


def test_numbers_in_a_csv_stay_numbers() -> None:
    assert write_csv([[-3, 2.5, "-3", date(2026, 1, 5)]]).decode("utf-8-sig") == "-3,2.5,'-3,05/01/2026\r\n"

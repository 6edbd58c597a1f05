"""Twelve rosters as communes write them, and who stands in them. All names are samples.

Made anew for every run with openpyxl, xlwt, csv and by hand, each after a habit that is met in the field.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from openpyxl.styles import Font

MOT, HAI = "Thôn Mẫu Một", "Thôn Mẫu Hai"
Who = tuple[str, int | None, str | None, str, str | None]  # name, year, gender, thôn, telephone


@dataclass(frozen=True)
class Sample:
    """One file, who is to come out of it, and what its reader is told."""

    name: str
    body: bytes
    people: tuple[Who, ...]
    told: tuple[str, ...] = ()
    left_out: int = 0


def xlsx(*sheets: tuple[str, list[list[Any]]], then: Callable[[Any], None] = lambda book: None) -> bytes:
    """A workbook with these rows; ``then`` merges, hides and formats."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    then(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(name: str, rows: list[list[Any]], font: str) -> bytes:
    """An old workbook in which everything is set in one font."""
    book = xlwt.Workbook(encoding="latin-1")
    sheet = book.add_sheet(name)
    style = xlwt.easyxf(f"font: name {font}")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(name: str, rows: list[list[Any]], below: str = "") -> bytes:
    """An OpenDocument sheet written by hand, with a million empty rows at the end as LibreOffice writes them."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    wide = '<table:table-cell table:number-columns-repeated="1024"/>'
    empty = f'<table:table-row table:number-rows-repeated="1048000">{wide}</table:table-row>'
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="{escape(name)}">{body}{below or empty}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int):
        number = f'<table:table-cell office:value-type="float" office:value="{value}">'
        return f"{number}<text:p>{value}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def text_table(rows: list[list[Any]], delimiter: str) -> str:
    """The rows as text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return out.getvalue()


def windows_1258(text: str) -> bytes:
    """Vietnamese Windows: roofs and horns stay with their letters, tones follow as letters of their own."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", letter)
        tones = [sign for sign in apart if sign in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in tones))
        out.append(base + "".join(tones))
    return "".join(out).encode("cp1258")


def title_and_lost_zeros() -> Sample:
    """The heading in row six under merged titles; telephone numbers that Excel took for numbers."""

    def merge(book: Any) -> None:
        sheet = book.active
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:F3")
        sheet["A3"].font = Font(bold=True, size=14)

    rows = [
        ["UBND XÃ HẢI HƯNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Số: 05/DS", None, None, "Độc lập - Tự do - Hạnh phúc"],
        ["DANH SÁCH ĐĂNG KÝ LỚP BÌNH DÂN HỌC VỤ SỐ"],
        ["(Kèm theo kế hoạch, ngày 05 tháng 11 năm 2026)"],
        [],
        ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Thôn", "Số điện thoại", "Ghi chú"],
        [1, "Nguyễn Thị Mẫu An", 1958, "Nữ", MOT, 912345678, None],
        [2, "Trần Văn Mẫu Bình", "1961", "Nam", "mẫu một", "0987.654.321", "đi xe đạp"],
        [3, "LÊ THỊ MẪU CÚC", 1949.0, "nữ", "Mẫu Hai", "+84 387 654 321", None],
        [4, None, None, None, None, None, None],
        [None, "Tổng cộng: 3 người"],
        [None, None, None, None, "Hải Hưng, ngày 05 tháng 11 năm 2026"],
        [None, "Người lập biểu", None, None, "TRƯỞNG THÔN"],
        [None, "Phạm Thị Mẫu Lập", None, None, "Đỗ Văn Mẫu Trưởng"],
    ]
    people = (
        ("Nguyễn Thị Mẫu An", 1958, "female", MOT, "0912345678"),
        ("Trần Văn Mẫu Bình", 1961, "male", MOT, "0987654321"),
        ("Lê Thị Mẫu Cúc", 1949, "female", HAI, "0387654321"),
    )
    return Sample("title_and_lost_zeros.xlsx", xlsx(("Sheet1", rows), then=merge), people, ("Bỏ qua 4 dòng",))


def halves_and_crosses() -> Sample:
    """Two columns for the name, and crosses under "Nam" and "Nữ" of a heading of two rows."""
    rows = [
        ["DANH SÁCH LỚP HỌC THÔN MẪU MỘT"],
        ["TT", "Họ và tên", None, "Ngày sinh", "Giới tính", None, "SĐT"],
        [None, "Họ đệm", "Tên", None, "Nam", "Nữ", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, "Nguyễn Văn Mẫu", "Dũng", "12/05/1960", "x", None, "0912 345 001"],
        [2, "Phạm Thị Mẫu", "Đào", "3-2-1955", None, "X", "0912 345 002 / 0225 384 2678"],
        [3, "Bùi Mẫu", "Én", "1971", None, "✓", None],
    ]
    people = (
        ("Nguyễn Văn Mẫu Dũng", 1960, "male", MOT, "0912345001"),
        ("Phạm Thị Mẫu Đào", 1955, "female", MOT, "0912345002"),
        ("Bùi Mẫu Én", 1971, "female", MOT, None),
    )
    return Sample("halves_and_crosses.xlsx", xlsx(("DS", rows)), people)


def years_under_genders() -> Sample:
    """ "Năm sinh" over "Nam | Nữ": the year stands under the gender. The name spills into a second, nameless column."""
    rows = [
        ["STT", "Họ và tên", None, "Năm sinh", None, "Địa chỉ"],
        [None, None, None, "Nam", "Nữ", None],
        [1, "Hoàng Văn Mẫu", "Giang", 1957, None, "Thôn Mẫu Một, xã Hải Hưng"],
        [2, "Hoàng Thị Mẫu", "Giang", None, 1959, "Thôn Mẫu Hai - xã Hải Hưng"],
        [3, "Vũ Thị Mẫu", "Hà", None, "1963", "mau hai"],
    ]
    people = (
        ("Hoàng Văn Mẫu Giang", 1957, "male", MOT, None),
        ("Hoàng Thị Mẫu Giang", 1959, "female", HAI, None),
        ("Vũ Thị Mẫu Hà", 1963, "female", HAI, None),
    )
    return Sample("years_under_genders.xlsx", xlsx(("Sheet1", rows)), people)


def dates_of_every_kind() -> Sample:
    """A real date, text, a serial number, a year that Excel turned into a day of 1905, two digits, and nonsense."""
    rows = [
        ["Số TT", "Họ tên", "Ngày, tháng, năm sinh", "Thôn/xóm"],
        [1, "Đặng Văn Mẫu Kiên", date(1952, 9, 2), MOT],
        [2, "Đặng Thị Mẫu Lan", "sinh năm 1954", MOT],
        [3, "Đặng Thị Mẫu Mai", 21916, MOT],
        [4, "Đặng Văn Mẫu Nam", date(1905, 5, 13), MOT],
        [5, "Đặng Thị Mẫu Oanh", "5/7/63", MOT],
        [6, "Đặng Thị Mẫu Phúc", "10", MOT],
        [7, "Đặng Thị Mẫu Quý", "1975 hoặc 1976", MOT],
        [8, "Đặng Văn Mẫu Rạng", None, MOT],
    ]
    people = (
        ("Đặng Văn Mẫu Kiên", 1952, None, MOT, None),
        ("Đặng Thị Mẫu Lan", 1954, None, MOT, None),
        ("Đặng Thị Mẫu Mai", 1960, None, MOT, None),
        ("Đặng Văn Mẫu Nam", 1960, None, MOT, None),
        ("Đặng Thị Mẫu Oanh", 1963, None, MOT, None),
        ("Đặng Văn Mẫu Rạng", None, None, MOT, None),
    )
    return Sample("dates_of_every_kind.xlsx", xlsx(("Sheet1", rows)), people, left_out=2)


def a_sheet_for_each_thon() -> Sample:
    """One sheet for each thôn, a cover page without a table, and a hidden sheet from last year."""
    heading = ["STT", "Họ và tên học viên", "NS", "GT"]

    def hide(book: Any) -> None:
        book["Năm ngoái"].sheet_state = "hidden"

    body = xlsx(
        ("Bìa", [["KẾ HOẠCH LỚP HỌC"], ["Nơi nhận: như trên"]]),
        ("Mẫu Một", [heading, [1, "Phùng Thị Mẫu Sen", 1950, "Nữ"], [2, "Phùng Văn Mẫu Tú", 1948, "Nam"]]),
        ("Thôn Mẫu Hai", [[None], heading, [1, "Phùng Thị Mẫu Sen", 1950, "Nữ"]]),
        ("Năm ngoái", [heading, [1, "Không Được Mẫu Đọc", 1940, "Nam"]]),
        then=hide,
    )
    people = (
        ("Phùng Thị Mẫu Sen", 1950, "female", MOT, None),
        ("Phùng Văn Mẫu Tú", 1948, "male", MOT, None),
        ("Phùng Thị Mẫu Sen", 1950, "female", HAI, None),
    )
    return Sample("a_sheet_for_each_thon.xlsx", body, people, ("Không đọc trang tính đang ẩn: Năm ngoái", "Bìa"))


def sections_and_totals() -> Sample:
    """Thôn as headings between the people, a total under each, the heading printed again in the middle."""
    heading = ["TT", "HỌ VÀ TÊN", "NĂM SINH", "ĐIỆN THOẠI", "ĐỐI TƯỢNG"]
    rows = [
        heading,
        ["I", "THÔN MẪU MỘT"],
        [1, "Tống Thị Mẫu Uyên", 1953, 388000111, "Nông dân"],
        [2, "Công Văn Mẫu Vinh", 1956, "0388 000 112", "Hộ kinh doanh"],
        [None, "Cộng:", 2],
        heading,
        ["II", "Thôn Mẫu Hai (xóm Đông)"],
        [1, "Tống Văn Mẫu Xuân", 1962, "84388000113", "Cán bộ xã"],
        [2, "Ngô Thị Mẫu Yến", 1966, "so cu: 0168 800 0114", "Tổ CNSCĐ"],
        [None, "Cộng:", 2],
        [None, "TỔNG CỘNG", 4],
    ]
    people = (
        ("Tống Thị Mẫu Uyên", 1953, None, MOT, "0388000111"),
        ("Công Văn Mẫu Vinh", 1956, None, MOT, "0388000112"),
        ("Tống Văn Mẫu Xuân", 1962, None, HAI, "0388000113"),
        ("Ngô Thị Mẫu Yến", 1966, None, HAI, None),
    )
    return Sample("sections_and_totals.xlsx", xlsx(("Tổng hợp", rows)), people)


def tcvn3() -> Sample:
    """Everything in .VnTime, the title in capitals (.VnTimeH keeps small letters)."""
    rows = [
        ["danh s¸ch líp häc"],
        ["STT", "Hä vµ tªn", "N¨m sinh", "Giíi tÝnh", "Th«n"],
        [1, "NguyÔn V¨n MÉu §øc", 1955, "Nam", "MÉu Mét"],
        [2, "TrÇn ThÞ MÉu H\u00ad¬ng", 1960, "N÷", "MÉu Mét"],
        [3, "Ph¹m ThÞ MÉu Hång", 1964, "N÷", "MÉu Hai"],
        [4, "Lª MÉu B×nh", 1951, "Nam", "MÉu Hai"],
    ]
    people = (
        ("Nguyễn Văn Mẫu Đức", 1955, "male", MOT, None),
        ("Trần Thị Mẫu Hương", 1960, "female", MOT, None),
        ("Phạm Thị Mẫu Hồng", 1964, "female", HAI, None),
        ("Lê Mẫu Bình", 1951, "male", HAI, None),
    )
    return Sample("tcvn3.xls", xls("Sheet1", rows, ".VnTime"), people, ("phông cũ TCVN3",))


def vni() -> Sample:
    """Everything in VNI-Times; "Thò" alone would be a word."""
    rows = [
        ["STT", "Hoï vaø teân", "Naêm sinh", "Giôùi tính", "Thoân", "Soá ñieän thoaïi"],
        [1, "Nguyeãn Vaên Maãu Ñöùc", 1955, "Nam", "Maãu Moät", "0912.345.010"],
        [2, "TRAÀN THÒ MAÃU HÖÔNG", 1960, "Nöõ", "Maãu Moät", 912345011],
        [3, "Thò Maãu Hoa", 1964, "Nöõ", "Maãu Hai", None],
        [4, "Löôïng Maãu", 1951, "Nam", "Maãu Hai", None],
    ]
    people = (
        ("Nguyễn Văn Mẫu Đức", 1955, "male", MOT, "0912345010"),
        ("Trần Thị Mẫu Hương", 1960, "female", MOT, "0912345011"),
        ("Thị Mẫu Hoa", 1964, "female", HAI, None),
        ("Lượng Mẫu", 1951, "male", HAI, None),
    )
    return Sample("vni.xls", xls("Danh saùch", rows, "VNI-Times"), people, ("phông cũ VNI",))


CCCD = ("001060012345", "030159000222", "001163777888")


def with_identity_numbers() -> Sample:
    """A CCCD column by name as text and as numbers that lost their zeros, one without a name, one inside a note."""
    rows = [
        ["STT", "Họ và tên", "Năm sinh", "Số CCCD/CMND", "Thôn", None, "Ghi chú"],
        [1, "Mai Văn Mẫu Ân", 1960, CCCD[0], MOT, "012345678", f"CCCD {CCCD[0]}"],
        [2, "Mai Thị Mẫu Bích", 1959, int(CCCD[1]), MOT, "031159000", "030 159 000 222"],
        [3, f"Mai Thị Mẫu Chi {CCCD[2]}", 1963, "001163777888", HAI, "141163777", None],
    ]
    people = (
        ("Mai Văn Mẫu Ân", 1960, None, MOT, None),
        ("Mai Thị Mẫu Bích", 1959, None, MOT, None),
        ("Mai Thị Mẫu Chi", 1963, None, HAI, None),
    )
    return Sample("with_identity_numbers.xlsx", xlsx(("Sheet1", rows)), people, ("số căn cước",))


def windows_csv() -> Sample:
    """Saved as csv by an old Vietnamese Windows, with semicolons."""
    rows = [
        ["STT", "Họ và tên", "Năm sinh", "Phái", "Thôn", "ĐT"],
        [1, "Lưu Thị Mẫu Dương", 1957, "Nữ", "Mẫu Một", "0912345021"],
        [2, "Quách Đình Mẫu Thưởng", 1962, "Nam", "Mẫu Hai", "912345022"],
        [3, "Nguyễn Mẫu Hoà", 1949, "Nam", "Mẫu Hai", None],
    ]
    people = (
        ("Lưu Thị Mẫu Dương", 1957, "female", MOT, "0912345021"),
        ("Quách Đình Mẫu Thưởng", 1962, "male", HAI, "0912345022"),
        ("Nguyễn Mẫu Hoà", 1949, "male", HAI, None),
    )
    return Sample("windows.csv", windows_1258(text_table(rows, ";")), people)


def libreoffice() -> Sample:
    """From LibreOffice on a Mac: decomposed letters, a million empty rows behind the list."""
    rows = [
        ["Danh sách thôn Mẫu Hai"],
        ["Stt", "Họ tên", "Năm sinh", "Số ĐT"],
        [1, "Kiều Thị Mẫu Tuyết", 1958, "0912 345 031"],
        [2, "Kiều Văn Mẫu Ước", 1961, 912345032],
    ]
    apart = [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    people = (
        ("Kiều Thị Mẫu Tuyết", 1958, None, HAI, "0912345031"),
        ("Kiều Văn Mẫu Ước", 1961, None, HAI, "0912345032"),
    )
    return Sample("libreoffice.ods", ods("Trang 1", apart), people)


def families_and_namesakes() -> Sample:
    """One telephone for a family, two people of one name, one row twice, and one that may or may not be the same."""
    rows = [
        ["STT", "Họ và tên", "Năm sinh", "Thôn", "Điện thoại"],
        [1, "Trịnh Văn Mẫu Khang", 1950, MOT, "0912345041"],
        [2, "Trịnh Thị Mẫu Liên", 1952, MOT, "0912345041"],
        [3, "Trịnh Văn Mẫu Khang", 1975, MOT, "0912345041"],
        [4, "Trịnh Thị Mẫu Liên", 1952, HAI, None],
        [5, "Trịnh Văn Mẫu Khang", 1950, MOT, "0912 345 041"],
        [6, "Trịnh Thị Mẫu Liên", 1952, MOT, "0912345049"],
    ]
    people = (
        ("Trịnh Văn Mẫu Khang", 1950, None, MOT, "0912345041"),
        ("Trịnh Thị Mẫu Liên", 1952, None, MOT, "0912345041"),
        ("Trịnh Văn Mẫu Khang", 1975, None, MOT, "0912345041"),
        ("Trịnh Thị Mẫu Liên", 1952, None, HAI, None),
    )
    return Sample("families_and_namesakes.xlsx", xlsx(("Sheet1", rows)), people, left_out=1)


def samples() -> tuple[Sample, ...]:
    """All twelve."""
    makers = (
        title_and_lost_zeros, halves_and_crosses, years_under_genders, dates_of_every_kind, a_sheet_for_each_thon,
        sections_and_totals, tcvn3, vni, with_identity_numbers, windows_csv, libreoffice, families_and_namesakes,
    )  # fmt: skip
    return tuple(make() for make in makers)

"""Files that are no rosters, or want to do harm: a clear sentence, nothing written, nothing lost."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import openpyxl
import pytest
import xlwt

from learning.core.sheet_kinds import MOST_ROWS, SheetRefused, look_at
from learning.core.sheets import open_workbook
from tests.training.roster.rosters import ods, samples, xlsx
from training.roster.reading import read_roster

HEADING = ["STT", "Họ và tên", "Năm sinh"]


def refused(body: bytes) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(SheetRefused) as reason:
        read_roster(open_workbook(body), 2026)
    return reason.value.sentence


def rezipped(body: bytes, **changed: bytes) -> bytes:
    """The archive with some members put in or in the place of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        wanted = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in changed.items()}
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name))
        for name, content in wanted.items():
            new.writestr(name, content)
    return out.getvalue()


PLAIN = xlsx(("Sheet1", [HEADING, [1, "Cao Thị Mẫu", 1950]]))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "trống"),
        (b"   \n", "trống"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "ảnh chụp"),
        (b"\x89PNG\r\n\x1a\n", "ảnh"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "trang web"),
        (b'<?xml version="1.0"?><Workbook/>', "trang web"),
        (b"PK\x03\x04" + b"\x00" * 60, "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 20, "hỏng"),
        (b"\x7fELF\x02\x01\x01\x00" + b"\x01\x02" * 300, "không nhận ra"),
        (b"mot,hai,ba\n1,2,3\n", "Họ và tên"),
        ("STT,Họ và tên\n".encode(), "chưa thấy tên người nào"),
    ],
)
def test_what_is_no_roster_is_named(body: bytes, words: str) -> None:
    assert words in refused(body)


def test_a_file_cut_off_half_way_is_refused() -> None:
    assert "hỏng" in refused(PLAIN[: len(PLAIN) // 2])


def test_a_word_file_under_an_excel_name_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "Word" in refused(out.getvalue())


def test_a_zip_bomb_is_refused_by_what_it_says() -> None:
    bomb = rezipped(PLAIN, xl__sharedStrings_xml=b" " * (90 * 1024 * 1024))
    assert len(bomb) < 200_000
    assert "quá lớn" in refused(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused_by_what_it_holds() -> None:
    """The sizes in the archive's table are rewritten; what is unpacked is counted all the same."""
    size = 90 * 1024 * 1024
    bomb = bytearray(rezipped(PLAIN, xl__worksheets__sheet1_xml=b" " * size))
    for lie in (struct.pack("<I", size),):
        at = bomb.find(lie)
        while at != -1:
            bomb[at : at + 4] = struct.pack("<I", 5_000)
            at = bomb.find(lie, at + 4)
    assert "quá lớn" in refused(bytes(bomb))


def test_two_cells_in_far_corners_are_refused_without_making_the_table() -> None:
    body = xlsx(("Sheet1", [HEADING]), then=lambda book: book.active.cell(1_048_576, 16_384, "x"))
    assert "1.048.576" in refused(body)


FAR = (
    "<row r='900000'><c r='ZZ900000'><v>1</v></c></row>",
    '<row r="900000"><c x=">" r="ZZ900000"><v>1</v></c></row>',
    '<row r = "900000"><c r = "ZZ900000"><v>1</v></c></row>',
    '<row r="900000"><c r="zz900000"><v>1</v></c></row>',
    '<row r="900000"><c><v>1</v></c></row>',
    '<row r="&#57;00000"><c r="ZZ&#57;00000"><v>1</v></c></row>',
    '<row r="9"><c r="ZZ9" t="inlineStr"><is><t>x</t></is></c></row>',
)


@pytest.mark.parametrize("row", FAR)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/media/image1.png"])
def test_far_cells_are_found_however_the_sheet_is_written_and_wherever_it_stands(row: str, part: str) -> None:
    """Each would have made a table of up to a billion cells; a workbook says itself where its sheets stand."""
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode().replace("</sheetData>", f"{row}</sheetData>")
        links = archive.read("xl/_rels/workbook.xml.rels").decode()
    moved = {part.replace("/", "__"): sheet.encode()}
    if part.endswith(".png"):
        assert "worksheets/sheet1.xml" in links
        moved["xl___rels__workbook_xml.rels"] = links.replace("worksheets/sheet1.xml", "media/image1.png").encode()
    said = refused(rezipped(PLAIN, **moved))
    assert "900.000" in said or "nhiều cột" in said


def test_a_sheet_that_no_parser_can_follow_is_refused() -> None:
    sheet = b"<worksheet><sheetData><row r=1><c r='A1'><v>1</v></c></row></sheetData></worksheet>"
    assert "hỏng" in refused(rezipped(PLAIN, xl__worksheets__sheet1_xml=sheet))
    hidden = b'<!DOCTYPE x [<!ENTITY far "&#60;c/>">]><worksheet><sheetData>&far;</sheetData></worksheet>'
    assert "hỏng" in refused(rezipped(PLAIN, xl__worksheets__sheet1_xml=hidden))


def test_one_long_text_in_very_many_cells_is_refused() -> None:
    """Kept once, shown in forty thousand cells: a reader would copy it forty thousand times."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c><c r="B{row}" t="s"><v>0</v></c></row>'
        for row in range(1, 20_000)
    )
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"Mẫu " * 8_000}</t></si></sst>'
    )
    sheet = f"{start}{cells}</sheetData></worksheet>"
    body = rezipped(PLAIN, xl__worksheets__sheet1_xml=sheet.encode(), xl__sharedStrings_xml=strings.encode())
    assert "quá lớn" in refused(body)
    long = "Mẫu " * 30_000
    many = (
        '<table:table-row table:number-rows-repeated="9000"><table:table-cell office:value-type="string">'
        f"<text:p>{long}</text:p></table:table-cell></table:table-row>"
    )
    assert "quá lớn" in refused(ods("Trang 1", [HEADING], below=many))


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert "hỏng" in refused(out.getvalue())


def test_a_number_without_end_is_an_empty_cell() -> None:
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    word = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    head = f'<row r="1">{word.format("A1", "Họ và tên")}{word.format("B1", "SĐT")}</row>'
    rows = "".join(
        f'<row r="{number}">{word.format(f"A{number}", "Cao Thị Mẫu")}<c r="B{number}"><v>{value}</v></c></row>'
        for number, value in enumerate(("1e999", "NaN", "-1e999"), 2)
    )
    sheet = start + (head + rows).encode() + b"</sheetData></worksheet>"
    reading = read_roster(open_workbook(rezipped(PLAIN, xl__worksheets__sheet1_xml=sheet)), 2026)
    assert [line.phone for line in reading.lines] == [None] * 3


def test_a_sheet_of_a_million_rows_is_refused() -> None:
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row % (number, number) for number in range(1, 1_000_001, 7))
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    body = rezipped(PLAIN, xl__worksheets__sheet1_xml=start + rows + b"</sheetData></worksheet>")
    assert "dòng" in refused(body)


def test_as_many_rows_as_are_taken_are_read() -> None:
    rows = [HEADING, *[[number, f"Cao Thị {'Mẫu ' * (number % 3)}An", 1950] for number in range(MOST_ROWS - 1)]]
    assert len(open_workbook(xlsx(("Sheet1", rows))).sheets[0].rows) == MOST_ROWS


def test_formatted_empty_cells_far_below_are_no_rows() -> None:
    """Whoever has put a border around a whole column has not written a million rows."""

    def border(book: openpyxl.Workbook) -> None:
        book.active.cell(900_000, 1).number_format = "@"

    assert (
        len(read_roster(open_workbook(xlsx(("S", [HEADING, [1, "Cao Thị Mẫu", 1950]]), then=border)), 2026).lines) == 1
    )


def test_an_old_workbook_that_reaches_too_far_is_refused() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    sheet.write(0, 0, "STT")
    sheet.write(65_535, 255, "x")
    out = io.BytesIO()
    book.save(out)
    assert "65.536" in refused(out.getvalue())


def test_an_opendocument_sheet_that_repeats_a_person_a_million_times_is_refused() -> None:
    many = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    assert "dòng" in refused(ods("Trang 1", [HEADING], below=many))
    assert "dòng" in refused(ods("Trang 1", [HEADING], below=many.replace('"', "'")))


def test_a_long_csv_stops_being_read() -> None:
    assert "dòng" in refused(b"STT,Ho va ten\n" + b"1,Cao Thi Mau\n" * 30_000)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_text_table_is_read_in_two_bytes_a_letter_too(encoding: str) -> None:
    """ "Unicode Text" of Excel: UTF-16 with tabs."""
    table = "STT\tHọ và tên\tNăm sinh\r\n1\tCao Thị Mẫu\t1950\r\n"
    lines = read_roster(open_workbook(table.encode(encoding)), 2026).lines
    assert [(line.name, line.birth_year) for line in lines] == [("Cao Thị Mẫu", 1950)]


def _ole(names: tuple[str, ...]) -> bytes:
    """An old container that holds streams of these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for name in ("Root Entry", *names):
        raw = name.encode("utf-16-le")
        entry = raw.ljust(64, b"\0") + struct.pack("<H", len(raw) + 2)
        directory += entry.ljust(116, b"\0") + struct.pack("<III", 0xFFFFFFFE, 0, 0)
    return bytes(header) + fat + directory.ljust(512, b"\0")


def test_a_file_with_a_password_is_refused_with_the_remedy() -> None:
    assert "mật khẩu" in refused(_ole(("EncryptionInfo", "EncryptedPackage")))


def test_a_container_whose_chain_bites_its_tail_ends() -> None:
    body = bytearray(_ole(("Workbook",)))
    struct.pack_into("<I", body, 512 + 4, 1)  # the directory's sector follows itself
    assert look_at(bytes(body)).kind == "xls"


def test_macros_are_not_run_and_it_is_said() -> None:
    reading = read_roster(open_workbook(rezipped(PLAIN, **{"xl__vbaProject.bin": b"\0" * 50})), 2026)
    assert any("macro" in note for note in reading.notes)
    assert len(reading.lines) == 1


def test_of_a_formula_only_what_it_showed_is_read() -> None:
    cell = b'<c r="B2" t="str"><f>HYPERLINK("http://x.vn")</f><v>Cao Th\xe1\xbb\x8b M\xe1\xba\xabu</v></c>'
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    head = '<row r="1"><c r="B1" t="inlineStr"><is><t>Họ và tên</t></is></c></row>'.encode()
    sheet = start + head + b'<row r="2">' + cell + b"</row></sheetData></worksheet>"
    reading = read_roster(open_workbook(rezipped(PLAIN, xl__worksheets__sheet1_xml=sheet)), 2026)
    assert [line.name for line in reading.lines] == ["Cao Thị Mẫu"]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_no_damage_to_a_file_is_more_than_a_refusal(sample) -> None:
    """Bytes all over it are turned over: it is read, or refused with a sentence, and never crashes."""
    body = sample.body
    for at in range(0, len(body), max(1, len(body) // 60)):
        broken = bytearray(body)
        broken[at] ^= 0xFF
        try:
            read_roster(open_workbook(bytes(broken)), 2026)
        except SheetRefused as said:
            assert said.sentence


def test_bytes_that_do_not_unpack_are_refused() -> None:
    body = bytearray(PLAIN)
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    body[start : start + 20] = zlib.compress(b"khac")[:12].ljust(20, b"\xff")
    assert "hỏng" in refused(bytes(body))

"""What kind of file somebody has given us, told by its content and never by its name, and whether it is safe to open.

Everything here happens before a reader sees the file: types that are no spreadsheets, locks, archives that unpack to
more than they should, sheets that reach too far. Each refusal is a sentence that says what to do.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from learning.core.errors import Refusal
from learning.core.formats import number_vi
from learning.core.ole import SIGNATURE as OLE
from learning.core.ole import Container, NotOle, extent_of
from learning.core.xml_reach import Elements, NotToBeFollowed, OdsCells, SharedStrings, XlsxCells, walk

MOST_ROWS = 20_000
MOST_COLUMNS = 256
MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 80 * 1024 * 1024  # bytes
MOST_LETTERS = 200_000_000  # that a reader would write out of texts which a file holds once and shows often
LARGEST_RATIO = 400  # a sheet of repeated words packs to a hundredth
SHORTEST_BOOK = 4096  # bytes; Excel writes no shorter one, and where short streams stand nobody has looked
_CHUNK = 1 << 20


class SheetRefused(Refusal):
    """The file cannot be read as a table; the sentence says why and what to do."""

    status = 422
    title = "Chưa đọc được tệp này"


class Kind(StrEnum):
    """The four kinds of tables that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look has found: the kind, and whether there are macros in it."""

    kind: Kind
    has_macros: bool = False


def look_at(body: bytes) -> Looked:
    """Tell the kind of a file; raises ``SheetRefused`` for what cannot or must not be opened."""
    if not body.strip():
        raise SheetRefused("Tệp này trống. Xin chọn lại tệp danh sách.")
    if body.startswith(b"PK"):
        return _look_at_zip(body)
    if body.startswith(OLE):
        return _look_at_ole(body)
    _refuse_other_files(body)
    return Looked(Kind.CSV)


_SAVE_AS = "Xin mở bằng Excel, chọn Lưu thành (Save As) loại .xlsx, rồi gửi tệp mới."
_LOCKED = (
    "Tệp này đặt mật khẩu nên trang không mở được. "
    "Xin mở bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ), lưu rồi gửi lại."
)
_OTHERS = (
    (b"%PDF", "Đây là tệp PDF, không phải bảng tính. Xin gửi tệp Excel gốc của danh sách."),
    (b"\xff\xd8\xff", "Đây là ảnh chụp, không phải bảng tính. Xin gửi tệp Excel của danh sách."),
    (b"\x89PNG", "Đây là ảnh, không phải bảng tính. Xin gửi tệp Excel của danh sách."),
    (b"Rar!", "Đây là tệp nén RAR. Xin giải nén rồi gửi tệp Excel ở bên trong."),
    (b"7z\xbc\xaf", "Đây là tệp nén 7z. Xin giải nén rồi gửi tệp Excel ở bên trong."),
    (b"{\\rtf", "Đây là tệp văn bản RTF. Xin chép bảng sang Excel rồi gửi lại."),
)


def _refuse_other_files(body: bytes) -> None:
    for signature, sentence in _OTHERS:
        if body.startswith(signature):
            raise SheetRefused(sentence)
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        raise SheetRefused(f"Tệp này là trang web lưu dưới tên Excel. {_SAVE_AS}")
    if b"\x00" in body and not body.startswith((b"\xff\xfe", b"\xfe\xff")) and not is_two_bytes_a_letter(body):
        raise SheetRefused("Trang không nhận ra loại tệp này. Xin gửi tệp .xlsx, .xls, .ods hoặc .csv.")


def is_two_bytes_a_letter(body: bytes) -> bool:
    """Whether this is text in UTF-16 without a mark: many letters have an empty half."""
    return body[:400].count(b"\x00") >= min(len(body), 400) // 5


# --- Archives: xlsx, ods ----------------------------------------------------------------------------------


def _look_at_zip(body: bytes) -> Looked:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, RuntimeError) as broken:
        raise SheetRefused(f"Tệp này hỏng hoặc tải lên chưa hết. {_SAVE_AS}") from broken
    members = {info.filename: info for info in archive.infolist()}
    if len(members) < len(archive.infolist()):  # two parts of one name: each reader takes another of them
        raise SheetRefused(f"Tệp này hỏng hoặc tải lên chưa hết. {_SAVE_AS}")
    _refuse_bombs(archive.infolist())
    if "xl/workbook.xml" in members:
        _refuse_far_sheets(archive)
        return Looked(Kind.XLSX, "xl/vbaProject.bin" in members)
    if "mimetype" in members and b"opendocument.spreadsheet" in _whole(archive, members["mimetype"]):
        return _look_at_ods(archive, members)
    raise SheetRefused(_no_table(members))


def _no_table(members: dict[str, zipfile.ZipInfo]) -> str:
    if "word/document.xml" in members:
        return "Đây là tệp Word, không phải bảng tính. Xin chép bảng sang Excel rồi gửi tệp Excel."
    if "ppt/presentation.xml" in members:
        return "Đây là tệp trình chiếu, không phải bảng tính. Xin gửi tệp Excel của danh sách."
    if "xl/workbook.bin" in members:
        return f"Tệp này là Excel loại .xlsb. {_SAVE_AS}"
    return "Đây là tệp nén, bên trong không phải một bảng tính. Xin giải nén rồi gửi tệp Excel ở bên trong."


def _refuse_bombs(infos: list[zipfile.ZipInfo]) -> None:
    """By what the archive says of itself; what it really holds is counted while it is unpacked."""
    if any(info.flag_bits & 1 for info in infos):
        raise SheetRefused(_LOCKED)
    packed, unpacked = sum(info.compress_size for info in infos), sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(packed, 10_000):
        raise SheetRefused(_too_large())
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise SheetRefused(f"Tệp này nén theo cách trang không mở. {_SAVE_AS}")


def _too_large() -> str:
    return (
        "Tệp này mở ra quá lớn so với một danh sách. "
        f"Xin chép riêng phần có tên người (dưới {number_vi(MOST_ROWS)} dòng) sang tệp mới rồi gửi."
    )


class _Budget:
    """How much may still be unpacked from one file, whatever it says of itself."""

    def __init__(self) -> None:
        self.left = LARGEST_UNPACKED

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise SheetRefused(_too_large())


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    """What a member really holds, piece by piece: the size it claims is not believed."""
    info.file_size = LARGEST_UNPACKED * 2
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                budget.spend(len(chunk))
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as broken:
        raise SheetRefused(f"Tệp này hỏng hoặc tải lên chưa hết. {_SAVE_AS}") from broken


def _whole(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    return b"".join(_chunks(archive, info, _Budget()))


def _refuse_far_sheets(archive: zipfile.ZipFile) -> None:
    """Every part is walked: which of them is a sheet stands in yet another part, and may stand anywhere."""
    budget, strings = _Budget(), SharedStrings(_refuse_much)
    for info in archive.infolist():
        _walk(_chunks(archive, info, budget), XlsxCells(refuse_far, strings))


def _refuse_much(letters: int) -> None:
    if letters > MOST_LETTERS:
        raise SheetRefused(_too_large())


def _walk(chunks: Iterable[bytes], cells: Elements) -> None:
    try:
        walk(chunks, cells)
    except NotToBeFollowed as strange:
        raise SheetRefused(f"Tệp này hỏng hoặc tải lên chưa hết. {_SAVE_AS}") from strange


def refuse_far(rows: int, columns: int) -> None:
    """Raises ``SheetRefused`` when a sheet reaches further than any roster does."""
    if rows > MOST_ROWS:
        raise SheetRefused(
            f"Bảng có dữ liệu tới dòng {number_vi(rows)}. Trang nhận nhiều nhất {number_vi(MOST_ROWS)} dòng một lần. "
            "Xin chia thành nhiều tệp, hoặc xóa những ô có chữ lạc ở cuối bảng."
        )
    if columns > MOST_COLUMNS:
        raise SheetRefused("Bảng có quá nhiều cột. Xin chép riêng các cột cần dùng sang tệp mới rồi gửi.")


def _look_at_ods(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> Looked:
    manifest = members.get("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in _whole(archive, manifest):
        raise SheetRefused(_LOCKED)
    if "content.xml" not in members:
        raise SheetRefused(f"Tệp này hỏng hoặc tải lên chưa hết. {_SAVE_AS}")
    _walk(_chunks(archive, members["content.xml"], _Budget()), OdsCells(refuse_far, _refuse_much))
    return Looked(Kind.ODS, any(name.startswith("Basic/") for name in members))


# --- The old container: xls -------------------------------------------------------------------------------


def _look_at_ole(body: bytes) -> Looked:
    try:
        container = Container(body)
    except (NotOle, IndexError, ValueError) as broken:
        raise SheetRefused(f"Tệp này hỏng hoặc tải lên chưa hết. {_SAVE_AS}") from broken
    names = container.streams.keys()
    if "EncryptedPackage" in names:
        raise SheetRefused(_LOCKED)
    if "WordDocument" in names:
        raise SheetRefused("Đây là tệp Word, không phải bảng tính. Xin chép bảng sang Excel rồi gửi tệp Excel.")
    book = next((name for name in ("Workbook", "Book") if name in names), None)
    if book is None:
        raise SheetRefused(f"Trang không nhận ra bảng tính nào trong tệp này. {_SAVE_AS}")
    if 0 < container.streams[book].size < SHORTEST_BOOK:
        raise SheetRefused(f"Tệp này hỏng hoặc tải lên chưa hết. {_SAVE_AS}")
    extent = extent_of(container.read(book))
    if extent.locked:
        raise SheetRefused(_LOCKED)
    refuse_far(extent.rows, extent.columns)
    return Looked(Kind.XLS, "_VBA_PROJECT" in names or "_VBA_PROJECT_CUR" in names)

"""The old container of Microsoft Office (OLE2, MS-CFB), as far as needed to look before reading: names and streams.

Only looks; what it cannot follow it leaves out. Nothing in the file makes it loop or grow beyond the file itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # this sector number and all above it name no sector
_HEADER = 512


class NotOle(ValueError):
    """The bytes begin like such a container and then do not go on like one."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One named stream: where it begins and how long it is."""

    name: str
    first: int
    size: int


class Container:
    """A file of this kind, opened for looking."""

    def __init__(self, body: bytes) -> None:
        if len(body) < _HEADER or not body.startswith(SIGNATURE):
            raise NotOle("no header")
        self._body = body
        self._shift = struct.unpack_from("<H", body, 30)[0]
        if self._shift not in (9, 12):
            raise NotOle("no such sector size")
        self._fat = self._allocation()
        self.streams: dict[str, Stream] = {}
        for entry in self._directory():
            self.streams.setdefault(entry.name, entry)  # of two of one name, readers take the first

    def read(self, name: str) -> bytes:
        """The bytes of a large stream; empty when there is none of the name (short ones stand elsewhere)."""
        entry = self.streams.get(name)
        if entry is None:
            return b""
        return b"".join(map(self._sector, self._chain(entry.first)))[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._body[start : start + (1 << self._shift)]

    def _allocation(self) -> list[int]:
        """The table that says for each sector which one follows; its own sectors are listed in the header first."""
        listed = list(struct.unpack_from("<109I", self._body, 76))
        following, left = struct.unpack_from("<II", self._body, 68)
        size = (1 << self._shift) // 4
        while following < _FREE and left and len(listed) < len(self._body):
            numbers = self._numbers(following, size)
            if len(numbers) < size:
                break
            listed += numbers[:-1]
            following, left = numbers[-1], left - 1
        return [number for sector in listed if sector < _FREE for number in self._numbers(sector, size)]

    def _numbers(self, sector: int, size: int) -> tuple[int, ...]:
        raw = self._sector(sector)
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])[:size]

    def _chain(self, first: int) -> Iterator[int]:
        """The sectors of a stream; a chain that bites its tail ends there."""
        seen: set[int] = set()
        while first < len(self._fat) and first not in seen:
            seen.add(first)
            yield first
            first = self._fat[first]

    def _directory(self) -> Iterator[Stream]:
        raw = b"".join(map(self._sector, self._chain(struct.unpack_from("<I", self._body, 48)[0])))
        for at in range(0, len(raw) - 127, 128):
            letters = struct.unpack_from("<H", raw, at + 64)[0]
            if not 2 <= letters <= 64:
                continue
            name = raw[at : at + letters - 2].decode("utf-16-le", "replace")
            first, size = struct.unpack_from("<II", raw, at + 116)
            yield Stream(name, first, size)


_EMPTY_CELLS = {0x0201, 0x00BE}  # BLANK, MULBLANK
_CELLS = {0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}
_END_AT = {0x00BD}  # MULRK says its last column at its end
LOCKED = 0x002F  # FILEPASS


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the filled cells of a workbook reach, and whether it is locked by a password."""

    rows: int
    columns: int
    locked: bool


def extent_of(workbook: bytes) -> Extent:
    """Walk the records of an xls workbook stream (BIFF8, MS-XLS) without reading any cell."""
    at, rows, columns, locked = 0, 0, 0, False
    while at + 4 <= len(workbook):
        kind, length = struct.unpack_from("<HH", workbook, at)
        locked = locked or kind == LOCKED
        if kind in _CELLS and length >= 6 and at + 4 + length <= len(workbook):
            row, column = struct.unpack_from("<HH", workbook, at + 4)
            last = struct.unpack_from("<H", workbook, at + 2 + length)[0] if kind in _END_AT else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
        at += 4 + length
    return Extent(rows, columns, locked)

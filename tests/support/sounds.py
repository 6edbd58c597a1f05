"""Recordings as browsers make them, but silent and tiny: each kind with its real container."""

from __future__ import annotations

import struct


def webm(seconds: float = 4, codec: bytes = b"A_OPUS", filling: int = 30) -> bytes:
    """As Chrome and Firefox record: a stream without a length, its clusters without a size."""
    head = _element(0x1A45DFA3, _element(0x4282, b"webm"))
    tracks = _element(0x1654AE6B, _element(0xAE, _element(0x86, codec)))
    first = _cluster(0) + _block(0, filling)
    last = _cluster(max(0, round(seconds * 1000) - 500)) + _block(min(500, round(seconds * 1000)))
    return head + _open(0x18538067) + tracks + first + last


def ogg(seconds: float = 4) -> bytes:
    """As Firefox records: two pages, the second ends where the sound ends."""
    head = _page(0, b"OpusHead" + bytes(11))
    return head + _page(round(seconds * 48_000), bytes(20))


def mp4(seconds: float = 4, kind: bytes = b"soun") -> bytes:
    """As Safari records; nought seconds where the head was written before the end was known."""
    mvhd = _box(b"mvhd", bytes(12) + struct.pack(">II", 1000, round(seconds * 1000)) + bytes(80))
    return _box(b"ftyp", b"iso5" + bytes(8)) + _box(b"moov", mvhd + _box(b"hdlr", bytes(8) + kind + bytes(12)))


def _element(kind: int, body: bytes) -> bytes:
    return _id(kind) + struct.pack(">I", 0x10000000 | len(body)) + body


def _open(kind: int) -> bytes:
    return _id(kind) + b"\x01" + b"\xff" * 7


def _id(kind: int) -> bytes:
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big")


def _cluster(milliseconds: int) -> bytes:
    return _open(0x1F43B675) + _element(0xE7, milliseconds.to_bytes(4, "big"))


def _block(milliseconds: int, filling: int = 30) -> bytes:
    return _element(0xA3, b"\x81" + struct.pack(">h", milliseconds) + b"\x80" + bytes(filling))


def _page(position: int, body: bytes) -> bytes:
    head = b"OggS\x00\x02" + struct.pack("<q", position) + bytes(12)
    return head + bytes([1, len(body)]) + body


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body

"""A recording as a browser sends it: what it really is, by its bytes, and how long it lasts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 300
HANDLER = re.compile(rb"hdlr.{8}(.{4})", re.DOTALL)  # what a track of an MP4 file holds (ISO/IEC 14496-12, 8.4.3)
HEAD = 4096  # bytes in which a file says what is in it
OPUS_TICKS = 48_000  # a second (RFC 7845, section 4)
NANOSECONDS = 1_000_000_000
# elements of Matroska (RFC 9559); the first five hold others
SEGMENT, INFO, CLUSTER, BLOCK_GROUP, EBML = 0x18538067, 0x1549A966, 0x1F43B675, 0xA0, 0x1A45DFA3
TICK, CLUSTER_TIME, SIMPLE_BLOCK, BLOCK = 0x2AD7B1, 0xE7, 0xA3, 0xA1


class SoundRefused(ValueError):
    """The file is no recording that could be played; the message is for the editor."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that was looked at: its kind comes from its bytes, never from whoever sent it."""

    mime: str
    body: bytes
    seconds: int


def read_sound(body: bytes, claimed_seconds: int | None = None) -> Sound:
    """Look at a file; raises ``SoundRefused``. What the sender says counts only where the file itself is silent."""
    if not body:
        raise SoundRefused("Chưa có bản ghi âm nào.")
    if len(body) > MOST_BYTES:
        raise SoundRefused(
            f"Bản ghi nặng {len(body) // 1024} KB, nhiều nhất {MOST_BYTES // 1024} KB. Hãy đọc ngắn lại."
        )
    mime, length_of = _kind(body)
    seconds = round(length_of(body) or claimed_seconds or 0)
    if seconds > MOST_SECONDS:
        raise SoundRefused(f"Bản ghi dài {seconds} giây, nhiều nhất {MOST_SECONDS} giây. Hãy đọc ngắn lại.")
    if seconds < 1:
        raise SoundRefused("Bản ghi chưa được một giây. Hãy thu lại.")
    return Sound(mime, body, seconds)


def _kind(body: bytes) -> tuple[str, Callable[[bytes], float]]:
    head = body[:HEAD]
    tracks = head.partition(CLUSTER.to_bytes(4, "big"))[0]  # in the sound behind it any bytes may stand, "V_" too
    if head[:4] == EBML.to_bytes(4, "big") and b"webm" in head[:64] and b"A_OPUS" in tracks and b"V_" not in tracks:
        return "audio/webm", _webm_seconds
    if head[:4] == b"OggS" and head[28:36] == b"OpusHead":
        return "audio/ogg", _ogg_seconds
    if head[4:8] == b"ftyp" and b"soun" in (handlers := HANDLER.findall(body)) and b"vide" not in handlers:
        return "audio/mp4", _mp4_seconds
    raise SoundRefused("Tệp này không phải bản ghi âm dùng được. Hãy thu ngay trên trang này.")


def _ogg_seconds(body: bytes) -> float:
    """The position at which the last page ends."""
    last = body.rfind(b"OggS")
    return int.from_bytes(body[last + 6 : last + 14], "little") / OPUS_TICKS


def _mp4_seconds(body: bytes) -> float:
    """What the head of the film says; nought where it was written while recording."""
    at = body.find(b"mvhd") + 4
    wide = body[at : at + 1] == b"\x01"
    scale_at, size = (at + 20, 8) if wide else (at + 12, 4)
    scale = int.from_bytes(body[scale_at : scale_at + 4], "big")
    length = int.from_bytes(body[scale_at + 4 : scale_at + 4 + size], "big")
    return length / scale if scale and length != (1 << 8 * size) - 1 else 0


def _webm_seconds(body: bytes) -> float:
    """The time of the last block; browsers write no length, since they do not know it beforehand."""
    at = cluster = last = 0
    tick = 1_000_000  # nanoseconds
    try:
        while at < len(body):
            kind, at = _number(body, at, marked=True)
            size, at = _number(body, at)
            if kind in (SEGMENT, INFO, CLUSTER, BLOCK_GROUP):
                continue
            if kind == TICK:
                tick = int.from_bytes(body[at : at + size], "big")
            elif kind == CLUSTER_TIME:
                cluster = int.from_bytes(body[at : at + size], "big")
            elif kind in (SIMPLE_BLOCK, BLOCK):
                last = max(last, cluster + int.from_bytes(body[at + 1 : at + 3], "big", signed=True))
            at += size
    except IndexError:
        raise SoundRefused("Bản ghi bị hỏng. Hãy thu lại.") from None
    return last * tick / NANOSECONDS


def _number(body: bytes, at: int, marked: bool = False) -> tuple[int, int]:
    """A number of variable length and where it ends (RFC 8794, section 4); ids keep the bit that marks the length."""
    first = body[at]
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(body):
        raise IndexError
    value = int.from_bytes(body[at : at + length], "big")
    return (value if marked else value & ((1 << 7 * length) - 1)), at + length

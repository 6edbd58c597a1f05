"""A bundle as QR codes: its bytes cut into pieces, each in letters and digits that a symbol holds densely. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from training.hub.bundle import NotABundle

PIECE = 640  # bytes in one symbol: version 22 at level M, which a cheap phone reads from a laptop's screen
MOST_PIECES = 60
_FRAME = re.compile(r"TRAM1:([0-9A-F]{12}):([0-9]{1,2}):([0-9]{1,2}):([A-Z2-7]+)")


class PiecesMissing(NotABundle):
    """Not all codes of the bundle have been scanned."""

    title = "Còn thiếu mã"
    sentence = "Chưa quét đủ các mã của trạm. Xin quét nốt những mã còn thiếu rồi gửi lại."


def frames_of(file: bytes) -> list[str]:
    """The texts of the symbols, in their order."""
    name = hashlib.sha256(file).hexdigest()[:12].upper()
    pieces = [file[at : at + PIECE] for at in range(0, len(file), PIECE)]
    return [
        f"TRAM1:{name}:{number}:{len(pieces)}:{base64.b32encode(piece).decode().rstrip('=')}"
        for number, piece in enumerate(pieces, 1)
    ]


def file_of(text: str) -> bytes:
    """The bundle of scanned codes, one a line, in any order and repeated; raises ``PiecesMissing``, ``NotABundle``."""
    found = [match for line in text.split() if (match := _FRAME.fullmatch(line))]
    if not found:
        raise NotABundle
    name, total = found[-1].group(1), int(found[-1].group(3))
    pieces = {int(one.group(2)): one.group(4) for one in found if one.group(1) == name}
    if set(pieces) != set(range(1, total + 1)):
        raise PiecesMissing
    try:
        file = b"".join(_bytes(pieces[number]) for number in sorted(pieces))
    except binascii.Error as damaged:
        raise NotABundle from damaged
    if hashlib.sha256(file).hexdigest()[:12].upper() != name:
        raise NotABundle
    return file


def _bytes(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))

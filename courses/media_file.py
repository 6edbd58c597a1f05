"""Pictures and recordings of a package: small, of a known kind, and unable to do anything but be shown."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import brotli

from courses.faults import FaultList

LARGEST_PICTURE = 30 * 1024  # bytes
LARGEST_RECORDING = 1024 * 1024
DRAWINGS_PACKED = 9  # brotli's quality for drawings as they are sent
WIDEST = 10_000  # units of a drawing
SHORTEST_WEBP = 30  # bytes up to the end of its size
MIMES = {".svg": "image/svg+xml", ".webp": "image/webp", ".opus": "audio/ogg", ".mp3": "audio/mpeg"}
_SVG_REFUSED = re.compile(
    r"<\s*(?:[\w-]+:)?(?:script|foreignObject|iframe|image|feImage)\b"  # whatever prefix stands for the namespace
    r"|\son[a-z]+\s*=|javascript:|@import|<!ENTITY|<!DOCTYPE|<\?xml-stylesheet"
    r"|href\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)",  # only parts of the same drawing may be named
    re.IGNORECASE,
)
_SVG_NAMESPACE = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file: its bytes, their hash, and the size a picture is shown at (0 × 0 for a recording)."""

    mime: str
    body: bytes
    digest: str
    width: int = 0
    height: int = 0

    @property
    def sent(self) -> int:
        """Bytes over the wire: a drawing travels compressed, everything else is so already."""
        if self.mime == "image/svg+xml":
            return len(brotli.compress(self.body, quality=DRAWINGS_PACKED))
        return len(self.body)


def read_media(path: Path, faults: FaultList) -> MediaFile:
    """Read one media file; what is wrong with it goes into ``faults``."""
    body = path.read_bytes() if path.is_file() else b""
    mime = MIMES.get(path.suffix, "")
    if not mime:
        faults.add(1, "Loại tệp này không dùng được.", f"Chỉ dùng: {', '.join(MIMES)}.")
    limit = LARGEST_RECORDING if mime.startswith("audio/") else LARGEST_PICTURE
    if len(body) > limit:
        faults.add(1, f"Tệp nặng {len(body) // 1024} KB, quá {limit // 1024} KB.", "Làm tệp nhẹ hơn.")
    width, height = _picture_size(path.suffix, body, faults)
    return MediaFile(mime, body, hashlib.sha256(body).hexdigest(), width, height)


def _picture_size(suffix: str, body: bytes, faults: FaultList) -> tuple[int, int]:
    if suffix == ".svg":
        return _svg_size(body, faults)
    if suffix == ".webp":
        return _webp_size(body, faults)
    return 0, 0


def _svg_size(body: bytes, faults: FaultList) -> tuple[int, int]:
    text = body.decode("utf-8", "replace")
    refused = _SVG_REFUSED.search(text)
    if refused:
        faults.add(
            text.count("\n", 0, refused.start()) + 1,
            "Hình SVG có phần không được phép.",
            "Bỏ script, liên kết ngoài, thuộc tính on….",
        )
        return 0, 0
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities and doctypes were refused above
        _, _, width, height = (float(part) for part in root.attrib["viewBox"].replace(",", " ").split())
    except (ElementTree.ParseError, KeyError, ValueError):
        root, width, height = None, 0, 0
    if root is None or root.tag != _SVG_NAMESPACE or not (0 < width < WIDEST and 0 < height < WIDEST):
        faults.add(1, "Hình SVG hỏng hoặc thiếu viewBox.", 'Thêm viewBox="0 0 rộng cao" và kiểm tra lại hình.')
        return 0, 0
    return round(width), round(height)


def _webp_size(body: bytes, faults: FaultList) -> tuple[int, int]:
    kind = body[12:16]
    if len(body) >= SHORTEST_WEBP and body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        if kind == b"VP8X":
            return int.from_bytes(body[24:27], "little") + 1, int.from_bytes(body[27:30], "little") + 1
        if kind == b"VP8 ":
            return int.from_bytes(body[26:28], "little") & 0x3FFF, int.from_bytes(body[28:30], "little") & 0x3FFF
        if kind == b"VP8L":
            bits = int.from_bytes(body[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    faults.add(1, "Hình WebP hỏng.", "Xuất lại hình.")
    return 0, 0

"""What looks like somebody's real number: identity number, card, telephone, one-time code. Nothing is kept."""

from __future__ import annotations

import re

_GAPS = re.compile(r"(?<=\d)[\s.\-]+(?=\d)")
_RUN = re.compile(r"(?<!\d)\d+(?!\d)")
_PHONE = re.compile(r"(?:84|0)[35789]\d{8}")


def looks_real(text: str) -> str:
    """What the text seems to hold, in words; empty when nothing of the kind is in it."""
    for run in _RUN.findall(_GAPS.sub("", text)):
        if found := _kind(run):
            return found
    return ""


def _kind(digits: str) -> str:
    if _PHONE.fullmatch(digits):
        return "số điện thoại"
    if len(digits) == 12:
        return "số căn cước"
    if 13 <= len(digits) <= 19:
        return "số thẻ ngân hàng"
    return "mã OTP" if len(digits) == 6 else ""

"""What should stand in no question and on no public page: numbers of cards, papers, phones, one-time codes. Pure."""

from __future__ import annotations

import re

from learning.core.text import fold
from learning.scenarios.real_numbers import looks_real

# Sums of money, dates and the landlines of offices are nobody's secret.
_HARMLESS = re.compile(
    r"""(?<!\d)(?:
        \d{1,3}(?:\.\d{3}){1,3}(?=\s*(?:đồng|đ\b|vnđ|vnd)) |
        \d{1,9}(?=\s*(?:đồng|nghìn|ngàn|triệu|tỷ|tr\b|k\b|đ\b|vnđ|vnd|kb|mb)) |
        \d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}(?!\d) |
        02\d(?:[\s.\-]?\d){7,8}(?!\d)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_LONG = re.compile(r"\d(?:[\s.\-]?\d){8,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def personal_in(text: str) -> str:
    """What the text seems to hold of somebody, in words; empty when nothing of the kind is in it."""
    rest = _HARMLESS.sub("…", text)
    if found := looks_real(rest):
        return found
    if _LONG.search(rest):
        return "một dãy số dài (số tài khoản, số thẻ)"
    return "địa chỉ thư điện tử" if _MAIL.search(rest) else ""


def names_somebody(text: str, name: str) -> bool:
    """Whether the name, or the last two words of it, stands in the text, marks and case ignored."""
    words = fold(name).split()
    said = f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "
    return len(words) > 1 and f" {' '.join(words[-2:])} " in said

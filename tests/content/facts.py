"""What counts as a fact in a text, and which facts docs/authoring/facts.toml allows: one reading for all its rules."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "authoring" / "facts.toml"

_KINDS = "Luật|Nghị định|Nghị quyết|Quyết định|Thông tư|Thông báo|Công văn|Kế hoạch"
# In this order: what an earlier pattern has read is not read again by a later one.
PATTERNS = {
    "address": re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|org|net|info|gov|xyz|top|shop|site|me)\b"),
    "date": re.compile(
        r"\b(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>\d{4}))?\b"
        r"|\bngày (?P<d2>\d{1,2}) tháng (?P<m2>\d{1,2})(?: năm (?P<y2>\d{4}))?"
        r"|\b(?P<y3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)\b"
    ),
    "document": re.compile(
        r"\b\d+(?:\.\d+)?/\d{4}/[A-ZĐ]{2}[A-ZĐ0-9-]*[a-z]*|\b\d+[/-][A-ZĐ]{2,}[A-Za-zĐ0-9]*(?:[/-][A-ZĐ][A-Za-zĐ0-9]+)*"
        r"|\b\d+/TTg-[A-Z]+|\b\d+(?:\.\d+)?/20\d\d\b"
    ),
    "share": re.compile(r"\b\d+(?:,\d+)? ?(?:%|phần trăm)"),
    "amount": re.compile(
        r"\b\d[\d.,]*(?<![.,]) ?(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)(?: đồng)?|đồng|đ\b|VND)"
        r"|\b\d{1,3}(?:\.\d{3})+\b|\b\d{5,}\b"
    ),
    "age": re.compile(r"\b\d+ tuổi"),
    "span": re.compile(r"\b\d+ (?:giờ|ngày làm việc|ngày|tháng|năm)\b"),
    "number": re.compile(r"\b\d+(?:,\d+)?"),
}
_UNITS = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}


@dataclass(frozen=True)
class Fact:
    """One figure of a text, in the form in which it is compared, and where it stands."""

    kind: str
    figure: str
    line: int
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Allowed:
    """The list, ready to be asked."""

    figures: frozenset[str]
    documents: dict[str, dict]
    everyday: tuple[re.Pattern[str], ...]
    samples: tuple[dict, ...]

    def in_samples(self, course: str, name: str) -> frozenset[str]:
        """The figures of stories, practice screens and exercises that this file may show."""
        rows = [row for row in self.samples if row["course"] == course and name.startswith(row.get("file", ""))]
        return frozenset(one.figure for row in rows for told in row["figures"] for one in figures_in(told))


@functools.cache
def allowed() -> Allowed:
    """What docs/authoring/facts.toml says."""
    told = tomllib.loads(LIST.read_text(encoding="utf-8"))
    documents = {row["number"]: row for row in told["documents"]}
    texts = [text for row in told["facts"] for text in row["figures"]]
    texts += [date for row in documents.values() for date in (*row.get("dates", ()), row.get("signed", "")) if date]
    figures = {one.figure for text in texts for one in figures_in(text)} | set(documents)
    return Allowed(
        frozenset(figures | {number.rpartition("/")[0] for number in documents if number.count("/") == 2}),
        documents,
        tuple(re.compile(row["pattern"], re.MULTILINE) for row in told["everyday"]),
        tuple(told.get("samples", ())),
    )


def figures_in(line: str, number: int = 1) -> Iterator[Fact]:
    """Every figure of a line: spoken ones of money, shares and days as well as those in digits."""
    rest = line
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(rest):
            yield Fact(kind, _regular(kind, match), number, *match.span())
        rest = pattern.sub(lambda match: "§" * len(match.group()), rest)


def _regular(kind: str, match: re.Match[str]) -> str:
    text = match.group()
    if kind == "date":
        parts = [next((v for k, v in match.groupdict().items() if k[0] == part and v), "") for part in "dmy"]
        return "/".join(str(int(part)) for part in parts if part)
    if kind == "amount":
        return f"{money(text)} đồng"
    return text.replace(" ", "") if kind == "share" else text


def money(text: str) -> int:
    """An amount in đồng, however it is written."""
    number, unit = re.fullmatch(r"([\d.,]+) ?(\D*)", text).groups()  # type: ignore[union-attr]
    unit = unit.split()[0] if unit.split() else ""
    if unit in _UNITS:
        return round(float(number.replace(".", "").replace(",", ".")) * _UNITS[unit])
    return int(re.sub(r"[.,]", "", number))


# --- Numbers spoken, as in the texts that are read aloud ----------------------------------------------------------

_DIGITS = dict(zip("không một hai ba bốn năm sáu bảy tám chín".split(), range(10), strict=True))
_DIGITS |= {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "mười": 10}
_WORD = "(?:" + "|".join([*_DIGITS, "mươi", "trăm", "linh", "lẻ", "nghìn", "ngàn"]) + ")"
_MONTH = "mười(?: một| hai)?|một|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín"
_SPOKEN = {
    "amount": re.compile(rf"((?:{_WORD} )+)(triệu|tỷ)\b|((?:{_WORD} )*(?:nghìn|ngàn)) đồng", re.IGNORECASE),
    "share": re.compile(rf"((?:{_WORD} )+)phần trăm", re.IGNORECASE),
    "date": re.compile(
        rf"ngày (?:mùng )?((?:{_WORD} ?)+) tháng ({_MONTH})(?: năm (hai nghìn(?: {_WORD})+))?\b",
        re.IGNORECASE,
    ),
}


def spoken_in(line: str, number: int = 1) -> Iterator[Fact]:
    """Amounts, shares and days that are spelled out."""
    for match in _SPOKEN["amount"].finditer(line):
        value = spoken(match.group(1) or match.group(3)) * (_UNITS[match.group(2).lower()] if match.group(2) else 1)
        yield Fact("amount", f"{value} đồng", number, *match.span())
    for match in _SPOKEN["share"].finditer(line):
        yield Fact("share", f"{spoken(match.group(1))}%", number, *match.span())
    for match in _SPOKEN["date"].finditer(line):
        parts = [spoken(part) for part in match.groups() if part]
        yield Fact("date", "/".join(map(str, parts)), number, *match.span())


def spoken(words: str) -> int:
    """The value of a spoken number below a million."""
    words = re.sub(r"^năm (?=(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\b)", "", words.lower())  # a year, not a five
    thousands = hundreds = last = 0
    for word in words.split():
        if word in ("nghìn", "ngàn"):
            thousands, hundreds, last = (hundreds + last) or 1, 0, 0
        elif word == "trăm":
            hundreds, last = hundreds + last * 100, 0
        elif word == "mươi":
            hundreds, last = hundreds + last * 10, 0
        elif word in _DIGITS:
            last += _DIGITS[word]
    return thousands * 1000 + hundreds + last

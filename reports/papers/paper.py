"""A report as nouns: its letterhead, its blocks of text, its tables. PDF, Word and page are drawn from this alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from learning.accounts.commune import Commune
from learning.accounts.models import Place
from learning.accounts.queries import commune_of
from reports.papers.findings import Found

BLANK = "…………………………"
UNION = "ĐOÀN TNCS HỒ CHÍ MINH"
UNION_SIGNER = "(Chức vụ, ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence, and the code of the figure it comes from."""

    text: str
    code: str


Part = str | Number


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. ``kind``: section, heading, text, item, blank (to be written by hand)."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """What stands there."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def codes(self) -> tuple[str, ...]:
        """The figures it speaks of, each once."""
        return tuple(dict.fromkeys(part.code for part in self.parts if isinstance(part, Number)))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes to whom; what the commune has not filled in yet is a visible blank."""

    union: bool
    upper: str
    body: str
    number: str
    place: str
    addressee: str
    plan: str
    signer: str
    signer_name: str
    recipients: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: the number as it is shown, and its code."""

    text: str
    found: Found


@dataclass(frozen=True, slots=True)
class PaperTable:
    """One annex table, ready to be drawn."""

    number: int
    letter: str
    title: str
    first: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole report."""

    head: Letterhead
    subject: str
    opening: Block
    blocks: tuple[Block, ...]
    closing: str
    tables: tuple[PaperTable, ...]
    notes: tuple[str, ...]
    made_at: datetime


def letterhead(place: Place, form: str) -> Letterhead:
    """The names, signer and recipients that the commune has filled in."""
    home, union = commune_of(place), form == "doan"
    keys = ("doan-cap-tren", "doan-xa") if union else ("co-quan-chu-quan", "don-vi-cap")
    wanted = (*keys, "dia-danh") if union else (*keys, *_OFFICE)
    upper, body = (home.value(key) or BLANK for key in keys)
    symbol = "-BC/ĐTN" if union else f"/{home.value('ky-hieu-bao-cao') or 'BC-………'}"
    return Letterhead(
        union=union,
        upper=upper,
        body=body,
        number=f"Số:          {symbol}",
        place=home.value("dia-danh") or home.name.partition(" ")[2],
        addressee="" if union else home.value("kinh-gui-bao-cao") or BLANK,
        plan=home.value("ke-hoach-can-cu") or BLANK,
        signer=UNION_SIGNER if union else home.value("chuc-vu-nguoi-ky") or BLANK,
        signer_name="" if union else home.value("ho-ten-nguoi-ky") or BLANK,
        recipients=_recipients("" if union else home.value("noi-nhan-bao-cao"), union),
        missing=_missing(home, wanted),
    )


_OFFICE = (
    "ky-hieu-bao-cao kinh-gui-bao-cao ke-hoach-can-cu noi-nhan-bao-cao dia-danh chuc-vu-nguoi-ky ho-ten-nguoi-ky"
).split()


def _missing(home: Commune, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in keys if not home.value(key))


def _recipients(filled: str, union: bool) -> tuple[str, ...]:
    """One line each; the last one is the archive and ends with a full stop."""
    named = [line.strip(" -.;") for line in filled.split(";") if line.strip(" -.;")] or [BLANK]
    if not named[-1].startswith("Lưu"):
        named.append("Lưu" if union else "Lưu: VT")
    return (*(f"- {name};" for name in named[:-1]), f"- {named[-1]}.")

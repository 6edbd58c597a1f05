"""The sheet that everybody signs, as plain values: A4, with empty lines for whoever comes unexpectedly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.core.pdf import render_pdf

PRINT = Path(__file__).resolve().parents[2] / "templates" / "training" / "print"
EMPTY_LINES = 12


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line to sign."""

    full_name: str
    birth_year: int | None
    place: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The head of the meeting and its roll."""

    title: str
    when: str
    where: str
    commune: str
    rows: tuple[SheetRow, ...]


def render_sheet(sheet: Sheet, changed_at: datetime) -> bytes:
    """The PDF; the same roll gives the same bytes."""
    html = sheet_html(sheet)
    css = (PRINT / "roll.css").read_text(encoding="utf-8")
    return render_pdf(html, created=changed_at, identifier=sha256(html.encode()).digest()[:16], css=css)


def sheet_html(sheet: Sheet) -> str:
    """The document before it becomes a PDF."""
    return _environment().get_template("roll.html").render(sheet=sheet, empty=EMPTY_LINES)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PRINT), autoescape=True, undefined=StrictUndefined, trim_blocks=True)

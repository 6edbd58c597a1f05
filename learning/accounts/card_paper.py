"""Learning cards on paper: plain values in, A4 sheets of ten cards with cut marks out.

A card carries a name, a thôn and a card code; a PIN never stands on it. Nothing here reads the database, the clock
or the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.core.clock import LOCAL
from learning.core.codes import show_card_code
from learning.core.fitting import Place, clean, fit, size_classes
from learning.core.pdf import render_pdf
from learning.core.qr import qr_strokes

PRINT = Path(__file__).resolve().parents[2] / "templates" / "accounts" / "print"
CARDS_A_SHEET = 10


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that one learning card says; ``thon`` may be empty, ``address`` is where the QR symbol leads."""

    holder_name: str
    thon: str
    commune: str
    code: str
    address: str


# The same boxes stand in templates/accounts/print/cards.css.
COMMUNE = Place(width=75.6, height=4.2, points=8.5)
NAME = Place(width=75.6, height=12.6, points=21, face="SemiBold", one_line_from=14)
THON = Place(width=49, height=5, points=11)
CODE = Place(width=49, height=8, points=20, face="SemiBold")


def render_cards(cards: Sequence[Card], printed_on: date) -> bytes:
    """One PDF, ten cards a sheet in the order given; the same cards on the same day are always the same bytes."""
    html, (css, marks) = cards_html(cards), _dress()

    return render_pdf(
        html,
        created=datetime.combine(printed_on, time(), tzinfo=LOCAL),
        identifier=sha256(html.encode()).digest()[:16],
        css=css,
        given={"marks.svg": marks},
        tagged=len(cards) == 1,
    )


def cards_html(cards: Sequence[Card]) -> str:
    """The document before it becomes a PDF; refuses names that cannot be printed."""
    if not cards:
        raise ValueError("no cards to print")
    who = clean(cards[0].holder_name) if len(cards) == 1 else f"{len(cards)} thẻ"
    faces = [face(card) for card in cards]

    return (
        _environment()
        .get_template("cards.html")
        .render(
            title=f"Thẻ học – {who}",
            author=clean(cards[0].commune),
            sheets=[faces[start : start + CARDS_A_SHEET] for start in range(0, len(faces), CARDS_A_SHEET)],
        )
    )


def face(card: Card) -> dict[str, object]:
    """The plain values that the template prints for one card."""
    return {
        "holder": fit(NAME, card.holder_name),
        "thon": fit(THON, card.thon) if clean(card.thon) else None,
        "commune": fit(COMMUNE, card.commune),
        "code": fit(CODE, show_card_code(card.code)),
        "qr": qr_strokes(card.address),
    }


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PRINT), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@lru_cache(maxsize=1)
def _dress() -> tuple[str, bytes]:
    css = size_classes() + (PRINT / "cards.css").read_text(encoding="utf-8")

    return css, (PRINT / "marks.svg").read_bytes()

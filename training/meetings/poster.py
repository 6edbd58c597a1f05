"""A poster for a meeting: plain values in, one A4 sheet out. Nothing here reads database, clock or request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.core.fitting import Place, clean, fit, size_classes
from learning.core.pdf import render_pdf
from learning.core.qr import qr_strokes

PRINT = Path(__file__).resolve().parents[2] / "templates" / "training" / "print"
LESSONS_SHOWN = 5

# The same boxes stand in templates/training/print/poster.css.
TITLE = Place(width=178, height=40, points=42, face="Bold", one_line_from=34)
WHEN = Place(width=178, height=17, points=36, face="Bold", one_line_from=24)
WHERE = Place(width=178, height=24, points=30, face="SemiBold", one_line_from=22)


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything that stands on the poster; ``address`` is where the QR symbol leads."""

    title: str
    when: str
    where: str
    way: str
    audience: str
    lessons: tuple[str, ...]
    commune: str
    address: str
    code: str
    changed_at: datetime


def render_poster(poster: Poster) -> bytes:
    """The poster as PDF; the same meeting gives the same bytes."""
    html = poster_html(poster)
    return render_pdf(html, created=poster.changed_at, identifier=sha256(html.encode()).digest()[:16], css=_dress())


def poster_html(poster: Poster) -> str:
    """The document before it becomes a PDF; refuses letters that cannot be printed."""
    lessons = [lesson for lesson in poster.lessons if lesson != poster.title]
    shown = lessons[:LESSONS_SHOWN]
    return (
        _environment()
        .get_template("poster.html")
        .render(
            title=clean(poster.title),
            commune=clean(poster.commune),
            name=fit(TITLE, poster.title),
            when=fit(WHEN, poster.when),
            where=fit(WHERE, poster.where),
            way=clean(poster.way),
            audience=clean(poster.audience),
            lessons=[clean(lesson) for lesson in shown],
            more=len(lessons) - len(shown),
            qr=qr_strokes(poster.address),
            address=poster.address.partition("://")[2],
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PRINT), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@lru_cache(maxsize=1)
def _dress() -> str:
    return size_classes() + (PRINT / "poster.css").read_text(encoding="utf-8")

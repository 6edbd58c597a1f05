"""The kit on paper and as slides to carry along: plain values in, PDF out. No database, clock or request is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.core.clock import LOCAL
from learning.core.pdf import render_pdf
from learning.core.qr import Strokes
from training.kit.handout import Handout
from training.kit.queries import PaperSet, on_paper
from training.kit.quiz_paper import key, needed, papers
from training.kit.slides import Slide

PRINT = Path(__file__).resolve().parents[2] / "templates" / "training" / "print"
_START = re.compile(r'<ol start="(\d+)">')
_SYSTEM_FONT, _OUR_FONT = b"system-ui, sans-serif", b"Be Vietnam Pro"


def print_slides(
    title: str, slides: Sequence[Slide], qr: Strokes, address: str, given: Mapping[str, bytes], commune: str, day: date
) -> bytes:
    """All slides of a lesson, 16:9, one a page."""
    values = {"title": title, "slides": slides, "qr": qr, "address": address.partition("://")[2], "commune": commune}
    return _printed("slides", values, day, given)


def print_handouts(title: str, sheets: Sequence[Handout], given: Mapping[str, bytes], commune: str, day: date) -> bytes:
    """One handout, or those of a whole course one after the other, each beginning on its own sheet."""
    return _printed("handout", {"title": title, "sheets": sheets, "commune": commune}, day, given)


def print_papers(printed: PaperSet, versions: int, commune: str, day: date) -> bytes:
    """The papers of a set, each followed by its answer sheet."""
    values = {"title": f"Đề: {printed.quiz.title}", "papers": papers(printed, versions)}
    return _printed("quiz", values | _heads(printed, commune), day)


def print_key(printed: PaperSet, versions: int, commune: str, day: date) -> bytes:
    """The key of the same versions, on a sheet of its own."""
    answers = key(printed, versions)
    asked = len(answers.rows)
    values = {"title": f"Đáp án: {printed.quiz.title}", "key": answers, "asked": asked}
    return _printed("key", values | _heads(printed, commune) | {"needed": needed(printed, asked)}, day)


def _heads(printed: PaperSet, commune: str) -> dict[str, Any]:
    number = printed.number
    shown = " ".join(number[at : at + 3] for at in range(0, len(number), 3))
    return {"course": printed.course.title, "quiz": printed.quiz.title, "number": shown, "commune": commune}


def _printed(name: str, values: Mapping[str, Any], day: date, given: Mapping[str, bytes] | None = None) -> bytes:
    html = _as_printed(on_paper(_environment().get_template(f"{name}.html").render(values)))
    return render_pdf(
        html,
        created=datetime.combine(day, time(), tzinfo=LOCAL),
        identifier=sha256(html.encode()).digest()[:16],
        css=(PRINT / f"{name}.css").read_text(encoding="utf-8"),
        given={name: _in_our_font(body) for name, body in (given or {}).items()},
        tagged=False,
    )


def _as_printed(html: str) -> str:
    """Lists that begin at another number, in the one way that the printer understands."""
    return _START.sub(lambda found: f'<ol style="counter-reset: list-item {int(found[1]) - 1}">', html)


def _in_our_font(picture: bytes) -> bytes:
    """A drawing's letters in the font that is shipped; no machine's own font reaches paper."""
    return picture.replace(_SYSTEM_FONT, _OUR_FONT)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PRINT), autoescape=True, undefined=StrictUndefined, trim_blocks=True)

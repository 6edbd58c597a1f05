"""A compiled screen taken apart: its heading and the pieces below it, and a practice question read back. Pure.

The HTML was cleaned when the course was published, so every element in it is closed and nothing has to be guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from learning.core.text import words

_VOID = frozenset({"img", "br", "hr", "input"})
_TAG = re.compile(r"<[^>]+>")
_CLASS = re.compile(r'^<[a-z0-9]+[^>]* class="([^"]*)"')
_LEGEND = re.compile(r"<legend>(.*?)</legend>", re.DOTALL)
_OPTION = re.compile(
    r'<label for="[^"]*">(.*?)</label><div class="practice-feedback( is-right)?"><p>(.*?)</p>'
    r'(?:<p class="practice-explain">(.*?)</p>)?</div>',
    re.DOTALL,
)
_ITEM_START = re.compile(r' start="(\d+)"')


@dataclass(frozen=True, slots=True)
class Piece:
    """One element of a screen: its tag, its class, its HTML with the tag around it, and what is inside."""

    tag: str
    kind: str
    html: str
    inner: str

    @property
    def words(self) -> int:
        """How many words a reader sees."""
        return words(self.plain)

    @property
    def plain(self) -> str:
        """The words without any tag."""
        return " ".join(unescape(_TAG.sub(" ", self.html)).split())

    @property
    def box(self) -> str:
        """The name of the box this is, or nothing."""
        return self.kind.removeprefix("box box-") if self.kind.startswith("box box-") else ""

    @property
    def first_number(self) -> int:
        """The number at which a numbered list begins."""
        found = _ITEM_START.search(self.html.partition(">")[0])
        return int(found[1]) if found else 1


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a practice question: its words, whether it is right, what is told to whoever chooses it."""

    html: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice question of a lesson as it was compiled."""

    question: str
    options: tuple[Option, ...]
    explain: str


def pieces(html: str) -> tuple[Piece, ...]:
    """The elements that stand beside each other in ``html``, in order."""
    return tuple(_piece(part) for part in _top_level(html))


def practice(piece: Piece) -> Practice:
    """The practice question that a ``fieldset`` holds."""
    legend = _LEGEND.search(piece.html)
    found = _OPTION.findall(piece.html)
    options = tuple(Option(html, bool(right), feedback) for html, right, feedback, _ in found)
    explain = next((text for *_, text in found if text), "")
    return Practice(legend[1] if legend else "", options, explain)


def _piece(html: str) -> Piece:
    opening, _, rest = html.partition(">")
    tag = re.match(r"[a-z0-9]+", opening[1:])
    kind = _CLASS.match(html)
    return Piece(tag[0] if tag else "", kind[1] if kind else "", html, rest.rpartition("</")[0].strip())


def _top_level(html: str) -> Iterator[str]:
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    yield from (html[start:end] for start, end in reader.spans)


class _Reader(HTMLParser):
    """Notes where each outermost element begins and ends."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._html, self._depth, self._start = html, 0, 0
        self.spans: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if self._depth == 0:
            self._start = self._here()
        if tag not in _VOID:
            self._depth += 1
        elif self._depth == 0:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        self._depth -= 1
        if self._depth == 0:
            self._end()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _end(self) -> None:
        self.spans.append((self._start, self._html.index(">", self._here()) + 1))

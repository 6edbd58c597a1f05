"""The small pieces that sentences of a report are put together from. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reports.papers.findings import Found
from reports.papers.paper import Block, Number, Part
from reports.papers.phrasing import DOTS, counted, percent


def number(found: Found) -> Number:
    """A count with its noun, as it stands in a sentence."""
    return Number(counted(found), found.code)


def share(found: Found) -> Number:
    """A share with what it is made of."""
    return Number(percent(found), found.code)


def text(*parts: Part) -> Block:
    """One paragraph."""
    return Block("text", parts)


def heading(words: str) -> Block:
    """A numbered heading in bold."""
    return Block("heading", (words,))


def written(words: str) -> Iterator[Block]:
    """What somebody has written, paragraph by paragraph; nothing yet is a blank to be filled by hand."""
    paragraphs = [line.strip() for line in words.splitlines() if line.strip()]
    yield from (text(line) for line in paragraphs)
    if not paragraphs:
        yield Block("blank", (DOTS,))


def some(found: Found, deed: str) -> tuple[Part, ...]:
    """ "12 người có học", "chưa có người nào có học"."""
    if not found.whole:
        return Number(f"chưa có {found.unit} nào", found.code), f" {deed}"
    return number(found), f" {deed}"

"""The set of messages that the scam test draws from: one text file, read once; a faulty one is told line by line."""

from __future__ import annotations

import functools
from pathlib import Path

from learning.scenarios.messages import Item, read_items
from learning.scenarios.reading import Problem

FILE = Path(__file__).with_name("scam-test.yaml")


class ScamSetFaulty(ValueError):
    """The file cannot be used; the text names every fault with its line and its remedy."""


def problems_of(path: Path = FILE) -> tuple[Problem, ...]:
    """Every fault of a file."""
    return read_items(path.read_text(encoding="utf-8-sig"))[1]


@functools.cache
def scam_items() -> dict[str, Item]:
    """All messages by their names; raises ``ScamSetFaulty``."""
    items, problems = read_items(FILE.read_text(encoding="utf-8-sig"))
    if problems:
        raise ScamSetFaulty("\n".join(in_words(problem) for problem in problems))
    return {item.id: item for item in items}


def in_words(problem: Problem, path: Path = FILE) -> str:
    """One fault as its author reads it."""
    return f"{path.name}:{problem.line}: {problem.message} {problem.remedy}"

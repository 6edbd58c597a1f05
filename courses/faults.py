"""Faults of a course package: where, what, and how to mend it, in the author's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from learning.questions.gift_faults import Fault


class PackageFaulty(Exception):
    """The folder cannot be published; ``faults`` lists everything wrong with it at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass
class FaultList:
    """Collects the faults of one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str, remedy: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(self.file, line, message, remedy))


def line_of(text: str, pattern: str, otherwise: int = 1) -> int:
    """The line on which ``pattern`` first matches."""
    match = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else otherwise

"""The answer section of one question: its parts, their weights and their feedback.

Knows where everything stands, so that every fault is told with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from learning.questions.gift_faults import FaultLog
from learning.questions.gift_source import Block
from learning.questions.model import NOTHING, WHITE, Text, TextFormat
from learning.questions.weights import is_known, nearest_weight, spelled

_WEIGHT = re.compile(r"%\s*([-+\d.,]+)\s*%")
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{0,10})?")


@dataclass(frozen=True, slots=True)
class Part:
    """One answer of a section: the mark that opened it (`=`, `~` or none) and where its text lies."""

    mark: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """What stands between the braces, without the general feedback."""

    block: Block
    start: int
    end: int
    format: TextFormat
    log: FaultLog

    @property
    def mask(self) -> str:
        """The section with escaped characters blotted out, trimmed."""
        return self.block.mask[self.start : self.end].strip(WHITE)

    def fault(self, code: str, offset: int | None = None, **values: object) -> None:
        """Report a fault at an offset, by default where the section opens."""
        self.log.add(self.block.line_at(self.start - 1 if offset is None else offset), code, **values)

    def text(self, start: int, end: int) -> Text:
        """The text between two offsets, in the question's format unless it names its own."""
        return self.block.text(start, end, self.format)

    def find(self, mark: str, start: int, end: int) -> int:
        """Where an unescaped mark first stands between two offsets, or the end."""
        found = self.block.mask.find(mark, start, end)
        return end if found < 0 else found

    def parts(self, marks: str, start: int | None = None) -> list[Part]:
        """The section cut before each mark; text before the first one is a part without a mark."""
        start = self.start if start is None else start
        cuts = [found.start() for found in re.compile(f"[{marks}]").finditer(self.block.mask, start, self.end)]
        cuts.append(self.end)
        parts = [Part(self.block.mask[cut], cut + 1, end) for cut, end in pairwise(cuts)]
        lead = self.block.skip_white(start, cuts[0])
        return parts if lead == cuts[0] else [Part("", lead, cuts[0]), *parts]

    def marked_parts(self, marks: str) -> list[Part]:
        """The parts that open with a mark; anything before them is a fault, and so is a glued `=`."""
        found = self.parts(marks)
        if found and not found[0].mark:
            self.fault("loose_text", found[0].start)
        marked = [part for part in found if part.mark]
        for before, part in pairwise(marked):
            self._report_glued(before, part)
        return marked

    def _report_glued(self, before: Part, part: Part) -> None:
        # "~a=b" is lawful but "#xem trang?id=3" is a forgotten backslash: refuse the doubtful ones.
        raw = self.block.raw[before.start : before.end]
        doubtful = "#" in self.block.mask[before.start : before.end] or "://" in raw or "www." in raw
        if part.mark == "=" and raw[-1:].strip(WHITE) and doubtful:
            self.fault("stray_equals", part.start - 1)

    def split(self, part: Part) -> tuple[int, Text]:
        """Where the answer of a part ends, and the feedback behind it."""
        end = self.find("#", part.start, part.end)
        if end == part.end:
            return end, NOTHING
        second = self.find("#", end + 1, part.end)
        if second < part.end:
            self.fault("stray_hash", second)
        return end, self.text(end + 1, part.end)

    def has_weight(self, part: Part) -> bool:
        """Whether a part opens with a weight between percent signs."""
        return _WEIGHT.match(self.block.mask, self._begin(part), part.end) is not None

    def weight(self, part: Part, usual: float) -> tuple[float, int]:
        """The weight at the head of a part (or the usual one) and where the answer begins."""
        begin = self._begin(part)
        found = _WEIGHT.match(self.block.mask, begin, part.end)
        if not found:
            return usual, begin
        if not _NUMBER.fullmatch(found[1]):
            self.fault("bad_weight", begin, weight=found[0])
            return usual, found.end()
        value = float(found[1])
        if not is_known(value):
            self.fault("weight_unknown", begin, weight=found[1], nearest=spelled(nearest_weight(value)))
        return nearest_weight(value), found.end()

    def _begin(self, part: Part) -> int:
        return self.block.skip_white(part.start, part.end)

    def weighed(self, marks: str, usual: float) -> Iterator[tuple[Part, float, int]]:
        """Every marked part with its weight and the offset where its answer begins."""
        for part in self.marked_parts(marks):
            yield part, *self.weight(part, usual)

"""Cuts a GIFT file into blocks, one per question, and remembers on which line every character stood.

A block carries its text twice: `raw` as written and `mask`, as long, with escaped characters blotted out.
Structure is looked for in the mask, words are taken from the raw text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from learning.questions.gift_faults import FaultLog
from learning.questions.model import NOTHING, WHITE, Text, TextFormat, clean

CATEGORY = "$CATEGORY:"
Line = tuple[int, str]
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_ESCAPABLE = frozenset("~=#{}:n\\")
_FORMAT = re.compile(r"\[(moodle|html|plain|markdown)\]")
_TITLE = re.compile(r"::.*?::")
_LABEL = re.compile(r"\[(?:id|tag):")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one question."""

    comments: tuple[Line, ...]
    raw: str
    mask: str
    offsets: tuple[int, ...]
    numbers: tuple[int, ...]

    def line_at(self, offset: int) -> int:
        """The file's line on which this character of the block stands."""
        return self.numbers[bisect_right(self.offsets, offset) - 1]

    def skip_white(self, start: int, end: int) -> int:
        """The first offset at or after start that is not white space, at most end."""
        while start < end and self.mask[start] in WHITE:
            start += 1
        return start

    def words(self, start: int, end: int) -> str:
        """The words between two offsets, unescaped and clean."""
        return clean(unescape(self.raw[start:end]))

    def text(self, start: int, end: int, default: TextFormat) -> Text:
        """The words between two offsets with the format named before them, or `NOTHING`."""
        format_, start = self.format_at(start, end, default)
        body = self.words(start, end)
        return Text(format_, body) if body else NOTHING

    def format_at(self, start: int, end: int, default: TextFormat) -> tuple[TextFormat, int]:
        """The format named at start, and where the words after it begin."""
        start = self.skip_white(start, end)
        named = _FORMAT.match(self.mask, start, end)
        return (TextFormat(named[1]), named.end()) if named else (default, start)


def unescape(raw: str) -> str:
    """Turn GIFT's backslash escapes into the characters they stand for."""
    return _ESCAPE.sub(_unescaped, raw) if "\\" in raw else raw


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1] == "n":
        return "\n"
    return escape[1] if escape[1] in _ESCAPABLE else escape[0]


def blocks(text: str, log: FaultLog) -> Iterator[Block]:
    """Every question's block of a file; wrong borders between blocks are mended and reported."""
    for group in _rejoined(_groups(text), log):
        for part in _separated(group, log):
            yield _block(part, log)


def _groups(text: str) -> Iterator[list[Line]]:
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    group: list[Line] = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip(WHITE)
        if stripped:
            group.append((number, stripped))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _rejoined(groups: Iterator[list[Line]], log: FaultLog) -> Iterator[list[Line]]:
    """Put together what a blank line inside the answers tore apart."""
    held: list[Line] = []
    for group in groups:
        if held and _stays_open(held) and _goes_on(group):
            log.add(held[-1][0] + 1, "blank_inside")
            held = held + group
            continue
        if held:
            yield held
        held = group
    if held:
        yield held


def _stays_open(group: list[Line]) -> bool:
    mask = _mask_of(group)
    return mask.rfind("{") > mask.rfind("}")


def _goes_on(group: list[Line]) -> bool:
    mask = _mask_of(group)
    return "{" not in mask and ("}" in mask or mask[:1] in ("=", "~", "#"))


def _mask_of(group: list[Line]) -> str:
    return _masked("\n".join(line for _, line in group if not is_comment(line)))


def _masked(raw: str) -> str:
    return _ESCAPE.sub(lambda escape: "\0" * len(escape[0]), raw) if "\\" in raw else raw


def is_comment(line: str) -> bool:
    """Whether a stripped line is a comment."""
    return line.startswith("//")


def _separated(group: list[Line], log: FaultLog) -> Iterator[list[Line]]:
    """Cut where a second question begins without a blank line."""
    held: list[Line] = []
    for number, line in group:
        carried = _closing_comments(held)
        body = held[: len(held) - len(carried)]
        if not is_comment(line) and body and _begins_anew(line, body, carried):
            log.add((carried or [(number, line)])[0][0], _border_fault(body))
            yield body
            held = carried
        held = [*held, (number, line)]
    yield held


def _closing_comments(group: list[Line]) -> list[Line]:
    start = len(group)
    while start and is_comment(group[start - 1][1]):
        start -= 1
    return group[start:]


def _begins_anew(line: str, body: list[Line], carried: list[Line]) -> bool:
    if _TITLE.match(line) or line.startswith(CATEGORY) or body[-1][1].startswith(CATEGORY):
        return True
    return any(is_labelled(comment) for _, comment in carried) and "}" in _mask_of(body)


def _border_fault(body: list[Line]) -> str:
    return "category_not_alone" if body[-1][1].startswith(CATEGORY) else "two_questions"


def is_labelled(comment: str) -> bool:
    """Whether a comment gives an identifier or a tag."""
    return _LABEL.search(comment) is not None


def _block(group: list[Line], log: FaultLog) -> Block:
    content = [(number, line) for number, line in group if not is_comment(line)]
    raw = "\n".join(line for _, line in content)
    offsets, offset = [], 0
    for _, line in content:
        offsets.append(offset)
        offset += len(line) + 1
    comments = tuple((number, line) for number, line in group if is_comment(line))
    block = Block(comments, raw, _masked(raw), tuple(offsets), tuple(number for number, _ in content))
    if not raw.startswith(CATEGORY):
        _report_escapes(block, log)
    return block


def _report_escapes(block: Block, log: FaultLog) -> None:
    for escape in _ESCAPE.finditer(block.raw):
        if escape[1] not in _ESCAPABLE:
            log.add(block.line_at(escape.start()), "unknown_escape", escape=escape[0].strip(WHITE))

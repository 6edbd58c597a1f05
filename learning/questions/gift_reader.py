"""Reads GIFT as Moodle does, and tells the author of every fault at once.

Follows Moodle's importer mark by mark; stricter only where Moodle would guess (see docs/authoring/gift.md).
"""

import re
from dataclasses import dataclass, field

from learning.questions.gift_answers import read_task
from learning.questions.gift_faults import FaultLog
from learning.questions.gift_section import Section
from learning.questions.gift_source import CATEGORY, Block, Line, blocks, is_labelled, unescape
from learning.questions.model import (
    GAP,
    NOTHING,
    WHITE,
    Bank,
    Description,
    MissingWord,
    Numeric,
    PlainTask,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TextFormat,
    clean,
)

_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f])+)\]")
_EXPORTED = re.compile(r"//\s*question: \d+\s+name:")


def read_gift(text: str, source: str = "bank.gift") -> Bank:
    """The questions of a GIFT file, or `GiftErrors` with all its faults; `source` names the file in them."""
    reading = _Reading(FaultLog(source))
    for block in blocks(text, reading.log):
        reading.take(block)
    reading.log.settle()
    return Bank(tuple(reading.questions), tuple(reading.categories))


@dataclass(slots=True)
class _Reading:
    """What has been read of a file so far."""

    log: FaultLog
    questions: list[Question] = field(default_factory=list)
    categories: dict[str, None] = field(default_factory=dict)
    category: str = ""
    ids: dict[str, int] = field(default_factory=dict)

    def take(self, block: Block) -> None:
        if not block.raw:
            _report_lonely(block.comments, self.log)
        elif block.raw.startswith(CATEGORY):
            self._enter(block)
        else:
            self._ask(block)

    def _enter(self, block: Block) -> None:
        self.category = clean(block.raw.removeprefix(CATEGORY))
        self.categories.setdefault(self.category)
        if not self.category:
            self.log.add(block.line_at(0), "category_empty")

    def _ask(self, block: Block) -> None:
        id_, line = _identifier(block.comments)
        if id_ in self.ids:
            self.log.add(line, "duplicate_id", id=id_, first=self.ids[id_])
        elif id_:
            self.ids[id_] = line
        question = _question(block, id_, self.category, self.log)
        if question:
            self.questions.append(question)


def _report_lonely(comments: tuple[Line, ...], log: FaultLog) -> None:
    # Moodle exports a question of a kind GIFT cannot hold as its comment alone: that is no fault.
    if any(_EXPORTED.match(comment) for _, comment in comments):
        return
    for line, comment in comments:
        if is_labelled(comment):
            log.add(line, "lonely_comment")


def _identifier(comments: tuple[Line, ...]) -> tuple[str, int]:
    for line, comment in comments:
        found = _ID.search(comment)
        if found:
            return _label(found[1]), line
    return "", 0


def _tags(comments: tuple[Line, ...]) -> tuple[str, ...]:
    found = (_label(tag) for _, comment in comments for tag in _TAG.findall(comment))
    return tuple(dict.fromkeys(found))


def _label(raw: str) -> str:
    return clean(raw.replace("\\]", "]"))


@dataclass(frozen=True, slots=True)
class _Outline:
    """Where the pieces of a question lie: its words, its answers, its general feedback, the words behind."""

    start: int
    opened: int
    answers_end: int
    closed: int


def _question(block: Block, id_: str, category: str, log: FaultLog) -> Question | None:
    title, start = _title(block, log)
    outline = _outline(block, start, log)
    if outline is None:
        return None
    format_, begin = block.format_at(start, outline.opened, TextFormat.MOODLE)
    text, task = _asked(block, begin, outline, format_, log)
    if not text and not isinstance(task, MissingWord):
        log.add(block.line_at(start), "no_text")
    return Question(
        text=text,
        task=task,
        id=id_,
        title=title,
        general_feedback=_general_feedback(block, outline, format_),
        tags=_tags(block.comments),
        category=category,
        line=block.line_at(0),
    )


def _title(block: Block, log: FaultLog) -> tuple[str, int]:
    if not block.mask.startswith("::"):
        return "", 0
    end = block.mask.find("::", 2)
    if end < 0:
        log.add(block.line_at(0), "title_open")
        return "", 2
    return block.words(2, end), block.skip_white(end + 2, len(block.mask))


def _outline(block: Block, start: int, log: FaultLog) -> _Outline | None:
    whole = len(block.mask)
    opened, closed = block.mask.find("{", start), block.mask.find("}", start)
    if opened < 0 and closed < 0:
        return _Outline(start, whole, whole, whole)
    if opened < 0 or 0 <= closed < opened:
        log.add(block.line_at(closed), "open_brace_missing")
        return None
    if closed < 0:
        log.add(block.line_at(opened), "close_brace_missing")
        return None
    _report_stray_braces(block, opened, closed, log)
    feedback = block.mask.rfind("####", opened, closed)
    return _Outline(start, opened, closed if feedback < 0 else feedback, closed)


def _report_stray_braces(block: Block, opened: int, closed: int, log: FaultLog) -> None:
    for found in re.compile(r"[{}]").finditer(block.mask, opened + 1):
        if found.start() == closed:
            continue
        if found[0] == "{" and "\n" in block.mask[closed : found.start()]:
            log.add(block.line_at(found.start()), "two_questions")
            return
        log.add(block.line_at(found.start()), "stray_brace", brace=found[0])


def _asked(
    block: Block, begin: int, outline: _Outline, format_: TextFormat, log: FaultLog
) -> tuple[Text, PlainTask | MissingWord]:
    words = block.words(begin, outline.opened)
    if outline.opened == len(block.mask):
        return Text(format_, words), Description()
    task = read_task(Section(block, outline.opened + 1, outline.answers_end, format_, log))
    before = clean_left(block.raw[begin : outline.opened])
    after = clean_right(block.raw[outline.closed + 1 :])
    if not after:
        return Text(format_, words), task
    if isinstance(task, SingleChoice | ShortAnswer | Numeric):
        return Text(format_, before), MissingWord(after, task)
    return Text(format_, before + GAP + after), task


def clean_left(raw: str) -> str:
    """Words before a gap: the white space next to the gap belongs to the sentence."""
    return clean("." + unescape(raw).lstrip(WHITE) + ".")[1:-1]


def clean_right(raw: str) -> str:
    """Words after a gap, with the white space next to it."""
    return clean("." + unescape(raw).rstrip(WHITE) + ".")[1:-1]


def _general_feedback(block: Block, outline: _Outline, format_: TextFormat) -> Text:
    if outline.answers_end == outline.closed:
        return NOTHING
    return block.text(outline.answers_end + 4, outline.closed, format_)

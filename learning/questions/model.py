"""The nouns: a bank of questions, each with its words and one task that says how it is answered.

Everything is frozen and compares by value; only the line a question stood on is left out of the comparison.
Text is kept as the reader leaves it (see `clean`): NFC, no white space at the ends, `NOTHING` when empty.
"""

import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

WHITE = " \t\n\r\x0b"
GAP = "_____"
MARKS_OPTIONAL_TAG = "khong-can-dau"


class TextFormat(StrEnum):
    """How a text is to be rendered, by the names GIFT gives the formats."""

    MOODLE = "moodle"
    HTML = "html"
    PLAIN = "plain"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the format they are written in."""

    format: TextFormat
    body: str

    def __bool__(self) -> bool:
        return self.body != ""


NOTHING = Text(TextFormat.MOODLE, "")


def clean(body: str) -> str:
    """Give text the one shape it has in a bank: NFC, trimmed."""
    return unicodedata.normalize("NFC", body.strip(WHITE))


@dataclass(frozen=True, slots=True)
class Answer:
    """One offered option: what choosing it earns (percent, -100 to 100) and what it is told."""

    text: Text
    fraction: float
    feedback: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Spelling:
    """One awaited wording of a typed answer; `*` stands for any run of characters, `\\*` for a star."""

    pattern: str
    fraction: float = 100.0
    feedback: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Near:
    """A number and how far from it is still right (the edge included)."""

    value: Decimal
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Between:
    """Every number from low to high, both included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class NumericAnswer:
    """One awaited number or range."""

    target: Near | Between
    fraction: float = 100.0
    feedback: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and the right side that belongs to it."""

    left: Text
    right: str


@dataclass(frozen=True, slots=True)
class SingleChoice:
    """Choose one; at least one answer is worth 100."""

    kind: ClassVar[str] = "single_choice"
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """Choose any number; the positive weights sum to 100."""

    kind: ClassVar[str] = "multiple_choice"
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """Is the statement true? `wrong` and `right` are told to who answered so."""

    kind: ClassVar[str] = "true_false"
    truth: bool
    wrong: Text = NOTHING
    right: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Matching:
    """Find the right side of every left side; `extras` are right sides that belong to none."""

    kind: ClassVar[str] = "matching"
    pairs: tuple[Pair, ...]
    extras: tuple[str, ...] = ()

    @property
    def right_sides(self) -> tuple[str, ...]:
        """Every different right side, in the order they were written."""
        return tuple(dict.fromkeys((*(pair.right for pair in self.pairs), *self.extras)))


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Type a word or a few."""

    kind: ClassVar[str] = "short_answer"
    answers: tuple[Spelling, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """Type a number; `otherwise` is told to whoever meets none of the answers."""

    kind: ClassVar[str] = "numeric"
    answers: tuple[NumericAnswer, ...]
    otherwise: Text = NOTHING


@dataclass(frozen=True, slots=True)
class MissingWord:
    """A sentence with a gap: the question's text stands before it, `after` behind it, `task` fills it."""

    kind: ClassVar[str] = "missing_word"
    after: str
    task: SingleChoice | ShortAnswer | Numeric


@dataclass(frozen=True, slots=True)
class Essay:
    """Written freely and read by a person: never marked here."""

    kind: ClassVar[str] = "essay"


@dataclass(frozen=True, slots=True)
class Description:
    """Words between questions; nothing is asked."""

    kind: ClassVar[str] = "description"


PlainTask = SingleChoice | MultipleChoice | TrueFalse | Matching | ShortAnswer | Numeric | Essay | Description
Task = PlainTask | MissingWord


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its words, its task, and what the author wrote about it."""

    text: Text
    task: Task
    id: str = ""
    title: str = ""
    general_feedback: Text = NOTHING
    tags: tuple[str, ...] = ()
    category: str = ""
    line: int = field(default=0, compare=False)

    @property
    def kind(self) -> str:
        """The name of the task's kind, as it stands in JSON and in templates."""
        return self.task.kind

    @property
    def asked(self) -> PlainTask:
        """The task to be answered, taken out of its sentence if it fills a gap."""
        return self.task.task if isinstance(self.task, MissingWord) else self.task

    @property
    def gradable(self) -> bool:
        """Whether a response to this question can be marked by `grading.mark`."""
        return not isinstance(self.task, Essay | Description)

    @property
    def marks_optional(self) -> bool:
        """Whether the author lets answers be typed without Vietnamese marks."""
        return MARKS_OPTIONAL_TAG in self.tags


@dataclass(frozen=True, slots=True)
class Bank:
    """Questions in order, and every category the file named, in order of first appearance."""

    questions: tuple[Question, ...]
    categories: tuple[str, ...] = ()

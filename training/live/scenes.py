"""What a hall and its phones see at one version of a quiz: frozen, no key before a question is closed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.questions import Text
from training.live.choosing import from_plain
from training.live.models import LETTERS, LiveQuestion, LiveQuiz, Phase

SHAPES = "●▲■◆★⬟"
GRACE = timedelta(seconds=2)  # for the way from a phone to the server when a clock runs
FULL, LEAST = 1000, 500  # points of a right answer at once, and in the last second

Counts = Mapping[int, Mapping[str, int]]  # question number → letter → how many


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the large fields: letter, shape and words."""

    letter: str
    shape: str
    text: Text

    @property
    def name(self) -> str:
        """The letter as it is shown."""
        return self.letter.upper()


@dataclass(frozen=True, slots=True)
class Bar:
    """How many chose one option, by phone and by a raised hand, kept apart."""

    choice: Choice
    phones: int
    hands: int
    percent: int
    right: bool
    feedback: Text


@dataclass(frozen=True, slots=True)
class Closed:
    """What is told about a question when nobody can answer any more."""

    right: str
    explain: Text
    bars: tuple[Bar, ...]

    @property
    def answered(self) -> int:
        """How many answers there are, of both kinds."""
        return sum(bar.phones + bar.hands for bar in self.bars)

    @property
    def right_percent(self) -> int:
        """How many of them were right."""
        right = sum(bar.phones + bar.hands for bar in self.bars if bar.right)
        return round(100 * right / self.answered) if self.answered else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what may be seen of it, and ``closed`` once its key may be told."""

    number: int
    text: Text
    choices: tuple[Choice, ...]
    opened_at: datetime | None
    closed: Closed | None


@dataclass(frozen=True, slots=True)
class Scene:
    """One version of a quiz. ``now_asked`` is the question on the wall, ``past`` every closed one."""

    version: int
    phase: Phase
    total: int
    now_asked: Asked | None
    past: tuple[Asked, ...]
    due_at: datetime | None
    speed_points: bool
    seconds: int | None

    @property
    def last(self) -> bool:
        """Whether no question follows the one on the wall."""
        return self.now_asked is not None and self.now_asked.number == self.total

    def right_of(self, mine: Mapping[int, str]) -> int:
        """How many closed questions were answered rightly."""
        return sum(bool(row.closed and mine.get(row.number, " ") in row.closed.right) for row in self.past)


def scene_of(
    live: LiveQuiz, questions: Sequence[LiveQuestion], phones: Counts, hands: Counts, moment: datetime
) -> Scene:
    """Put a scene together from rows."""
    phase = Phase.ENDED if live.over(moment) else Phase(live.phase)
    shown = [_asked(row, phones.get(row.number, {}), hands.get(row.number, {})) for row in questions]
    on_wall = phase in (Phase.ASKING, Phase.CLOSED)
    return Scene(
        version=live.version,
        phase=phase,
        total=len(questions),
        now_asked=next((row for row in shown if row.number == live.position), None) if on_wall else None,
        past=tuple(row for row in shown if row.closed is not None),
        due_at=due_at(live, questions[live.position - 1].opened_at) if phase is Phase.ASKING else None,
        speed_points=live.speed_points,
        seconds=live.seconds,
    )


def due_at(live: LiveQuiz, opened_at: datetime | None) -> datetime | None:
    """When the time for a question is up, if a clock runs."""
    return opened_at + timedelta(seconds=live.seconds) if live.seconds and opened_at else None


def _asked(row: LiveQuestion, phones: Mapping[str, int], hands: Mapping[str, int]) -> Asked:
    texts = [from_plain(plain) for plain in row.face["options"]]
    choices = tuple(Choice(*one) for one in zip(LETTERS, SHAPES, texts, strict=False))
    closed = _closed(row, choices, phones, hands) if row.closed_at is not None else None
    return Asked(row.number, from_plain(row.face["text"]), choices, row.opened_at, closed)


def _closed(
    row: LiveQuestion, choices: tuple[Choice, ...], phones: Mapping[str, int], hands: Mapping[str, int]
) -> Closed:
    key = row.answer_key
    counts = [(phones.get(choice.letter, 0), hands.get(choice.letter, 0)) for choice in choices]
    total = sum(map(sum, counts))
    bars = []
    for choice, (by_phone, by_hand), told in zip(choices, counts, key["feedback"], strict=True):
        percent, right = _share(by_phone + by_hand, total), choice.letter in key["right"]
        bars.append(Bar(choice, by_phone, by_hand, percent, right, from_plain(told)))
    return Closed(key["right"], from_plain(key["explain"]), tuple(bars))


def _share(part: int, total: int) -> int:
    return round(100 * part / total) if total else 0


def points(seconds: int, took: timedelta) -> int:
    """What a right answer is worth where the facilitator switched speed on."""
    used = min(max(took / timedelta(seconds=seconds), 0.0), 1.0)
    return round(FULL - (FULL - LEAST) * used)

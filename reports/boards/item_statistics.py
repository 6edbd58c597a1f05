"""How a question behaves, in the field's terms: facility, discrimination, chosen options, omissions, warnings. Pure.

Discrimination is the point-biserial correlation of a question's mark with the mean mark of the other questions of the
same attempt. Sums alone are kept, so a hundred thousand attempts need no more memory than ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import sqrt

ENOUGH = 20  # answers below which nothing is said about discrimination, and no warning is given
EASY, HARD, WEAK, LEFT_OUT = 95.0, 30.0, 0.1, 20.0
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class ItemTally:
    """What is kept of one question while attempts go by."""

    shown: int = 0
    omitted: int = 0
    chosen: Counter[int] = field(default_factory=Counter)
    _x: float = 0.0
    _r: float = 0.0
    _xx: float = 0.0
    _rr: float = 0.0
    _xr: float = 0.0
    _paired: int = 0

    def add(self, mark: float, rest: float | None, chosen: Collection[int], omitted: bool) -> None:
        """One showing: its mark and the mean mark of the rest, both 0 to 1; ``rest`` is None for a lone question."""
        self.shown += 1
        self.omitted += omitted
        self.chosen.update(chosen)
        self._x += mark
        if rest is not None:
            self._paired += 1
            self._r += rest
            self._xx += mark * mark
            self._rr += rest * rest
            self._xr += mark * rest

    @property
    def facility(self) -> float | None:
        """The mean mark in percent: 100 means that everybody was right."""
        return 100 * self._x / self.shown if self.shown else None

    @property
    def discrimination(self) -> float | None:
        """The correlation with the rest, -1 to 1; None below ``ENOUGH`` or where nothing varies."""
        n = self._paired
        if n < ENOUGH or n != self.shown:
            return None
        spread = (n * self._xx - self._x**2) * (n * self._rr - self._r**2)
        if spread <= 1e-9:
            return None
        return max(-1.0, min(1.0, (n * self._xr - self._x * self._r) / sqrt(spread)))


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a question: its letter in the bank's order, its words, whether it is right, how often chosen."""

    letter: str
    text: str
    right: bool
    times: int
    percent: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What is told of one question."""

    shown: int
    omitted: int
    facility: float | None
    discrimination: float | None
    options: tuple[Option, ...]
    warnings: tuple[str, ...]

    @property
    def omitted_percent(self) -> float:
        """How many of a hundred left it empty."""
        return 100 * self.omitted / self.shown if self.shown else 0.0

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to judge the question."""
        return self.shown >= ENOUGH


def statistics_of(tally: ItemTally, options: Sequence[tuple[str, bool]]) -> ItemStatistics:
    """The figures of one question; ``options`` are words and rightness in the order of the bank."""
    told = tuple(
        Option(LETTERS[at], text, right, tally.chosen[at], 100 * tally.chosen[at] / tally.shown if tally.shown else 0.0)
        for at, (text, right) in enumerate(options)
    )
    found = ItemStatistics(tally.shown, tally.omitted, tally.facility, tally.discrimination, told, ())
    return ItemStatistics(
        tally.shown, tally.omitted, tally.facility, tally.discrimination, told, tuple(warnings_of(found))
    )


def warnings_of(found: ItemStatistics) -> list[str]:
    """What an editor should look at, in plain words; nothing where too few have answered."""
    if not found.enough:
        return []
    return [*_of_options(found), *_of_discrimination(found.discrimination), *_of_facility(found)]


def _of_options(found: ItemStatistics) -> list[str]:
    right = [option for option in found.options if option.right]
    wrong = [option for option in found.options if not option.right]
    if not right or not wrong:
        return []
    most_right = max(option.times for option in right)
    said = [
        f"Đáp án sai {option.letter} được chọn nhiều hơn đáp án đúng ({option.times} so với {most_right} lần)."
        for option in wrong
        if option.times > most_right
    ]
    never = [option.letter for option in wrong if not option.times]
    if never and len(wrong) > 1:
        said.append(f"Không ai chọn đáp án {', '.join(never)}: nên thay bằng điều bà con hay nhầm thật.")
    return said


def _of_discrimination(value: float | None) -> list[str]:
    if value is None:
        return []
    if value < 0:
        return ["Người làm tốt các câu khác lại hay sai câu này. Xin xem lại đáp án và lời hỏi."]
    if value < WEAK:
        return ["Câu này hầu như không phân biệt được người đã hiểu và người chưa hiểu."]
    return []


def _of_facility(found: ItemStatistics) -> list[str]:
    said = []
    if found.facility is not None and found.facility >= EASY:
        said.append("Gần như ai cũng làm đúng: câu này quá dễ để kiểm tra.")
    if found.facility is not None and found.facility < HARD:
        said.append("Rất ít người làm đúng: câu quá khó, hoặc bài học chưa nói rõ.")
    if found.omitted_percent >= LEFT_OUT:
        said.append("Nhiều người bỏ trống câu này.")
    return said

"""Bars for a trend, worked out as plain numbers for a small SVG; and the five steps of a heat map. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 360, 150, 28  # units of the picture; the foot carries the months
STEPS = 5
GAP = 0.25  # of a bar's room


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: where its bar stands, the number above it (where there is room) and the word below it."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of one row of numbers."""

    width: int
    height: int
    foot: int
    bars: tuple[Bar, ...]


def chart(numbers: Sequence[tuple[str, int]]) -> Chart:
    """Bars from labelled numbers; numbers stand above the highest and the last bar, labels below as room allows."""
    most = max((number for _, number in numbers), default=0)
    room = WIDTH / max(1, len(numbers))
    every = -(-len(numbers) // 12) or 1
    named = {len(numbers) - 1, next((at for at, (_, number) in enumerate(numbers) if number == most), 0)}
    bars = []
    for at, (label, number) in enumerate(numbers):
        height = round((HEIGHT - 26) * number / most, 1) if most else 0.0
        shown = f"{number:,}".replace(",", ".") if most and (at in named or len(numbers) <= 4) else ""
        left = at * room
        bars.append(
            Bar(
                round(left + room * GAP / 2, 1),
                round(HEIGHT - height, 1),
                round(room * (1 - GAP), 1),
                height,
                round(min(max(left + room / 2, 16), WIDTH - 16), 1),
                label if at % every == (len(numbers) - 1) % every else "",
                shown,
            )
        )
    return Chart(WIDTH, HEIGHT + FOOT, FOOT, tuple(bars))


def heat_step(percent: float | None) -> int:
    """1 to 5 for a share of 0 to 100, 0 where there is none."""
    if percent is None:
        return 0
    return min(STEPS, int(max(0.0, percent) // (100 / STEPS)) + 1)

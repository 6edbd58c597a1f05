"""What a figure is, and the list of all that can be measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.ground import Ground


class NotHere(Exception):
    """This machine, or the site as it is today, cannot give the figure; the message says what is missing."""


@dataclass(frozen=True)
class Figure:
    """One measured value; ``most`` or ``least`` is the goal it is held against, if it has one."""

    figure: str
    value: float | None
    unit: str
    most: float | None = None
    least: float | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def goal(self) -> str | None:
        """The goal as people write it."""
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is no goal or no value."""
        if self.value is None or self.goal is None:
            return None
        return self.value <= self.most if self.most is not None else self.value >= (self.least or 0)

    def line(self) -> str:
        """The one JSON line."""
        value = round(self.value, 3) if self.value is not None else None
        said = {"figure": self.figure, "value": value, "unit": self.unit, "goal": self.goal, "met": self.met}
        return json.dumps({**said, "detail": self.detail}, ensure_ascii=False)


Measure = Callable[[Ground], Iterator[Figure]]


@dataclass(frozen=True)
class Entry:
    """A way of measuring; ``slow`` ones run only when they are named."""

    name: str
    measure: Measure
    slow: bool


REGISTRY: dict[str, Entry] = {}


def measures(name: str, slow: bool = False) -> Callable[[Measure], Measure]:
    """Put a function on the list under ``name``."""

    def register(measure: Measure) -> Measure:
        REGISTRY[name] = Entry(name, measure, slow)
        return measure

    return register

"""Nouns: a scenario, its screens, what stands on them, what a tap does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tap:
    """Something to press. Exactly one of ``go``, ``done``, ``trap``, ``refuse``, ``flips`` says what happens."""

    label: str
    note: str = ""
    go: str = ""
    done: str = ""
    trap: str = ""
    refuse: str = ""
    flips: str = ""
    sets: str = ""

    @property
    def wrong(self) -> bool:
        """Whether pressing it counts as a wrong tap."""
        return bool(self.trap or self.refuse)


@dataclass(frozen=True, slots=True)
class Element:
    """One thing on a screen; ``kind`` is one of ``reading.KINDS``, ``when`` and ``unless`` name flags."""

    kind: str
    text: str = ""
    note: str = ""
    sample: str = ""
    lines: tuple[str, ...] = ()
    taps: tuple[Tap, ...] = ()
    when: str = ""
    unless: str = ""

    def shown(self, flags: frozenset[str]) -> bool:
        """Whether it stands on the screen while these flags are set."""
        return (not self.when or self.when in flags) and self.unless not in flags


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen; its taps are numbered from 1 in the order of the file, hidden ones included."""

    id: str
    title: str
    hint: str
    elements: tuple[Element, ...]

    def numbered(self) -> Iterator[tuple[int, Element, Tap]]:
        """Every tap with its number and the element it belongs to."""
        pairs = ((element, tap) for element in self.elements for tap in element.taps)
        return ((number, element, tap) for number, (element, tap) in enumerate(pairs, start=1))

    def tap(self, number: int, flags: frozenset[str]) -> tuple[Element, Tap] | None:
        """The tap with this number if it can be pressed now."""
        found = (pair for pair in self.numbered() if pair[0] == number and pair[1].shown(flags))
        return next(((element, tap) for _, element, tap in found), None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One everyday situation to practise; ``key`` is its name in the ledger, known once its course is."""

    slug: str
    title: str
    kind: str
    goal: str
    intro: str
    minutes: int
    learnt: tuple[str, ...]
    lesson: str
    screens: tuple[Screen, ...]
    key: str = ""

    @property
    def start(self) -> Screen:
        """Where it begins: the first screen of the file."""
        return self.screens[0]

    def screen(self, name: str) -> Screen:
        """The screen with this id."""
        return next(screen for screen in self.screens if screen.id == name)

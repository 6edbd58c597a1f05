"""Scenarios as plain JSON values and back, for revisions that are stored and compared."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from learning.scenarios.model import Element, Scenario, Screen, Tap

Plain = dict[str, Any]


def to_plain(scenario: Scenario) -> Plain:
    """The scenario as JSON-safe values; what is empty is left out."""
    return _plain(scenario)


def _plain(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return [_plain(part) for part in thing]
    if isinstance(thing, str | int):
        return thing
    values = {field.name: _plain(getattr(thing, field.name)) for field in fields(thing) if field.name != "key"}
    return {name: value for name, value in values.items() if value not in ("", [])}


def from_plain(plain: Plain, course: str) -> Scenario:
    """The scenario that ``to_plain`` described, as an item of its course."""
    return Scenario(
        slug=plain["slug"],
        title=plain["title"],
        kind=plain["kind"],
        goal=plain["goal"],
        intro=plain["intro"],
        minutes=plain["minutes"],
        learnt=tuple(plain.get("learnt", [])),
        lesson=plain.get("lesson", ""),
        screens=tuple(_screen(row) for row in plain["screens"]),
        key=f"{course}/practice-{plain['slug']}",
    )


def _screen(plain: Plain) -> Screen:
    return Screen(plain["id"], plain["title"], plain["hint"], tuple(_element(row) for row in plain["elements"]))


def _element(plain: Plain) -> Element:
    taps = tuple(Tap(**{"label": ""} | row) for row in plain.get("taps", []))
    rest = {name: value for name, value in plain.items() if name not in ("taps", "lines")}
    return Element(lines=tuple(plain.get("lines", [])), taps=taps, **rest)

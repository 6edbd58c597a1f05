"""A scenario on paper: its shortest right way, one panel a screen, with what to press. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from learning.scenarios.model import Element, Scenario, Screen, Tap
from learning.scenarios.walking import right_way


@dataclass(frozen=True, slots=True)
class Panel:
    """One screen as it stands in the moment before the right tap."""

    screen: Screen
    elements: tuple[Element, ...]
    tap: Tap
    sample: str


def panels_of(scenario: Scenario) -> tuple[Panel, ...]:
    """The panels in order."""
    panels = []
    for place, tap in right_way(scenario):
        screen = scenario.screen(place.screen)
        shown = tuple(element for element in screen.elements if element.shown(place.flags))
        sample = next(element.sample for element in shown if any(own is tap for own in element.taps))
        panels.append(Panel(screen, shown, tap, sample))
    return tuple(panels)

"""A whole scenario in one small file, so that a phone without a network can play it: every place as it is shown.

The phone only follows this table; what counts is the history of taps, which the site plays again when it arrives.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from learning.scenarios.model import Element, Scenario, Tap
from learning.scenarios.playing import Place, Play, after

Shown = Callable[[Play], str]


def package_of(scenario: Scenario, shown: Shown) -> dict[str, Any]:
    """``places``: for each its HTML (``shown``), its hint, and where every tap leads; place 0 is the start."""
    places = reachable(scenario)
    number = {place: index for index, place in enumerate(places)}
    return {"places": [_place(scenario, place, number, shown) for place in places]}


def reachable(scenario: Scenario) -> list[Place]:
    """Every place that taps can lead to, traps included, the start first."""
    start = Place(scenario.start.id)
    found, waiting = {start: None}, deque([start])
    while waiting:
        for _, _, tap in _taps(scenario, waiting.popleft()):
            if tap[1] is not None and tap[1] not in found:
                found[tap[1]] = None
                waiting.append(tap[1])
    return list(found)


def _taps(scenario: Scenario, place: Place) -> list[tuple[int, Element, tuple[Tap, Place | None]]]:
    """What can be pressed, and where it leads: None for what is refused on the spot."""
    if place.trap or place.done:
        return []
    screen = scenario.screen(place.screen)
    pressed = ((number, element, tap) for number, element, tap in screen.numbered() if element.shown(place.flags))
    return [(number, element, (tap, None if tap.refuse else after(place, tap))) for number, element, tap in pressed]


def _place(scenario: Scenario, place: Place, number: dict[Place, int], shown: Shown) -> dict[str, Any]:
    taps: dict[str, Any] = {}
    for key, element, (tap, there) in _taps(scenario, place):
        leads = {"said": tap.refuse} if there is None else {"to": number[there]}
        taps[str(key)] = leads | ({"sample": element.sample} if element.sample else {})
    plain = {"html": "" if place.done else shown(Play(scenario, [place, place])), "taps": taps}
    hint = scenario.screen(place.screen).hint
    return plain | ({"done": True} if place.done else {"trap": True} if place.trap else {"hint": hint})

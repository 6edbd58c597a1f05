"""Walking every path of a scenario: what can be reached, from where the goal cannot, and the shortest right way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from learning.scenarios.model import Scenario, Tap
from learning.scenarios.playing import Place, after


@dataclass(frozen=True, slots=True)
class Walked:
    """Every place with the taps that lead on from it; traps are left out, since going back undoes them."""

    ways: dict[Place, tuple[tuple[Tap, Place], ...]]

    @property
    def goals(self) -> tuple[Place, ...]:
        """The places at which somebody is done."""
        return tuple(place for place in self.ways if place.done)

    @property
    def screens(self) -> frozenset[str]:
        """The screens that somebody can come to."""
        return frozenset(place.screen for place in self.ways)

    def stuck(self) -> tuple[Place, ...]:
        """Places from which no tap leads towards a goal."""
        good = set(self.goals)
        while more := {place for place in self.ways if place not in good and self._touches(place, good)}:
            good |= more
        return tuple(place for place in self.ways if place not in good)

    def _touches(self, place: Place, good: set[Place]) -> bool:
        return any(there in good for _, there in self.ways[place])


def walk(scenario: Scenario) -> Walked:
    """Every place that taps can lead to."""
    ways: dict[Place, tuple[tuple[Tap, Place], ...]] = {}
    waiting = deque([Place(scenario.start.id)])
    while waiting:
        place = waiting.popleft()
        if place not in ways:
            ways[place] = () if place.done else _ways(scenario, place)
            waiting.extend(there for _, there in ways[place])
    return Walked(ways)


def _ways(scenario: Scenario, place: Place) -> tuple[tuple[Tap, Place], ...]:
    shown = (element for element in scenario.screen(place.screen).elements if element.shown(place.flags))
    taps = (tap for element in shown for tap in element.taps if not tap.wrong)
    return tuple((tap, after(place, tap)) for tap in taps)


def right_way(scenario: Scenario) -> tuple[tuple[Place, Tap], ...]:
    """The shortest way to the goal: each place with the tap that leads on."""
    ways = walk(scenario).ways
    came: dict[Place, tuple[tuple[Place, Tap], ...]] = {Place(scenario.start.id): ()}
    waiting = deque(came)
    while waiting:
        place = waiting.popleft()
        if place.done:
            return came[place]
        for tap, there in ways[place]:
            if there not in came:
                came[there] = (*came[place], (place, tap))
                waiting.append(there)
    return ()


def right_history(scenario: Scenario) -> str:
    """The shortest way as a history that can be replayed."""
    numbers = []
    for place, tap in right_way(scenario):
        numbered = scenario.screen(place.screen).numbered()
        numbers.append(next(str(number) for number, _, other in numbered if other is tap))
    return "-".join(numbers)

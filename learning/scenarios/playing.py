"""Playing: where a history of taps leads. The history is all there is; whatever it claims is counted anew here.

A history is tokens joined by ``-``: a tap's number, ``g`` for a hint, ``q`` for going back. Going back undoes the
screen, never the count.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from learning.scenarios.model import Element, Scenario, Screen, Tap

HINT, BACK = "g", "q"
MOST_TOKENS = 150


class NotAWay(ValueError):
    """No finger could have made this history."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the phone stands: a screen, the flags set, and what a trap or the goal has to say."""

    screen: str
    flags: frozenset[str] = frozenset()
    trap: str = ""
    done: str = ""


@dataclass(slots=True)
class Play:
    """One run as far as it has come; ``said`` and ``hinted`` concern the last tap only."""

    scenario: Scenario
    places: list[Place]
    steps: int = 0
    wrong: int = 0
    hints: int = 0
    said: str = ""
    hinted: bool = False
    helped: set[Place] = field(default_factory=set)

    @property
    def place(self) -> Place:
        """Where it stands now."""
        return self.places[-1]

    @property
    def screen(self) -> Screen:
        """The screen it stands on."""
        return self.scenario.screen(self.place.screen)

    @property
    def finished(self) -> bool:
        """Whether the goal is reached."""
        return bool(self.place.done)

    @property
    def elements(self) -> tuple[tuple[Element, tuple[tuple[int, Tap], ...]], ...]:
        """What stands on the screen now, each with its numbered taps."""
        numbers = {id(tap): number for number, _, tap in self.screen.numbered()}
        shown = (element for element in self.screen.elements if element.shown(self.place.flags))
        return tuple((element, tuple((numbers[id(tap)], tap) for tap in element.taps)) for element in shown)


def replay(scenario: Scenario, history: str) -> Play:
    """Play a history from the beginning; raises ``NotAWay``."""
    tokens = history.split("-") if history else []
    if len(tokens) > MOST_TOKENS:
        raise NotAWay
    play = Play(scenario, [Place(scenario.start.id)])
    for token in tokens:
        _step(play, token)
    return play


def longer(history: str, token: str) -> str:
    """The history with one more token."""
    return f"{history}-{token}" if history else token


def after(place: Place, tap: Tap) -> Place:
    """Where a tap leads; what is refused leads nowhere else."""
    flags = place.flags ^ {tap.flips} if tap.flips else place.flags | {tap.sets} if tap.sets else place.flags
    return replace(place, screen=tap.go or place.screen, flags=flags, trap=tap.trap, done=tap.done)


def _step(play: Play, token: str) -> None:
    if play.finished or (play.place.trap and token != BACK):
        raise NotAWay
    play.said, play.hinted = "", False
    if token == BACK:
        _go_back(play)
    elif token == HINT:
        play.hinted = True
        play.hints += play.place not in play.helped
        play.helped.add(play.place)
    else:
        _press(play, token)


def _go_back(play: Play) -> None:
    if len(play.places) < 2:
        raise NotAWay
    play.places.pop()


def _press(play: Play, token: str) -> None:
    if not (token.isascii() and token.isdecimal() and len(token) <= 3):
        raise NotAWay
    found = play.screen.tap(int(token), play.place.flags)
    if found is None:
        raise NotAWay
    _, tap = found
    play.steps += 1
    play.wrong += tap.wrong
    play.said = tap.refuse
    if not tap.refuse:
        play.places.append(after(play.place, tap))

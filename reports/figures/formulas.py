"""What a measure is: its words, and how its number is worked out from the sets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Counts(StrEnum):
    """What a number counts; always said beside it."""

    PEOPLE = "người"
    TURNS = "lượt"
    HOURS = "giờ"
    SHARE = "%"
    POINTS = "điểm"


@dataclass(frozen=True, slots=True)
class People:
    """How many different people have at least one of these facts; ``sources`` narrows the ways of learning."""

    kinds: tuple[str, ...]
    sources: frozenset[str] | None = None
    adults: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of one kind, in units of ``per``."""

    kind: str
    per: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """One number in a hundred of another."""

    part: People | Sum
    whole: People | Sum


@dataclass(frozen=True, slots=True)
class OfRoster:
    """People in a hundred of the adults whom the commune has entered for each thôn."""

    part: People


@dataclass(frozen=True, slots=True)
class Gain:
    """The mean of what learners gained between two tests, with n and a 95 % interval."""


Counted = People | Sum | Share | OfRoster | Gain


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry. ``ignores`` names the filters (``course``, ``channel``, ``gender``, ``age``) that say nothing here.

    ``nameless``: what is counted belongs to nobody; the list behind the number is one of lessons and meetings.
    """

    key: str
    name: str
    sentence: str
    counts: Counts
    numerator: str
    denominator: str
    when: str
    counted: Counted
    ignores: frozenset[str] = frozenset()
    nameless: bool = False


def parts_of(counted: Counted) -> tuple[People | Sum, ...]:
    """What a number is made of: itself, or what is divided and what by."""
    match counted:
        case People() | Sum():
            return (counted,)
        case Share(part=part, whole=whole):
            return part, whole
        case OfRoster(part=part):
            return (part,)
    return ()

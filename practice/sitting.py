"""One scam test as pure values: what is drawn, what was said, how well scams were told and how often one cried wolf."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from learning.scenarios.messages import GENUINE, SCAM, Item

ITEMS = 10
LEAST_SCAMS, MOST_SCAMS = 4, 6  # never exactly half: whoever counts along learns nothing
LETTERS = {"l": SCAM, "t": GENUINE}


@dataclass(frozen=True, slots=True)
class Score:
    """Detection and false alarms, apart: one without the other says nothing."""

    detected: int
    shown_scams: int
    false_alarms: int
    shown_genuine: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """The drawn messages in order, and what was said of each first."""

    items: tuple[Item, ...]
    answers: Mapping[str, str]

    @property
    def current(self) -> Item | None:
        """The first message nothing was said of yet."""
        return next((item for item in self.items if item.id not in self.answers), None)

    @property
    def answered(self) -> tuple[Item, ...]:
        """The messages something was said of, in order."""
        return tuple(item for item in self.items if item.id in self.answers)

    def item(self, number: int) -> Item | None:
        """The message with this number, counted from 1."""
        return self.items[number - 1] if 1 <= number <= len(self.items) else None

    def right(self, item: Item) -> bool:
        """Whether what was said of it is so."""
        return self.answers.get(item.id) == item.kind

    @property
    def score(self) -> Score:
        """Counted over what was answered."""
        scams = [item for item in self.answered if item.is_scam]
        genuine = [item for item in self.answered if not item.is_scam]
        missed = sum(not self.right(item) for item in genuine)
        return Score(sum(map(self.right, scams)), len(scams), missed, len(genuine))

    @property
    def letters(self) -> str:
        """What was said so far, a letter each, as it stands in a guest's address."""
        by_kind = {kind: letter for letter, kind in LETTERS.items()}
        return "".join(by_kind[self.answers[item.id]] for item in self.answered)


def draw(items: Iterable[Item], seed: str, seen: Collection[str] = ()) -> tuple[Item, ...]:
    """Ten messages of both kinds, those not seen before first. The same seed draws the same."""
    items = tuple(items)
    scams = LEAST_SCAMS + _rank(seed, "how many")[0] % (MOST_SCAMS - LEAST_SCAMS + 1)
    chosen = _some(items, SCAM, scams, seed, seen) + _some(items, GENUINE, ITEMS - scams, seed, seen)
    return tuple(sorted(chosen, key=lambda item: _rank(seed, f"order {item.id}")))


def _some(items: tuple[Item, ...], kind: str, number: int, seed: str, seen: Collection[str]) -> list[Item]:
    known = [item for item in items if item.kind == kind]
    return sorted(known, key=lambda item: (item.id in seen, _rank(seed, item.id)))[:number]


def _rank(seed: str, word: str) -> bytes:
    return hashlib.sha256(f"{seed}:{word}".encode()).digest()


def sitting_of(items: Mapping[str, Item], drawn: Iterable[str], answers: Mapping[str, str]) -> Sitting:
    """A sitting that was begun; what has left the set since then is passed over."""
    return Sitting(tuple(items[name] for name in drawn if name in items), answers)


def guest_sitting(items: Mapping[str, Item], seed: str, letters: str) -> Sitting:
    """A guest's sitting from the address: drawn anew from the seed, answered by the letters."""
    drawn = draw(items.values(), seed)
    said = [LETTERS[letter] for letter in letters[:ITEMS] if letter in LETTERS]
    return Sitting(drawn, {item.id: kind for item, kind in zip(drawn, said, strict=False)})

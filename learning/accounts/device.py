"""A device that several people share: whom it may offer, and how they are told apart without their whole names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from learning.accounts.models import Person

SHOWN_OF_CODE = 3  # the last digits of a card code: they tell two namesakes apart and open nothing


@dataclass(frozen=True, slots=True)
class Face:
    """One of the people of a device, as the chooser shows them; ``hint`` only stands where two would look alike."""

    person_id: UUID
    name: str
    initials: str
    thon: str
    hint: str


def faces_of(people: Sequence[Person]) -> tuple[Face, ...]:
    """The people of a device as the chooser shows them, in the order given."""
    alike = Counter(_looks(person) for person in people)
    return tuple(_face(person, alike[_looks(person)] > 1) for person in people)


def _face(person: Person, has_namesake: bool) -> Face:
    name, thon = _looks(person)
    initials = "".join(word[0] for word in name.split()).upper()
    hint = f"Thẻ học có số cuối {person.card_code[-SHOWN_OF_CODE:]}" if has_namesake else ""
    return Face(person.id, name, initials, thon, hint)


def _looks(person: Person) -> tuple[str, str]:
    return person.display_name, person.place.name if person.place.kind == "village" else ""


def with_key(keys: Iterable[str], key: str) -> tuple[str, ...]:
    """``keys`` with this one first; an older one of the same person gives way."""
    return (key, *without_person(keys, key.partition(".")[0]))


def without_person(keys: Iterable[str], person_key: str) -> tuple[str, ...]:
    """``keys`` without those of one person."""
    return tuple(key for key in keys if key.partition(".")[0] != person_key)


def person_id_in(key: str) -> UUID | None:
    """Whom a kept key speaks of, None when it is none of ours."""
    try:
        return UUID(hex=key.partition(".")[0])
    except ValueError:
        return None

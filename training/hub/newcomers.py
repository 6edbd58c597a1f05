"""People who registered in the hall. Each becomes a person at once: their card was handed out and must open.

Whether somebody is the neighbour who is in the book already is a question to the office (``HubConflict``), never a
guess. Of two newcomers with one card number the one with the smaller id keeps it, whoever arrives first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from learning.accounts.actions import named
from learning.accounts.identities import person_behind, was_given_up, with_card
from learning.accounts.models import Consent, Person
from learning.core.codes import is_card_code, new_card_code
from learning.core.database import db, new_id, upsert
from training.hub.facts import PERSON
from training.hub.models import Hub, HubConflict, HubWalkIn
from training.hub.rows import NotARow, read

TWIN, CARD = "twin", "card"
_CONSENT = ("purpose", "version", "channel", "given_at")


def welcome(hub: Hub, body: dict[str, Any]) -> Person:
    """Make the person, or find whom the same words have made; raises the questions there are about them."""
    values = read(Person, body, PERSON.columns)
    earlier = person_behind(values["id"])
    if earlier is not None:
        return earlier
    if not is_card_code(values["card_code"]):
        raise NotARow("card")
    values |= named(values["full_name"])
    holders = _holders(values["card_code"])
    person = Person(**values | {"sign_in_epoch": 1, "is_demo": False})
    person.card_code = _card_for(person, holders)
    db.session.add(person)
    db.session.flush()
    _note(hub, person, body)
    _ask(TWIN, person, _alike(person))
    _ask(CARD, person, holders)
    return person


def _note(hub: Hub, person: Person, body: dict[str, Any]) -> None:
    db.session.add(HubWalkIn(id=person.id, hub_id=hub.id, person_id=person.id, card_code=body["card_code"]))
    for said in body["consents"]:
        given = read(Consent, said, _CONSENT) | {"id": new_id(), "person_id": person.id}
        db.session.execute(upsert(Consent).values(**given).on_conflict_do_nothing())
    db.session.flush()


def _holders(code: str) -> list[Person]:
    """Who has this card number, or came home with it."""
    brought = select(HubWalkIn.person_id).where(HubWalkIn.card_code == code)
    query = select(Person).where(or_(with_card([code]), Person.id.in_(brought)))
    return list(db.session.scalars(query).unique())


def _card_for(person: Person, holders: Iterable[Person]) -> str:
    """The number in print if nobody has an older claim to it; a newcomer with a greater id gives it up."""
    code = person.card_code
    rival = next((other for other in holders if other.card_code == code), None)
    if rival is None:
        return _free_code(person.id) if was_given_up(code) else code
    if not _came_home(rival) or rival.id < person.id:
        return _free_code(person.id)
    rival.card_code = _free_code(rival.id)
    db.session.flush()
    return code


def _came_home(person: Person) -> bool:
    return db.session.scalar(select(HubWalkIn.id).where(HubWalkIn.id == person.id)) is not None


def _free_code(person_id: UUID) -> str:
    """Another card number, the same whenever it is asked for."""
    for turn in range(100):
        code = new_card_code(_drawn_from(person_id, turn))
        if not db.session.scalar(select(Person.id).where(with_card([code]))):
            return code
    raise RuntimeError("no free card code after a hundred tries")


def _drawn_from(person_id: UUID, turn: int) -> Callable[[int], int]:
    stream = iter(hashlib.sha512(person_id.bytes + bytes([turn])).digest())
    return lambda below: next(stream) % below


def _alike(person: Person) -> list[Person]:
    """Others of the same place and name whose year of birth is the same or not known."""
    same = Person.place_id == person.place_id, Person.search_key == person.search_key, Person.id != person.id
    others = db.session.scalars(select(Person).where(*same)).unique()
    return [other for other in others if _may_be_one(person.birth_year, other.birth_year)]


def _may_be_one(year: int | None, other: int | None) -> bool:
    return year is None or other is None or year == other


def _ask(kind: str, person: Person, others: Iterable[Person]) -> None:
    for other in others:
        newcomer, known = (other, person) if _came_home(other) and other.id > person.id else (person, other)
        pair = {"id": new_id(), "kind": kind, "person_id": newcomer.id, "other_id": known.id}
        db.session.execute(upsert(HubConflict).values(**pair).on_conflict_do_nothing())

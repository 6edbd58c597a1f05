"""Who an id, a card or a device's key means today, when two records of one person have become one.

A printed card, a form kept on a phone, a link in an old message: all of them lead to the record that stayed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, union_all
from sqlalchemy.orm import aliased

from learning.accounts.device import person_id_in
from learning.accounts.models import FormerIdentity, Person
from learning.core.codes import new_card_code
from learning.core.database import db


def with_card(codes: Collection[str]) -> ColumnElement[bool]:
    """A condition on ``Person``: holds one of these cards, or held it under a record that became theirs."""
    other = aliased(Person)
    now = select(other.id).where(other.card_code.in_(codes))
    before = select(FormerIdentity.successor_id).where(FormerIdentity.card_code.in_(codes))
    return Person.id.in_(union_all(now, before))


def holders_of(codes: Collection[str]) -> dict[str, UUID]:
    """Whose each of these cards is, as far as they are anybody's."""
    if not codes:
        return {}
    now = select(Person.card_code, Person.id).where(Person.card_code.in_(codes))
    before = select(FormerIdentity.card_code, FormerIdentity.successor_id).where(FormerIdentity.card_code.in_(codes))
    return dict(db.session.execute(union_all(now, before)).all())


def successors_of(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Who those of these ids that were given up stand for now."""
    if not ids:
        return {}
    query = select(FormerIdentity.person_id, FormerIdentity.successor_id)
    return dict(db.session.execute(query.where(FormerIdentity.person_id.in_(ids))).all())


def present_ids(ids: Iterable[UUID]) -> set[UUID]:
    """These people by the ids they have now."""
    ids = set(ids)
    moved = successors_of(ids)
    return {moved.get(one, one) for one in ids}


def person_behind(person_id: UUID) -> Person | None:
    """Somebody by their id, or by one they gave up."""
    person = db.session.get(Person, person_id)
    if person is not None:
        return person
    successor = successors_of([person_id]).get(person_id)
    return db.session.get(Person, successor) if successor else None


def is_also(person: Person, key: str) -> bool:
    """Whether a form made under ``key`` is this person's: under a record of theirs that has gone since."""
    former = person_id_in(key)
    return former is not None and successors_of([former]).get(former) == person.id


def moved_keys(keys: Iterable[str]) -> dict[str, str]:
    """Which of a device's keys were of a record that went, and the key they lead to; stale ones lead nowhere."""
    ids = {found for key in keys if (found := person_id_in(key)) is not None}
    if not ids:
        return {}
    rows = db.session.scalars(select(FormerIdentity).where(FormerIdentity.person_id.in_(ids)))
    return {f"{row.person_id.hex}.{row.sign_in_epoch}": f"{row.successor_id.hex}.{row.successor_epoch}" for row in rows}


def present_keys(keys: Sequence[str]) -> tuple[str, ...]:
    """A device's keys, each by whom it leads to now."""
    moved = moved_keys(keys)
    return tuple(dict.fromkeys(moved.get(key, key) for key in keys))


def free_card_codes(number: int = 1) -> list[str]:
    """So many new card codes, none of them ever that of a record that has become another's."""
    codes: set[str] = set()
    while len(codes) < number:
        fresh = {new_card_code() for _ in range(number - len(codes))}
        codes |= fresh - set(db.session.scalars(_given_up(fresh)))
    return list(codes)


def spent_code() -> str:
    """What stands in the place of a former record's card that was lost: no card, for none begins with 0."""
    return f"0{free_card_codes()[0][1:]}"


def was_given_up(code: str) -> bool:
    """Whether this card belongs to a record that has become another's."""
    return db.session.scalar(_given_up([code])) is not None


def _given_up(codes: Collection[str]):  # type: ignore[no-untyped-def]  # a select of codes
    return select(FormerIdentity.card_code).where(FormerIdentity.card_code.in_(codes))


def former_of(person: Person) -> Sequence[FormerIdentity]:
    """The records that have become this person's, oldest first."""
    query = select(FormerIdentity).where(FormerIdentity.successor_id == person.id)
    return list(db.session.scalars(query.order_by(FormerIdentity.merged_at, FormerIdentity.person_id)))

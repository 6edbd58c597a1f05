"""Questions about people and places. Whatever returns somebody's record also checks the right to see it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from learning.accounts.audiences import Audience
from learning.accounts.commune import Commune, commune
from learning.accounts.device import person_id_in
from learning.accounts.identities import moved_keys, person_behind, with_card
from learning.accounts.models import AuditEntry, Consent, FormerResidence, Person, Place, RoleGrant, StaffPassword
from learning.accounts.permissions import EVERYBODY, Permission, Role, roles_with
from learning.core import clock
from learning.core.clock import LOCAL
from learning.core.codes import CodeMistyped, sanitise_card_code
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.phones import NotAPhone, normalise_phone
from learning.core.text import fold

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf of a long list, and how long the whole list is."""

    rows: tuple[Any, ...]
    total: int
    number: int
    size: int

    @property
    def leaves(self) -> int:
        """How many leaves there are, at least one."""
        return max(1, -(-self.total // self.size))


def leaf_of(query: Select[*tuple[Any, ...]], number: int, size: int) -> Leaf:
    """One leaf of a list in one question: the total travels with each row. Raises ``NotFound`` beyond the end."""
    counted = query.add_columns(func.count().over()).limit(size).offset((number - 1) * size)
    found = db.session.execute(counted).all()
    if not found and number > 1:
        raise NotFound
    rows = tuple(row[0] if len(row) == 2 else tuple(row[:-1]) for row in found)
    return Leaf(rows, found[0][-1] if found else 0, number, size)


@dataclass(frozen=True, slots=True)
class Former:
    """A place where somebody lived, and until when."""

    place: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are, and how many of them came today."""

    total: int
    today: int


def tally(moment: InstrumentedAttribute[Any]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The two columns of a ``Tally``: all rows, and those whose ``moment`` lies in Vietnam's today."""
    midnight = clock.now().astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    return func.count(), func.count().filter(moment >= midnight)


def may(person: Person, permission: Permission) -> bool:
    """Whether ``person`` holds ``permission`` anywhere."""
    if permission in EVERYBODY:
        return True
    return any(grant.role in roles_with(permission) for grant in person.grants)


def may_at(person: Person, permission: Permission, place: Place) -> bool:
    """Whether ``person`` holds ``permission`` at ``place`` or above it."""
    return any(grant.place.covers(place) for grant in _grants_with(person, permission))


def _grants_with(person: Person, permission: Permission) -> list[RoleGrant]:
    roles = roles_with(permission)
    return [grant for grant in person.grants if grant.role in roles]


_WHOSE_COOKIE = select(Person).where(
    Person.id == bindparam("id")
)  # built once: every page of a signed-in reader asks it


def person_of_cookie(cookie: str) -> Person | None:
    """The person a session cookie speaks of, unless a new PIN has made it stale."""
    key, _, epoch = cookie.partition(".")
    try:
        person = db.session.scalar(_WHOSE_COOKIE, {"id": uuid.UUID(hex=key)})
    except ValueError:
        return None
    return person if person is not None and str(person.sign_in_epoch) == epoch else None


def learners_of_keys(keys: Sequence[str]) -> Sequence[Person]:
    """The learners whom a device's keys still speak of, in that order.

    Who has left, has another PIN or another card since, or works with the site by now is silently not among them.
    """
    found = _learners(keys)
    moved = moved_keys([key for key in keys if key not in found])
    found |= _learners(moved.values())
    now = dict.fromkeys(moved.get(key, key) for key in keys)
    return [found[key] for key in now if key in found]


def _learners(keys: Iterable[str]) -> dict[str, Person]:
    ids = [found for key in keys if (found := person_id_in(key)) is not None]
    if not ids:
        return {}
    query = select(Person).where(Person.id.in_(ids), Person.pin_hash.is_not(None), ~Person.is_staff)
    people = db.session.scalars(query.options(joinedload(Person.place)))
    return {key: person for person in people if (key := person.get_id()) in keys}


def person_for(viewer: Person, person_id: uuid.UUID, permission: Permission) -> Person:
    """Somebody in the viewer's places, also by an id they gave up; raises ``NotFound`` for anybody else."""
    person = person_behind(person_id)
    if person is None or not may_at(viewer, permission, person.place):
        raise NotFound
    return person


def place_for(viewer: Person, place_id: int, permission: Permission) -> Place:
    """A place where the viewer holds ``permission``; raises ``NotFound`` otherwise."""
    place = db.session.get(Place, place_id)
    if place is None or not may_at(viewer, permission, place):
        raise NotFound
    return place


def within_reach(viewer: Person, permission: Permission) -> ColumnElement[bool]:
    """A condition on ``Place``: lies where the viewer holds ``permission``."""
    paths = [grant.place.path for grant in _grants_with(viewer, permission)]
    return or_(False, *(Place.path.startswith(path, autoescape=True) for path in paths))


def people_for(viewer: Person, permission: Permission, words: str = "") -> Select[Person]:
    """The people of the viewer's places in the order of Vietnamese lists, by card code or words of a name."""
    query = select(Person).join(Place).where(within_reach(viewer, permission)).order_by(Person.name_key, Person.id)
    query = query.options(contains_eager(Person.place))
    try:
        return query.where(with_card([sanitise_card_code(words)]))
    except CodeMistyped:
        folded = fold(words).split()
    return query.where(*(Person.search_key.contains(word, autoescape=True) for word in folded))


def narrowed(query: Select[Any], place_id: int | None, audience: Audience | None) -> Select[Any]:
    """A list of people, or of what belongs to them, in one place with all below it and of one audience."""
    if place_id is not None:
        chosen = aliased(Place)
        path = select(chosen.path).where(chosen.id == place_id).scalar_subquery()
        query = query.where(Place.path.like(path + "%"))
    return query.where(Person.audience == audience) if audience else query


def people_figures(viewer: Person) -> Tally:
    """How many people are registered in the viewer's places."""
    reach = within_reach(viewer, Permission.SEE_PEOPLE)
    row = db.session.execute(select(*tally(Person.registered_at)).select_from(Person).join(Place).where(reach)).one()
    return Tally(row[0], row[1])


def home_place() -> Place:
    """The commune that this installation serves first."""
    code = current_app.config["HOME_COMMUNE"]
    place = db.session.scalar(select(Place).where(Place.code == code, Place.kind == "commune"))
    if place is None:
        raise LookupError("the home commune is missing; run: flask prepare")
    return place


def home_commune() -> Commune:
    """The home commune and what it has filled in, from memory after the first look."""
    known = current_app.extensions.get("home_commune_id")
    if known is None:
        known = current_app.extensions["home_commune_id"] = home_place().id
    return commune(known)


def commune_of(place: Place) -> Commune:
    """The commune that ``place`` is or lies in; the home commune for a whole province."""
    if place.kind == "commune":
        return commune(place.id)
    if place.kind == "village" and place.parent_id is not None:
        return commune(place.parent_id)
    return home_commune()


def open_places() -> Sequence[Place]:
    """Communes and thôn where people can be registered, each commune before its thôn."""
    return _in_order(select(Place).where(Place.kind != "province", Place.closed_at.is_(None)))


def places_for(viewer: Person, permission: Permission, closed_too: bool = False) -> Sequence[Place]:
    """The communes and thôn within the viewer's reach, each commune before its thôn."""
    query = select(Place).where(Place.kind != "province", within_reach(viewer, permission))
    return _in_order(query if closed_too else query.where(Place.closed_at.is_(None)))


def _in_order(query: Select[Place]) -> Sequence[Place]:
    places = list(db.session.scalars(query))
    return sorted(places, key=lambda place: (place.path.split("/")[2], place.kind != "commune", _natural(place.name)))


def _natural(name: str) -> tuple[str, int, str]:
    """ "Thôn 2" before "Thôn 10"."""
    head, _, tail = name.rpartition(" ")
    return (head, int(tail), "") if tail.isdigit() else (name, 0, "")


def signing_in(identifier: str) -> list[Person]:
    """Everybody whom a card code or a phone number may mean; never shown, only tried against a PIN."""
    try:
        card = sanitise_card_code(identifier)
    except CodeMistyped:
        return _by_phone(identifier)
    return list(db.session.scalars(select(Person).where(with_card([card]))))


def holder_of_card(typed: str) -> Person | None:
    """Who holds the card with this code, now or under a record that became theirs; a phone number means nobody."""
    try:
        return db.session.scalar(select(Person).where(with_card([sanitise_card_code(typed)])))
    except CodeMistyped:
        return None


def _by_phone(identifier: str) -> list[Person]:
    try:
        phone = normalise_phone(identifier)
    except NotAPhone:
        return []
    return list(db.session.scalars(select(Person).where(Person.phone == phone).order_by(Person.id).limit(12)))


def staff_signing_in(login_name: str) -> tuple[Person, StaffPassword] | None:
    """The staff member with this sign-in name."""
    query = select(Person, StaffPassword).join(StaffPassword).where(StaffPassword.login_name == login_name.lower())
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])


def former_residences_of(person: Person) -> Sequence[Former]:
    """Where the person lived before, oldest first."""
    query = select(Place.name, FormerResidence.until).join(Place, Place.id == FormerResidence.place_id)
    rows = db.session.execute(query.where(FormerResidence.person_id == person.id).order_by(FormerResidence.until))
    return [Former(place, until) for place, until in rows]


def consents_of(person: Person) -> Sequence[Consent]:
    """What the person has said yes to, oldest first."""
    return list(db.session.scalars(select(Consent).where(Consent.person_id == person.id).order_by(Consent.given_at)))


def traces_about(person: Person) -> Sequence[AuditEntry]:
    """What staff have done with this person's record."""
    query = select(AuditEntry).where(AuditEntry.subject == f"person:{person.id}").order_by(AuditEntry.at.desc())
    return list(db.session.scalars(query.limit(200)))


def somebody_administers() -> bool:
    """Whether there is an administrator yet."""
    return bool(db.session.scalar(select(func.count()).select_from(RoleGrant).where(RoleGrant.role == "admin")))


def grants_in_words(person: Person) -> Sequence[str]:
    """A person's roles as they are said: "Cán bộ theo dõi – xã Hải Hưng"."""
    return [f"{Role(grant.role).label} – {grant.place.name}" for grant in person.grants]


def role_words_of(person_id: uuid.UUID | None) -> str:
    """Who did something, by their role and not by their name."""
    person = db.session.get(Person, person_id) if person_id else None
    return "; ".join(grants_in_words(person)) if person is not None and person.grants else "Cán bộ đã thôi việc"


def names_of(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names of those of these people who are still here."""
    known = {person_id for person_id in ids if person_id is not None}
    rows = db.session.execute(select(Person.id, Person.full_name).where(Person.id.in_(known))).all()
    return dict(rows)

"""Questions about people and places. Whatever returns somebody's record also checks the right to see it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import current_app
from sqlalchemy import ColumnElement, Select, func, or_, select

from learning.accounts.commune import Commune, commune
from learning.accounts.models import AuditEntry, Consent, Person, Place, RoleGrant, StaffPassword
from learning.accounts.permissions import EVERYBODY, Permission, Role, roles_with
from learning.core.codes import CodeMistyped, sanitise_card_code
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.phones import NotAPhone, normalise_phone
from learning.core.text import fold

PEOPLE_A_PAGE = 50


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


def person_of_cookie(cookie: str) -> Person | None:
    """The person a session cookie speaks of, unless a new PIN has made it stale."""
    key, _, epoch = cookie.partition(".")
    try:
        person = db.session.get(Person, uuid.UUID(hex=key))
    except ValueError:
        return None
    return person if person is not None and str(person.sign_in_epoch) == epoch else None


def person_for(viewer: Person, person_id: uuid.UUID, permission: Permission) -> Person:
    """Somebody in the viewer's places; raises ``NotFound`` for anybody else, known or not."""
    person = db.session.get(Person, person_id)
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


def people_for(viewer: Person, permission: Permission, words: str = "") -> Select[tuple[Person]]:
    """The people of the viewer's places in the order of Vietnamese lists, narrowed by ``words`` without marks."""
    query = select(Person).join(Place).where(within_reach(viewer, permission)).order_by(Person.name_key, Person.id)
    for word in fold(words).split():
        query = query.where(or_(Person.search_key.contains(word, autoescape=True), Person.card_code == word))
    return query


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
    query = select(Place).where(Place.kind != "province", Place.closed_at.is_(None))
    places = list(db.session.scalars(query))
    return sorted(places, key=lambda place: (place.path.split("/")[2], place.kind != "commune", _natural(place.name)))


def _natural(name: str) -> tuple[str, int, str]:
    """"Thôn 2" before "Thôn 10"."""
    head, _, tail = name.rpartition(" ")
    return (head, int(tail), "") if tail.isdigit() else (name, 0, "")


def signing_in(identifier: str) -> list[Person]:
    """Everybody whom a card code or a phone number may mean; never shown, only tried against a PIN."""
    try:
        card = sanitise_card_code(identifier)
    except CodeMistyped:
        return _by_phone(identifier)
    return list(db.session.scalars(select(Person).where(Person.card_code == card)))


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

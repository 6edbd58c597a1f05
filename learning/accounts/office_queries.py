"""Questions that only the office of people and places asks: who may be the same person, who works here, which place."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from learning.accounts.card_paper import Card
from learning.accounts.identities import with_card
from learning.accounts.models import Person, Place, RoleGrant, StaffPassword
from learning.accounts.permissions import Permission
from learning.accounts.queries import commune_of, home_place, may_at, people_for, place_for, within_reach
from learning.core.codes import sanitise_card_code
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.text import fold


def people_alike(full_name: str, birth_year: int | None, place: Place) -> Sequence[Person]:
    """Who of the same place has the same name, marks ignored, and the same year of birth. Never by phone."""
    same = Person.search_key == fold(full_name), Person.birth_year == birth_year, Person.place_id == place.id
    return list(db.session.scalars(select(Person).where(*same).order_by(Person.registered_at).limit(5)))


def village_for(viewer: Person, place_id: int) -> Place:
    """A thôn that the viewer manages; raises ``NotFound`` otherwise."""
    place = place_for(viewer, place_id, Permission.MANAGE_PLACES)
    if place.kind != "village":
        raise NotFound
    return place


def commune_for(viewer: Person, place_id: int | None, permission: Permission) -> Place:
    """A commune where the viewer holds ``permission``, the home commune unless told; raises ``NotFound`` otherwise."""
    place = place_for(viewer, place_id or home_place().id, permission)
    if place.kind != "commune":
        raise NotFound
    return place


def people_at(places: Iterable[Place]) -> dict[int, int]:
    """How many people live at each place itself."""
    ids = [place.id for place in places]
    query = select(Person.place_id, func.count()).where(Person.place_id.in_(ids)).group_by(Person.place_id)
    return dict(db.session.execute(query).all())


def staff_for(viewer: Person) -> Select[Person]:
    """Everybody with a role or a staff account in the viewer's places, in the order of Vietnamese lists."""
    reach = within_reach(viewer, Permission.MANAGE_ROLES)
    trusted = select(RoleGrant.person_id).join(Place, RoleGrant.place_id == Place.id).where(reach)
    with_account = select(StaffPassword.person_id).join(Person).join(Place, Person.place_id == Place.id).where(reach)
    query = select(Person).where(or_(Person.id.in_(trusted), Person.id.in_(with_account)))
    return query.options(selectinload(Person.grants)).order_by(Person.name_key, Person.id)


def staff_member_for(viewer: Person, person_id: uuid.UUID) -> Person:
    """Somebody of ``staff_for``; raises ``NotFound`` for anybody else."""
    person = db.session.scalar(staff_for(viewer).where(Person.id == person_id))
    if person is None:
        raise NotFound
    return person


def people_chosen(viewer: Person, ids: Collection[uuid.UUID]) -> Sequence[Person]:
    """Those people of the viewer's places, in the order of the list; raises ``NotFound`` when one is not theirs."""
    found = list(db.session.scalars(people_for(viewer, Permission.SEE_PEOPLE).where(Person.id.in_(ids))))
    if len(found) != len(ids):
        raise NotFound
    return found


def first_of(wanted: Select[Person], most: int) -> Sequence[Person]:
    """The first ``most`` people of a list."""
    return list(db.session.scalars(wanted.limit(most)))


def card_of(person: Person, site: str) -> Card:
    """What is printed on somebody's learning card; its QR symbol leads to the sign-in on ``site``."""
    place, name = person.place, commune_of(person.place).full_name
    thon = place.name if place.kind == "village" else ""
    address = f"{site}/the/{person.card_code}"
    return Card(person.full_name, thon, f"{name[:1].upper()}{name[1:]}", person.card_code, address)


def account_of(person: Person) -> StaffPassword | None:
    """The staff account of a person, if there is one."""
    return db.session.get(StaffPassword, person.id)


def grant_for(viewer: Person, person: Person, grant_id: uuid.UUID) -> RoleGrant:
    """One of a person's roles, at a place where the viewer manages roles; raises ``NotFound`` otherwise."""
    found = next((grant for grant in person.grants if grant.id == grant_id), None)
    if found is None or not may_at(viewer, Permission.MANAGE_ROLES, found.place):
        raise NotFound
    return found


def person_by_card(viewer: Person, typed: str, permission: Permission) -> Person:
    """Whoever of the viewer's places holds this card; raises ``CodeMistyped`` and ``NotFound``."""
    person = db.session.scalar(select(Person).where(with_card([sanitise_card_code(typed)])))
    if person is None or not may_at(viewer, permission, person.place):
        raise NotFound
    return person

"""Questions about hubs: whose copies there are, what is held for a decision, who may be one and the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from learning.accounts.identities import successors_of, with_card
from learning.accounts.models import FormerIdentity, Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import may, may_at
from learning.core.codes import CodeMistyped, sanitise_card_code
from learning.core.database import db
from learning.core.errors import NotFound
from training.hub.models import Hub, HubConflict, HubFact, HubWalkIn
from training.merging.queries import told_apart

MOST_HELD = 400  # on one page


def place_called(words: str) -> Place | None:
    """A commune or thôn by its id or its name; None where there is none, or more than one."""
    query = select(Place).where(Place.kind != "province")
    query = query.where(Place.id == int(words)) if words.isdecimal() else query.where(Place.name == words)
    found = list(db.session.scalars(query.limit(2)))
    return found[0] if len(found) == 1 else None


def hub_for(viewer: Person, hub_id: UUID, permission: Permission) -> Hub:
    """A hub all of whose places lie within the viewer's reach; raises ``NotFound`` for any other."""
    hub = db.session.get(Hub, hub_id)
    if hub is None or not _reaches(viewer, hub, permission):
        raise NotFound
    return hub


def _reaches(viewer: Person, hub: Hub, permission: Permission) -> bool:
    return bool(hub.places) and all(may_at(viewer, permission, place) for place in hub.places)


def hubs_for(viewer: Person, permission: Permission) -> list[Hub]:
    """The hubs of the viewer's places, newest first."""
    hubs = db.session.scalars(select(Hub).order_by(Hub.taken_at.desc()).limit(200))
    return [hub for hub in hubs if _reaches(viewer, hub, permission)]


@dataclass(frozen=True, slots=True)
class Tale:
    """How much of a hub's log has come: the number of its last line, how many lines there are, and when."""

    last: int
    lines: int
    held: int
    waiting: int

    @property
    def missing(self) -> int:
        """Lines that must exist and have not come yet."""
        return self.last - self.lines


def tales_of(hubs: Sequence[Hub]) -> dict[UUID, Tale]:
    """What has come from each of these hubs, in one question."""
    held = func.count().filter(HubFact.state == "held")
    waiting = func.count().filter(HubFact.state == "waiting")
    lines = func.count(HubFact.number.distinct())
    query = select(HubFact.hub_id, func.max(HubFact.number), lines, held, waiting).group_by(HubFact.hub_id)
    rows = db.session.execute(query.where(HubFact.hub_id.in_([hub.id for hub in hubs])))
    return {hub_id: Tale(*counts) for hub_id, *counts in rows}


# --- What a person must decide ------------------------------------------------------------------------------


def held_for(viewer: Person) -> list[tuple[Hub, str, list[HubFact]]]:
    """What is held, by hub and reason, as far as the viewer may decide it."""
    hubs = {hub.id: hub for hub in hubs_for(viewer, Permission.CORRECT_PEOPLE)}
    query = select(HubFact).where(HubFact.state == "held", HubFact.hub_id.in_(hubs))
    groups: dict[tuple[UUID, str], list[HubFact]] = {}
    for row in db.session.scalars(query.order_by(HubFact.hub_id, HubFact.reason, HubFact.number).limit(MOST_HELD)):
        assert row.reason is not None
        if may_decide(viewer, row.reason):
            groups.setdefault((row.hub_id, row.reason), []).append(row)
    return [(hubs[hub_id], reason, rows) for (hub_id, reason), rows in groups.items()]


def may_decide(viewer: Person, reason: str) -> bool:
    """Work of somebody whose right was taken away is put before an administrator."""
    return may(viewer, Permission.MANAGE_ROLES) if reason == "rights" else may(viewer, Permission.CORRECT_PEOPLE)


def held_facts(hub: Hub, reason: str, digests: Sequence[str]) -> list[HubFact]:
    """Those of these facts that are still held, locked until they are decided."""
    query = select(HubFact).where(HubFact.hub_id == hub.id, HubFact.state == "held", HubFact.reason == reason)
    query = query.where(HubFact.digest.in_(digests[:MOST_HELD])).order_by(HubFact.number)
    return list(db.session.scalars(query.with_for_update()))


def people_about(rows: Sequence[HubFact]) -> dict[UUID, Person]:
    """Whom held facts are about, by the id on the hub, as far as they are known at home."""
    ids = {row.about for row in rows if row.about}
    aliases: dict[UUID, UUID | None] = {one: one for one in ids}
    aliases |= {row.id: row.person_id for row in db.session.scalars(select(HubWalkIn).where(HubWalkIn.id.in_(ids)))}
    aliases |= successors_of(ids)
    known = {person.id: person for person in db.session.scalars(_with_place(set(aliases.values()))).unique()}
    return {about: known[person_id] for about, person_id in aliases.items() if person_id in known}


def _with_place(ids: set[UUID | None]):  # type: ignore[no-untyped-def]  # a select of people
    return select(Person).where(Person.id.in_(ids)).options(joinedload(Person.place))


def conflicts_for(viewer: Person) -> list[HubConflict]:
    """Pairs of people who may be one, both within the viewer's reach."""
    asked = and_(HubConflict.decided_at.is_(None), ~told_apart(HubConflict.person_id, HubConflict.other_id))
    query = select(HubConflict).where(asked).order_by(HubConflict.raised_at, HubConflict.id)
    rows = db.session.scalars(query.limit(MOST_HELD)).unique()
    return [row for row in rows if _may_see_pair(viewer, row)]


def conflict_for(viewer: Person, conflict_id: UUID) -> HubConflict:
    """One such pair; raises ``NotFound``."""
    query = select(HubConflict).where(HubConflict.id == conflict_id).with_for_update(of=HubConflict)
    row = db.session.scalars(query).unique().one_or_none()
    if row is None or not _may_see_pair(viewer, row):
        raise NotFound
    return row


def _may_see_pair(viewer: Person, row: HubConflict) -> bool:
    return all(may_at(viewer, Permission.CORRECT_PEOPLE, one.place) for one in (row.person, row.other))


def card_of_walk_in(person_id: UUID) -> str:
    """The card number that was handed out in the hall."""
    return db.session.scalar(select(HubWalkIn.card_code).where(HubWalkIn.id == person_id)) or ""


def person_with_card(viewer: Person, typed: str) -> Person | None:
    """Somebody within the viewer's reach by their card."""
    try:
        code = sanitise_card_code(typed)
    except CodeMistyped:
        return None
    person = db.session.scalar(select(Person).where(with_card([code])))
    return person if person and may_at(viewer, Permission.CORRECT_PEOPLE, person.place) else None


def facts_about(person_id: UUID) -> ColumnElement[bool]:
    """A condition on ``HubFact``: about this person, by any id they are or were known by."""
    walk_ins = select(HubWalkIn.id).where(HubWalkIn.person_id == person_id)
    former = select(FormerIdentity.person_id).where(FormerIdentity.successor_id == person_id)
    return or_(HubFact.about == person_id, HubFact.about.in_(walk_ins), HubFact.about.in_(former))


def brought_about(person_id: UUID) -> list[HubFact]:
    """What a hub has brought about a person and still waits for a decision: for the person to see."""
    query = select(HubFact).where(facts_about(person_id))
    return list(db.session.scalars(query.where(HubFact.body.is_not(None)).order_by(HubFact.received_at)))


def walk_in_of(person_id: UUID) -> HubWalkIn | None:
    """Whether somebody registered in a hall."""
    return db.session.scalar(select(HubWalkIn).where(HubWalkIn.person_id == person_id).limit(1))


def questions_about(person_id: UUID) -> int:
    """How often it was asked whether this person and another are one."""
    theirs = or_(HubConflict.person_id == person_id, HubConflict.other_id == person_id)
    return db.session.scalar(select(func.count()).select_from(HubConflict).where(theirs)) or 0

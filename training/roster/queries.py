"""Questions about rosters: one's own, whom their lines may mean, and whom they have made."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from flask import current_app
from sqlalchemy import select

from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import home_place, open_places, places_for, within_reach
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.text import fold
from training.roster.matching import Choice, Grounds, Judged, Known, Verdict
from training.roster.models import Roster, RosterChoice, RosterEntry
from training.roster.villages import Spot, Villages

AT_ONCE = 500  # names in one question; databases limit how many values one may hold
LATEST = 20  # rosters in the list
_KNOWN = (
    Person.id,
    Person.full_name,
    Person.name_key,
    Person.birth_year,
    Person.gender,
    Person.phone,
    Person.place_id,
    Person.card_code,
)


def roster_for(viewer: Person, roster_id: uuid.UUID) -> Roster:
    """One's own roster; raises ``NotFound`` for anybody else's."""
    row = db.session.get(Roster, roster_id)
    if row is None or row.person_id != viewer.id:
        raise NotFound
    return row


def rosters_of(person_id: uuid.UUID, most: int = 0) -> Sequence[Roster]:
    """What somebody has sent in, newest first."""
    query = select(Roster).where(Roster.person_id == person_id).order_by(Roster.sent_at.desc(), Roster.id)
    return list(db.session.scalars(query.limit(most) if most else query))


def villages_for(sender: Person, otherwise: Place) -> Villages:
    """The places of the commune in which ``otherwise`` lies, each with whether the sender is responsible for it."""
    mine = {place.id for place in places_for(sender, Permission.HOLD_MEETINGS)}
    commune_id = otherwise.id if otherwise.kind == "commune" else otherwise.parent_id
    around = [place for place in open_places() if place.kind == "village" and place.parent_id == commune_id]
    spots = [Spot(place.id, place.name, place.id in mine) for place in around]
    return Villages(spots, Spot(otherwise.id, otherwise.name, otherwise.id in mine))


def grounds_for(
    sender: Person, roster: Roster, lines: Collection[Judged], leave_out: uuid.UUID | None = None
) -> Grounds:
    """All that is known about these lines within the sender's places; ``leave_out``: not whom this roster has made."""
    people = _people_called(sender, {fold(one.line.name) for one in lines}, leave_out)
    return Grounds(people, _taken_in({one.fingerprint for one in lines if one.fingerprint}), choices_of(roster.id))


def _people_called(sender: Person, names: set[str], leave_out: uuid.UUID | None) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    reach = within_reach(sender, Permission.HOLD_MEETINGS)
    for some in _portions(names):
        query = select(Person.search_key, *_KNOWN).join(Place, Place.id == Person.place_id).where(reach)
        query = query.where(Person.search_key.in_(some)).order_by(Person.registered_at, Person.id)
        if leave_out is not None:
            made_here = select(RosterEntry.person_id).where(RosterEntry.roster_id == leave_out)
            query = query.where(Person.id.not_in(made_here))
        for row in db.session.execute(query):
            found.setdefault(row[0], []).append(Known(*row[1:]))
    return found


def _taken_in(fingerprints: set[str]) -> dict[str, Known]:
    found = {}
    for some in _portions(fingerprints):
        query = select(RosterEntry.fingerprint, *_KNOWN).join(Person, Person.id == RosterEntry.person_id)
        for row in db.session.execute(query.where(RosterEntry.fingerprint.in_(some))):
            found[row[0]] = Known(*row[1:])
    return found


def _portions(values: set[str]) -> list[list[str]]:
    ordered = sorted(values)
    return [ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE)]


def choices_of(roster_id: uuid.UUID) -> dict[str, Choice]:
    """What has been decided so far, by line."""
    rows = db.session.scalars(select(RosterChoice).where(RosterChoice.roster_id == roster_id))
    return {row.line: Choice(Verdict(row.verdict), row.same_as) for row in rows}


def made_by(roster_id: uuid.UUID) -> list[uuid.UUID]:
    """Whom a roster has made, in the order of Vietnamese lists."""
    query = select(Person.id).join(RosterEntry, RosterEntry.person_id == Person.id)
    return list(
        db.session.scalars(query.where(RosterEntry.roster_id == roster_id).order_by(Person.name_key, Person.id))
    )


def entry_of(person_id: uuid.UUID) -> RosterEntry | None:
    """How somebody came in by a list, None for everybody else."""
    return db.session.get(RosterEntry, person_id)


def default_place(sender: Person) -> Place | None:
    """Where people without a thôn go unless the form says otherwise: the sender's first thôn, or the commune."""
    mine = places_for(sender, Permission.HOLD_MEETINGS)
    home = home_place()
    return next((place for place in mine if place.id == home.id), mine[0] if mine else None)


def secret() -> str:
    """The key of fingerprints: without it a list cannot be guessed from them."""
    key: str = current_app.config["SECRET_KEY"]
    return key


def people_of(judged: Collection[Judged]) -> list[Person]:
    """The people of these lines: those known before, and those whom the lines have just made."""
    ids = {one.same_as.id for one in judged if one.same_as is not None}
    fresh = {one.fingerprint for one in judged if one.verdict is Verdict.NEW}
    found = list(db.session.scalars(select(Person).where(Person.id.in_(ids))))
    for some in _portions(fresh):
        query = select(Person).join(RosterEntry, RosterEntry.person_id == Person.id)
        found += db.session.scalars(query.where(RosterEntry.fingerprint.in_(some)))
    return found

"""What goes along to the hall, table by table, and how a hub takes it in.

Only what a class needs: no telephone numbers, no guardians, no consents, no results, no administrators.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, insert, or_, select

from courses.models import CourseMedia, CourseRevision, Publication
from learning.accounts.models import FormerIdentity, Person, Place, PlaceSetting, RoleGrant, StaffPassword
from learning.accounts.permissions import Permission, Role, roles_with
from learning.core import clock
from learning.core.database import Base, db
from training.hub.rows import read, told
from training.meetings.models import Meeting, MeetingFacilitator, MeetingItem, MeetingSignUp, MeetingState

WHOLE_COURSE = 50_000_000  # characters; the commune has signed them
AHEAD = timedelta(days=45)  # meetings of these days go along
_PERSON = (
    "id",
    "full_name",
    "name_key",
    "search_key",
    "audience",
    "place_id",
    "birth_year",
    "card_code",
    "pin_hash",
    "sign_in_epoch",
    "registered_at",
    "is_demo",
)
_GRANT = ("id", "person_id", "role", "place_id", "granted_at")
_PASSWORD = ("person_id", "login_name", "password_hash", "set_at")
_TABLES: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (Place, ("id", "parent_id", "kind", "name", "code", "path", "is_demo", "closed_at")),
    (PlaceSetting, ("place_id", "key", "value")),
    (CourseRevision, ("id", "course_slug", "content_hash", "content", "made_at")),
    (Publication, ("course_slug", "revision_id", "published_at")),
    (CourseMedia, ("digest", "mime", "body")),
    (Person, _PERSON),
    (FormerIdentity, ("person_id", "card_code", "successor_id", "sign_in_epoch", "successor_epoch", "merged_at")),
    (RoleGrant, _GRANT),
    (StaffPassword, _PASSWORD),
    (Meeting, tuple(column.name for column in Meeting.__table__.columns)),
    (MeetingItem, ("meeting_id", "item_key", "position")),
    (MeetingFacilitator, ("meeting_id", "person_id")),
    (MeetingState, ("id", "meeting_id", "number", "state", "at", "reason")),
    (MeetingSignUp, ("id", "meeting_id", "person_id", "name", "place_id", "signed_up_at", "withdrawn_at")),
)
BY_NAME = {model.__tablename__: (model, columns) for model, columns in _TABLES}


@dataclass(frozen=True, slots=True)
class Taken:
    """How much goes along."""

    people: int
    meetings: int
    courses: int


def copy_of(places: Sequence[Place], taker: Person | None) -> tuple[bytes, Taken]:
    """Everything of these places that a class needs, as JSON."""
    villages = _below(places)
    staff = _staff(places, taker)
    people = list(db.session.scalars(select(Person).join(Place).where(or_(villages, Person.id.in_(staff)))))
    known = {person.id for person in people}
    meetings = list(db.session.scalars(_meetings(villages)))
    found: dict[type[Base], Iterable[Any]] = {
        Place: _places(places, people, meetings),
        PlaceSetting: db.session.scalars(select(PlaceSetting)),
        Person: people,
        FormerIdentity: _former(known),
        Meeting: meetings,
        **_courses(),
        **_of_staff(staff, taker),
        **_of_meetings([meeting.id for meeting in meetings], known),
    }
    tables = {model.__tablename__: [told(row, columns) for row in found[model]] for model, columns in _TABLES}
    _keep_to_places(tables)
    counts = Taken(len(people), len(meetings), len(tables["publication"]))
    return json.dumps(tables, ensure_ascii=False).encode(), counts


def _former(people: set[UUID]) -> list[FormerIdentity]:
    """Cards that were printed for a record which has become one of these people's."""
    return [row for row in db.session.scalars(select(FormerIdentity)) if row.successor_id in people]


def _below(places: Sequence[Place]) -> ColumnElement[bool]:
    return or_(False, *(Place.path.startswith(place.path, autoescape=True) for place in places))


def _staff(places: Sequence[Place], taker: Person | None) -> set[UUID]:
    """Who may hold meetings at one of these places, whoever takes the copy, and nobody else."""
    paths = {part for place in places for part in _ancestors(place.path)}
    query = select(RoleGrant.person_id).join(Place, RoleGrant.place_id == Place.id)
    trusted = set(db.session.scalars(query.where(Place.path.in_(paths), RoleGrant.role.in_(_COPIED_ROLES))))
    return trusted | ({taker.id} if taker else set())


_COPIED_ROLES = tuple(sorted(roles_with(Permission.HOLD_MEETINGS) - {Role.ADMIN}))


def _ancestors(path: str) -> list[str]:
    """ "/1/2/3/" with everything it lies in: "/1/", "/1/2/", "/1/2/3/"."""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:length])}/" for length in range(1, len(parts) + 1)]


def _of_staff(staff: set[UUID], taker: Person | None) -> dict[type[Base], Iterable[Any]]:
    """Their tasks and the hashes of their passwords. An administrator who takes a copy is staff in the hall."""
    mine = and_(RoleGrant.person_id == taker.id, RoleGrant.role == Role.ADMIN) if taker else false()
    grants = select(RoleGrant).where(RoleGrant.person_id.in_(staff), or_(RoleGrant.role.in_(_COPIED_ROLES), mine))
    return {
        RoleGrant: db.session.scalars(grants).unique(),
        StaffPassword: db.session.scalars(select(StaffPassword).where(StaffPassword.person_id.in_(staff))),
    }


def _meetings(villages: ColumnElement[bool]) -> Select[Meeting]:
    now = clock.now()
    soon = Meeting.ends_at.between(now - timedelta(days=1), now + AHEAD)
    return select(Meeting).join(Place).where(villages, soon, Meeting.state.in_(("planned", "opened")))


def _of_meetings(ids: list[UUID], people: set[UUID]) -> dict[type[Base], Iterable[Any]]:
    found: dict[type[Base], Iterable[Any]] = {}
    allowed = {None, *people}
    for model in (MeetingItem, MeetingFacilitator, MeetingState, MeetingSignUp):
        rows: Iterable[Any] = db.session.scalars(select(model).where(model.meeting_id.in_(ids)))
        found[model] = [row for row in rows if getattr(row, "person_id", None) in allowed]
    return found


def _places(places: Sequence[Place], people: Iterable[Person], meetings: Iterable[Meeting]) -> list[Place]:
    """The places themselves, what lies below and above them, and where their staff live."""
    needed = {person.place_id for person in people} | {meeting.place_id for meeting in meetings}
    below = list(db.session.scalars(select(Place).where(or_(_below(places), Place.id.in_(needed)))))
    paths = {part for place in below for part in _ancestors(place.path)}
    query = select(Place).where(Place.path.in_(paths)).order_by(func.length(Place.path), Place.id)
    return list(db.session.scalars(query))


def _courses() -> dict[type[Base], Iterable[Any]]:
    newest = select(func.max(Publication.id)).group_by(Publication.course_slug)
    shown = list(
        db.session.scalars(select(Publication).where(Publication.id.in_(newest), Publication.revision_id.is_not(None)))
    )
    revisions = list(
        db.session.scalars(select(CourseRevision).where(CourseRevision.id.in_([row.revision_id for row in shown])))
    )
    texts = "".join(row.content for row in revisions)
    media = [row for row in db.session.scalars(select(CourseMedia)) if row.digest in texts]
    return {CourseRevision: revisions, Publication: shown, CourseMedia: media}


def _keep_to_places(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Leave out what points at places that stay at home; administrators become staff."""
    here = {row["id"] for row in tables["place"]}
    for name in ("place_setting", "role_grant"):
        tables[name] = [row for row in tables[name] if row["place_id"] in here]
    grants: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in tables["role_grant"]:
        role = Role.STAFF.value if row["role"] == Role.ADMIN else row["role"]
        grants.setdefault((row["person_id"], row["place_id"], role), row | {"role": role})
    tables["role_grant"] = list(grants.values())


# --- On the hub ---------------------------------------------------------------------------------------------


def is_empty() -> bool:
    """Whether nobody lives in this database yet."""
    return not db.session.scalar(select(or_(exists().select_from(Person), exists().select_from(Place))))


def take_in(content: bytes) -> tuple[list[str], list[str]]:
    """Write the copy into an empty database; gives the ids of the people and meetings that came with it."""
    tables: dict[str, list[dict[str, Any]]] = json.loads(content)
    for name, (model, columns) in BY_NAME.items():
        rows = [read(model, row, columns, WHOLE_COURSE) for row in tables.get(name, [])]
        if rows:
            db.session.execute(insert(model), rows)
    return ([row["id"] for row in tables["person"]], [row["id"] for row in tables["meeting"]])

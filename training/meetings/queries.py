"""Questions about meetings. A meeting's office is open to those who hold meetings at its place and to its facilitators.

Everybody may read the timetable; who signed up and who came is told only behind ``meeting_for``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager

from feedback.queries import rateable
from learning.accounts.models import Person, Place, RoleGrant
from learning.accounts.permissions import Permission, roles_with
from learning.accounts.queries import within_reach
from learning.core import clock
from learning.core.database import db
from learning.core.errors import NotFound
from training.meetings.models import (
    Attendance,
    AttendanceRemoval,
    GuestCount,
    Meeting,
    MeetingFacilitator,
    MeetingItem,
    MeetingSignUp,
    MeetingState,
)

A_LITTLE_EARLY = timedelta(hours=1)  # halls do not wait for the clock
LATELY = timedelta(days=60)  # how long a past meeting stays in the feeds
_READ_WRONG = str.maketrans("OILU", "011V")  # as learning.core.codes reads what people type


# --- One meeting --------------------------------------------------------------------------------------------


def meeting_for(viewer: Person, meeting_id: UUID, lock: bool = False) -> Meeting:
    """A meeting of the viewer's places, or one they lead; raises ``NotFound`` for any other.

    Whoever is going to check in, un-check or change the state asks with ``lock``: on PostgreSQL two doors at once
    would otherwise not see each other's half of the trail.
    """
    query = with_place().where(Meeting.id == meeting_id, _in_charge(viewer))
    found = db.session.scalar(_locked(query) if lock else query)
    if found is None:
        raise NotFound
    return found


@rateable("buoi-hoc")
def meeting_takes_place(meeting_id: UUID) -> bool:
    """Whether such a meeting has begun and was not called off: nobody can praise or blame another."""
    begun = Meeting.id == meeting_id, Meeting.starts_at <= clock.now() + A_LITTLE_EARLY, Meeting.state != "cancelled"
    return bool(db.session.scalar(select(exists().where(*begun))))


def meeting_by_code(code: str, lock: bool = False) -> Meeting:
    """A meeting by the code of its public address, however typed; raises ``NotFound``."""
    query = with_place().where(Meeting.code == code.strip().upper().translate(_READ_WRONG))
    found = db.session.scalar(_locked(query) if lock else query)
    if found is None:
        raise NotFound
    return found


def state_of(meeting_id: UUID) -> MeetingState:
    """The state that holds now, with its moment and reason."""
    query = select(MeetingState).where(MeetingState.meeting_id == meeting_id).order_by(MeetingState.number.desc())
    return db.session.scalars(query.limit(1)).one()


def states_of(meeting_id: UUID) -> Sequence[MeetingState]:
    """All states of a meeting, first to last."""
    query = select(MeetingState).where(MeetingState.meeting_id == meeting_id).order_by(MeetingState.number)
    return list(db.session.scalars(query))


def items_of(meeting_id: UUID) -> tuple[str, ...]:
    """The keys of what the meeting teaches, in its order."""
    query = select(MeetingItem.item_key).where(MeetingItem.meeting_id == meeting_id)
    return tuple(db.session.scalars(query.order_by(MeetingItem.position, MeetingItem.item_key)))


def facilitators_of(meeting_id: UUID) -> Sequence[Person]:
    """Who leads the meeting."""
    query = select(Person).join(MeetingFacilitator).where(MeetingFacilitator.meeting_id == meeting_id)
    return list(db.session.scalars(query.order_by(Person.name_key, Person.id)))


def following(meeting: Meeting, viewer: Person, lock: bool = False) -> Sequence[Meeting]:
    """The later meetings of the same series that are still only planned and that the viewer is in charge of."""
    if meeting.series_id is None:
        return ()
    query = with_place().where(Meeting.series_id == meeting.series_id, Meeting.starts_at > meeting.starts_at)
    query = query.where(Meeting.state == "planned", _in_charge(viewer)).order_by(Meeting.starts_at, Meeting.id)
    return list(db.session.scalars(_locked(query) if lock else query))


def possible_facilitators(viewer: Person) -> Sequence[Person]:
    """Who may hold meetings in the viewer's communes."""
    parts = (grant.place.path.strip("/").split("/")[:2] for grant in viewer.grants)  # province and commune
    near = [Place.path.startswith(f"/{'/'.join(part)}/", autoescape=True) for part in parts]
    trusted = select(RoleGrant.person_id).join(Place, RoleGrant.place_id == Place.id)
    trusted = trusted.where(RoleGrant.role.in_(roles_with(Permission.HOLD_MEETINGS)), or_(False, *near))
    query = select(Person).where(Person.id.in_(trusted)).order_by(Person.name_key, Person.id)
    return list(db.session.scalars(query))


def _locked(query: Select[Meeting]) -> Select[Meeting]:
    return query.with_for_update(of=Meeting, key_share=True)


def with_place() -> Select[Meeting]:
    """All meetings, each with its place."""
    return select(Meeting).join(Place, Meeting.place_id == Place.id).options(contains_eager(Meeting.place))


def _in_charge(viewer: Person) -> ColumnElement[bool]:
    leads = select(MeetingFacilitator.meeting_id).where(MeetingFacilitator.person_id == viewer.id)
    return or_(within_reach(viewer, Permission.HOLD_MEETINGS), Meeting.id.in_(leads))


# --- Lists of meetings --------------------------------------------------------------------------------------


def reach_of(viewer: Person) -> ColumnElement[bool]:
    """The scope of a staff member for ``meetings_between``: their places, and the meetings they lead."""
    return _in_charge(viewer)


def everywhere() -> ColumnElement[bool]:
    """The scope of everybody's timetable."""
    return true()


def open_to(place: Place) -> ColumnElement[bool]:
    """The scope of a thôn: meetings there and those of its whole commune; of a commune: everything in it."""
    if place.kind == "village":
        return or_(Place.id == place.id, Place.id == place.parent_id)
    return Place.path.startswith(place.path, autoescape=True)


def meetings_between(
    scope: ColumnElement[bool], since: datetime, until: datetime | None = None, most: int = 400
) -> Sequence[Meeting]:
    """The meetings within ``scope`` that end after ``since`` and start before ``until``, by their start."""
    query = with_place().where(scope, Meeting.ends_at > since)
    query = query.where(Meeting.starts_at < until) if until else query
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(most)))


def meetings_before(scope: ColumnElement[bool], moment: datetime, most: int) -> Sequence[Meeting]:
    """The last meetings within ``scope`` that were over by ``moment``, newest first."""
    query = with_place().where(scope, Meeting.ends_at <= moment).order_by(Meeting.starts_at.desc(), Meeting.id)
    return list(db.session.scalars(query.limit(most)))


def came_to(meeting_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many were at each of these meetings."""
    query = select(Attendance.meeting_id, func.count()).where(Attendance.meeting_id.in_(list(meeting_ids)))
    return dict(db.session.execute(query.group_by(Attendance.meeting_id)).all())


def reasons_of(meetings: Iterable[Meeting]) -> Mapping[UUID, str]:
    """Why those of the meetings that are cancelled were; asks nothing when none is."""
    ids = [meeting.id for meeting in meetings if meeting.state == "cancelled"]
    if not ids:
        return {}
    query = select(MeetingState.meeting_id, MeetingState.reason).where(MeetingState.state == "cancelled")
    return dict(db.session.execute(query.where(MeetingState.meeting_id.in_(ids))).all())


# --- Who wants to come, and who came ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody on the roll: of the thôn, signed up, or there already."""

    person: Person
    signed_up: bool
    attendance: Attendance | None


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who was there; ``late`` when it was written down after the meeting had been closed."""

    attendance: Attendance
    person: Person | None
    late: bool


def people_expected(meeting: Meeting, whole_place: bool = True) -> tuple[Expected, ...]:
    """The roll in the order of Vietnamese lists: who lives in the thôn, who signed up, who is there; one question.

    For a meeting of the whole commune, and without ``whole_place``, only the latter two.
    """
    signed = and_(MeetingSignUp.person_id == Person.id, MeetingSignUp.meeting_id == meeting.id)
    signed = and_(signed, MeetingSignUp.withdrawn_at.is_(None))
    there = and_(Attendance.person_id == Person.id, Attendance.meeting_id == meeting.id)
    query = select(Person, MeetingSignUp.id, Attendance).outerjoin(MeetingSignUp, signed).outerjoin(Attendance, there)
    wanted: list[ColumnElement[bool]] = [MeetingSignUp.id.is_not(None), Attendance.id.is_not(None)]
    if whole_place and meeting.place.kind == "village":
        wanted.append(Person.place_id == meeting.place_id)
    query = query.where(or_(*wanted))
    rows = db.session.execute(query.order_by(Person.name_key, Person.id))
    return tuple(Expected(person, sign_up is not None, row) for person, sign_up, row in rows)


def attendance_of(meeting: Meeting) -> tuple[Came, ...]:
    """Who was there, in the order of Vietnamese lists; those who are forgotten come last and without a name."""
    closing = select(func.min(MeetingState.at)).where(
        MeetingState.meeting_id == meeting.id, MeetingState.state == "closed"
    )
    query = select(Attendance, Person, closing.scalar_subquery()).outerjoin(Person, Person.id == Attendance.person_id)
    query = query.where(Attendance.meeting_id == meeting.id)
    rows = db.session.execute(query.order_by(Person.id.is_(None), Person.name_key, Person.id, Attendance.id))
    return tuple(Came(row, person, closed is not None and row.recorded_at > closed) for row, person, closed in rows)


def sign_ups_of(meeting_id: UUID) -> Sequence[tuple[MeetingSignUp, Person | None]]:
    """Who wants to come, known people and mere names, first come first."""
    query = select(MeetingSignUp, Person).outerjoin(Person, Person.id == MeetingSignUp.person_id)
    query = query.where(MeetingSignUp.meeting_id == meeting_id, MeetingSignUp.withdrawn_at.is_(None))
    rows = db.session.execute(query.order_by(MeetingSignUp.signed_up_at, MeetingSignUp.id))
    return [(sign_up, person) for sign_up, person in rows]


def seats_taken(meeting_id: UUID) -> int:
    """How many want to come."""
    query = select(func.count()).select_from(MeetingSignUp).where(MeetingSignUp.meeting_id == meeting_id)
    return db.session.scalar(query.where(MeetingSignUp.withdrawn_at.is_(None))) or 0


def sign_up_of(meeting_id: UUID, person_id: UUID) -> MeetingSignUp | None:
    """The person's own sign-up, also when they took it back."""
    query = select(MeetingSignUp).where(MeetingSignUp.meeting_id == meeting_id, MeetingSignUp.person_id == person_id)
    return db.session.scalar(query)


def is_signed_up(wish_id: UUID) -> bool:
    """Whether a wish has arrived before."""
    return db.session.get(MeetingSignUp, wish_id) is not None


def removals_of(meeting_id: UUID) -> Sequence[tuple[AttendanceRemoval, Person]]:
    """Who was taken off the roll, newest first."""
    query = select(AttendanceRemoval, Person).join(Person, Person.id == AttendanceRemoval.person_id)
    query = query.where(AttendanceRemoval.meeting_id == meeting_id).order_by(AttendanceRemoval.removed_at.desc())
    return [(removal, person) for removal, person in db.session.execute(query)]


def meetings_of_person(person_id: UUID) -> Sequence[tuple[Attendance, Meeting]]:
    """The meetings somebody was at, oldest first."""
    query = select(Attendance, Meeting).join(Meeting, Meeting.id == Attendance.meeting_id)
    rows = db.session.execute(query.where(Attendance.person_id == person_id).order_by(Attendance.checked_in_at))
    return [(attendance, meeting) for attendance, meeting in rows]


def sign_ups_of_person(person_id: UUID) -> Sequence[tuple[MeetingSignUp, Meeting]]:
    """The meetings somebody wanted to come to, oldest first."""
    query = select(MeetingSignUp, Meeting).join(Meeting, Meeting.id == MeetingSignUp.meeting_id)
    rows = db.session.execute(query.where(MeetingSignUp.person_id == person_id).order_by(MeetingSignUp.signed_up_at))
    return [(sign_up, meeting) for sign_up, meeting in rows]


def removals_of_person(person_id: UUID) -> Sequence[tuple[AttendanceRemoval, Meeting]]:
    """The meetings from whose roll somebody was taken off, oldest first."""
    query = select(AttendanceRemoval, Meeting).join(Meeting, Meeting.id == AttendanceRemoval.meeting_id)
    query = query.where(AttendanceRemoval.person_id == person_id).order_by(AttendanceRemoval.removed_at)
    return [(removal, meeting) for removal, meeting in db.session.execute(query)]


def meetings_led_by(person_id: UUID) -> Sequence[Meeting]:
    """The meetings somebody leads or has led, oldest first."""
    query = select(Meeting).join(MeetingFacilitator).where(MeetingFacilitator.person_id == person_id)
    return list(db.session.scalars(query.order_by(Meeting.starts_at)))


def guests_of(meeting_id: UUID) -> int:
    """How many were there without a name, by the latest count."""
    query = select(GuestCount.number).where(GuestCount.meeting_id == meeting_id)
    return db.session.scalar(query.order_by(GuestCount.said_at.desc(), GuestCount.id.desc()).limit(1)) or 0

"""Questions of the boards that the sets cannot answer: classes, who leads none, targets, attempts one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from learning.accounts.models import Person, Place, RoleGrant
from learning.accounts.permissions import Permission, Role
from learning.accounts.queries import within_reach
from learning.core.clock import LOCAL
from learning.core.database import db
from learning.core.errors import NotFound
from quizzes.models import Attempt
from reports.boards.models import Target
from reports.figures.models import RosterSize
from reports.figures.periods import Period
from reports.figures.scope import Scope
from training.meetings.models import Attendance, Meeting, MeetingFacilitator, MeetingItem

ROWS_AT_ONCE = 500  # attempts in memory at a time


# --- Classes ------------------------------------------------------------------------------------------------


HELD, PLANNED, CANCELLED = "held", "planned", "cancelled"


@dataclass(frozen=True, slots=True)
class Held:
    """How many meetings of a scope took place, are still to be opened, and were called off."""

    held: int
    planned: int
    cancelled: int


def _within(period: Period) -> ColumnElement[bool]:
    start = datetime.combine(period.first, time(), LOCAL)
    end = datetime.combine(period.last, time(), LOCAL) + timedelta(days=1)
    return and_(Meeting.starts_at >= start, Meeting.starts_at < end)


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    """Meetings by where they are held, when, and what they teach; the other filters know nothing of a meeting."""
    wanted = [_within(scope.period)]
    if scope.places is not None:
        wanted.append(Meeting.place_id.in_(scope.places))
    if scope.courses is not None:
        own = MeetingItem.meeting_id == Meeting.id
        taught = [
            or_(MeetingItem.item_key == slug, MeetingItem.item_key.startswith(f"{slug}/", autoescape=True))
            for slug in sorted(scope.courses)
        ]
        wanted.append(exists().where(own, or_(False, *taught)))
    return and_(*wanted)


def _fate() -> ColumnElement[str]:
    """What became of a meeting: it took place when it was opened or somebody is on its roll, unless called off."""
    came = select(Attendance.id).where(Attendance.meeting_id == Meeting.id).correlate(Meeting).exists()
    took_place = or_(Meeting.state.in_(("opened", "closed")), came)
    return case((Meeting.state == CANCELLED, CANCELLED), (took_place, HELD), else_=PLANNED)


def meetings_held(scope: Scope) -> Held:
    """How many meetings there are."""
    fates = select(_fate().label("fate")).where(_in_scope(scope)).subquery()
    rows: dict[str, int] = dict(db.session.execute(select(fates.c.fate, func.count()).group_by(fates.c.fate)).all())
    return Held(*(rows.get(fate, 0) for fate in (HELD, PLANNED, CANCELLED)))


def meetings_listed(scope: Scope, fate: str) -> Select[Meeting, str, int]:
    """The meetings behind one of the numbers, newest first, each with its place's name and how many came."""
    came = select(func.count()).where(Attendance.meeting_id == Meeting.id).correlate(Meeting).scalar_subquery()
    query = select(Meeting, Place.name, came).join(Place, Place.id == Meeting.place_id).where(_in_scope(scope))
    return query.where(_fate() == fate).order_by(Meeting.starts_at.desc(), Meeting.id)


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """One meeting somebody leads, where it is, and how many came."""

    meeting: Meeting
    place: str
    came: int


def own_meetings(leader: Person, period: Period) -> tuple[OwnMeeting, ...]:
    """The meetings somebody leads in a period, newest first, cancelled ones too."""
    came = select(func.count()).where(Attendance.meeting_id == Meeting.id).correlate(Meeting).scalar_subquery()
    query = select(Meeting, Place.name, came).join(Place, Place.id == Meeting.place_id)
    query = query.join(MeetingFacilitator, MeetingFacilitator.meeting_id == Meeting.id)
    query = query.where(MeetingFacilitator.person_id == leader.id, _within(period))
    rows = db.session.execute(query.order_by(Meeting.starts_at.desc(), Meeting.id))
    return tuple(OwnMeeting(meeting, place, number) for meeting, place, number in rows)


def people_met(leader: Person, period: Period) -> int:
    """How many different people, who are still known, came to the meetings somebody leads in a period."""
    query = select(func.count(func.distinct(Attendance.person_id)))
    query = query.join(Meeting, Meeting.id == Attendance.meeting_id)
    query = query.join(MeetingFacilitator, MeetingFacilitator.meeting_id == Meeting.id)
    return db.session.scalar(query.where(MeetingFacilitator.person_id == leader.id, _within(period))) or 0


def without_meetings(viewer: Person, scope: Scope) -> tuple[tuple[str, str], ...]:
    """Name and places of each facilitator of the scope's places who leads no meeting in the period; each once."""
    leads = exists().where(
        MeetingFacilitator.person_id == Person.id,
        MeetingFacilitator.meeting_id == Meeting.id,
        Meeting.state != "cancelled",
        _within(scope.period),
    )
    query = select(Person.id, Person.full_name, Place.name).join(RoleGrant, RoleGrant.person_id == Person.id)
    query = query.join(Place, Place.id == RoleGrant.place_id).where(RoleGrant.role == Role.FACILITATOR, ~leads)
    query = query.where(within_reach(viewer, Permission.SEE_STATISTICS))
    if scope.places is not None:
        query = query.where(Place.id.in_(scope.places))
    found: dict[UUID, tuple[str, str]] = {}
    for one, name, place in db.session.execute(query.order_by(Person.name_key, Person.id, Place.name)):
        found[one] = (name, f"{found[one][1]}, {place}" if one in found else place)
    return tuple(found.values())


# --- Targets ------------------------------------------------------------------------------------------------


def targets_of(viewer: Person) -> Sequence[Target]:
    """The targets of the viewer's places, the next deadline first."""
    query = select(Target).join(Place, Place.id == Target.place_id)
    query = query.where(within_reach(viewer, Permission.SEE_STATISTICS))
    return list(db.session.scalars(query.order_by(Target.due_on, Target.measure, Target.id)))


def target_for(viewer: Person, target_id: UUID) -> Target:
    """A target that the viewer may change; raises ``NotFound`` for any other."""
    query = select(Target).join(Place, Place.id == Target.place_id).where(Target.id == target_id)
    found = db.session.scalar(query.where(within_reach(viewer, Permission.WRITE_REPORT)))
    if found is None:
        raise NotFound
    return found


# --- Attempts -----------------------------------------------------------------------------------------------


def attempts_handed_in() -> Mapping[str, int]:
    """How many attempts were handed in, by the quiz's key; answered from two indexes alone."""
    everything = select(Attempt.item_key, func.count()).group_by(Attempt.item_key)
    still_open = select(Attempt.item_key, func.count()).where(Attempt.handed_in_at.is_(None)).group_by(Attempt.item_key)
    waiting = dict(db.session.execute(still_open).all())
    return {key: number - waiting.get(key, 0) for key, number in db.session.execute(everything)}


def first_attempts(item_key: str) -> Iterator[Attempt]:
    """Everybody's first attempt at a quiz, a few hundred in memory at a time."""
    query = select(
        Attempt.person_id, Attempt.quiz_slug, Attempt.revision_id, Attempt.drawn, Attempt.answers, Attempt.handed_in_at
    ).where(Attempt.item_key == item_key, Attempt.handed_in_at.is_not(None))
    query = query.order_by(Attempt.person_id, Attempt.handed_in_at, Attempt.id)
    last = None
    for row in db.session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
        if row.person_id != last:
            last = row.person_id
            yield Attempt(quiz_slug=row.quiz_slug, revision_id=row.revision_id, drawn=row.drawn, answers=row.answers)


# --- What the commune has entered ---------------------------------------------------------------------------


def roster_sizes(place_ids: Sequence[int]) -> Mapping[int, RosterSize]:
    """The newest number of adults of each place that has one."""
    query = select(RosterSize).where(RosterSize.place_id.in_(place_ids)).order_by(RosterSize.as_of, RosterSize.id)
    return {row.place_id: row for row in db.session.scalars(query)}


def thon_of(commune: Place) -> Sequence[Place]:
    """The thôn of a commune, closed ones too."""
    query = select(Place).where(Place.parent_id == commune.id)
    return list(db.session.scalars(query.order_by(Place.id)))

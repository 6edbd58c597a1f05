"""Questions of the roll: its rows, who is seen in two halls at once, what waits for an administrator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from learning.accounts.models import AuditEntry, Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import within_reach
from learning.core import clock
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.text import fold, initials
from training.meetings.models import Attendance, CheckIn, Meeting, MeetingSignUp
from training.meetings.queries import Expected, people_expected
from training.rollcall.models import HeldRoll, SupervisedTest

MOST_HELD = 100
ONE_LOOK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the roll; ``sought`` is what the search looks at, ``elsewhere`` the other hall of the same hour."""

    person: Person
    first_names: str
    given_name: str
    sought: str
    signed_up: bool
    present: bool
    elsewhere: str


def roll_of(meeting: Meeting, whole_place: bool = True) -> tuple[Row, ...]:
    """The roll in the order of Vietnamese lists, in two questions."""
    expected, elsewhere = people_expected(meeting, whole_place), seen_elsewhere(meeting)
    return tuple(_row(one, elsewhere.get(one.person.id, "")) for one in expected)


def _row(one: Expected, elsewhere: str) -> Row:
    first, _, given = one.person.full_name.rpartition(" ")
    sought = f"{fold(one.person.full_name)} {initials(one.person.full_name)}"
    return Row(one.person, first, given, sought, one.signed_up, one.attendance is not None, elsewhere)


def seen_elsewhere(meeting: Meeting) -> Mapping[UUID, str]:
    """Who of those present is also on the roll of a meeting at the same hour, and in which hall."""
    here = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    query = select(Attendance.person_id, Meeting.hall).join(Meeting, Meeting.id == Attendance.meeting_id)
    query = query.where(Attendance.person_id.in_(here), Meeting.id != meeting.id)
    query = query.where(Meeting.starts_at < meeting.ends_at, Meeting.ends_at > meeting.starts_at)
    halls: dict[UUID, list[str]] = {}
    for person_id, hall in db.session.execute(query.order_by(Meeting.starts_at, Meeting.id)):
        if person_id is not None:
            halls.setdefault(person_id, []).append(hall)
    return {person_id: ", ".join(dict.fromkeys(those)) for person_id, those in halls.items()}


def people_meant(meeting: Meeting, ids: Iterable[UUID], shown: Iterable[UUID] = ()) -> Sequence[Person]:
    """Those of these people whom this meeting's roll may hold, in one question.

    People of the commune, whoever signed up or has been seen here, and whoever showed a card (``shown``).
    """
    home = f"/{'/'.join(meeting.place.path.strip('/').split('/')[:2])}/"  # province and commune
    near = Place.path.startswith(home, autoescape=True)
    signed = select(MeetingSignUp.person_id).where(MeetingSignUp.meeting_id == meeting.id)
    seen = select(CheckIn.person_id).where(CheckIn.meeting_id == meeting.id)
    known = Person.id.in_(list(ids)) & or_(near, Person.id.in_(signed), Person.id.in_(seen))
    query = select(Person).join(Place, Place.id == Person.place_id)
    return list(db.session.scalars(query.where(or_(known, Person.id.in_(list(shown))))))


def namesakes(place_id: int, full_name: str, birth_year: int | None) -> Sequence[Person]:
    """People of a thôn with this name and year of birth, marks and case aside."""
    query = select(Person).where(Person.place_id == place_id, Person.search_key == fold(full_name))
    return list(db.session.scalars(query.where(Person.birth_year == birth_year).limit(2)))


def expected_by_name(meeting: Meeting, full_name: str) -> Person | None:
    """The one person on the meeting's list with this name; None when there is none, or more than one."""
    wanted = fold(full_name)
    found = [one.person for one in people_expected(meeting) if one.person.search_key == wanted]
    return found[0] if len(found) == 1 else None


def meeting_by_id(meeting_id: UUID, lock: bool = False) -> Meeting:
    """Any meeting, for doors that have another proof than a right; raises ``NotFound``."""
    query = select(Meeting).where(Meeting.id == meeting_id)
    found = db.session.scalar(query.with_for_update(of=Meeting, key_share=True) if lock else query)
    if found is None:
        raise NotFound
    return found


def looked_lately(viewer_id: UUID, deed: str, subject: str) -> bool:
    """Whether this look has left a trace within ten minutes: the pages of a class come anew every few seconds."""
    same = AuditEntry.actor_id == viewer_id, AuditEntry.action == deed, AuditEntry.subject == subject
    query = select(AuditEntry.id).where(*same, AuditEntry.at > clock.now() - ONE_LOOK).limit(1)
    return db.session.scalar(query) is not None


# --- What waits for an administrator ------------------------------------------------------------------------


def held_for(viewer: Person) -> Sequence[HeldRoll]:
    """What waits in the places that the viewer administers, oldest first."""
    query = select(HeldRoll).join(HeldRoll.meeting).join(Place, Place.id == Meeting.place_id)
    query = query.where(HeldRoll.decided_at.is_(None), within_reach(viewer, Permission.MANAGE_ROLES))
    return list(db.session.scalars(query.order_by(HeldRoll.received_at).limit(MOST_HELD)))


def held_roll_for(viewer: Person, held_id: UUID) -> HeldRoll:
    """One of them, locked; raises ``NotFound``."""
    query = select(HeldRoll).join(HeldRoll.meeting).join(Place, Place.id == Meeting.place_id)
    query = query.where(HeldRoll.id == held_id, within_reach(viewer, Permission.MANAGE_ROLES))
    found = db.session.scalar(query.with_for_update(of=HeldRoll))
    if found is None:
        raise NotFound
    return found


def names_in(rolls: Iterable[HeldRoll]) -> Mapping[str, str]:
    """The names of those whom these rolls speak of by id, in one question."""
    ids = {UUID(key) for held in rolls for part in ("came", "gone") for key in held.fields.get(part, ())}
    rows = db.session.execute(select(Person.id, Person.full_name).where(Person.id.in_(ids))).all() if ids else []
    return {str(person_id): name for person_id, name in rows}


def held_by(person_id: UUID) -> Sequence[HeldRoll]:
    """What somebody sent that had to wait, oldest first."""
    query = select(HeldRoll).where(HeldRoll.person_id == person_id)
    return list(db.session.scalars(query.order_by(HeldRoll.received_at)))


def tests_of_person(person_id: UUID) -> Sequence[tuple[SupervisedTest, Meeting]]:
    """What somebody took, or asked to take, under supervision; oldest first."""
    query = select(SupervisedTest, Meeting).join(Meeting, Meeting.id == SupervisedTest.meeting_id)
    rows = db.session.execute(query.where(SupervisedTest.person_id == person_id).order_by(SupervisedTest.asked_at))
    return [(test, meeting) for test, meeting in rows]


def without_pin(people: Iterable[UUID]) -> int:
    """How many of these have no PIN, and hence no card that opens anything."""
    query = select(func.count()).where(Person.id.in_(list(people)), Person.pin_hash.is_(None))
    return db.session.scalar(query) or 0

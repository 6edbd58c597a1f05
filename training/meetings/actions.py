"""Verbs of a meeting that takes place: its states, who wants to come, who came. Nothing here commits.

Whatever a phone sends may arrive twice, hours late and in any order: every write carries an id made on the phone.
Attendance is settled from the trail, so that the same check-ins and removals give the same roll in whatever order.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, update

from learning.accounts.actions import trace
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from training.meetings.coming import forget_coming
from training.meetings.models import (
    Attendance,
    AttendanceEvidence,
    AttendanceRemoval,
    CheckIn,
    Meeting,
    MeetingFacilitator,
    MeetingSignUp,
    MeetingState,
)
from training.meetings.queries import seats_taken, sign_up_of, state_of

CLOCKS_DIFFER = timedelta(minutes=5)
MOST_NAMES = 500  # sign-ups of one meeting without a capacity: nobody fills the database through an open door
NAMES_KEPT = timedelta(days=30)  # after the meeting
ROWS_AT_ONCE = 1000  # SQLite takes 32,766 values in one statement


class MeetingFull(Refusal):
    """All seats are taken."""

    title = "Buổi này đã đủ người"
    sentence = "Buổi học này đã đủ người ghi tên. Xin chọn buổi khác, hoặc hỏi người phụ trách lớp."


class MeetingOver(Refusal):
    """It is too late to sign up, or the meeting will not take place."""

    title = "Không ghi tên được nữa"
    sentence = "Buổi học này đã kết thúc hoặc đã hủy. Xin xem các buổi khác."


class CancelledMeeting(Refusal):
    """What was cancelled stays cancelled: people have been told."""

    title = "Buổi học đã hủy"
    sentence = "Buổi này đã hủy và bà con đã được báo. Muốn dạy, xin lên một buổi mới."


# --- States -------------------------------------------------------------------------------------------------


def set_state(meeting: Meeting, state: str, at: datetime, by: Person | None, reason: str = "") -> MeetingState:
    """Add a state unless it holds already, or a later one was set in the meantime; raises ``CancelledMeeting``."""
    now = state_of(meeting.id)
    at = min(at, clock.now())
    if now.state == state or at < now.at:
        return now
    if now.state == "cancelled":
        raise CancelledMeeting
    fresh = MeetingState(meeting_id=meeting.id, number=now.number + 1, state=state, at=at, by=_id(by), reason=reason)
    db.session.add(fresh)
    changed(meeting)
    trace(by, f"meeting_{state}", f"meeting:{meeting.id}")
    if state == "closed":
        let_go_of_names()
    return fresh


def let_go_of_names() -> None:
    """Delete the mere names on the lists of meetings long over: nobody needs them any more (Luật 91/2025/QH15, Điều 3).

    Done whenever a meeting is closed, so that it needs no timer.
    """
    over = select(Meeting.id).where(Meeting.ends_at < clock.now() - NAMES_KEPT)
    gone = delete(MeetingSignUp).where(MeetingSignUp.person_id.is_(None), MeetingSignUp.meeting_id.in_(over))
    db.session.execute(gone, execution_options={"synchronize_session": False})


def cancel(meeting: Meeting, reason: str, by: Person) -> MeetingState:
    """Call the meeting off; everybody who looks reads why."""
    return set_state(meeting, "cancelled", clock.now(), by, reason)


def changed(meeting: Meeting) -> None:
    """Tell calendars and the home page that the meeting is not what it was."""
    meeting.revision += 1
    meeting.changed_at = clock.now()
    db.session.flush()
    db.session.expire(meeting, ["state"])
    forget_coming()


# --- Who wants to come --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants to come: a known person, or a name and perhaps a thôn; ``id`` was made on the phone."""

    id: UUID
    at: datetime
    person: Person | None = None
    name: str = ""
    place: Place | None = None


def sign_up(meeting: Meeting, wish: Wish, by: Person | None = None) -> MeetingSignUp:
    """Keep a seat; the second arrival gives the first result. Raises ``MeetingFull`` and ``MeetingOver``."""
    earlier = _earlier(meeting, wish)
    if earlier is not None and (earlier.withdrawn_at is None or wish.at <= earlier.withdrawn_at):
        return earlier
    if state_of(meeting.id).state in ("closed", "cancelled") or meeting.ends_at < wish.at:  # as it is, once locked
        raise MeetingOver
    if seats_taken(meeting.id) >= (meeting.capacity or MOST_NAMES):
        raise MeetingFull
    if earlier is not None:  # a new wish: a withdrawal from before it that arrives again takes nothing back
        earlier.signed_up_at, earlier.withdrawn_at = wish.at, None
        return earlier
    return _keep(meeting, wish, by)


def _earlier(meeting: Meeting, wish: Wish) -> MeetingSignUp | None:
    """What this wish, or this person, has led to before."""
    if wish.person is not None:
        return sign_up_of(meeting.id, wish.person.id)
    found = db.session.get(MeetingSignUp, wish.id)
    same = found is not None and found.meeting_id == meeting.id and found.name == wish.name
    return found if same else None


def _keep(meeting: Meeting, wish: Wish, by: Person | None) -> MeetingSignUp:
    taken = db.session.get(MeetingSignUp, wish.id) is not None  # by somebody else: an id that was passed on
    row = MeetingSignUp(
        id=new_id() if taken else wish.id,
        meeting_id=meeting.id,
        person_id=_id(wish.person),
        name=None if wish.person else wish.name,
        place_id=wish.person.place_id if wish.person else wish.place and wish.place.id,
        signed_up_at=wish.at,
        recorded_by=_id(by),
    )
    db.session.add(row)
    db.session.flush()
    return row


def withdraw(meeting: Meeting, person: Person, at: datetime) -> None:
    """Give the seat back."""
    found = sign_up_of(meeting.id, person.id)
    if found is not None and found.withdrawn_at is None and found.signed_up_at <= at:
        found.withdrawn_at = at


def sign_up_people(meeting: Meeting, people: Collection[Person], by: Person | None) -> None:
    """Put known people on the list, in one question: the office decides, whatever the capacity."""
    now = clock.now()
    row = {"meeting_id": meeting.id, "signed_up_at": now, "recorded_by": _id(by)}
    rows = [row | {"id": new_id(), "person_id": person.id, "place_id": person.place_id} for person in people]
    for part in _parts(rows):
        db.session.execute(upsert(MeetingSignUp).values(part).on_conflict_do_nothing())


# --- Who came -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody was seen at the meeting: by what means, when, by whom; ``id`` was made where it was seen."""

    id: UUID
    person: Person
    means: str
    at: datetime
    by_id: UUID | None = None


def check_in(
    meeting: Meeting, people: Iterable[Person], means: str, at: datetime, by: Person | None, made: UUID | None = None
) -> None:
    """Check many people in at once, in two questions whatever their number; ``made`` is the id of the form."""
    made = made or new_id()
    seen = (Seen(uuid.uuid5(made, f"{meeting.id} {who.id}"), who, means, at, _id(by)) for who in people)
    keep_check_ins(meeting, seen)


def keep_check_ins(meeting: Meeting, seen: Iterable[Seen]) -> None:
    """Keep check-ins from wherever they come; what is known already, or was taken back later, changes nothing.

    Fetch ``meeting`` with ``lock``. What arrives after the closing is kept; its ``recorded_at`` tells.
    """
    now = clock.now()
    rows = [_check_in_row(meeting, one, now) for one in seen]
    for part in _parts(rows):
        db.session.execute(upsert(CheckIn).values(part).on_conflict_do_nothing())
    if rows:
        _settle(meeting.id, {row["person_id"] for row in rows})


def _check_in_row(meeting: Meeting, one: Seen, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "meeting_id": meeting.id,
        "person_id": one.person.id,
        "place_id": one.person.place_id,
        "audience": one.person.audience,
        "means": one.means,
        "checked_in_at": _believable(one.at, now),
        "recorded_at": now,
        "recorded_by": one.by_id,
    }


def remove_attendance(
    meeting: Meeting, person: Person, at: datetime, by: Person | None, reason: str = "", made: UUID | None = None
) -> None:
    """Take somebody off the roll, leaving who, when and why; a check-in made after ``at`` stands."""
    now = clock.now()
    values = {"id": made or new_id(), "meeting_id": meeting.id, "person_id": person.id, "recorded_at": now}
    values |= {"removed_at": _believable(at, now), "removed_by": _id(by), "reason": reason}
    db.session.execute(upsert(AttendanceRemoval).values(**values).on_conflict_do_nothing())
    theirs = and_(Attendance.meeting_id == meeting.id, Attendance.person_id == person.id)
    db.session.execute(
        delete(Attendance).where(theirs, Attendance.checked_in_at <= values["removed_at"]),
        execution_options={"synchronize_session": False},
    )
    _settle(meeting.id, {person.id})
    trace(by, "uncheck_person", f"person:{person.id}")


def _believable(at: datetime, now: datetime) -> datetime:
    """A moment in the future (a clock that is wrong) is taken as now."""
    return now if at > now + CLOCKS_DIFFER else at


def _settle(meeting_id: UUID, people: Collection[UUID]) -> None:
    """Make attendance say what the trail says of these people: the earliest check-in after the latest removal."""
    columns = [column.name for column in Attendance.__table__.columns]
    row = upsert(Attendance).from_select(columns, _first_standing(meeting_id, people, columns))
    new, old = row.excluded, Attendance
    earlier = or_(new.checked_in_at < old.checked_in_at, and_(new.checked_in_at == old.checked_in_at, new.id < old.id))
    kept = {name: new[name] for name in columns if name not in ("meeting_id", "person_id")}
    db.session.execute(row.on_conflict_do_update(index_elements=["meeting_id", "person_id"], set_=kept, where=earlier))


def _first_standing(meeting_id: UUID, people: Collection[UUID], columns: list[str]) -> Select[Any]:
    """The check-ins that count: one for each of the people who has any later than their last removal."""
    removal = select(func.max(AttendanceRemoval.removed_at)).correlate(CheckIn)
    removal = removal.where(
        AttendanceRemoval.meeting_id == meeting_id, AttendanceRemoval.person_id == CheckIn.person_id
    )
    removed_at = removal.scalar_subquery()
    order = func.row_number().over(partition_by=CheckIn.person_id, order_by=(CheckIn.checked_in_at, CheckIn.id))
    standing = (
        select(*(getattr(CheckIn, name) for name in columns), order.label("place"))
        .where(CheckIn.meeting_id == meeting_id, CheckIn.person_id.in_(people))
        .where(or_(removed_at.is_(None), CheckIn.checked_in_at > removed_at))
        .subquery()
    )
    return select(*(standing.c[name] for name in columns)).where(standing.c.place == 1)


def add_evidence(meeting: Meeting, photo: bytes, mime: str, by: Person) -> None:
    """Attach a photograph of the signed sheet; the same picture twice is one."""
    values = {"id": new_id(), "meeting_id": meeting.id, "photo": photo, "mime": mime, "at": clock.now(), "by": by.id}
    values["digest"] = hashlib.sha256(photo).hexdigest()
    db.session.execute(upsert(AttendanceEvidence).values(**values).on_conflict_do_nothing())
    trace(by, "attach_evidence", f"meeting:{meeting.id}")


def forget(person_id: UUID) -> None:
    """Take a person off every list; that somebody was there stays, without a name, so that turns still add up."""
    nameless = update(Attendance).where(Attendance.person_id == person_id).values(person_id=None)
    db.session.execute(nameless, execution_options={"synchronize_session": False})
    for table in (CheckIn, AttendanceRemoval, MeetingSignUp, MeetingFacilitator):
        db.session.execute(delete(table).where(table.person_id == person_id))


def _parts(rows: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    return (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))


def _id(person: Person | None) -> UUID | None:
    return None if person is None else person.id

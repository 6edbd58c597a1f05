"""Verbs of the timetable: plan a meeting once or weekly, change it or those after it, cancel. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.exc import IntegrityError

from learning.accounts.actions import trace
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.codes import new_code
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from training.meetings import actions
from training.meetings.coming import forget_coming
from training.meetings.models import CODE_LENGTH, Attendance, Meeting, MeetingFacilitator, MeetingItem, MeetingState
from training.meetings.queries import following, guests_of


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the meeting since the form was opened; saving would undo that."""

    status = 422
    sentence = "Vừa có người khác sửa buổi này. Xin mở lại trang để thấy bản mới rồi sửa tiếp."


class MeetingHeld(Refusal):
    """A class that took place cannot be called off: those who came are counted."""

    title = "Buổi này đã học"
    sentence = (
        "Buổi này đã đóng hoặc đã có người trong danh sách có mặt nên không hủy được. "
        "Nếu ghi nhầm, xin bỏ tên khỏi danh sách, mở lại buổi, rồi hủy."
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What a planner said of a meeting."""

    title: str
    audience: str | None
    place: Place
    hall: str
    address_note: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    notes: str
    items: tuple[str, ...]
    facilitator_ids: tuple[UUID, ...]


def plan(draft: Draft, days: tuple[date, ...], by: Person, made: UUID) -> Meeting:
    """Make a row for each of ``days``; the first one is given back. A second arrival of the form makes none."""
    earlier = db.session.get(Meeting, made)
    if earlier is not None and earlier.created_by == by.id:
        return earlier
    first_id = new_id() if earlier is not None else made
    try:
        with db.session.begin_nested():
            return _plan(draft, days, by, first_id)
    except IntegrityError:  # a double tap: the other request was between our look and our writing
        earlier = db.session.get(Meeting, first_id, populate_existing=True)
        if earlier is None or earlier.created_by != by.id:
            raise
        return earlier


def _plan(draft: Draft, days: tuple[date, ...], by: Person, first_id: UUID) -> Meeting:
    series = new_id() if len(days) > 1 else None
    shifts = [day - days[0] for day in days]
    rows = [_row(draft, shift, first_id if shift == timedelta() else new_id(), series, by) for shift in shifts]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        db.session.add(MeetingState(meeting_id=row.id, number=1, state="planned", at=row.created_at, by=by.id))
        _teach_and_lead(row.id, draft)
    db.session.flush()
    trace(by, "plan_meeting", f"meeting:{rows[0].id}")
    forget_coming()
    return rows[0]


def _row(draft: Draft, shift: timedelta, meeting_id: UUID, series: UUID | None, by: Person) -> Meeting:
    row = Meeting(id=meeting_id, code=new_code()[:CODE_LENGTH], series_id=series, created_by=by.id, revision=0)
    row.created_at = row.changed_at = clock.now()
    return _written(row, draft, draft.starts_at + shift)


def _written(row: Meeting, draft: Draft, starts_at: datetime) -> Meeting:
    row.title, row.audience, row.place_id = draft.title, draft.audience, draft.place.id
    row.hall, row.address_note, row.notes = draft.hall, draft.address_note, draft.notes
    row.starts_at, row.ends_at, row.capacity = starts_at, starts_at + (draft.ends_at - draft.starts_at), draft.capacity
    return row


def _teach_and_lead(meeting_id: UUID, draft: Draft) -> None:
    """Replace what the meeting teaches and who leads it."""
    for table in (MeetingItem, MeetingFacilitator):
        db.session.execute(delete(table).where(table.meeting_id == meeting_id))
    items = [
        {"meeting_id": meeting_id, "item_key": key, "position": number}
        for number, key in enumerate(dict.fromkeys(draft.items))
    ]
    leaders = [{"meeting_id": meeting_id, "person_id": person_id} for person_id in dict.fromkeys(draft.facilitator_ids)]
    for table, rows in ((MeetingItem, items), (MeetingFacilitator, leaders)):
        if rows:
            db.session.execute(upsert(table).values(rows))


def change(meeting: Meeting, draft: Draft, seen_revision: int, by: Person, later_too: bool = False) -> None:
    """Write the draft over the meeting, and over the planned ones after it; raises ``ChangedMeanwhile``.

    The later ones keep their own dates: they move by as much as this one moves.
    """
    if meeting.revision != seen_revision:
        raise ChangedMeanwhile
    if meeting.state == "cancelled":
        raise actions.CancelledMeeting
    later = following(meeting, by, lock=True) if later_too else ()
    shift = draft.starts_at - meeting.starts_at
    for row in (meeting, *later):
        _written(row, draft, row.starts_at + shift)
        _teach_and_lead(row.id, draft)
        actions.changed(row)
    db.session.expire(meeting, ["place"])
    trace(by, "change_meeting", f"meeting:{meeting.id}")


def cancel(meeting: Meeting, reason: str, by: Person, later_too: bool = False) -> int:
    """Cancel the meeting, and the planned ones after it; tells how many were cancelled. Raises ``MeetingHeld``."""
    if meeting.state == "closed" or db.session.scalar(_anybody_came(meeting)) or guests_of(meeting.id):
        raise MeetingHeld
    rows = (meeting, *(following(meeting, by, lock=True) if later_too else ()))
    for row in rows:
        actions.cancel(row, reason, by)
    return len(rows)


def _anybody_came(meeting: Meeting) -> Select[tuple[bool]]:
    return select(exists().where(Attendance.meeting_id == meeting.id))

"""Verbs of the roll. Nothing here commits; attendance itself is settled by ``training.meetings.actions``.

A roll may arrive twice, hours late and in any order: it carries an id made on the phone and the moment it was made.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update

from learning.accounts.actions import check_guardian, named, trace, with_free_card
from learning.accounts.consent import LEARNING_RECORD
from learning.accounts.identities import holders_of, successors_of
from learning.accounts.models import Consent, FormerIdentity, Person, Place
from learning.core import clock
from learning.core.codes import show_card_code
from learning.core.database import db, upsert
from learning.core.errors import Refusal
from learning.core.phones import normalise_phone
from learning.core.text import clean_name
from training.meetings import actions as meetings
from training.meetings.models import AttendanceRemoval, CheckIn, GuestCount, Meeting
from training.meetings.queries import people_expected
from training.rollcall import queries
from training.rollcall.models import HeldRoll

CLOCKS_DIFFER = timedelta(minutes=5)
REASON = "Bỏ đánh dấu trên trang điểm danh"


class DecidedAlready(Refusal):
    """Another administrator was faster."""

    sentence = "Lượt điểm danh này đã có người quyết định. Danh sách vừa được tải lại."


@dataclass(frozen=True, slots=True)
class Sent:
    """What came from a phone: by whom, under which id, made when."""

    made: UUID
    at: datetime
    by: Person | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What has become of it: how many stand on the roll by it, how many were taken off, which cards nobody has."""

    came: int
    gone: int
    unknown: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def keep_roll(meeting: Meeting, fields: Mapping[str, Any], sent: Sent) -> Kept:
    """Check in and take off; two questions beside the reading, whatever the number that came.

    ``fields`` are those of ``RollForm.kept``; fetch ``meeting`` with a lock.
    """
    came, gone, cards = _ids(fields["came"]), _ids(fields["gone"]), set(fields["cards"])
    if fields.get("whole"):
        came |= {one.person.id for one in people_expected(meeting, whole_place=fields["whole"] != "ghi-ten")}
    holders = holders_of(cards)
    shown = set(holders.values())
    people = queries.people_meant(meeting, came | gone, shown)
    moved = successors_of((came | gone) - {person.id for person in people})
    lines = Counter(moved.get(one, one) for one in gone)
    if moved:  # the page was made before two records became one
        came, gone = {moved.get(one, one) for one in came}, set(lines)
        people = queries.people_meant(meeting, came | gone, shown)
    seen = [person for person in people if person.id in came | shown]
    meetings.check_in(meeting, seen, fields["means"], sent.at, sent.by, sent.made)
    stay = _on_another_line(meeting, lines, set(moved.values()), sent.at) if gone else set()
    left = [person for person in people if person.id in gone - stay and person not in seen]
    for person in left:
        removal = uuid.uuid5(sent.made, f"{meeting.id} bo {person.id}")
        meetings.remove_attendance(meeting, person, sent.at, sent.by, REASON, removal)
    return Kept(
        came=len(seen),
        gone=len(left),
        unknown=tuple(sorted(show_card_code(code) for code in cards - holders.keys())),
        names=tuple(person.full_name for person in seen if person.id in shown),
    )


def _ids(keys: list[str]) -> set[UUID]:
    return {UUID(key) for key in keys}


def _on_another_line(meeting: Meeting, lines: Counter[UUID], moved: Collection[UUID], at: datetime) -> set[UUID]:
    """Who stands on the roll by more lines than were struck out, since a record has become theirs later than the page.

    Whoever stood there under one of two names was there, as ``training.merging`` has it.
    """
    removed = AttendanceRemoval.meeting_id == meeting.id, AttendanceRemoval.person_id == CheckIn.person_id
    last = select(func.max(AttendanceRemoval.removed_at)).where(*removed).correlate(CheckIn).scalar_subquery()
    since = select(FormerIdentity.successor_id).where(FormerIdentity.merged_at > at)
    theirs = select(CheckIn.person_id, func.count()).where(
        CheckIn.meeting_id == meeting.id, CheckIn.person_id.in_(lines)
    )
    theirs = theirs.where(or_(CheckIn.person_id.in_(moved), CheckIn.person_id.in_(since)))
    theirs = theirs.where(CheckIn.checked_in_at <= at, or_(last.is_(None), CheckIn.checked_in_at > last))
    standing = db.session.execute(theirs.group_by(CheckIn.person_id)).all()
    return {person_id for person_id, number in standing if number > lines[person_id]}


def walk_in(meeting: Meeting, fields: Mapping[str, Any], sent: Sent) -> tuple[Person, bool]:
    """Check in somebody at the door, and whether a record was made for them.

    Who is known by name, thôn and year of birth gets no second record; with no year given nobody is taken for another.
    """
    year = int(fields["birth_year"]) if fields.get("birth_year") else None
    check_guardian(year, fields.get("guardian_name"))
    made_id = uuid.uuid5(sent.made, f"{meeting.id} khach")
    earlier = db.session.get(Person, made_id)
    place = db.session.get_one(Place, fields["place"])
    same = queries.namesakes(place.id, clean_name(fields["full_name"]), year) if year and earlier is None else ()
    person = earlier or (same[0] if len(same) == 1 else _enrol(made_id, place, year, fields, sent.by))
    meetings.check_in(meeting, [person], "walk_in", sent.at, sent.by, sent.made)
    return person, person.id == made_id


def _enrol(made_id: UUID, place: Place, year: int | None, fields: Mapping[str, Any], by: Person | None) -> Person:
    """A record with the person's own yes and without a PIN; a card is printed later, with its PIN, from the list."""
    phone, guardian = fields.get("phone"), fields.get("guardian_name")
    person = Person(
        id=made_id,
        audience="residents",
        place_id=place.id,
        birth_year=year,
        phone=normalise_phone(phone) if phone else None,
        guardian_name=clean_name(guardian) if guardian else None,
        sign_in_epoch=1,
        **named(fields["full_name"]),
    )
    with_free_card(person)
    yes = Consent(person_id=person.id, purpose=LEARNING_RECORD.key, version=LEARNING_RECORD.version, channel="desk")
    db.session.add(yes)
    trace(by, "enrol_person", f"person:{person.id}")
    return person


def count_guests(meeting: Meeting, number: int, sent: Sent) -> None:
    """Write down how many are there without a name; of several counts the one made last holds."""
    now = clock.now()
    at = now if sent.at > now + CLOCKS_DIFFER else sent.at
    row = {"id": uuid.uuid5(sent.made, f"{meeting.id} so"), "meeting_id": meeting.id, "number": number, "said_at": at}
    row |= {"recorded_at": now, "said_by": sent.by.id if sent.by else None}
    db.session.execute(upsert(GuestCount).values(**row).on_conflict_do_nothing())


# --- A right that was taken back while the phone was away -----------------------------------------------------


def hold_back(meeting: Meeting, kind: str, fields: Mapping[str, Any], sent: Sent) -> None:
    """Keep what somebody without the right any more has sent, until an administrator has looked at it."""
    assert sent.by is not None
    row = {"id": uuid.uuid5(sent.made, f"{meeting.id} {sent.by.id} {kind}"), "meeting_id": meeting.id, "kind": kind}
    row |= {"person_id": sent.by.id, "fields": dict(fields), "happened_at": min(sent.at, clock.now())}
    made = upsert(HeldRoll).values(**row, received_at=clock.now()).on_conflict_do_nothing()
    db.session.execute(made)


def decide(held: HeldRoll, accepted: bool, by: Person) -> None:
    """Take a held roll over as if it had come in time, or not; raises ``DecidedAlready``."""
    if held.decided_at is not None:
        raise DecidedAlready
    if accepted:
        _take_over(held, queries.meeting_by_id(held.meeting_id, lock=True))
    held.decided_at, held.decided_by, held.accepted = clock.now(), by.id, accepted
    held.fields = {}
    trace(by, "accept_held_roll" if accepted else "refuse_held_roll", f"meeting:{held.meeting_id}")


def _take_over(held: HeldRoll, meeting: Meeting) -> None:
    sent = Sent(held.id, held.happened_at, held.sender)
    if held.kind == "roll":
        keep_roll(meeting, held.fields, sent)
    elif held.kind == "walk_in":
        walk_in(meeting, held.fields, sent)
    else:
        count_guests(meeting, held.fields["number"], sent)


def forget(person_id: UUID) -> None:
    """What somebody sent stays, without who sent it: it speaks of others; what they sat and asked goes by cascade."""
    gone = update(HeldRoll).where(HeldRoll.person_id == person_id).values(person_id=None)
    db.session.execute(gone, execution_options={"synchronize_session": False})

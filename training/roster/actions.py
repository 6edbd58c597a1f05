"""Verbs of rosters: send in, decide, ask for them to be taken in, take in, close, forget. Nothing here commits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from learning.accounts.actions import named, trace
from learning.accounts.identities import free_card_codes
from learning.accounts.models import AuditEntry, Person, Place
from learning.core import clock
from learning.core.database import db, new_id
from learning.core.errors import Refusal
from learning.core.kept_files import drop
from learning.jobs.actions import start_job
from learning.jobs.models import Job
from training.roster.keeping import RosterGone, keep_reading
from training.roster.lines import Reading
from training.roster.matching import Choice, Judged, Verdict, judge
from training.roster.models import Roster, RosterChoice, RosterEntry
from training.roster.queries import grounds_for
from training.roster.villages import Villages

TRIES = 5


class NotToBeChanged(Refusal):
    """The roster is being taken in."""

    sentence = "Danh sách này đang được nhập, không sửa được nữa. Xin xem kết quả."


def send_in(
    sender: Person, reading: Reading, place: Place, audience: str, meeting_id: uuid.UUID | None, roster_id: uuid.UUID
) -> Roster:
    """Keep a reading for a day; the second arrival of the form gives the first result."""
    earlier = db.session.get(Roster, roster_id)
    if earlier is not None and earlier.person_id == sender.id:
        return earlier
    key = keep_reading(reading)
    row = Roster(
        id=new_id() if earlier else roster_id,
        person_id=sender.id,
        place_id=place.id,
        audience=audience,
        meeting_id=meeting_id,
        file_key=key,
        notes=list(reading.notes),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # a double tap: the other request was between our look and our writing
        drop(key)
        earlier = db.session.get(Roster, roster_id, populate_existing=True)
        if earlier is None or earlier.person_id != sender.id:
            raise
        return earlier
    trace(sender, "send_roster", f"place:{place.id}", f"{len(reading.lines)} lines")
    db.session.flush()
    return row


def decide(roster: Roster, choices: Mapping[str, Choice | None]) -> None:
    """Write down what was decided about lines; None takes a decision back. Raises ``NotToBeChanged``."""
    db.session.refresh(roster, with_for_update={"of": Roster})  # two tabs, or the start of the work, take turns
    check_open(roster)
    gone = RosterChoice.roster_id == roster.id, RosterChoice.line.in_(choices)
    db.session.execute(delete(RosterChoice).where(*gone))
    rows = [
        {"roster_id": roster.id, "line": line, "verdict": choice.verdict.value, "same_as": choice.same_as}
        for line, choice in choices.items()
        if choice is not None
    ]
    if rows:
        db.session.execute(insert(RosterChoice), rows)


def check_open(roster: Roster) -> None:
    """Raises ``NotToBeChanged`` while it is being taken in, ``RosterGone`` when it was."""
    if roster.taken_in_at is not None or roster.file_key is None:
        raise RosterGone
    if _under_way(roster):
        raise NotToBeChanged


def _under_way(roster: Roster) -> Job | None:
    job = db.session.get(Job, roster.job_id) if roster.job_id else None
    return job if job is not None and job.state != "failed" else None


def ask_to_take_in(roster: Roster, sender: Person) -> uuid.UUID:
    """Start the work, once: a second tap leads to the same job. Raises ``RosterGone``."""
    db.session.refresh(roster, with_for_update={"of": Roster})
    job = _under_way(roster)
    if job is None:
        check_open(roster)
        job = start_job("import_roster", sender, roster=str(roster.id))
        roster.job_id = job.id
    return job.id


def take_in(sender: Person, roster: Roster, lines: Sequence[Judged], villages: Villages) -> list[Judged]:
    """Judge these lines as things stand now and make whoever is new; returns the verdicts that held.

    Between the look and the writing somebody may have come, or a card code may be taken: then all is judged anew.
    """
    for _ in range(TRIES):
        grounds = grounds_for(sender, roster, lines, leave_out=roster.id)
        judged = [judge(one, grounds, villages) for one in lines]
        try:
            with db.session.begin_nested():
                _make(sender, roster, [one for one in judged if one.verdict is Verdict.NEW])
        except IntegrityError:
            continue
        return judged
    raise RuntimeError("no free card codes after five tries")


def _make(sender: Person, roster: Roster, newcomers: Sequence[Judged]) -> None:
    """People without a PIN and without a consent: nobody has asked them yet, and the entry says how they came."""
    if not newcomers:
        return
    now, codes = clock.now(), free_card_codes(len(newcomers))
    people = [_person(one, roster, code) for one, code in zip(newcomers, codes, strict=True)]
    db.session.execute(insert(Person), people)
    entries = [
        {"person_id": person["id"], "fingerprint": one.fingerprint, "roster_id": roster.id, "taken_in_at": now}
        for person, one in zip(people, newcomers, strict=True)
    ]
    db.session.execute(insert(RosterEntry), entries)
    traces = [
        {
            "id": new_id(),
            "at": now,
            "actor_id": sender.id,
            "action": "import_person",
            "subject": f"person:{person['id']}",
        }
        for person in people
    ]
    db.session.execute(insert(AuditEntry), traces)


def _person(one: Judged, roster: Roster, code: str) -> dict[str, object]:
    line = one.line
    return {
        "id": new_id(),
        "audience": line.audience or roster.audience,
        "place_id": one.place_id,
        "birth_year": line.birth_year,
        "gender": line.gender,
        "phone": line.phone,
        "guardian_name": line.guardian,
        "card_code": code,
        **named(line.name),
    }


def close(roster: Roster, sender: Person, made: int, known: int, left_out: int) -> None:
    """It has been taken in: the decisions go, the figures stay."""
    db.session.execute(delete(RosterChoice).where(RosterChoice.roster_id == roster.id))
    roster.taken_in_at, roster.file_key = clock.now(), None
    roster.made, roster.known, roster.left_out = made, known, left_out
    trace(sender, "import_roster", f"place:{roster.place_id}", f"{made} people")


def throw_away(roster: Roster) -> None:
    """Do not take it in after all: lines and decisions go at once. Raises ``NotToBeChanged``."""
    db.session.refresh(roster, with_for_update={"of": Roster})
    if roster.taken_in_at is not None:
        raise RosterGone
    if _under_way(roster):
        raise NotToBeChanged
    drop(roster.file_key)
    db.session.delete(roster)


def forget(person_id: uuid.UUID) -> None:
    """Remove what somebody has sent in; whom it made stays, and how they came."""
    gone = db.session.scalars(delete(Roster).where(Roster.person_id == person_id).returning(Roster.file_key)).all()
    for key in gone:
        drop(key)
    db.session.execute(update(RosterEntry).where(RosterEntry.person_id == person_id).values(roster_id=None))

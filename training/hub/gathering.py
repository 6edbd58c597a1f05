"""On a hub: what has been recorded here becomes facts, and facts become lines of a log that only grows."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from learning.accounts.models import Consent, Person
from learning.core.database import db
from practice.models import ScamTest
from quizzes.models import Attempt
from training.hub.bundle import Line, append, read_lines
from training.hub.facts import (
    ATTEMPT,
    CHECK_IN,
    COMPLETION,
    ENQUIRY,
    GUESTS,
    HELPING,
    LIVE,
    LIVE_RESULT,
    MEETING,
    NEW,
    NEW_HELPER,
    PERSON,
    PRACTICE,
    RATING,
    REMOVAL,
    SCAM_TEST,
    SUPERVISED,
    Fact,
    Kind,
)
from training.hub.rows import plain, told
from training.hub.station import Station
from training.live.models import LiveQuiz
from training.meetings.models import Meeting, MeetingFacilitator, MeetingItem
from training.rollcall.models import SupervisedTest

LOG = "facts.jsonl"
_PLAIN_KINDS = (
    CHECK_IN,
    REMOVAL,
    COMPLETION,
    ATTEMPT,
    SUPERVISED,
    HELPING,
    PRACTICE,
    SCAM_TEST,
    LIVE_RESULT,
    RATING,
    ENQUIRY,
    GUESTS,
)


def recorded_here(here: Station) -> Iterator[Fact]:
    """Everything that this hub has recorded so far, each row as one fact."""
    copied = frozenset(here.people)
    yield from _new_meetings(frozenset(here.meetings))
    yield from _walk_ins(copied)
    yield from (_live(row) for row in db.session.scalars(select(LiveQuiz).order_by(LiveQuiz.id)))
    for kind in _PLAIN_KINDS:
        yield from (_plain_fact(kind, row, copied) for row in _rows(kind))


def _rows(kind: Kind) -> Iterable[Any]:
    """The rows of a kind that say something final: no attempt and no test that is still open."""
    query = select(kind.model).order_by(*kind.model.__mapper__.primary_key)
    if kind is ATTEMPT:
        query = query.where(Attempt.handed_in_at.is_not(None))
    if kind is SUPERVISED:  # what came of a yes, not the asking
        theirs = (SupervisedTest.attempt_id == Attempt.id) & (Attempt.supervised_at != "")
        query = query.join(Attempt, theirs).where(Attempt.handed_in_at.is_not(None))
    if kind is SCAM_TEST:
        query = query.where(ScamTest.finished_at.is_not(None))
    return db.session.scalars(query)


def _plain_fact(kind: Kind, row: Any, copied: frozenset[str]) -> Fact:
    body = told(row, kind.columns)
    person = body.get(kind.person)
    more = {NEW_HELPER: body["helper_id"] not in copied} if kind is HELPING else {}
    return Fact(kind.name, body | {NEW: person is not None and person not in copied} | more)


def _live(row: LiveQuiz) -> Fact:
    return Fact(LIVE.name, told(row, LIVE.columns) | {"ended_at": plain(row.ended_at or row.good_until)})


def _new_meetings(copied: frozenset[str]) -> Iterator[Fact]:
    for row in db.session.scalars(select(Meeting).order_by(Meeting.id)):
        if row.id.hex not in copied:
            items = db.session.scalars(
                select(MeetingItem.item_key).where(MeetingItem.meeting_id == row.id).order_by(MeetingItem.position)
            )
            leaders = select(MeetingFacilitator.person_id).where(MeetingFacilitator.meeting_id == row.id)
            more = {"items": list(items), "leaders": sorted(who.hex for who in db.session.scalars(leaders))}
            yield Fact(MEETING.name, told(row, MEETING.columns) | more)


def _walk_ins(copied: frozenset[str]) -> Iterator[Fact]:
    columns = ("purpose", "version", "channel", "given_at")
    for row in db.session.scalars(select(Person).order_by(Person.id)).unique():
        if row.id.hex not in copied:
            given = db.session.scalars(select(Consent).where(Consent.person_id == row.id).order_by(Consent.id))
            yield Fact(PERSON.name, told(row, PERSON.columns) | {"consents": [told(one, columns) for one in given]})


# --- The log ------------------------------------------------------------------------------------------------


def write_log(data_dir: Path, here: Station, facts: Iterable[Fact]) -> list[Line]:
    """Add what is not in the log yet; gives the whole log. Two at once wait for each other."""
    with _locked(data_dir / LOG) as file:
        lines = read_lines(_whole_lines(file))
        known = {line.fact.digest(here.id) for line in lines}
        fresh = append(lines, [fact for fact in facts if fact.digest(here.id) not in known])
        file.write(b"".join(line.text + b"\n" for line in fresh))
        file.flush()
        os.fsync(file.fileno())
    return lines + fresh


def _whole_lines(file: Any) -> bytes:
    """What stands in the log; a last line that a power cut left half-written is taken away again."""
    file.seek(0)
    text: bytes = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    if len(whole) < len(text):
        file.truncate(len(whole))
    return whole


@contextmanager
def _locked(path: Path) -> Iterator[Any]:
    path.touch(mode=0o600)
    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def lines_of_meeting(lines: Iterable[Line], meeting_id: UUID) -> list[Line]:
    """The lines that a class leaves behind, for codes on the screen: who came, who is new, what was finished."""
    wanted = list(lines)
    there = {line.fact.body["person_id"] for line in wanted if line.fact.body.get("meeting_id") == meeting_id.hex
             and line.fact.kind in (CHECK_IN.name, REMOVAL.name)}  # fmt: skip
    return [line for line in wanted if _belongs(line.fact, meeting_id.hex, there)]


def _belongs(fact: Fact, meeting_id: str, people: set[str]) -> bool:
    if fact.kind == MEETING.name:
        return bool(fact.body["id"] == meeting_id)
    if "meeting_id" in fact.body:
        return bool(fact.body["meeting_id"] == meeting_id)
    return fact.body.get("person_id", fact.body.get("id")) in people

"""How each kind of fact becomes a row: inserts that never change, the earlier moment, the fuller record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from feedback.models import Enquiry
from learning.accounts.models import Person
from learning.core import clock
from learning.core.codes import new_code
from learning.core.database import db, new_id, upsert
from learning.progress import actions as ledger
from learning.progress.models import SOURCES
from practice.models import PracticeRun
from quizzes.models import Attempt
from training.helping.actions import bring_home
from training.helping.models import Helping
from training.hub import facts
from training.hub.facts import Kind
from training.hub.rows import NotARow, read
from training.live.models import LiveQuiz, LiveResult, Phase
from training.meetings.actions import Seen, remove_attendance
from training.meetings.coming import forget_coming
from training.meetings.models import (
    CODE_LENGTH,
    MEANS,
    GuestCount,
    Meeting,
    MeetingFacilitator,
    MeetingItem,
    MeetingState,
)
from training.rollcall.models import SupervisedTest
from training.rollcall.supervised_actions import where

if TYPE_CHECKING:
    from training.hub.applying import Applier

_ITEM = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?")


@dataclass(frozen=True, slots=True)
class Written:
    """A fact whose person, meeting and writer have been found."""

    body: dict[str, Any]
    person: Person | None
    meeting: Meeting | None
    actor: Person | None

    @property
    def whose(self) -> Person:
        """The person; raises ``NotARow`` where there is none."""
        if self.person is None:
            raise NotARow("nobody")
        return self.person

    @property
    def class_(self) -> Meeting:
        """The meeting; raises ``NotARow`` where there is none."""
        if self.meeting is None:
            raise NotARow("no meeting")
        return self.meeting


Writer = Callable[["Applier", Kind, Written], None]


def _values(kind: Kind, one: Written) -> dict[str, Any]:
    values = read(kind.model, one.body, kind.columns)
    return values | {"person_id": one.person.id} if one.person is not None else values


def _insert(_applier: Applier, kind: Kind, one: Written) -> None:
    """A row that never changes: what is there stays."""
    db.session.execute(upsert(kind.model).values(**_values(kind, one)).on_conflict_do_nothing())


def _insert_own(applier: Applier, kind: Kind, one: Written) -> None:
    assert one.whose
    _insert(applier, kind, one)


def _meeting(applier: Applier, kind: Kind, one: Written) -> None:
    """A class that was held without having been planned at home."""
    values = read(Meeting, one.body, kind.columns) | {"revision": 0, "series_id": None}
    if db.session.scalar(select(Meeting.id).where(Meeting.code == values["code"], Meeting.id != values["id"])):
        values["code"] = new_code()[:CODE_LENGTH]
    values["changed_at"] = values["created_at"]
    fresh = upsert(Meeting).values(**values).on_conflict_do_nothing().returning(Meeting.id)
    if db.session.scalar(fresh) is None:
        return
    planned = {"id": new_id(), "meeting_id": values["id"], "number": 1, "state": "planned", "reason": ""}
    planned |= {"at": values["created_at"], "by": values["created_by"]}
    db.session.execute(upsert(MeetingState).values(**planned))
    for position, key in enumerate(_items(one.body["items"])):
        row = upsert(MeetingItem).values(meeting_id=values["id"], item_key=key, position=position)
        db.session.execute(row.on_conflict_do_nothing())
    leaders = db.session.scalars(select(Person.id).where(Person.id.in_([UUID(hex=one) for one in one.body["leaders"]])))
    for person_id in leaders.all():
        db.session.execute(upsert(MeetingFacilitator).values(meeting_id=values["id"], person_id=person_id))
    applier.meetings.pop(values["id"], None)
    forget_coming()


def _items(keys: list[str]) -> list[str]:
    return [_item(key) for key in keys]


def _item(key: Any) -> str:
    if not isinstance(key, str) or len(key) > 160 or not _ITEM.fullmatch(key):
        raise NotARow("item")
    return key


def _live(applier: Applier, kind: Kind, one: Written) -> None:
    """A live quiz as over as it was: of two tellings the earlier end."""
    values = read(LiveQuiz, one.body, (*kind.columns, "ended_at"))
    applier.check_hall_id(values["place_id"])
    values |= {"phase": Phase.ENDED, "position": 0, "version": 1, "speed_points": False}
    row = upsert(LiveQuiz).values(**values)
    sooner = row.excluded.ended_at < LiveQuiz.ended_at
    db.session.execute(
        row.on_conflict_do_update(index_elements=["id"], set_={"ended_at": row.excluded.ended_at}, where=sooner)
    )


def _check_in(applier: Applier, kind: Kind, one: Written) -> None:
    values = read(kind.model, one.body, kind.columns)
    if values["means"] not in MEANS:
        raise NotARow("means")
    seen = Seen(values["id"], one.whose, values["means"], values["checked_in_at"], values["recorded_by"])
    applier.seen[one.class_.id].append(seen)


def _removal(_applier: Applier, kind: Kind, one: Written) -> None:
    values = read(kind.model, one.body, kind.columns)
    remove_attendance(one.class_, one.whose, values["removed_at"], one.actor, values["reason"], values["id"])


def _completion(applier: Applier, kind: Kind, one: Written) -> None:
    values = read(kind.model, one.body, kind.columns)
    if values["source"] not in SOURCES:
        raise NotARow("source")
    key = _item(values["item_key"])
    ledger.record(one.whose.id, key, values["finished_at"], values["source"])
    applier.finished.add((one.whose.id, key.partition("/")[0]))


def _attempt(_applier: Applier, kind: Kind, one: Written) -> None:
    """As it was marked; that it was supervised is believed from whoever said yes (``_supervised``)."""
    assert one.whose
    values = _values(kind, one) | {"supervised_at": ""}
    db.session.execute(upsert(Attempt).values(**values).on_conflict_do_nothing())


def _supervised(applier: Applier, kind: Kind, one: Written) -> None:
    """A facilitator's yes, and with it the attempt's supervision."""
    values = _values(kind, one)
    if one.actor is None or not values["approved"] or values["attempt_id"] is None:
        raise NotARow("supervised")
    attempt = db.session.get(Attempt, values["attempt_id"])
    if attempt is None:
        applier.wait()
    elif (attempt.person_id, attempt.item_key) != (one.whose.id, values["item_key"]):
        raise NotARow("supervised")
    else:
        db.session.execute(upsert(SupervisedTest).values(**values).on_conflict_do_nothing())
        attempt.supervised_at = where(one.class_)


def _helping(applier: Applier, kind: Kind, one: Written) -> None:
    """Who teaches whom, said in the hall: to its place between what was said before and after."""
    applier.check_may_teach(one.actor)
    values = read(Helping, one.body, kind.columns)
    helper = applier.neighbour(values["helper_id"], bool(one.body.get(facts.NEW_HELPER)))
    by = one.actor.id if one.actor else None
    bring_home(Helping(**values | {"learner_id": one.whose.id, "helper_id": helper.id, "recorded_by": by}))


def _guests(_applier: Applier, kind: Kind, one: Written) -> None:
    """How many were there without a name, once; a clock that is ahead is taken as now."""
    values = _values(kind, one)
    values |= {"meeting_id": one.class_.id, "said_at": min(values["said_at"], clock.now())}
    db.session.execute(upsert(GuestCount).values(**values).on_conflict_do_nothing())


def _practice(_applier: Applier, kind: Kind, one: Written) -> None:
    """Of two tellings of one run the one that finished, first; else the longer, else the later."""
    values = _values(kind, one)
    row = upsert(PracticeRun).values(**values)
    new, old = row.excluded, PracticeRun
    longer = or_(new.steps > old.steps, and_(new.steps == old.steps, new.left_at > old.left_at))
    unfinished = and_(old.finished_at.is_(None), or_(new.finished_at.is_not(None), longer))
    fuller = or_(unfinished, new.finished_at < old.finished_at)
    mine = and_(old.person_id == new.person_id, old.item_key == new.item_key)
    fields = {name: new[name] for name in values if name not in ("id", "person_id", "item_key")}
    db.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=fields, where=and_(mine, fuller)))


def _live_result(applier: Applier, kind: Kind, one: Written) -> None:
    """Of two tellings the one after more questions."""
    values = read(kind.model, one.body, kind.columns) | {"person_id": one.whose.id}
    if db.session.get(LiveQuiz, values["live_id"]) is None:
        applier.wait()
    row = upsert(LiveResult).values(id=new_id(), **values)
    more = row.excluded.asked > LiveResult.asked
    fields = {name: row.excluded[name] for name in ("correct", "answered", "asked", "recorded_at")}
    keys = ["live_id", "person_id"]
    db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=fields, where=more))


def _rating(applier: Applier, kind: Kind, one: Written) -> None:
    if one.body["place_id"] is not None:
        applier.check_place_id(one.body["place_id"])
    _insert(applier, kind, one)


def _enquiry(applier: Applier, kind: Kind, one: Written) -> None:
    """To the office of the asker's place; a guest's to where it was put."""
    values = _values(kind, one)
    values["place_id"] = one.person.place_id if one.person else applier.office(values["place_id"]).id
    taken = select(Enquiry.id).where(Enquiry.code == values["code"], Enquiry.id != values["id"])
    if db.session.scalar(taken):
        values["code"] = new_code()
    db.session.execute(upsert(Enquiry).values(**values).on_conflict_do_nothing())


WRITERS: dict[str, Writer] = {
    facts.MEETING.name: _meeting,
    facts.LIVE.name: _live,
    facts.CHECK_IN.name: _check_in,
    facts.REMOVAL.name: _removal,
    facts.COMPLETION.name: _completion,
    facts.ATTEMPT.name: _attempt,
    facts.SUPERVISED.name: _supervised,
    facts.HELPING.name: _helping,
    facts.GUESTS.name: _guests,
    facts.PRACTICE.name: _practice,
    facts.SCAM_TEST.name: _insert_own,
    facts.LIVE_RESULT.name: _live_result,
    facts.RATING.name: _rating,
    facts.ENQUIRY.name: _enquiry,
}

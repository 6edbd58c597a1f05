"""What a person decides: take in or leave out what is held; one person or two. Nothing here commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from feedback.models import Enquiry
from learning.accounts.actions import forget, hold, trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import may
from learning.core import clock
from learning.core.database import db
from learning.core.errors import Refusal
from learning.progress import actions as ledger
from learning.progress.models import Completion
from practice.models import PracticeRun, ScamTest
from quizzes.models import Attempt
from training.hub.applying import Applier
from training.hub.facts import Fact
from training.hub.models import Hub, HubConflict, HubFact, HubWalkIn
from training.live.models import LiveParticipant, LiveResult
from training.meetings.actions import Seen, keep_check_ins, remove_attendance
from training.meetings.models import Attendance, AttendanceRemoval, CheckIn, Meeting, MeetingSignUp
from training.rollcall.models import SupervisedTest

_QUIETLY = {"synchronize_session": False}


class HasPapers(Refusal):
    """The newcomer has something at home already that must not go with them."""

    title = "Chưa gộp được"
    sentence = (
        "Người mới đã được cấp giấy xác nhận hoặc đã được giao việc nên chưa gộp được. "
        "Xin thu hồi giấy hay việc đó trước, rồi gộp lại."
    )


# --- What is held -------------------------------------------------------------------------------------------


def take_in_held(hub: Hub, rows: Sequence[HubFact], by: Person, meant: Person | None = None) -> int:
    """Apply held facts after all, about ``meant`` where they are about somebody who is not here; tells how many."""
    batch = [(row.digest, Fact(row.kind, row.body or {}, row.number)) for row in rows]
    rights_too = may(by, Permission.MANAGE_ROLES)
    outcomes = Applier(hub, trusted=True, meant=meant, rights_too=rights_too).apply_all(batch)
    done = [row for row in rows if outcomes[row.digest].state == "applied"]
    for row in rows:
        row.reason = outcomes[row.digest].reason or row.reason  # what is still held may be another's to decide
    _decided(done, "applied", by)
    trace(by, "decide_hub", f"hub:{hub.id}", f"{len(done)} taken in")
    return len(done)


def leave_out_held(hub: Hub, rows: Sequence[HubFact], by: Person) -> int:
    """Forget the words of held facts; tells how many."""
    _decided(rows, "dropped", by)
    trace(by, "decide_hub", f"hub:{hub.id}", f"{len(rows)} left out")
    return len(rows)


def _decided(rows: Sequence[HubFact], state: str, by: Person) -> None:
    for row in rows:
        row.state, row.reason, row.body = state, None, None
        row.decided_at, row.decided_by = clock.now(), by.id
    db.session.flush()


# --- One person or two --------------------------------------------------------------------------------------


def two_people(conflict: HubConflict, by: Person) -> None:
    """They are two; nothing changes but that nobody asks again."""
    conflict.decision, conflict.decided_at, conflict.decided_by = "different", clock.now(), by.id
    trace(by, "tell_apart", f"person:{conflict.person_id}")


def one_person(conflict: HubConflict, by: Person) -> Person:
    """They are one: what the newcomer did becomes the other's, and the newcomer's record goes. Raises ``HasPapers``."""
    newcomer, known = conflict.person, conflict.other
    hold(newcomer, wholly=True)
    hold(known)
    try:
        with db.session.begin_nested():
            _hand_over(newcomer, known)
            trace(by, "merge_people", f"person:{known.id}")
            forget(newcomer)
    except IntegrityError as papers:
        raise HasPapers from papers
    return known


def _hand_over(newcomer: Person, known: Person) -> None:
    if newcomer.grants:
        raise HasPapers
    _hand_over_roll(newcomer, known)
    for row in db.session.scalars(select(Completion).where(Completion.person_id == newcomer.id)).all():
        ledger.record(known.id, row.item_key, row.finished_at, row.source)
    db.session.execute(delete(Completion).where(Completion.person_id == newcomer.id), execution_options=_QUIETLY)
    db.session.execute(delete(Attempt).where(Attempt.person_id == newcomer.id, Attempt.handed_in_at.is_(None)))
    db.session.execute(delete(ScamTest).where(ScamTest.person_id == newcomer.id, ScamTest.finished_at.is_(None)))
    db.session.execute(
        delete(SupervisedTest).where(SupervisedTest.person_id == newcomer.id, SupervisedTest.decided_at.is_(None))
    )
    for model in (Attempt, SupervisedTest, PracticeRun, ScamTest, Enquiry):
        _rename(model, newcomer, known)
    for model in (LiveParticipant, LiveResult):
        there = select(model.live_id).where(model.person_id == known.id)
        _rename(model, newcomer, known, model.live_id.not_in(there))
    aliases = update(HubWalkIn).where(HubWalkIn.person_id == newcomer.id).values(person_id=known.id)
    db.session.execute(aliases, execution_options=_QUIETLY)


def _rename(model: type[Attempt], newcomer: Person, known: Person, *where: object) -> None:  # or any like it
    rows = update(model).where(model.person_id == newcomer.id, *where)  # type: ignore[arg-type]
    db.session.execute(rows.values(person_id=known.id), execution_options=_QUIETLY)


def _hand_over_roll(newcomer: Person, known: Person) -> None:
    """The trail of check-ins and removals under the other name; the roll follows from it."""
    trail = db.session.scalars(select(CheckIn).where(CheckIn.person_id == newcomer.id)).all()
    removals = db.session.scalars(select(AttendanceRemoval).where(AttendanceRemoval.person_id == newcomer.id)).all()
    there = select(MeetingSignUp.meeting_id).where(MeetingSignUp.person_id == known.id)
    _rename(MeetingSignUp, newcomer, known, MeetingSignUp.meeting_id.not_in(there))
    for model in (Attendance, CheckIn, AttendanceRemoval, MeetingSignUp):
        db.session.execute(delete(model).where(model.person_id == newcomer.id), execution_options=_QUIETLY)
    for row in trail:
        seen = Seen(uuid.uuid5(row.id, known.id.hex), known, row.means, row.checked_in_at, row.recorded_by)
        keep_check_ins(db.session.get_one(Meeting, row.meeting_id), [seen])
    for gone in removals:
        by = db.session.get(Person, gone.removed_by) if gone.removed_by else None
        made = uuid.uuid5(gone.id, known.id.hex)
        meeting = db.session.get_one(Meeting, gone.meeting_id)
        remove_attendance(meeting, known, gone.removed_at, by, gone.reason, made)

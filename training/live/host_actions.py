"""Verbs of the facilitator: prepare, step on, count hands, take a name off, end. Two laptops may do them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id, upsert
from training.live.actions import QuestionClosed
from training.live.choosing import Offer
from training.live.models import (
    LETTERS,
    LONGEST,
    LiveAnswer,
    LiveHands,
    LiveParticipant,
    LiveQuestion,
    LiveQuiz,
    LiveResult,
    Phase,
)
from training.live.naming import new_code
from training.live.queries import participant_of, questions_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What a facilitator decides beforehand."""

    title: str
    place_id: int
    meeting_id: UUID | None = None
    seconds: int | None = None
    speed_points: bool = False


def prepare(plan: Plan, offers: Sequence[Offer], by: Person, live_id: UUID) -> LiveQuiz:
    """Freeze the questions and open the lobby; the same id again gives the first quiz."""
    known = db.session.get(LiveQuiz, live_id)
    if known is not None:
        return known if known.made_by == by.id else prepare(plan, offers, by, new_id())
    _end_overdue()
    try:
        with db.session.begin_nested():
            return _freeze(plan, offers, by, live_id)
    except IntegrityError:  # a double tap: the other request was between our look and our writing
        known = db.session.get(LiveQuiz, live_id, populate_existing=True)
        if known is None or known.made_by != by.id:
            raise
        return known


def _freeze(plan: Plan, offers: Sequence[Offer], by: Person, live_id: UUID) -> LiveQuiz:
    live = LiveQuiz(
        id=live_id,
        code=_free_code(),
        title=plan.title,
        place_id=plan.place_id,
        meeting_id=plan.meeting_id,
        seconds=plan.seconds,
        speed_points=plan.speed_points,
        made_by=by.id,
    )
    db.session.add(live)
    db.session.flush()
    for number, offer in enumerate(offers, start=1):
        frozen = {"item_key": offer.item_key, "face": offer.face, "answer_key": offer.answer_key}
        db.session.add(LiveQuestion(live_id=live_id, number=number, **frozen))
    db.session.flush()
    return live


def _free_code() -> str:
    while True:
        code = new_code()
        if not db.session.scalar(select(LiveQuiz.id).where(LiveQuiz.code == code, LiveQuiz.ended_at.is_(None))):
            return code


def _end_overdue() -> None:
    """End what everybody forgot to end, and let go of guests' names: nobody needs them after the evening."""
    since = clock.now() - LONGEST
    overdue = LiveQuiz.ended_at.is_(None) & (LiveQuiz.made_at <= since)
    db.session.execute(
        update(LiveQuiz)
        .where(overdue)
        .values(phase=Phase.ENDED, ended_at=clock.now(), version=LiveQuiz.version + 1)
        .execution_options(synchronize_session=False)
    )
    old = select(LiveQuiz.id).where(LiveQuiz.ended_at <= since)
    db.session.execute(
        update(LiveParticipant)
        .where(LiveParticipant.live_id.in_(old), LiveParticipant.name != "", LiveParticipant.person_id.is_(None))
        .values(name="")
        .execution_options(synchronize_session=False)
    )


def step(live: LiveQuiz, version: int) -> bool:
    """Go on by one step: open the next question, close the one on the wall, or end after the last.

    Only from the version that the facilitator saw, so that a second tap or a second laptop does not skip a question.
    """
    if live.over(clock.now()):
        return False
    if live.phase == Phase.ASKING:
        return _move(live, version, Phase.CLOSED, live.position)
    if live.position >= _how_many(live.id):
        return end(live, version)
    return _move(live, version, Phase.ASKING, live.position + 1)


def end(live: LiveQuiz, version: int | None = None) -> bool:
    """End the quiz; a question that is still open counts no longer."""
    if live.ended_at is not None:
        return False
    return _move(live, live.version if version is None else version, Phase.ENDED, live.position)


def _move(live: LiveQuiz, version: int, phase: Phase, position: int) -> bool:
    moment = clock.now()
    values = {"phase": phase, "position": position, "version": version + 1}
    if phase is Phase.ENDED:
        values["ended_at"] = moment
    moved = db.session.execute(
        update(LiveQuiz)
        .where(LiveQuiz.id == live.id, LiveQuiz.version == version, LiveQuiz.ended_at.is_(None))
        .values(**values)
        .returning(LiveQuiz.id)
        .execution_options(synchronize_session=False)
    ).first()
    if moved is None:
        return False
    db.session.refresh(live)
    _mark_question(live, phase, moment)
    return True


def _mark_question(live: LiveQuiz, phase: Phase, moment: datetime) -> None:
    here = (LiveQuestion.live_id == live.id, LiveQuestion.number == live.position)
    if phase is Phase.ASKING:
        db.session.execute(update(LiveQuestion).where(*here).values(opened_at=moment))
    elif phase is Phase.CLOSED:
        db.session.execute(update(LiveQuestion).where(*here).values(closed_at=moment))
        _record_results(live)


def _how_many(live_id: UUID) -> int:
    return db.session.scalar(select(func.count()).select_from(LiveQuestion).where(LiveQuestion.live_id == live_id)) or 0


def _record_results(live: LiveQuiz) -> None:
    """How those who are signed in did so far: kept after every question, so that nothing waits for a proper end."""
    closed = [row for row in questions_of(live.id) if row.closed_at is not None]
    right = [
        (LiveAnswer.question_id == row.id) & LiveAnswer.choice.in_(list(row.answer_key["right"])) for row in closed
    ]
    correct = func.coalesce(func.sum(case(*[(one, 1) for one in right], else_=0)), 0)
    tallies = (
        select(LiveParticipant.person_id, correct, func.count(LiveAnswer.question_id))
        .join(LiveAnswer, LiveAnswer.participant_id == LiveParticipant.id)
        .where(
            LiveParticipant.live_id == live.id,
            LiveParticipant.person_id.is_not(None),
            LiveAnswer.question_id.in_([row.id for row in closed]),
        )
        .group_by(LiveParticipant.person_id)
    )
    moment = clock.now()
    rows = [
        {"id": new_id(), "live_id": live.id, "meeting_id": live.meeting_id, "recorded_at": moment, "asked": len(closed)}
        | {"person_id": person_id, "correct": good, "answered": answered}
        for person_id, good, answered in db.session.execute(tallies).all()
    ]
    if not rows:
        return
    insert = upsert(LiveResult)
    changed = {name: getattr(insert.excluded, name) for name in ("correct", "answered", "asked", "recorded_at")}
    fresh = insert.on_conflict_do_update(index_elements=["live_id", "person_id"], set_=changed)
    db.session.execute(fresh, rows)


def count_hands(live: LiveQuiz, number: int, raised: Mapping[str, int]) -> None:
    """Write down the hands that were raised for a question; entering again replaces what was entered."""
    row = db.session.scalar(
        select(LiveQuestion).where(
            LiveQuestion.live_id == live.id, LiveQuestion.number == number, LiveQuestion.opened_at.is_not(None)
        )
    )
    if row is None:
        raise QuestionClosed
    _tell_phones(live)  # first of all: two laptops that count at once take turns at the quiz's own row
    db.session.execute(delete(LiveHands).where(LiveHands.question_id == row.id))
    offered = LETTERS[: len(row.face["options"])]
    for letter, how_many in raised.items():
        if letter in offered and how_many:
            db.session.add(LiveHands(question_id=row.id, choice=letter, raised=how_many))


def take_off(live: LiveQuiz, participant_id: UUID) -> None:
    """Take a name off the wall, and its answers out of the bars; whoever it is may come back under another name."""
    participant = participant_of(live.id, participant_id)
    if participant is not None and participant.removed_at is None:
        participant.removed_at = clock.now()
        _tell_phones(live)


def _tell_phones(live: LiveQuiz) -> None:
    db.session.execute(
        update(LiveQuiz)
        .where(LiveQuiz.id == live.id)
        .values(version=LiveQuiz.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(live)

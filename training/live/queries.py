"""Questions about live quizzes. A quiz is found for staff only where they hold meetings, for phones by its code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, func, or_, select

from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import within_reach
from learning.core import clock
from learning.core.database import db
from learning.core.errors import NotFound
from training.live.models import (
    LONGEST,
    LiveAnswer,
    LiveHands,
    LiveParticipant,
    LiveQuestion,
    LiveQuiz,
    LiveResult,
    Phase,
)
from training.live.scenes import Scene, points, scene_of
from training.meetings.models import MeetingFacilitator

MOST_LISTED = 50
BEST = 3


class QuizNotFound(NotFound):
    """No quiz has this code, or it is long over."""

    title = "Không có đố vui nào mang mã này"
    sentence = "Mã có 6 số, ở trên màn hình của lớp. Xin nhìn lại rồi gõ lại, hoặc hỏi người hướng dẫn."


@dataclass(frozen=True, slots=True)
class Glance:
    """The little that a polling phone needs: whether anything is new."""

    id: UUID
    version: int
    position: int
    ended: bool
    crowd: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who takes part: phones, the people behind them, and how many have answered the question on the wall."""

    phones: int
    people: int
    answered: int


@dataclass(frozen=True, slots=True)
class Best:
    """One of the first three, where speed counts."""

    name: str
    points: int


# --- By code, for phones ----------------------------------------------------------------------------------

_BY_CODE = (
    select(LiveQuiz)
    .where(LiveQuiz.code == bindparam("code"), LiveQuiz.made_at > bindparam("since"))
    .order_by(LiveQuiz.ended_at.is_not(None), LiveQuiz.made_at.desc())
    .limit(1)
)
_CROWD = (
    select(func.count())
    .where(LiveParticipant.live_id == LiveQuiz.id, LiveParticipant.removed_at.is_(None))
    .correlate(LiveQuiz)
    .scalar_subquery()
)
_GLANCE = _BY_CODE.with_only_columns(
    LiveQuiz.id, LiveQuiz.version, LiveQuiz.position, LiveQuiz.phase, LiveQuiz.made_at, _CROWD.label("crowd")
)


def live_by_code(code: str) -> LiveQuiz:
    """The quiz that runs under this code, or the last that did; raises ``QuizNotFound``."""
    live = db.session.scalar(_BY_CODE, {"code": code, "since": clock.now() - 2 * LONGEST})
    if live is None:
        raise QuizNotFound
    return live


def glance(code: str) -> Glance:
    """What is new under this code; raises ``QuizNotFound``."""
    moment = clock.now()
    row = db.session.execute(_GLANCE, {"code": code, "since": moment - 2 * LONGEST}).first()
    if row is None:
        raise QuizNotFound
    over = moment >= row.made_at + LONGEST  # what ends by itself is news too
    return Glance(row.id, row.version * 2 + over, row.position, over or row.phase == Phase.ENDED, row.crowd)


# --- Who takes part ---------------------------------------------------------------------------------------


def participant_of(live_id: UUID, participant_id: UUID | None) -> LiveParticipant | None:
    """The participant whom a token speaks of, also one whose name was taken off."""
    if participant_id is None:
        return None
    query = select(LiveParticipant).where(LiveParticipant.id == participant_id, LiveParticipant.live_id == live_id)
    return db.session.scalar(query)


def participant_by_rejoin(live_id: UUID, rejoin: str) -> LiveParticipant | None:
    """The participant with this short code who is still in."""
    query = select(LiveParticipant).where(
        LiveParticipant.live_id == live_id, LiveParticipant.rejoin == rejoin, LiveParticipant.removed_at.is_(None)
    )
    return db.session.scalar(query)


def participant_of_person(live_id: UUID, person_id: UUID) -> LiveParticipant | None:
    """How a signed-in person takes part."""
    query = select(LiveParticipant).where(LiveParticipant.live_id == live_id, LiveParticipant.person_id == person_id)
    return db.session.scalar(query)


_MINE = (
    select(LiveQuestion.number, LiveAnswer.choice)
    .join(LiveQuestion, LiveAnswer.question_id == LiveQuestion.id)
    .where(LiveAnswer.participant_id == bindparam("participant_id"))
)


def answers_of(participant_id: UUID) -> dict[int, str]:
    """A participant's choices by the numbers of the questions."""
    return {row.number: row.choice for row in db.session.execute(_MINE, {"participant_id": participant_id})}


def participants_of(live_id: UUID) -> Sequence[LiveParticipant]:
    """Everybody who is in, the newest first."""
    query = select(LiveParticipant).where(LiveParticipant.live_id == live_id, LiveParticipant.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(LiveParticipant.joined_at.desc(), LiveParticipant.id)))


def crowd_of(live: LiveQuiz) -> Crowd:
    """How many take part, and how many have answered the question on the wall."""
    inside = (LiveParticipant.live_id == live.id, LiveParticipant.removed_at.is_(None))
    heads = func.coalesce(func.sum(LiveParticipant.heads), 0)
    answered = (
        select(func.count())
        .select_from(LiveAnswer)
        .join(LiveQuestion, LiveAnswer.question_id == LiveQuestion.id)
        .join(LiveParticipant, LiveAnswer.participant_id == LiveParticipant.id)
        .where(LiveQuestion.live_id == live.id, LiveQuestion.number == live.position, *inside)
        .scalar_subquery()
    )
    phones, people, done = db.session.execute(select(func.count(), heads, answered).where(*inside)).one()
    return Crowd(phones, people, done)


# --- What is seen -----------------------------------------------------------------------------------------


def scene(live: LiveQuiz) -> Scene:
    """What everybody sees of a quiz now."""
    return scene_of(live, questions_of(live.id), _phones(live.id), _hands(live.id), clock.now())


def questions_of(live_id: UUID) -> Sequence[LiveQuestion]:
    """The questions in their order."""
    query = select(LiveQuestion).where(LiveQuestion.live_id == live_id).order_by(LiveQuestion.number)
    return list(db.session.scalars(query))


def _phones(live_id: UUID) -> dict[int, dict[str, int]]:
    query = (
        select(LiveQuestion.number, LiveAnswer.choice, func.count())
        .join(LiveQuestion, LiveAnswer.question_id == LiveQuestion.id)
        .join(LiveParticipant, LiveAnswer.participant_id == LiveParticipant.id)
        .where(LiveQuestion.live_id == live_id, LiveParticipant.removed_at.is_(None))
        .group_by(LiveQuestion.number, LiveAnswer.choice)
    )
    return _by_number(db.session.execute(query).all())


def _hands(live_id: UUID) -> dict[int, dict[str, int]]:
    query = (
        select(LiveQuestion.number, LiveHands.choice, LiveHands.raised)
        .join(LiveQuestion, LiveHands.question_id == LiveQuestion.id)
        .where(LiveQuestion.live_id == live_id)
    )
    return _by_number(db.session.execute(query).all())


def _by_number(rows: Sequence[Any]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for number, choice, how_many in rows:
        counts[number][choice] = how_many
    return counts


def hands_for(live: LiveQuiz) -> dict[str, int]:
    """The hands entered for the question on the wall."""
    return _hands(live.id).get(live.position, {})


def best_of(live: LiveQuiz) -> tuple[Best, ...]:
    """The first three by points, where the facilitator switched speed on; nobody otherwise."""
    if not live.speed_points or live.seconds is None:
        return ()
    query = (
        select(LiveParticipant.id, LiveParticipant.name, LiveAnswer, LiveQuestion)
        .join(LiveAnswer, LiveAnswer.participant_id == LiveParticipant.id)
        .join(LiveQuestion, LiveAnswer.question_id == LiveQuestion.id)
        .where(
            LiveQuestion.live_id == live.id, LiveQuestion.closed_at.is_not(None), LiveParticipant.removed_at.is_(None)
        )
    )
    totals: dict[tuple[UUID, str], int] = defaultdict(int)
    for participant_id, name, answer, question in db.session.execute(query):
        if question.opened_at and answer.choice in question.answer_key["right"]:
            totals[participant_id, name] += points(live.seconds, answer.arrived_at - question.opened_at)
    ranked = sorted(totals.items(), key=lambda row: (-row[1], row[0][0]))
    return tuple(Best(name, total) for (_, name), total in ranked[:BEST])


# --- For staff --------------------------------------------------------------------------------------------


def _reach(viewer: Person) -> Any:
    """Own places, and meetings that one leads elsewhere."""
    led = select(MeetingFacilitator.meeting_id).where(MeetingFacilitator.person_id == viewer.id)
    return or_(within_reach(viewer, Permission.HOLD_MEETINGS), LiveQuiz.meeting_id.in_(led))


def live_for(viewer: Person, live_id: UUID) -> LiveQuiz:
    """A quiz of the viewer's places or meetings; raises ``NotFound`` for any other."""
    query = select(LiveQuiz).join(Place, LiveQuiz.place_id == Place.id).where(LiveQuiz.id == live_id, _reach(viewer))
    live = db.session.scalar(query)
    if live is None:
        raise NotFound
    return live


def lives_for(viewer: Person, meeting_id: UUID | None = None) -> Sequence[LiveQuiz]:
    """The quizzes of the viewer's places and meetings, those that run before those that are over."""
    query = select(LiveQuiz).join(Place, LiveQuiz.place_id == Place.id).where(_reach(viewer))
    if meeting_id is not None:
        query = query.where(LiveQuiz.meeting_id == meeting_id)
    over = case((LiveQuiz.ended_at.is_not(None), 1), (LiveQuiz.made_at < clock.now() - LONGEST, 1), else_=0)
    return list(db.session.scalars(query.order_by(over, LiveQuiz.made_at.desc()).limit(MOST_LISTED)))


# --- A person's own ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Played:
    """One quiz in which a signed-in person took part: the result so far, and every choice by question number."""

    title: str
    name: str
    joined_at: datetime
    result: LiveResult | None
    choices: tuple[tuple[int, str], ...]


def played_by(person_id: UUID) -> Sequence[Played]:
    """Every live quiz of a person, in one question."""
    result = (LiveResult.live_id == LiveQuiz.id) & (LiveResult.person_id == LiveParticipant.person_id)
    query = (
        select(LiveParticipant, LiveQuiz.title, LiveResult, LiveQuestion.number, LiveAnswer.choice)
        .join(LiveQuiz, LiveParticipant.live_id == LiveQuiz.id)
        .outerjoin(LiveResult, result)
        .outerjoin(LiveAnswer, LiveAnswer.participant_id == LiveParticipant.id)
        .outerjoin(LiveQuestion, LiveAnswer.question_id == LiveQuestion.id)
        .where(LiveParticipant.person_id == person_id)
        .order_by(LiveParticipant.joined_at, LiveParticipant.id, LiveQuestion.number)
    )
    found: list[Any] = list(db.session.execute(query))
    played = []
    for _, group in groupby(found, key=lambda row: row[0].id):
        rows = list(group)
        seat, title, kept = rows[0][:3]
        choices = tuple((row.number, row.choice) for row in rows if row.choice)
        played.append(Played(title, seat.name, seat.joined_at, kept, choices))
    return played

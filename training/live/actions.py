"""Verbs of those who take part: join, answer, be forgotten. Each may arrive twice, late, and from two tabs at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from training.live.models import (
    LETTERS,
    MOST_PARTICIPANTS,
    Joined,
    LiveAnswer,
    LiveParticipant,
    LiveQuestion,
    LiveQuiz,
    LiveResult,
    Phase,
)
from training.live.naming import new_rejoin
from training.live.queries import participant_of, participant_of_person
from training.live.scenes import GRACE, due_at

TAPS_REMEMBERED = 10
FORGOTTEN_NAME = ""


class QuestionClosed(Refusal):
    """The facilitator closed the question before this answer arrived, or it is not on the wall at all."""

    title = "Câu này đã khóa"
    sentence = "Câu này đã khóa rồi, nên lựa chọn vừa gửi không tính. Không sao cả, bác chờ câu sau nhé."


class QuizOver(Refusal):
    """The quiz has ended."""

    title = "Đố vui đã xong"
    sentence = "Buổi đố vui này đã kết thúc. Cảm ơn bà con đã đến chơi."


class HallFull(Refusal):
    """More phones than one quiz takes."""

    title = "Đã đủ người"
    sentence = f"Buổi đố vui này đã đủ {MOST_PARTICIPANTS} máy. Bà con giơ tay trả lời cùng cả lớp nhé."


class NotIn(Refusal):
    """Whoever sends this has not joined, or the facilitator took the name off."""

    status = 403
    title = "Chưa vào đố vui"
    sentence = "Máy này chưa vào buổi đố vui. Xin tải lại trang rồi bấm Vào chơi."


@dataclass(frozen=True, slots=True)
class Guise:
    """As what somebody joins."""

    joined_as: Joined
    name: str
    heads: int = 1
    person_id: UUID | None = None


def join(live: LiveQuiz, guise: Guise, participant_id: UUID) -> LiveParticipant:
    """Let somebody in; a second arrival, or the same person on a second phone, is the participant of the first."""
    _hold(live)
    if live.over(clock.now()):
        raise QuizOver
    known = _known(live, guise, participant_id)
    if known is not None:
        return known
    if _inside(live.id) >= MOST_PARTICIPANTS:
        raise HallFull
    participant = LiveParticipant(
        id=_unused(participant_id),
        live_id=live.id,
        person_id=guise.person_id,
        joined_as=guise.joined_as,
        name=_told_apart(live.id, guise.name),
        heads=guise.heads,
        rejoin=_free_rejoin(live.id),
    )
    db.session.add(participant)
    db.session.flush()
    return participant


def _hold(live: LiveQuiz) -> None:
    """One at a time on PostgreSQL; on SQLite the transaction itself is the only writer."""
    query = select(LiveQuiz).where(LiveQuiz.id == live.id).with_for_update()
    db.session.scalars(query.execution_options(populate_existing=True)).one()


def _known(live: LiveQuiz, guise: Guise, participant_id: UUID) -> LiveParticipant | None:
    if guise.person_id is not None:
        mine = participant_of_person(live.id, guise.person_id)
        if mine is not None:
            mine.removed_at = None
        return mine
    arrived = participant_of(live.id, participant_id)
    return arrived if arrived is not None and arrived.removed_at is None and arrived.person_id is None else None


def _unused(participant_id: UUID) -> UUID:
    return new_id() if db.session.get(LiveParticipant, participant_id) else participant_id


def _inside(live_id: UUID) -> int:
    query = select(func.count()).select_from(LiveParticipant)
    return db.session.scalar(query.where(LiveParticipant.live_id == live_id)) or 0


def _told_apart(live_id: UUID, name: str) -> str:
    """ "Hoa", then "Hoa (2)": two of one name in a hall are usual."""
    same = LiveParticipant.name.startswith(f"{name} (", autoescape=True) | (LiveParticipant.name == name)
    taken = set(db.session.scalars(select(LiveParticipant.name).where(LiveParticipant.live_id == live_id, same)))
    number = 1
    while (shown := name if number == 1 else f"{name} ({number})") in taken:
        number += 1
    return shown


def _free_rejoin(live_id: UUID) -> str:
    taken = set(db.session.scalars(select(LiveParticipant.rejoin).where(LiveParticipant.live_id == live_id)))
    while (code := new_rejoin()) in taken:
        pass
    return code


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap: which question, which letter, and the id that the page made for it."""

    number: int
    letter: str
    tap_id: UUID

    @property
    def key(self) -> str:
        """What makes a second arrival of the same tap known."""
        return f"{self.tap_id.hex}{self.letter}"


_FLOOR = (
    select(LiveQuiz, LiveParticipant.person_id, LiveQuestion)
    .join(LiveParticipant, LiveParticipant.live_id == LiveQuiz.id)
    .join(LiveQuestion, LiveQuestion.live_id == LiveQuiz.id)
    .where(
        LiveParticipant.id == bindparam("participant_id"),
        LiveParticipant.removed_at.is_(None),
        LiveQuestion.number == bindparam("number"),
        LiveQuiz.code == bindparam("code"),
    )
    .with_for_update(read=True, of=LiveQuiz)  # on PostgreSQL the question cannot be closed meanwhile
)


def answer(code: str, participant_id: UUID | None, tap: Tap, signed_in: UUID | None = None) -> None:
    """Keep a participant's answer: the last that arrives before the question is closed.

    A tap that arrives a second time changes nothing, even when another one came in between. ``signed_in`` is whoever
    is signed in on the phone: on a shared one, a person's seat is not another person's.
    """
    live, question = _floor(code, participant_id, tap.number, signed_in)
    moment = clock.now()
    if live.over(moment):
        raise QuizOver
    if not _open(live, question, moment) or tap.letter not in LETTERS[: len(question.face["options"])]:
        raise QuestionClosed
    assert participant_id is not None
    _keep(participant_id, question.id, tap, moment)


def _floor(
    code: str, participant_id: UUID | None, number: int, signed_in: UUID | None
) -> tuple[LiveQuiz, LiveQuestion]:
    values = {"participant_id": participant_id, "number": number, "code": code}
    row = db.session.execute(_FLOOR, values).first() if participant_id else None
    if row is None or (row.person_id and signed_in and row.person_id != signed_in):
        raise NotIn
    return row.LiveQuiz, row.LiveQuestion


def _open(live: LiveQuiz, question: LiveQuestion, moment: datetime) -> bool:
    due = due_at(live, question.opened_at)
    in_time = due is None or moment <= due + GRACE
    return live.phase == Phase.ASKING and live.position == question.number and in_time


def _keep(participant_id: UUID, question_id: UUID, tap: Tap, moment: datetime) -> None:
    here = (LiveAnswer.participant_id == participant_id, LiveAnswer.question_id == question_id)
    values = {"participant_id": participant_id, "question_id": question_id, "choice": tap.letter, "tap": tap.key}
    fresh = upsert(LiveAnswer).values(**values, earlier="", arrived_at=moment).on_conflict_do_nothing()
    if db.session.execute(fresh.returning(LiveAnswer.choice)).first() is not None:
        return
    known = db.session.scalars(select(LiveAnswer).where(*here).with_for_update()).one()
    seen = [known.tap, *known.earlier.split()]
    if tap.key not in seen:
        known.choice, known.tap, known.arrived_at = tap.letter, tap.key, moment
        known.earlier = " ".join(seen[:TAPS_REMEMBERED])


def forget(person_id: UUID) -> None:
    """Take a person out of every quiz: results go, answers stay in the bars without anybody behind them."""
    db.session.execute(delete(LiveResult).where(LiveResult.person_id == person_id))
    db.session.execute(update(LiveQuiz).where(LiveQuiz.made_by == person_id).values(made_by=None))
    for participant in db.session.scalars(select(LiveParticipant).where(LiveParticipant.person_id == person_id)):
        participant.person_id, participant.name, participant.joined_as = None, FORGOTTEN_NAME, Joined.NAME
        participant.rejoin = _free_rejoin(participant.live_id)

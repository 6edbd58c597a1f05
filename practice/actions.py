"""Verbs: keep a finished run, forget a person's runs. Keeping twice gives the first result."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from learning.progress import actions as ledger
from learning.scenarios.playing import Play
from practice.models import PracticeRun
from practice.queries import Found, run_of


class NotFinished(Refusal):
    """The taps sent do not lead to the goal."""

    status = 422
    title = "Chưa tới đích"
    sentence = "Các bước gửi lên chưa đi tới đích của tình huống này. Xin mở lại và tập tiếp, không mất gì cả."


def keep_run(person: Person, found: Found, play: Play, run_id: UUID) -> PracticeRun:
    """Write the run down, and in the ledger that the scenario is finished; raises ``NotFinished``.

    An id that is taken by another person (an address that was passed on) or scenario is replaced by a new one.
    """
    if not play.finished:
        raise NotFinished
    values = {
        "person_id": person.id,
        "item_key": found.scenario.key,
        "revision_id": found.course.revision_id,
        "steps": play.steps,
        "wrong_taps": play.wrong,
        "hints": play.hints,
        "finished_at": clock.now(),
    }
    db.session.execute(upsert(PracticeRun).values(id=run_id, **values).on_conflict_do_nothing())
    kept = run_of(person.id, run_id)
    if kept is None or kept.item_key != found.scenario.key:
        return keep_run(person, found, play, new_id())
    ledger.record(person.id, kept.item_key, kept.finished_at)
    return kept


def forget(person_id: UUID) -> None:
    """Delete a person's runs."""
    db.session.execute(delete(PracticeRun).where(PracticeRun.person_id == person_id))

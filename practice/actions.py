"""Verbs: keep a run, finished or put aside; begin, answer and finish a scam test; forget a person's.

Whatever arrives twice gives the first result.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from courses.catalogue import Catalogue
from courses.content import Course
from learning.accounts.actions import hold
from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import NotFound, Refusal
from learning.progress import actions as ledger
from learning.scenarios.playing import Play
from practice.models import PracticeRun, ScamTest
from practice.queries import Found, run_of, scam_tests_of
from practice.scam_set import scam_items
from practice.sitting import Sitting, draw, sitting_of
from practice.timing import opened_at, seconds_taken


class NotFinished(Refusal):
    """The taps sent do not lead to the goal."""

    status = 422
    title = "Chưa tới đích"
    sentence = "Các bước gửi lên chưa đi tới đích của tình huống này. Xin mở lại và tập tiếp, không mất gì cả."


def keep_run(person: Person, found: Found, play: Play, run_id: UUID, finished_at: datetime) -> PracticeRun:
    """Write the run down, and in the ledger that the scenario is finished; raises ``NotFinished``.

    An id that is taken by another person (an address that was passed on) or scenario is replaced by a new one.
    """
    if not play.finished:
        raise NotFinished
    moments = {"finished_at": finished_at, "left_at": None}
    kept = _write(person, found, play, run_id, finished_at, moments)
    ledger.record(person.id, kept.item_key, kept.finished_at or finished_at)
    return kept


def put_aside(person: Person, found: Found, play: Play, run_id: UUID, left_at: datetime) -> PracticeRun:
    """Write down that a run was left before its goal; it may be taken up again and finished under the same id."""
    return _write(person, found, play, run_id, left_at, {"finished_at": None, "left_at": left_at})


def _write(person: Person, found: Found, play: Play, run_id: UUID, ended: datetime, moments: Any) -> PracticeRun:
    opened = opened_at(run_id, ended)
    values = {
        "steps": play.steps,
        "wrong_taps": play.wrong,
        "hints": play.hints,
        "started_at": opened,
        "seconds": seconds_taken(opened, ended),
        **moments,
    }
    own = {"person_id": person.id, "item_key": found.scenario.key}
    row = upsert(PracticeRun).values(id=run_id, revision_id=found.course.revision_id, **own, **values)
    mine = (PracticeRun.person_id == person.id) & (PracticeRun.item_key == found.scenario.key)
    still_open = mine & PracticeRun.finished_at.is_(None) & (PracticeRun.steps <= play.steps)
    db.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=values, where=still_open))
    kept = run_of(person.id, run_id)
    if kept is None or kept.item_key != found.scenario.key:
        return _write(person, found, play, new_id(), ended, moments)
    return kept


def claim(person: Person, catalogue: Catalogue, item_keys: Iterable[str], finished_at: datetime) -> int:
    """Write down the scenarios that were finished on this device before anybody signed in; returns how many."""
    claimed = [key for key in item_keys if _is_scenario(catalogue.find(key.partition("/")[0]), key)]
    hold(person)
    for key in claimed:
        ledger.record(person.id, key, finished_at)
    return len(claimed)


def _is_scenario(course: Course | None, key: str) -> bool:
    return course is not None and any(scenario.key == key for scenario in course.scenarios)


def begin_test(person: Person, test_id: UUID, seed: str) -> ScamTest:
    """Begin a scam test, drawn from what was not seen before; one that is open already is gone on with."""
    hold(person)
    before = scam_tests_of(person.id)
    waiting = next((test for test in before if test.finished_at is None or test.id == test_id), None)
    if waiting is not None:
        _finish_if_done(waiting)
        return waiting
    seen = {name for test in before for name in test.drawn}
    drawn = draw(scam_items().values(), seed, seen)
    scams = sum(item.is_scam for item in drawn)
    taken = db.session.get(ScamTest, test_id) is not None
    test = ScamTest(
        id=new_id() if taken else test_id,
        person_id=person.id,
        drawn=[item.id for item in drawn],
        answers={},
        shown_scams=scams,
        shown_genuine=len(drawn) - scams,
        started_at=clock.now(),
    )
    db.session.add(test)
    db.session.flush()
    return test


def answer(person: Person, test_id: UUID, number: int, said: str) -> Sitting:
    """Keep what was said of one message; what was said first stays. Raises ``NotFound`` for another person's test."""
    query = select(ScamTest).where(ScamTest.id == test_id, ScamTest.person_id == person.id).with_for_update()
    test = db.session.scalar(query.execution_options(populate_existing=True))
    if test is None:
        raise NotFound
    item = sitting_of(scam_items(), test.drawn, test.answers).item(number)
    if item is not None and item.id not in test.answers and test.finished_at is None:
        test.answers = test.answers | {item.id: said}
        _finish_if_done(test)
    return sitting_of(scam_items(), test.drawn, test.answers)


def _finish_if_done(test: ScamTest) -> None:
    sitting = sitting_of(scam_items(), test.drawn, test.answers)
    if sitting.current is not None or test.finished_at is not None:
        return
    score = sitting.score
    test.shown_scams, test.shown_genuine = score.shown_scams, score.shown_genuine
    test.detected, test.false_alarms = score.detected, score.false_alarms
    test.finished_at = clock.now()


def forget(person_id: UUID) -> None:
    """Delete a person's runs and scam tests."""
    db.session.execute(delete(PracticeRun).where(PracticeRun.person_id == person_id))
    db.session.execute(delete(ScamTest).where(ScamTest.person_id == person_id))

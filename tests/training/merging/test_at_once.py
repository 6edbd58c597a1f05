"""Two of the office at one moment: one merge, no deadlock, whatever each of them chose to keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from learning.accounts.actions import trace
from learning.accounts.models import AuditEntry, FormerIdentity, Person
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db, may_write
from learning.progress import actions as ledger
from learning.progress.models import Completion
from pages.own_data import forget
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.support import factories
from training.merging import actions

PAIRS = 6


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """A site on a real database."""
    with site_on_disk(tmp_path) as made:
        yield made


def pair(number: int) -> tuple[UUID, UUID]:
    """Two records, each with something finished."""
    name = f"Cao Thị {factories.in_letters(number)}"
    made = [factories.person(name).id for _ in range(2)]
    for one in made:
        ledger.record(one, "khoa/chung", clock.now())
        ledger.record(one, f"khoa/{one.hex}", clock.now())
    return made[0], made[1]


def test_opposite_directions_at_one_moment(site: Flask) -> None:
    pairs = [pair(number) for number in range(PAIRS)]
    cookies = [factories.staff(f"Phùng Đức {letter}", letter.lower(), Role.STAFF) for letter in ("Anh", "Ba")]
    db.session.commit()
    browsers = [site.test_client(user=cookie) for cookie in cookies]

    def press(number: int) -> tuple[int, str]:
        one, other = pairs[number // 2]
        goes, stays = (one, other) if number % 2 else (other, one)
        form = {"giu": str(stays), "hoi": "y"}
        answer = browsers[number % 2].post(f"/can-bo/nguoi-hoc/{stays}/gop/{goes}", data=form)
        return answer.status_code, answer.headers.get("Location", "")

    for turn in range(PAIRS):
        answers = at_once(2, lambda number, turn=turn: press(2 * turn + number))  # type: ignore[misc]
        assert [status for status, _ in answers] == [303, 303], answers
        assert answers[0][1] == answers[1][1], "both are shown the one that stayed"
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(FormerIdentity)) == PAIRS
    assert db.session.scalar(select(func.count()).select_from(Person)) == PAIRS + 2
    assert db.session.scalar(select(func.count()).select_from(Completion)) == 3 * PAIRS
    traced = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "merge_people")
    assert db.session.scalar(traced) == PAIRS


def test_a_person_is_deleted_while_they_are_merged(site: Flask) -> None:
    pairs = [pair(number) for number in range(PAIRS)]
    db.session.commit()

    def happen(number: int, turn: int) -> str:
        goes, stays = pairs[turn]
        with site.app_context():
            may_write.set(True)
            try:
                return _forgotten(goes) if number else _merged(goes, stays)
            finally:
                db.session.remove()

    for turn in range(PAIRS):
        told = at_once(2, lambda number, turn=turn: happen(number, turn))  # type: ignore[misc]
        assert sorted(told) in (["merged", "not there"], ["deleted", "refused"]), told


def _merged(goes: UUID, stays: UUID) -> str:
    try:
        actions.merge(goes, stays, None)
    except actions.NoLongerThere:
        return "refused"
    db.session.commit()
    return "merged"


def _forgotten(goes: UUID) -> str:
    person = db.session.get(Person, goes)
    if person is None:
        return "not there"
    try:
        db.session.refresh(person, with_for_update={"of": Person})
    except InvalidRequestError:  # merged since it was found
        return "not there"
    forget(person)
    trace(None, "see_person", "person:forgotten")
    db.session.commit()
    return "deleted"


def test_what_arrives_while_they_are_merged_is_not_lost(site: Flask) -> None:
    """A lesson sent under the old id either comes before and goes along, or finds nobody and is sent anew."""
    pairs = [pair(number) for number in range(PAIRS)]
    db.session.commit()

    def happen(number: int, turn: int) -> bool:
        goes, stays = pairs[turn]
        with site.app_context():
            may_write.set(True)
            try:
                if number:
                    return _recorded(goes)
                actions.merge(goes, stays, None)
                db.session.commit()
                return True
            finally:
                db.session.remove()

    for turn, (_, stays) in enumerate(pairs):
        merged, recorded = at_once(2, lambda number, turn=turn: happen(number, turn))  # type: ignore[misc]
        assert merged is True, merged
        found = db.session.scalars(select(Completion.item_key).where(Completion.person_id == stays)).all()
        db.session.rollback()  # or the next ones would wait for this thread
        assert ("khoa/muon" in found) is recorded


def _recorded(person_id: UUID) -> bool:
    try:
        ledger.record(person_id, "khoa/muon", clock.now())
        db.session.commit()
    except IntegrityError:  # nobody is there any more
        db.session.rollback()
        return False
    return True

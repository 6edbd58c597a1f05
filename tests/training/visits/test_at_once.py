"""The same moment, on a real database file or PostgreSQL: a visit is corrected while two records become one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.support import factories
from training.visits import actions
from training.visits.actions import Said
from training.visits.models import VisitedPerson

TURNS = 8


def test_a_visit_is_corrected_while_two_of_its_people_become_one(tmp_path: Path) -> None:
    with site_on_disk(tmp_path) as site:
        place, recorder = factories.place("Thôn Mẫu Một"), factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR)
        office = factories.staff("Phùng Đức Anh", "anh", Role.STAFF)
        turns: list[tuple[UUID, UUID, UUID]] = []
        for _ in range(TURNS):
            goes, stays = factories.people(2)
            visit, _ = actions.record(uuid4(), Said(place, clock.now(), 30, (goes,), (), 0), recorder)
            turns.append((visit.id, goes.id, stays.id))
        browsers = [site.test_client(user=recorder), site.test_client(user=office)]
        words: dict[str, Any] = {"phut": "60", "noi": str(place.id), "ngay": "nay"}
        db.session.commit()
        db.session.remove()

        def happen(who: int, turn: int) -> int:
            visit, goes, stays = turns[turn]
            if who:
                merge = {"giu": str(stays), "hoi": "y"}
                return browsers[1].post(f"/can-bo/nguoi-hoc/{stays}/gop/{goes}", data=merge).status_code
            return browsers[0].post(f"/can-bo/den-tan-nha/{visit}", data=words | {"ai": str(goes)}).status_code

        for turn, (visit, _, stays) in enumerate(turns):
            assert at_once(2, lambda who, turn=turn: happen(who, turn)) == [303, 303]  # type: ignore[misc]
            there = select(VisitedPerson.person_id).where(VisitedPerson.visit_id == visit)
            assert db.session.scalars(there).all() == [stays]
            db.session.rollback()

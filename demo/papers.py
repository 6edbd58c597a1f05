"""The certificates of an invented commune: of those who learnt alone, of those tested in a class, and a few revoked."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from certificates.actions import draft
from certificates.models import Certificate, Revocation, SerialCounter
from courses.content import Course
from learning.accounts.models import Person
from learning.accounts.queries import home_place
from learning.core.clock import LOCAL
from learning.core.codes import new_code
from learning.core.database import db

ASKED = 0.8  # of those who finished asked for their paper
REVOKED = 60  # one paper in so many counts no longer
REASONS = ("Cấp nhầm khóa học (dữ liệu mẫu).", "Người khác làm bài hộ (dữ liệu mẫu).")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Finished:
    """Somebody has finished a course; ``hall`` says where the test was supervised, empty where it was not."""

    at: datetime
    person_id: UUID
    course: Course
    hall: str = ""

    @property
    def level(self) -> str:
        """The level of the paper."""
        return "supervised" if self.hall else "self"


class PaperTeller:
    """Issues the papers in the order of time, so that serials rise; one seed."""

    def __init__(self, rng: random.Random, now: datetime) -> None:
        self.rng, self.now = rng, now
        self.last: dict[int, int] = {}
        self.revoked: list[dict[str, Any]] = []

    def fill(self, finished: Iterable[Finished]) -> None:
        """Most of them ask for their paper; somebody has one of each course and level."""
        first: dict[tuple[UUID, str, str], Finished] = {}
        for one in sorted(finished, key=lambda one: (one.at, one.person_id.int)):
            first.setdefault((one.person_id, one.course.slug, one.level), one)
        asked = [one for one in first.values() if self.rng.random() < ASKED]
        for start in range(0, len(asked), BATCH):
            self._issue(asked[start : start + BATCH])
        if self.revoked:
            db.session.execute(insert(Revocation), self.revoked)
        home_id = home_place().id
        db.session.add_all(SerialCounter(place_id=home_id, year=year, last=last) for year, last in self.last.items())

    def _issue(self, part: Sequence[Finished]) -> None:
        query = select(Person).where(Person.id.in_([one.person_id for one in part]))
        people = {person.id: person for person in db.session.scalars(query)}
        for one in part:
            paper = self._paper(one, people[one.person_id])
            db.session.add(paper)
            if sum(self.last.values()) % REVOKED == REVOKED // 2:
                self._revoke(paper)
        db.session.flush()
        db.session.expunge_all()

    def _paper(self, one: Finished, person: Person) -> Certificate:
        day = one.at.astimezone(LOCAL).date()
        self.last[day.year] = self.last.get(day.year, 0) + 1
        paper = draft(person, one.course, one.level, one.hall)
        paper.id = UUID(int=self.rng.getrandbits(128), version=4)
        paper.code = new_code(self.rng.randbytes)
        paper.issued_at, paper.issued_on = one.at, day
        paper.serial = f"{self.last[day.year]:04d}/{day.year}"
        return paper

    def _revoke(self, paper: Certificate) -> None:
        later = min(self.now, paper.issued_at + timedelta(days=self.rng.randint(2, 40)))
        self.revoked.append({"certificate_id": paper.id, "reason": self.rng.choice(REASONS), "revoked_at": later})

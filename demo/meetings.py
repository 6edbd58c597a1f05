"""The classes of an invented commune: weekly evenings in every thôn, who signed up, who came. Bulk rows, one seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from courses.catalogue import catalogue
from courses.content import Course
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.core.clock import LOCAL
from learning.core.codes import new_code
from learning.core.database import db, upsert
from learning.progress.models import Completion
from training.meetings.models import CODE_LENGTH, Attendance, CheckIn, Meeting, MeetingItem, MeetingSignUp, MeetingState

WEEKS_AHEAD = 2
LENGTH = timedelta(minutes=90)
MEANS = ("tick", "tick", "tick", "card", "card", "self", "paper", "walk_in")
AUDIENCE = Audience.RESIDENTS
BATCH = 2000

Row = dict[str, Any]
Neighbour = tuple[UUID, str, datetime]  # id, audience, registered at


class ClassTeller:
    """Invents the classes of each thôn, from the same chance as the people."""

    def __init__(self, rng: random.Random, now: datetime, weeks: int) -> None:
        self.rng, self.now, self.weeks = rng, now, weeks
        self.learnt: list[Row] = []
        self.rows: dict[Any, list[Row]] = {
            table: [] for table in (Meeting, MeetingState, MeetingItem, MeetingSignUp, CheckIn, Attendance)
        }

    def fill(self, villages: Sequence[Place]) -> None:
        """Classes every other week, from the beginning of the demonstration to two weeks ahead."""
        courses = [course for course in catalogue().courses if AUDIENCE in course.audiences]
        for place in villages if courses else ():
            people = _people_of(place)
            evening = self.rng.randrange(5)
            for week in range(-self.weeks, WEEKS_AHEAD + 1, 2):
                self._class(place, people, self._evening(week, evening), self.rng.choice(courses))
            self._write()

    def _evening(self, week: int, weekday: int) -> datetime:
        monday = self.now.astimezone(LOCAL).replace(hour=19, minute=30, second=0, microsecond=0)
        return monday - timedelta(days=monday.weekday()) + timedelta(weeks=week, days=weekday)

    def _class(self, place: Place, people: Sequence[Neighbour], starts_at: datetime, course: Course) -> None:
        rng, meeting_id, planned_at = self.rng, self._id(), starts_at - timedelta(days=9)
        state, reason = self._state(starts_at)
        self.rows[Meeting].append(
            {
                "id": meeting_id,
                "code": new_code(rng.randbytes)[:CODE_LENGTH],
                "title": course.title,
                "audience": AUDIENCE,
                "place_id": place.id,
                "hall": f"Nhà văn hóa {place.name}",
                "address_note": "",
                "starts_at": starts_at,
                "ends_at": starts_at + LENGTH,
                "capacity": rng.choice((None, 40, 60)),
                "notes": "Nhớ mang điện thoại đã sạc, mang kính.",
                "revision": 0,
                "changed_at": planned_at,
                "created_at": planned_at,
            }
        )
        self.rows[MeetingItem].append({"meeting_id": meeting_id, "item_key": course.slug, "position": 0})
        self._states(meeting_id, planned_at, starts_at, state, reason)
        here = [one for one in people if one[2] < starts_at]
        crowd = rng.sample(here, k=min(len(here), rng.randint(8, 45)))
        for one in crowd:
            self._comes(meeting_id, place, one, planned_at, starts_at, state)
        if state == "closed":
            self._learn(crowd, course, starts_at)

    def _state(self, starts_at: datetime) -> tuple[str, str]:
        if self.rng.random() < 0.04:
            return "cancelled", "Hội trường bận việc của thôn."
        return ("closed", "") if starts_at + LENGTH < self.now else ("planned", "")

    def _states(self, meeting_id: UUID, planned_at: datetime, starts_at: datetime, state: str, reason: str) -> None:
        moments = [("planned", planned_at, "")]
        if state == "closed":
            moments += [("opened", starts_at, ""), ("closed", starts_at + LENGTH, "")]
        elif state == "cancelled":
            moments.append(("cancelled", planned_at + timedelta(days=5), reason))
        for number, (word, at, why) in enumerate(moments, start=1):
            row = {"id": self._id(), "meeting_id": meeting_id, "number": number, "state": word, "at": at, "reason": why}
            self.rows[MeetingState].append(row)

    def _comes(
        self, meeting_id: UUID, place: Place, one: Neighbour, planned_at: datetime, starts_at: datetime, state: str
    ) -> None:
        rng, (person_id, audience, _) = self.rng, one
        if rng.random() < 0.4:
            wished = {"id": self._id(), "meeting_id": meeting_id, "person_id": person_id, "place_id": place.id}
            wished["signed_up_at"] = planned_at + timedelta(days=rng.randint(1, 7), hours=-rng.randint(0, 12))
            self.rows[MeetingSignUp].append(wished)
        if state != "closed":
            return
        at = starts_at + timedelta(minutes=rng.randint(-10, 20))
        seen = {"id": self._id(), "meeting_id": meeting_id, "person_id": person_id, "place_id": place.id}
        seen |= {"audience": audience, "means": rng.choice(MEANS), "checked_in_at": at, "recorded_at": at}
        self.rows[CheckIn].append(seen)
        self.rows[Attendance].append(seen)

    def _learn(self, crowd: Sequence[Neighbour], course: Course, starts_at: datetime) -> None:
        """Most of those who came finish a lesson or two before they go home."""
        for person_id, _, _ in crowd:
            done = self.rng.choice((0, 1, 1, 1, 2))
            for number, lesson in enumerate(course.lessons[:done], start=1):
                at = starts_at + timedelta(minutes=30 * number + self.rng.randint(0, 15))
                row = {"id": self._id(), "person_id": person_id, "item_key": lesson.key, "source": "self"}
                self.learnt.append(row | {"finished_at": at, "recorded_at": at})

    def _write(self) -> None:
        for start in range(0, len(self.learnt), BATCH):
            rows = self.learnt[start : start + BATCH]  # some were finished at home before: those stay as they are
            db.session.execute(upsert(Completion).values(rows).on_conflict_do_nothing())
        self.learnt.clear()
        for table, rows in self.rows.items():
            for start in range(0, len(rows), BATCH):
                db.session.execute(insert(table), rows[start : start + BATCH])
            rows.clear()

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)


def _people_of(place: Place) -> list[Neighbour]:
    query = select(Person.id, Person.audience, Person.registered_at).where(Person.place_id == place.id)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.order_by(Person.id))]

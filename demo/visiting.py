"""House visits of an invented commune: in every thôn its tech team goes to those who seldom leave the house."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from courses.catalogue import catalogue
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.core.clock import LOCAL
from learning.core.database import db
from training.visits.models import HouseVisit, VisitedCourse, VisitedPerson

MINUTES = (15, 30, 30, 30, 45, 45, 60, 90)
OTHERS = (0, 0, 0, 0, 1, 1, 2)
ELDERS = 1965  # born before: visited oftener
VISITED = 3  # in a hundred people, in a month

Row = dict[str, Any]


class VisitTeller:
    """Invents the visits of each thôn; bulk rows, one seed."""

    def __init__(self, rng: random.Random, now: datetime, weeks: int) -> None:
        self.rng, self.now, self.weeks = rng, now, weeks
        self.rows: dict[Any, list[Row]] = {table: [] for table in (HouseVisit, VisitedPerson, VisitedCourse)}

    def fill(self, villages: Sequence[Place]) -> None:
        """A few visits a week in each thôn, from the beginning of the demonstration to yesterday."""
        courses = [course.slug for course in catalogue().courses if Audience.RESIDENTS in course.audiences]
        for place in villages if courses else ():
            query = select(Person).where(Person.place_id == place.id).order_by(Person.id)
            people = list(db.session.scalars(query))
            if people:
                self._visits(place, people, courses)
        for table, rows in self.rows.items():
            if rows:
                db.session.execute(insert(table), rows)
                rows.clear()

    def _visits(self, place: Place, people: Sequence[Person], courses: Sequence[str]) -> None:
        team = [person for person in people if person.audience == Audience.COMMUNITY_TECH_TEAMS] or people[:1]
        learners = [person for person in people if person.audience == Audience.RESIDENTS] or people[:1]
        weights = [3 if (person.birth_year or ELDERS) < ELDERS else 1 for person in learners]
        for _ in range(max(1, round(len(people) * VISITED * self.weeks / 400))):
            moment = self._afternoon()
            someone = self.rng.choices(learners, weights)[0]
            if someone.registered_at < moment:
                self._visit(place, self.rng.choice(team), someone, moment, courses)

    def _afternoon(self) -> datetime:
        """A moment between two and five, up to so many weeks ago."""
        day = self.now.astimezone(LOCAL) - timedelta(days=self.rng.randint(1, 7 * self.weeks))
        return day.replace(hour=self.rng.randint(14, 16), minute=self.rng.randrange(60), second=0, microsecond=0)

    def _visit(self, place: Place, by: Person, someone: Person, moment: datetime, courses: Sequence[str]) -> None:
        rng, visit_id = self.rng, UUID(int=self.rng.getrandbits(128), version=4)
        told = moment + timedelta(hours=1)
        visit = {"id": visit_id, "place_id": place.id, "visited_at": moment, "minutes": rng.choice(MINUTES)}
        visit |= {"others": rng.choice(OTHERS), "recorded_at": told, "recorded_by": by.id}
        self.rows[HouseVisit].append(visit)
        self.rows[VisitedPerson].append({"visit_id": visit_id, "person_id": someone.id})
        for slug in rng.sample(courses, k=min(len(courses), rng.choice((1, 1, 2)))):
            self.rows[VisitedCourse].append({"visit_id": visit_id, "course_slug": slug})

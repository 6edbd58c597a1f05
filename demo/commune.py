"""Filling an empty site: thôn, people, evening lessons, quizzes, certificates. The same seed, the same commune."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from certificates.models import Certificate
from courses.catalogue import catalogue
from courses.content import Course, Quiz
from demo.helping import HelpingTeller
from demo.meetings import ClassTeller
from demo.moving import move_some
from demo.names import make_person
from demo.papers import Finished, PaperTeller
from demo.pathways import tries_on_a_path
from demo.practising import runs_of, scam_tests_of
from demo.rating import rate_everything
from demo.trying import tried
from demo.visiting import VisitTeller
from learning.accounts.actions import add_village, named
from learning.accounts.audiences import Audience
from learning.accounts.consent import LEARNING_RECORD
from learning.accounts.models import Consent, Person, Place
from learning.accounts.queries import home_place
from learning.core import clock
from learning.core.clock import LOCAL
from learning.core.codes import new_card_code
from learning.core.database import db
from learning.core.errors import Refusal
from learning.progress.models import Completion
from practice.models import PracticeRun, ScamTest
from quizzes.models import Attempt

AUDIENCES = {Audience.RESIDENTS: 80, Audience.BUSINESSES: 9, Audience.COMMUNITY_TECH_TEAMS: 5, Audience.OFFICIALS: 6}
LAST_DAYS = 330  # the commune's plan is of 15/10/2025; the demonstration covers most of a year
PEOPLE_A_VILLAGE = 260
BATCH = 500


class SiteNotEmpty(Refusal):
    """The demonstration never mixes with people who really learn."""

    sentence = "The site already has learners; the demonstration fills only an empty one."


@dataclass
class Batch:
    """Rows waiting to be written together."""

    people: list[dict[str, Any]] = field(default_factory=list)
    consents: list[dict[str, Any]] = field(default_factory=list)
    completions: list[dict[str, Any]] = field(default_factory=list)
    attempts: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    scam_tests: list[dict[str, Any]] = field(default_factory=list)

    def write(self) -> None:
        """Send everything to the database and start anew."""
        pairs = (
            (Person, self.people),
            (Consent, self.consents),
            (Completion, self.completions),
            (Attempt, self.attempts),
            (PracticeRun, self.runs),
            (ScamTest, self.scam_tests),
        )
        for table, rows in pairs:
            if rows:
                db.session.execute(insert(table), rows)
                rows.clear()


class Teller:
    """Invents one commune from one seed."""

    def __init__(self, seed: int, pin_hash: str, years: int = 1) -> None:
        self.days = LAST_DAYS + 365 * (years - 1)
        self.years = years
        self.rng = random.Random(seed)
        self.pin_hash = pin_hash
        self.now = clock.now()
        self.batch = Batch()
        self.finished: list[Finished] = []
        self.cards: set[str] = set()

    def fill(self, people: int) -> None:
        """Make ``people`` people with everything they did."""
        villages = self._villages(max(4, min(14, people // PEOPLE_A_VILLAGE)))
        zeal = [self.rng.uniform(0.35, 1.0) for _ in villages]  # some thôn have held more classes than others
        for number in range(people):
            place = self.rng.choices(range(len(villages)), weights=[index % 3 + 2 for index in range(len(villages))])[0]
            self._person(villages[place], zeal[place])
            if number % BATCH == BATCH - 1:
                self.batch.write()
        self.batch.write()
        ClassTeller(random.Random(self.rng.random()), self.now, self.days // 7).fill(villages)
        helping = HelpingTeller(random.Random(self.rng.random()), self.now)
        helping.fill(villages)
        PaperTeller(random.Random(self.rng.random()), self.now).fill((*self.finished, *helping.finished))
        VisitTeller(random.Random(self.rng.random()), self.now, self.days // 7).fill(villages)
        rate_everything()
        move_some(random.Random(self.rng.random()), villages, self.now)

    def _villages(self, count: int) -> list[Place]:
        home = home_place()
        return [add_village(home, f"Thôn {number} (mẫu)", None, is_demo=True) for number in range(1, count + 1)]

    def _person(self, place: Place, zeal: float) -> None:
        rng = self.rng
        someone = make_person(rng)
        audience = rng.choices(list(AUDIENCES), weights=list(AUDIENCES.values()))[0]
        since = self._evening(rng.uniform(0, 1) ** 0.7 * self.days)
        person_id = self._id()
        child = self.now.year - someone.birth_year < 16
        self.batch.people.append(
            {
                "id": person_id,
                **named(someone.full_name),
                "audience": audience,
                "place_id": place.id,
                "birth_year": someone.birth_year if rng.random() < 0.85 else None,
                "gender": someone.gender if rng.random() < 0.9 else None,
                "guardian_name": make_person(rng).full_name if child else None,
                "card_code": self._card(),
                "pin_hash": self.pin_hash,
                "sign_in_epoch": 1,
                "registered_at": since,
                "is_demo": True,
            }
        )
        given = {
            "purpose": LEARNING_RECORD.key,
            "version": LEARNING_RECORD.version,
            "channel": "demo",
            "given_at": since,
        }
        self.batch.consents.append({"id": self._id(), "person_id": person_id, **given})
        self._learn(person_id, audience, since, zeal)

    def _learn(self, person_id: UUID, audience: Audience, since: datetime, zeal: float) -> None:
        """A few courses of one's audience; many begin, fewer finish, some never do anything."""
        rng = self.rng
        if rng.random() > 0.45 + 0.5 * zeal:
            return
        choice = [course for course in catalogue().courses if audience in course.audiences]
        moment = since
        for course in rng.sample(choice, k=min(len(choice), self.years + int(rng.expovariate(0.9)))):
            diligence = min(1.0, max(0.05, rng.gauss(0.45 + 0.45 * zeal, 0.3)))
            moment = self._read(person_id, course, moment, diligence)
            if course.scenarios and moment < self.now:
                self.batch.runs.extend(runs_of(rng, self._id, person_id, course, moment, diligence))
                self.batch.scam_tests.extend(scam_tests_of(rng, self._id, person_id, moment, diligence))
        for row in tries_on_a_path(rng, person_id, audience, since, moment, self.now):
            self.batch.attempts.append(row)
            self._complete(person_id, row["item_key"], row["handed_in_at"])

    def _read(self, person_id: UUID, course: Course, moment: datetime, diligence: float) -> datetime:
        lessons = course.lessons[: max(1, round(diligence * len(course.lessons)))]
        for lesson in lessons:
            moment += timedelta(minutes=self.rng.randint(5, 25), days=self.rng.choice((0, 0, 0, 1, 7)))
            if moment > self.now:
                return self.now
            self._complete(person_id, lesson.key, moment)
        if len(lessons) == len(course.lessons) and self.rng.random() < 0.85:
            moment = self._test(person_id, course, moment, 0.45 + 0.5 * diligence)
        return moment

    def _test(self, person_id: UUID, course: Course, moment: datetime, skill: float) -> datetime:
        """Up to three tries at the final quiz; reading again helps."""
        quiz = next((quiz for quiz in course.quizzes if quiz.certificate), None)
        for _ in range(3 if quiz else 0):
            assert quiz is not None
            moment += timedelta(minutes=self.rng.randint(8, 30))
            if moment > self.now:
                return self.now
            if self._attempt(person_id, course, quiz, moment, skill):
                self._complete(person_id, quiz.key, moment)
                self._complete(person_id, course.slug, moment)
                self.finished.append(Finished(moment, person_id, course))
                break
            moment, skill = moment + timedelta(days=1), skill + 0.12
        return moment

    def _attempt(self, person_id: UUID, course: Course, quiz: Quiz, moment: datetime, skill: float) -> bool:
        row = tried(self.rng, person_id, course, quiz, moment, skill)
        self.batch.attempts.append(row)
        return bool(row["passed"])

    def _complete(self, person_id: UUID, item_key: str, moment: datetime) -> None:
        row = {"id": self._id(), "person_id": person_id, "item_key": item_key, "source": "self"}
        self.batch.completions.append({**row, "finished_at": moment, "recorded_at": moment})

    def _evening(self, days_ago: float) -> datetime:
        """A moment between 19:00 and 21:00 in Vietnam, so many days ago."""
        day = (
            (self.now - timedelta(days=days_ago)).astimezone(LOCAL).replace(hour=19, minute=0, second=0, microsecond=0)
        )
        return min(day + timedelta(minutes=self.rng.randint(0, 120)), self.now)

    def _card(self) -> str:
        while (code := new_card_code(self.rng.randrange)) in self.cards:
            pass
        self.cards.add(code)
        return code

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)


def check_empty() -> None:
    """Raises ``SiteNotEmpty`` when somebody has a learning card already."""
    learners = select(func.count()).select_from(Person).where(Person.pin_hash.is_not(None))
    if db.session.scalar(learners) or db.session.scalar(select(func.count()).select_from(Certificate)):
        raise SiteNotEmpty

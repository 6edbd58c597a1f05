"""Neighbours who teach neighbours in an invented commune: who names whom, and who passes before a facilitator."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from courses.catalogue import catalogue
from courses.content import Course, Quiz
from demo.papers import Finished
from demo.trying import tried
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.core.database import db, upsert
from learning.core.formats import date_vi
from learning.progress.models import Completion
from quizzes.models import Attempt
from training.helping.models import Helping
from training.meetings.models import Attendance, Meeting, MeetingItem
from training.rollcall.models import SupervisedTest

TESTED = (0, 0, 1, 1, 2, 3)  # how many of a class take its test
TAUGHT = 0.55  # of them have said who teaches them
ON_PAPER = 0.4
SKILL = 0.85
READ = 0.75  # of those who pass have read every lesson before

Row = dict[str, Any]
Came = tuple[UUID, datetime]  # who, and since when they are registered


class HelpingTeller:
    """Invents tests before a facilitator and the neighbours who prepared people for them; bulk rows, one seed."""

    def __init__(self, rng: random.Random, now: datetime) -> None:
        self.rng, self.now = rng, now
        self.rows: dict[Any, list[Row]] = {table: [] for table in (Attempt, SupervisedTest, Helping)}
        self.passed: list[Row] = []
        self.finished: list[Finished] = []
        self.taught: set[UUID] = set()

    def fill(self, villages: Sequence[Place]) -> None:
        """In every thôn, class by class in the order of time."""
        for place in villages:
            helpers = self._helpers(place)
            for meeting, course in _classes(place):
                self._class(meeting, course, helpers)
            self._write()

    def _helpers(self, place: Place) -> list[Came]:
        """The tech team of the thôn and a few others who know how."""
        query = select(Person).where(Person.place_id == place.id).order_by(Person.id)
        people = list(db.session.scalars(query))
        team = [one for one in people if one.audience == Audience.COMMUNITY_TECH_TEAMS]
        others = self.rng.sample(people, k=min(len(people), 1 + len(people) // 25))
        return [(one.id, one.registered_at) for one in dict.fromkeys((*team, *others))]

    def _class(self, meeting: Meeting, course: Course, helpers: Sequence[Came]) -> None:
        quiz = next((quiz for quiz in course.quizzes if quiz.certificate), None)
        query = select(Person.id, Person.registered_at).join(Attendance, Attendance.person_id == Person.id)
        query = query.where(Attendance.meeting_id == meeting.id).order_by(Person.id)
        there: list[Came] = [(row[0], row[1]) for row in db.session.execute(query)]
        if quiz is None or not there:
            return
        for one in self.rng.sample(there, k=min(len(there), self.rng.choice(TESTED))):
            if self.rng.random() < TAUGHT:
                self._name(one, helpers, meeting.starts_at)
            self._test(one, meeting, course, quiz)

    def _name(self, learner: Came, helpers: Sequence[Came], before: datetime) -> None:
        """Once somebody has said who teaches them, it stays."""
        helper = self.rng.choice(helpers)
        moment = before - timedelta(days=self.rng.randint(0, 30), hours=self.rng.randint(1, 3))
        moment = max(moment, learner[1], helper[1])
        if helper[0] == learner[0] or learner[0] in self.taught or moment > self.now:
            return
        self.taught.add(learner[0])
        row = {"id": self._id(), "learner_id": learner[0], "helper_id": helper[0], "named_at": moment}
        self.rows[Helping].append(row | {"recorded_at": moment})

    def _test(self, learner: Came, meeting: Meeting, course: Course, quiz: Quiz) -> None:
        person_id, paper = learner[0], self.rng.random() < ON_PAPER
        done = meeting.starts_at + timedelta(minutes=self.rng.randint(50, 85))
        attempt = tried(self.rng, person_id, course, quiz, done, SKILL)
        attempt["supervised_at"] = f"{meeting.hall}, ngày {date_vi(meeting.starts_at)}"
        attempt["supervised_until"] = None if paper else meeting.ends_at + timedelta(hours=1)
        self.rows[Attempt].append(attempt)
        asked = {"id": self._id(), "meeting_id": meeting.id, "person_id": person_id, "attempt_id": attempt["id"]}
        asked |= {"course_slug": course.slug, "quiz_slug": quiz.slug, "item_key": quiz.key}
        asked |= {"way": "paper" if paper else "screen", "asked_at": attempt["opened_at"]}
        self.rows[SupervisedTest].append(asked | {"decided_at": attempt["opened_at"], "approved": True})
        if attempt["passed"]:
            source = "paper" if paper else "supervised"
            self._finish(learner, course, quiz, done, attempt["supervised_at"], source)

    def _finish(self, learner: Came, course: Course, quiz: Quiz, done: datetime, hall: str, source: str) -> None:
        """Whoever has passed; most of them had read the lessons at home before, and so have finished the course."""
        person_id, since = learner
        rows = [(quiz.key, done, source)]
        if self.rng.random() < READ:
            evening = max(done - timedelta(days=1), since)
            rows += [
                (lesson.key, min(evening + timedelta(minutes=9 * n), done), "self")
                for n, lesson in enumerate(course.lessons)
            ]
            rows.append((course.slug, done, "self"))
            self.finished.append(Finished(done, person_id, course, hall))
        for key, at, how in rows:
            row = {"id": self._id(), "person_id": person_id, "item_key": key, "source": how}
            self.passed.append(row | {"finished_at": at, "recorded_at": at})

    def _write(self) -> None:
        for table, rows in self.rows.items():
            if rows:
                db.session.execute(insert(table), rows)
                rows.clear()
        if self.passed:
            db.session.execute(upsert(Completion).values(self.passed).on_conflict_do_nothing())
            self.passed.clear()

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)


def _classes(place: Place) -> list[tuple[Meeting, Course]]:
    """The classes of a thôn that are over, each with what it taught."""
    query = select(Meeting, MeetingItem.item_key).join(MeetingItem, MeetingItem.meeting_id == Meeting.id)
    query = query.where(Meeting.place_id == place.id, Meeting.state == "closed").order_by(Meeting.starts_at, Meeting.id)
    return [(meeting, catalogue().course(key.partition("/")[0])) for meeting, key in db.session.execute(query)]

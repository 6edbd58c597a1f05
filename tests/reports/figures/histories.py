"""Things that happen to people and their facts, in any order, dated anywhen: what the sets must keep up with."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from certificates.models import Certificate, Revocation
from feedback import actions as feedback
from feedback.models import Rating
from learning.accounts import actions as accounts
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import db, new_id
from learning.progress import actions as ledger
from pages.own_data import forget
from practice.models import PracticeRun, ScamTest
from quizzes.models import Attempt
from reports.figures import actions as figures
from tests.support import factories
from tests.support.moved_clock import MovedClock
from training.helping import actions as helping
from training.helping.models import Helping
from training.meetings.models import Attendance, Meeting, MeetingItem
from training.merging.actions import NotMerged, merge
from training.visits import actions as house_visits
from training.visits.actions import Said
from training.visits.models import HouseVisit, VisitedPerson

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SOURCES = ("self", "supervised", "paper", "placement")
QUIZZES = ("kiem-tra-cuoi-khoa", "thu-suc", "dau-vao", "cuoi-lo-trinh")
GENDERS = ("female", "male", None)
BIRTHS = (1950, 1966, 1980, 2000, 2012, None)
COURSES = (factories.COURSE, factories.OTHER_COURSE)
PATH = "lo-trinh-nguoi-dan"


class History:
    """One commune to which things happen; every verb takes plain numbers and picks from what is there."""

    def __init__(self, moved: MovedClock) -> None:
        self.clock = moved
        self.clock.set(NOW)
        self.places = self._places()
        self.revision = factories.course().revision_id
        self.number = 0
        self.register(0, 0, 0, 40)

    def _places(self) -> list[Place]:
        return [factories.place("Thôn Mẫu Một"), factories.place("Thôn Mẫu Hai"), factories.place("xã")]

    def at(self, days_ago: int) -> datetime:
        """A moment so many days ago; some lie a few hours from midnight in Vietnam."""
        return NOW - timedelta(days=days_ago, hours=(days_ago * 7) % 24)

    def _one(self, table: type, number: int) -> Any:
        rows = list(db.session.scalars(select(table).order_by(table.id)))
        return rows[number % len(rows)] if rows else None

    def happen(self, verb: str, *numbers: int) -> None:
        """Let it happen, if there is somebody it can happen to."""
        getattr(self, verb)(*numbers)
        db.session.flush()

    def register(self, thon: int, audience: int, who: int, days_ago: int) -> None:
        """Somebody comes."""
        self.number += 1
        person = Person(
            id=uuid.UUID(int=self.number),
            audience=list(Audience)[audience % 4],
            place_id=self.places[thon % 3].id,
            gender=GENDERS[who % 3],
            birth_year=BIRTHS[who % 6],
            registered_at=self.at(days_ago),
            **accounts.named(f"Phạm Thị {factories.in_letters(self.number)}"),
        )
        accounts.with_free_card(person)

    def finish(self, who: int, item: int, source: int, days_ago: int) -> None:
        """An item is finished, perhaps long ago and only now sent; 0 is the course itself."""
        slug = (*COURSES, PATH)[item % 3]
        key = (slug, f"{slug}/mot", f"{slug}/hai")[item % 7 % 3]
        if person := self._one(Person, who):
            ledger.record(person.id, key, self.at(days_ago), SOURCES[source % 4])

    def unfinish(self, who: int) -> None:
        """What was recorded by mistake goes."""
        if person := self._one(Person, who):
            ledger.forget(person.id, person.place_id, person.audience)

    def hand_in(self, who: int, quiz: int, percent: int, days_ago: int) -> None:
        """A quiz is handed in."""
        slug, course = QUIZZES[quiz % 4], PATH if quiz % 4 > 1 else COURSES[quiz // 4 % 2]
        if person := self._one(Person, who):
            moment, marks = self.at(days_ago), percent % 101 + 0.25 * (percent % 3)
            row = {"course_slug": course, "quiz_slug": slug, "item_key": f"{course}/{slug}", "drawn": [], "answers": {}}
            row |= {"opened_at": moment, "handed_in_at": moment, "percent": min(marks, 100), "passed": marks >= 60}
            row |= ({}, {"supervised_at": "Hội trường"}, {"supervised_at": "Hội trường", "supervised_until": moment})[
                percent % 3
            ]
            db.session.add(Attempt(person_id=person.id, revision_id=self.revision, pass_mark=60, **row))

    def supervise(self, which: int, way: int) -> None:
        """A try turns out to have been taken before somebody, or not."""
        if attempt := self._one(Attempt, which):
            attempt.supervised_at = "Hội trường" if way % 3 else ""
            attempt.supervised_until = attempt.handed_in_at if way % 3 == 1 else None

    def pass_watched(self, who: int, course: int, way: int, days_ago: int) -> None:
        """A test is passed before a facilitator, on a screen or on paper, and perhaps sent home late."""
        if person := self._one(Person, who):
            moment, slug = self.at(days_ago), COURSES[course % 2]
            row = {"course_slug": slug, "quiz_slug": QUIZZES[0], "item_key": f"{slug}/{QUIZZES[0]}", "drawn": []}
            row |= {"opened_at": moment, "handed_in_at": moment, "percent": 80, "passed": way % 5 > 0, "answers": {}}
            row |= {"supervised_at": "nhà văn hóa", "supervised_until": moment if way % 2 else None}
            db.session.add(Attempt(person_id=person.id, revision_id=self.revision, pass_mark=60, **row))

    def unwatch(self, number: int) -> None:
        """A try turns out to have been passed by nobody, or before nobody, or never to have been."""
        watched = list(db.session.scalars(select(Attempt).where(Attempt.supervised_at != "").order_by(Attempt.id)))
        if not watched:
            return
        row = watched[number % len(watched)]
        if number % 3 == 0:
            db.session.delete(row)
        elif number % 3 == 1:
            row.passed = False
        else:
            row.supervised_at = ""

    def name_helper(self, who: int, whom: int, days_ago: int) -> None:
        """Somebody says who teaches them, perhaps long ago and only now heard."""
        learner, helper = self._one(Person, who), self._one(Person, whom)
        if learner is not None and learner is not helper:
            helping.name_helpers([helping.Word(learner, helper, new_id())], self.at(days_ago))

    def take_back_helper(self, number: int, days_ago: int) -> None:
        """Somebody is taught no more."""
        if word := self._one(Helping, number):
            helping.take_back([word], self.at(days_ago))

    def certify(self, who: int, course: int, level: int, days_ago: int) -> None:
        """A certificate is issued; one issue after the other."""
        person, slug, level_name = self._one(Person, who), COURSES[course % 2], ("self", "supervised")[level % 2]
        if person is None:
            return
        mine = Certificate.person_id == person.id, Certificate.course_slug == slug, Certificate.level == level_name
        number = len(db.session.scalars(select(Certificate.id).where(*mine)).all()) + 1
        self.number += 1
        words = {"holder_name": person.full_name, "course_title": "Khóa", "audience_label": "", "parent_body": ""}
        words |= {"place_name": "", "supervised_at": "nhà văn hóa" if level_name == "supervised" else ""}
        keys = {"course_slug": slug, "level": level_name, "issue_no": number, "code": f"{self.number:010d}"}
        when = {"issued_at": self.at(days_ago), "issued_on": self.at(days_ago).date(), "hours": 1, "serial": "1"}
        where = {"person_id": person.id, "place_id": person.place_id, "revision_id": self.revision}
        db.session.add(Certificate(**words, **keys, **when, **where))

    def revoke(self, number: int) -> None:
        """A certificate is revoked."""
        paper = self._one(Certificate, number)
        if paper is not None and paper.revocation is None:
            db.session.add(Revocation(certificate_id=paper.id, reason="Ghi nhầm"))
            db.session.flush()
            db.session.expire(paper)

    def practise(self, who: int, wrong: int, hints: int, days_ago: int) -> None:
        """A run on the practice phone, finished or put aside."""
        if person := self._one(Person, who):
            ended = {"left_at": self.at(days_ago)} if wrong % 4 == 3 else {"finished_at": self.at(days_ago)}
            counts = {"steps": 5, "wrong_taps": wrong % 4, "hints": hints % 2}
            key = f"{COURSES[hints % 2]}/tap"
            db.session.add(PracticeRun(person_id=person.id, item_key=key, revision_id=self.revision, **counts, **ended))

    def tell_scams(self, who: int, detected: int, alarms: int, days_ago: int) -> None:
        """A scam test is finished."""
        if person := self._one(Person, who):
            counts = {"shown_scams": 6, "detected": detected % 7, "shown_genuine": 4, "false_alarms": alarms % 5}
            when = {"started_at": self.at(days_ago), "finished_at": self.at(days_ago)}
            db.session.add(ScamTest(person_id=person.id, drawn=[], **counts, **when))

    def rate(self, who: int, item: int, face: int, days_ago: int) -> None:
        """A lesson or a meeting is rated, now and then by a guest."""
        person = self._one(Person, who) if who % 5 else None
        key = (f"{COURSES[0]}/mot", f"{COURSES[1]}/mot", f"buoi-hoc/{uuid.UUID(int=item)}")[item % 3]
        feedback.rate(new_id(), key, face % 3 + 1, "", person, self.at(days_ago))

    def unrate(self, number: int) -> None:
        """A rating goes, or turns out to be about another place."""
        if row := self._one(Rating, number):
            if number % 2:
                db.session.delete(row)
            else:
                row.place_id, row.face = self.places[number % 3].id, number % 3 + 1

    def meet(self, courses: int, minutes: int, days_ago: int) -> None:
        """A meeting is held, teaching nothing, one course or two."""
        self.number += 1
        begins = self.at(days_ago)
        ends = begins + timedelta(minutes=30 + minutes % 200)
        place, meeting_id = self.places[0].id, new_id()
        when = {"starts_at": begins, "ends_at": ends, "code": f"b{self.number}"}
        db.session.add(Meeting(id=meeting_id, title="Buổi", place_id=place, hall="Nhà văn hóa", **when))
        db.session.flush()
        for course in COURSES[: courses % 3]:
            db.session.add(MeetingItem(meeting_id=meeting_id, item_key=f"{course}/mot"))

    def attend(self, who: int, which: int) -> None:
        """Somebody is on the roll."""
        person, meeting = self._one(Person, who), self._one(Meeting, which)
        if person is None or meeting is None:
            return
        here = Attendance.person_id == person.id, Attendance.meeting_id == meeting.id
        if db.session.scalar(select(Attendance.id).where(*here)) is None:
            when = {"checked_in_at": meeting.starts_at, "recorded_at": clock.now(), "means": "tick"}
            what = {"place_id": person.place_id, "audience": person.audience}
            db.session.add(Attendance(person_id=person.id, meeting_id=meeting.id, **when, **what))

    def unattend(self, number: int) -> None:
        """Somebody is taken off the roll."""
        if row := self._one(Attendance, number):
            db.session.delete(row)

    def reschedule(self, which: int, minutes: int, days_ago: int) -> None:
        """The roll belongs to another day."""
        if meeting := self._one(Meeting, which):
            meeting.starts_at = self.at(days_ago)
            meeting.ends_at = meeting.starts_at + timedelta(minutes=20 + minutes % 90)

    def reteach(self, which: int) -> None:
        """Something else was taught."""
        if meeting := self._one(Meeting, which):
            gone = delete(MeetingItem).where(MeetingItem.meeting_id == meeting.id)
            if not db.session.execute(gone).rowcount:
                db.session.add(MeetingItem(meeting_id=meeting.id, item_key=COURSES[0]))

    def drop_meeting(self, which: int) -> None:
        """The meeting is deleted with its roll."""
        if meeting := self._one(Meeting, which):
            db.session.flush()
            db.session.expunge_all()
            db.session.execute(delete(Meeting).where(Meeting.id == meeting.id))

    def _said(self, who: int, courses: int, minutes: int, days_ago: int) -> Said:
        """One or two people, or nobody with a name; nothing taught, one course or two."""
        people = {person.id: person for person in (self._one(Person, who), self._one(Person, who // 3)) if person}
        people = {} if who % 11 == 10 else people
        place = self.places[who % 2]
        return Said(
            place, self.at(days_ago), 15 + minutes % 90, tuple(people.values()), COURSES[: courses % 3], who % 3
        )

    def visit(self, who: int, courses: int, minutes: int, days_ago: int) -> None:
        """Somebody is taught at home; told at once or much later, now and then twice."""
        recorder = self._one(Person, minutes)
        if recorder is not None:
            made, said = new_id(), self._said(who, courses, minutes, days_ago)
            for _ in range(1 + who % 2):
                house_visits.record(made, said, recorder)

    def change_visit(self, which: int, who: int, courses: int, minutes: int, days_ago: int) -> None:
        """What was written down of a visit was wrong."""
        visit, by = self._one(HouseVisit, which), self._one(Person, minutes)
        if visit is not None and by is not None and visit.taken_back_at is None:
            house_visits.correct(visit, self._said(who, courses, minutes, days_ago), by)

    def take_back_visit(self, which: int) -> None:
        """There was no such visit."""
        visit, by = self._one(HouseVisit, which), self._one(Person, which)
        if visit is not None and by is not None:
            house_visits.take_back(visit, by)

    def drop_visit(self, which: int) -> None:
        """The row itself goes, or somebody is taken off it by hand."""
        if visit := self._one(HouseVisit, which):
            db.session.flush()
            db.session.expunge_all()
            table, column = (VisitedPerson, VisitedPerson.visit_id) if which % 2 else (HouseVisit, HouseVisit.id)
            db.session.execute(delete(table).where(column == visit.id))

    def correct(self, who: int, thon: int, what: int, days_ago: int) -> None:
        """Somebody moves, or what is written about them was wrong."""
        if person := self._one(Person, who):
            self.clock.set(max(self.at(days_ago), person.registered_at))
            said = {"birth_year": BIRTHS[what % 6], "gender": GENDERS[what % 3], "guardian_name": "Phạm Văn Cha"}
            where = self.places[thon % 3]
            accounts.correct(person, accounts.Registration(person.full_name, list(Audience)[what % 4], where, **said))
            self.clock.set(NOW)

    def leave(self, who: int) -> None:
        """Somebody asks to be forgotten, in every room."""
        if person := self._one(Person, who):
            db.session.flush()
            forget(person)

    def merge(self, one: int, other: int) -> None:
        """Two records turn out to be one person, unless both hold papers."""
        goes, stays = self._one(Person, one), self._one(Person, other)
        if goes is not None and goes is not stays:
            db.session.flush()
            with suppress(NotMerged):
                merge(goes.id, stays.id, None)
            self.places = self._places()  # whatever was in memory has been let go of

    def vanish(self, who: int) -> None:
        """A row of a person goes by itself, and everything of theirs by the database's own rules."""
        if person := self._one(Person, who):
            db.session.flush()
            db.session.expunge_all()
            gone = (
                update(Certificate).where(Certificate.person_id == person.id).values(person_id=None, holder_name=None)
            )
            db.session.execute(gone)
            db.session.execute(delete(Person).where(Person.id == person.id))

    def catch_up(self, lines: int) -> None:
        """The figures are looked at in the middle of it."""
        figures.catch_up(1 + lines % 9)

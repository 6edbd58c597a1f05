"""The same numbers, counted the slow way: every fact of every person, one after the other, as the dictionary says it.

Written from the sentences of the measures and not from the sets; it shares nothing with them but the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from certificates.models import Certificate
from feedback.models import Rating
from learning.accounts.models import FormerResidence, Person, Place
from learning.core.clock import LOCAL
from learning.core.database import db
from learning.progress.models import Completion
from practice.models import PracticeRun, ScamTest
from quizzes.models import Attempt
from reports.figures.scope import Scope
from training.helping.models import Helping
from training.meetings.models import Attendance, Meeting, MeetingItem
from training.visits.models import HouseVisit, VisitedCourse, VisitedPerson

CHANNELS = {
    "": None,
    "tu-hoc": {"self", "placement"},
    "lop": {"class", "supervised"},
    "tai-nha": {"visit"},
    "giay": {"paper"},
}
PEOPLE = {
    "registered": ("registered",),
    "active": ("activity",),
    "begun": ("begun", "begun path"),
    "completed": ("completed", "completed path"),
    "attended": ("turn",),
    "visited": ("visit",),
    "helpers": ("credit", "credit path"),
}
TURNS = {
    "items": "item",
    "turns": "turn",
    "hours": "minutes",
    "visits": "visit",
    "credits": "credit",
    "visit_hours": "visit minutes",
}
SHARES = {
    "first_try_passes": ("first pass", "first try"),
    "practice_success": ("finished run", "run"),
    "scam_detection": ("scam seen", "scam shown"),
}
AGES = {"": (-1, 999), "duoi-18": (0, 17), "18-34": (18, 34), "35-49": (35, 49), "50-59": (50, 59)}


@dataclass(frozen=True)
class Event:
    """Something somebody did: what, when, in which courses and by what means; ``amount`` is what it adds to a sum."""

    what: str
    person: UUID
    day: date
    courses: frozenset[str] | None
    source: str | None
    amount: int = 1


def day_of(moment: datetime) -> date:
    """The day on a calendar in Vietnam."""
    return moment.astimezone(LOCAL).date()


def events() -> list[Event]:
    """Everything that anybody did."""
    return [*_ledger(), *_quizzes(), *_papers(), *_practice(), *_meetings(), *_visits(), *_credits(), *_people()]


def _people() -> Iterator[Event]:
    for person in db.session.scalars(select(Person)):
        yield Event("registered", person.id, day_of(person.registered_at), None, None)


def _ledger() -> Iterator[Event]:
    begun: dict[tuple[UUID, str], Completion] = {}
    for row in db.session.scalars(select(Completion)):
        course = row.item_key.split("/")[0]
        here = row.person_id, day_of(row.finished_at), frozenset({course}), row.source
        yield Event("activity", *here)
        is_path = course.startswith("lo-trinh-")
        if row.item_key == course:
            yield Event("completed path" if is_path else "completed", *here)
        else:
            yield Event("item path" if is_path else "item", *here)
        first = begun.get((row.person_id, course))
        if first is None or (row.finished_at, row.source) < (first.finished_at, first.source):
            begun[row.person_id, course] = row
    for (person, course), row in begun.items():
        what = "begun path" if course.startswith("lo-trinh-") else "begun"
        yield Event(what, person, day_of(row.finished_at), frozenset({course}), row.source)


def _quizzes() -> Iterator[Event]:
    handed_in = db.session.scalars(select(Attempt).where(Attempt.handed_in_at.is_not(None)))
    firsts: dict[tuple[UUID, str, str], Attempt] = {}
    for row in sorted(handed_in, key=lambda row: (row.handed_in_at, _taken_as(row))):
        yield Event("activity", row.person_id, day_of(row.handed_in_at), frozenset({row.course_slug}), _taken_as(row))
        firsts.setdefault((row.person_id, row.course_slug, row.quiz_slug), row)
    for (person, course, quiz), row in firsts.items():
        if quiz not in ("dau-vao", "cuoi-lo-trinh") and not course.startswith("lo-trinh-"):
            here = person, day_of(row.handed_in_at), frozenset({course}), _taken_as(row)
            yield Event("first try", *here)
            if row.passed:
                yield Event("first pass", *here)
        before = firsts.get((person, course, "dau-vao"))
        if quiz == "cuoi-lo-trinh" and before is not None and before.handed_in_at <= row.handed_in_at:
            gain = round((row.percent - before.percent) * 100)
            yield Event("gain", person, day_of(row.handed_in_at), frozenset({course}), _taken_as(row), gain)


def _taken_as(row: Attempt) -> str:
    """By oneself; before somebody, until an hour; or on paper, which somebody has entered."""
    if not row.supervised_at:
        return "self"
    return "supervised" if row.supervised_until else "paper"


def _papers() -> Iterator[Event]:
    held: dict[tuple[UUID, str, str], list[Certificate]] = {}
    for row in db.session.scalars(select(Certificate).where(Certificate.person_id.is_not(None))):
        held.setdefault((row.person_id, row.course_slug, row.level), []).append(row)
    for (person, course, level), rows in held.items():
        if any(row.revocation is None for row in rows):
            yield Event("certified", person, day_of(min(row.issued_at for row in rows)), frozenset({course}), level)


def _practice() -> Iterator[Event]:
    for run in db.session.scalars(select(PracticeRun)):
        here = run.person_id, day_of(run.finished_at or run.left_at), frozenset({run.item_key.split("/")[0]}), "self"
        yield Event("activity", *here)
        yield Event("run", *here)
        if run.finished_at:
            yield Event("finished run", *here)
    for test in db.session.scalars(select(ScamTest).where(ScamTest.finished_at.is_not(None))):
        # a scam test belongs to no course: with a course chosen nobody is active by it
        yield Event("activity", test.person_id, day_of(test.finished_at), frozenset(), "self")
        shown = test.person_id, day_of(test.finished_at), None, None
        yield Event("scam shown", *shown, test.shown_scams)
        yield Event("scam seen", *shown, test.detected)
        yield Event("false alarm", *shown, test.false_alarms)


def _meetings() -> Iterator[Event]:
    taught: dict[UUID, set[str]] = {}
    for item in db.session.scalars(select(MeetingItem)):
        taught.setdefault(item.meeting_id, set()).add(item.item_key.split("/")[0])
    query = select(Attendance.person_id, Meeting).join(Meeting, Meeting.id == Attendance.meeting_id)
    for person, meeting in db.session.execute(query.where(Attendance.person_id.is_not(None))):
        here = person, day_of(meeting.starts_at), frozenset(taught.get(meeting.id, ())), "class"
        yield Event("activity", *here)
        yield Event("turn", *here)
        yield Event("minutes", *here, int((meeting.ends_at - meeting.starts_at).total_seconds() // 60))


def _credits() -> Iterator[Event]:
    """A learner's first pass of a course before somebody, for whoever was the helper when that day was over."""
    firsts: dict[tuple[UUID, str], tuple[datetime, str]] = {}
    for row in db.session.scalars(select(Attempt).where(Attempt.supervised_at != "")):
        if row.passed:
            done = row.handed_in_at, "supervised" if row.supervised_until else "paper"
            firsts[row.person_id, row.course_slug] = min(firsts.get((row.person_id, row.course_slug), done), done)
    for word in db.session.scalars(select(Helping)):
        for (learner, course), (moment, source) in firsts.items():
            named, day = day_of(word.named_at), day_of(moment)
            left = word.withdrawn_at is not None and day_of(word.withdrawn_at) <= day
            if learner == word.learner_id and named <= day and not left and _holds(learner, course):
                what = "credit path" if course.startswith("lo-trinh-") else "credit"
                yield Event(what, word.helper_id, day, frozenset({course}), source)


def _holds(learner: UUID, course: str) -> bool:
    """Whether no supervised paper was ever given for it, or one still holds."""
    mine = Certificate.person_id == learner, Certificate.course_slug == course, Certificate.level == "supervised"
    papers = list(db.session.scalars(select(Certificate).where(*mine)))
    return not papers or any(paper.revocation is None for paper in papers)


def _visits() -> Iterator[Event]:
    taught: dict[UUID, set[str]] = {}
    for course in db.session.scalars(select(VisitedCourse)):
        taught.setdefault(course.visit_id, set()).add(course.course_slug)
    query = select(VisitedPerson.person_id, HouseVisit).join(HouseVisit, HouseVisit.id == VisitedPerson.visit_id)
    for person, visit in db.session.execute(query):
        here = person, day_of(visit.visited_at), frozenset(taught.get(visit.id, ())), "visit"
        yield Event("activity", *here)
        yield Event("visit", *here)
        yield Event("visit minutes", *here, visit.minutes)


class Recount:
    """All facts, read once; numbers of any scope."""

    def __init__(self) -> None:
        self.events = events()
        self.ratings = list(db.session.scalars(select(Rating)))
        self.people = {person.id: person for person in db.session.scalars(select(Person))}
        self.moves: dict[UUID, list[FormerResidence]] = {}
        for row in db.session.scalars(select(FormerResidence).order_by(FormerResidence.until)):
            self.moves.setdefault(row.person_id, []).append(row)

    def home(self, person: UUID, day: date) -> int:
        """Where somebody lived at the end of the month of this day."""
        for move in self.moves.get(person, ()):
            until = day_of(move.until)
            if (until.year, until.month) > (day.year, day.month):
                return move.place_id
        return self.people[person].place_id

    def chosen(self, scope: Scope, *whats: str) -> list[Event]:
        """The events that count."""
        known = {what for what in whats if scope.courses or not what.endswith(" path")}
        return [event for event in self.events if event.what in known and self._counts(event, scope)]

    def _counts(self, event: Event, scope: Scope) -> bool:
        person, channel = self.people[event.person], CHANNELS[scope.channel]
        born, year = person.birth_year, scope.period.last.year
        return (
            scope.period.first <= event.day <= scope.period.last
            and (scope.places is None or self.home(event.person, event.day) in scope.places)
            and (scope.courses is None or event.courses is None or bool(event.courses & scope.courses))
            and (channel is None or event.source is None or event.source in channel)
            and (scope.audience is None or person.audience == scope.audience.value)
            and (not scope.gender or {"female": "nu", "male": "nam", None: "chua-ghi"}[person.gender] == scope.gender)
            and (not scope.age or self._of_age(born, year, scope.age))
        )

    @staticmethod
    def _of_age(born: int | None, year: int, age: str) -> bool:
        if age == "chua-ghi" or born is None:
            return age == "chua-ghi" and born is None
        return (AGES[age][0] <= year - born <= AGES[age][1]) if age in AGES else year - born >= 60

    def number(self, key: str, scope: Scope) -> tuple[int, int | None]:
        """Numerator and denominator of a measure."""
        if key in PEOPLE:
            return len({event.person for event in self.chosen(scope, *PEOPLE[key])}), None
        if key in TURNS:
            return self._total(scope, TURNS[key]), None
        if key in SHARES:
            part, whole = SHARES[key]
            return self._total(scope, part), self._total(scope, whole)
        if key == "reached":  # whoever only registered has no course and no channel
            narrowed = scope.courses is not None or scope.channel
            whats = ("activity",) if narrowed else ("activity", "registered")
            return len({event.person for event in self.chosen(scope, *whats)}), None
        if key == "gain":
            return self._total(scope, "gain"), len(self.chosen(scope, "gain"))
        if key == "satisfaction":
            return self._rated(scope, 3), self._rated(scope, 1)
        return self._certified(scope, key.removeprefix("certified_")), None

    def _total(self, scope: Scope, what: str) -> int:
        """What is added up; a meeting on two courses of a path counts for each of them."""
        return sum(
            event.amount * (len(event.courses & scope.courses) if scope.courses and event.courses else 1)
            for event in self.chosen(scope, what, f"{what} path")
        )

    def _rated(self, scope: Scope, at_least: int) -> int:
        """Ratings with such a face; one without a place belongs to the commune as a whole."""
        home = db.session.scalars(select(Place.id).where(Place.kind == "commune")).first()
        return sum(
            scope.period.first <= row.rated_on <= scope.period.last
            and row.face >= at_least
            and (scope.places is None or (row.place_id or home) in scope.places)
            and (scope.courses is None or row.item_key.split("/")[0] in scope.courses)
            and (scope.audience is None or row.audience == scope.audience.value)
            for row in self.ratings
        )

    def _certified(self, scope: Scope, level: str) -> int:
        return len({event.person for event in self.chosen(scope, "certified") if event.source == level})

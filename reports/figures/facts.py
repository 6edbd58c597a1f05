"""The facts that are counted: one entry a table, saying how its rows are read and which marks they leave in the sets.

Each kind of mark belongs to one table, so that a person's marks of a table follow from that table's rows alone. To
count another table: write its entry here, its marks in ``marks`` and its triggers in ``triggers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, null, select, union_all

from certificates.models import Certificate, Revocation
from feedback.models import Rating
from learning.accounts.models import FormerResidence, Person
from learning.core.database import UtcDateTime
from learning.progress.models import Completion
from practice.models import PracticeRun, ScamTest
from quizzes.models import Attempt
from reports.figures import marks
from reports.figures.marks import (
    ALL,
    AUDIENCE_NUMBERS,
    AUDIENCES_A_PLACE,
    RATERS,
    Cell,
    Fact,
    Marks,
    course_of,
    day_of,
)
from reports.figures.models import FigurePerson
from training.helping.models import Helping
from training.helping.queries import is_credited, passes_of_the_taught
from training.meetings.models import Attendance, Meeting, MeetingItem
from training.visits.models import HouseVisit, VisitedCourse, VisitedPerson


@dataclass(frozen=True)
class FactTable:
    """How the rows of a table are read and what they mean. ``sums`` are the kinds that add up, the others only are."""

    name: str
    rows: Any  # a Select, whatever its columns
    read: Callable[[Any], Iterator[Fact]]
    marks: Callable[[list[Fact]], Marks]
    kinds: tuple[str, ...]
    sums: tuple[str, ...] = ()
    keyed: bool = True  # whether the log names the key, so that nothing under other keys can have changed
    timeless: Callable[[list[Fact]], Iterable[Cell]] = lambda facts: ()
    said: Callable[[Any], Fact] = lambda line: Fact(line.ordinal, course_of(line.key), line.source, line.at)

    def possible(self, facts: Iterable[Fact]) -> set[Cell]:
        """Every cell on which these rows may bear, whatever the other rows are."""
        return {cell for fact in facts for cell in self._bearing(fact)} | set(self.timeless(list(facts)))

    def _bearing(self, fact: Fact) -> Iterator[Cell]:
        if fact.at is None:
            return
        month, _ = day_of(fact.at)
        for kind in self.kinds + self.sums:
            for key in {fact.key, ALL}:
                yield Cell(kind, key, fact.source, month)


def _of(table: Any, *columns: Any) -> Select[Any]:
    return select(FigurePerson.ordinal, *columns).join(table, table.person_id == FigurePerson.person_id)


def _completion(row: Any) -> Iterator[Fact]:
    yield Fact(row.ordinal, course_of(row.item_key), row.source, row.finished_at, row.item_key)


def _attempt(row: Any) -> Iterator[Fact]:
    yield Fact(row.ordinal, row.course_slug, row.source, row.handed_in_at, row.quiz_slug, (row.percent, row.passed))


def _certificate(row: Any) -> Iterator[Fact]:
    yield Fact(row.ordinal, row.course_slug, row.level, row.issued_at, row.certificate_id is None)


def _run(row: Any) -> Iterator[Fact]:
    there = row.finished_at is not None
    clean = there and not row.wrong_taps and not row.hints
    yield Fact(row.ordinal, course_of(row.item_key), "self", row.at, there, clean)


def _scam_test(row: Any) -> Iterator[Fact]:
    seen, fooled = (row.shown_scams, row.detected), (row.shown_genuine, row.false_alarms)
    yield Fact(row.ordinal, ALL, "self", row.finished_at, seen, fooled)


def _attendance(row: Any) -> Iterator[Fact]:
    minutes = round((row.ends_at - row.starts_at).total_seconds() / 60)
    for key in {ALL, course_of(row.item_key or ALL)}:
        yield Fact(row.ordinal, key, "class", row.starts_at, minutes, row.id)


def _visit(row: Any) -> Iterator[Fact]:
    for key in {ALL, row.course_slug or ALL}:
        yield Fact(row.ordinal, key, "visit", row.visited_at, row.minutes, row.id)


def _credit(row: Any) -> Iterator[Fact]:
    yield Fact(row.ordinal, row.course_slug, row.source, row.handed_in_at, row.learner_id, is_credited(row))


def _rating(row: Any) -> Iterator[Fact]:
    yield Fact(row.ordinal, course_of(row.item_key), "", _noon(row.rated_on), row.face == EASY)


def _rating_said(line: Any) -> Fact:
    """Of a rating only the day is known; the log has it in the place of a source."""
    return Fact(line.ordinal, course_of(line.key), "", _noon(date.fromisoformat(line.source)))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)  # noon in Vietnam


def _whole_key(line: Any) -> Fact:
    return Fact(line.ordinal, line.key, line.source, line.at)


def _person(row: Any) -> Iterator[Fact]:
    year = str(row.birth_year or ALL)
    yield Fact(row.ordinal, year, "", row.registered_at, (row.audience, row.gender))


def _residence(row: Any) -> Iterator[Fact]:
    yield Fact(row.ordinal, str(row.place_id), "", row.until)


_PERSON = select(FigurePerson.ordinal).join(Person, Person.id == FigurePerson.person_id)
_NOW = _PERSON.add_columns(Person.place_id, null().cast(UtcDateTime).label("until"))
_STAYS = union_all(_NOW, _of(FormerResidence, FormerResidence.place_id, FormerResidence.until)).subquery()
_ATTENDANCES = (
    _of(Attendance, Meeting.id, Meeting.starts_at, Meeting.ends_at, MeetingItem.item_key)
    .join(Meeting, Meeting.id == Attendance.meeting_id)
    .outerjoin(MeetingItem, MeetingItem.meeting_id == Meeting.id)
)
_VISITS = (
    _of(VisitedPerson, HouseVisit.id, HouseVisit.visited_at, HouseVisit.minutes, VisitedCourse.course_slug)
    .join(HouseVisit, HouseVisit.id == VisitedPerson.visit_id)
    .outerjoin(VisitedCourse, VisitedCourse.visit_id == HouseVisit.id)
)
_TAKEN_AS = case(  # a try before somebody has an hour by which it ends, a paper has none
    (Attempt.supervised_at == "", "self"), (Attempt.supervised_until.is_(None), "paper"), else_="supervised"
)
RATED = ("ratings", "easy_ratings")  # sums over places and audiences, not over people
EASY = 3  # the face of "Dễ hiểu"
_RATERS = (
    literal(RATERS)
    + func.coalesce(Rating.place_id, 0) * AUDIENCES_A_PLACE
    + case({name: number for name, number in AUDIENCE_NUMBERS.items() if name}, value=Rating.audience, else_=0)
)

TABLES = {
    table.name: table
    for table in (
        FactTable(
            "person",
            _PERSON.add_columns(Person.birth_year, Person.registered_at, Person.audience, Person.gender),
            _person,
            marks.person_marks,
            ("registered",),
            keyed=False,
            timeless=marks.person_classes,
            said=_whole_key,
        ),
        FactTable(
            "residence",
            select(_STAYS),
            _residence,
            marks.residence_marks,
            (),
            keyed=False,
            timeless=marks.residence_cells,
            said=_whole_key,
        ),
        FactTable(
            "completion",
            _of(Completion, Completion.item_key, Completion.source, Completion.finished_at),
            _completion,
            marks.completion_marks,
            ("item", "begun", "completed"),
            ("items",),
        ),
        FactTable(
            "attempt",
            _of(Attempt, Attempt.course_slug, Attempt.quiz_slug, Attempt.handed_in_at, Attempt.percent, Attempt.passed)
            .add_columns(_TAKEN_AS.label("source"))
            .where(Attempt.handed_in_at.is_not(None)),
            _attempt,
            marks.attempt_marks,
            ("tried",),
            ("first_tries", "first_passes", "pairs", "gains", "squared_gains"),
        ),
        FactTable(
            "certificate",
            _of(
                Certificate,
                Certificate.course_slug,
                Certificate.level,
                Certificate.issued_at,
                Revocation.certificate_id,
            ).outerjoin(Revocation, Revocation.certificate_id == Certificate.id),
            _certificate,
            marks.certificate_marks,
            ("certified",),
        ),
        FactTable(
            "practice_run",
            _of(
                PracticeRun, PracticeRun.item_key, PracticeRun.finished_at, PracticeRun.wrong_taps, PracticeRun.hints
            ).add_columns(func.coalesce(PracticeRun.finished_at, PracticeRun.left_at).label("at")),
            _run,
            marks.practice_marks,
            ("practised",),
            ("runs", "finished_runs", "clean_runs"),
        ),
        FactTable(
            "scam_test",
            _of(ScamTest, ScamTest.finished_at, ScamTest.shown_scams, ScamTest.shown_genuine)
            .add_columns(ScamTest.detected, ScamTest.false_alarms)
            .where(ScamTest.finished_at.is_not(None)),
            _scam_test,
            marks.scam_test_marks,
            ("scam_tested",),
            ("scams_shown", "scams_detected", "genuine_shown", "false_alarms"),
        ),
        FactTable(
            "attendance",
            _ATTENDANCES,
            _attendance,
            marks.attendance_marks,
            ("attended",),
            ("turns", "minutes"),
            keyed=False,
        ),
        FactTable(
            "visit",
            _VISITS,
            _visit,
            marks.visit_marks,
            ("visited",),
            ("visits", "visit_minutes"),
            keyed=False,
        ),
        FactTable(
            "credit",
            passes_of_the_taught()
            .join(FigurePerson, FigurePerson.person_id == Helping.helper_id)
            .add_columns(FigurePerson.ordinal, _TAKEN_AS.label("source")),
            _credit,
            marks.credit_marks,
            ("credited",),
            ("credits",),
        ),
        FactTable(
            "rating",
            select(_RATERS.label("ordinal"), Rating.item_key, Rating.rated_on, Rating.face),
            _rating,
            marks.rating_marks,
            (),
            RATED,
            said=_rating_said,
        ),
    )
}
SUMS = frozenset(kind for table in TABLES.values() for kind in table.sums)

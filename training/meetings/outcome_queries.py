"""What a meeting has brought: who came, what they finished, marks before and after, who needs help next time.

Everything here is counted anew from the rows each time; five questions whatever the number of people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from courses.catalogue import Catalogue
from courses.path_compiler import CLOSING, PLACEMENT
from learning.accounts.audiences import Audience
from learning.accounts.models import Person
from learning.core.clock import LOCAL
from learning.core.database import db
from learning.progress.models import Completion
from quizzes.models import Attempt
from training.meetings.models import Attendance, Meeting, MeetingState
from training.meetings.queries import Came, attendance_of, guests_of, items_of
from training.meetings.taught import Taught, courses_taught, taught

AFTERWARDS = timedelta(hours=24)  # what is finished at home on the next day still counts to the meeting
AGE_BANDS = ((16, "dưới 16 tuổi"), (35, "từ 16 đến 34 tuổi"), (60, "từ 35 đến 59 tuổi"), (200, "từ 60 tuổi"))
NOT_WRITTEN = "chưa ghi"
GENDERS = {"female": "nữ", "male": "nam"}
NOTHING_FINISHED, NOT_PASSED = "Chưa học xong bài nào của buổi này", "Làm bài kiểm tra chưa đạt"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of one kind."""

    label: str
    people: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of one thing that was taught: how many finished it in the meeting's time, how many had before."""

    taught: Taught
    people: int
    before: int


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean marks in percent of those ``people`` who took both forms of a path's quiz."""

    people: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class NeedsHelp:
    """Somebody to sit beside next time, and why."""

    person: Person
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All figures of one meeting. ``people`` are different known people, ``turns`` everybody who was ever
    there by name, ``guests`` those who were counted without one."""

    came: tuple[Came, ...]
    people: int
    turns: int
    guests: int
    late: int
    audiences: tuple[Share, ...]
    genders: tuple[Share, ...]
    ages: tuple[Share, ...]
    learnt: tuple[Learnt, ...]
    lessons: int
    tested: int
    passed: int
    gain: Gain | None
    needing_help: tuple[NeedsHelp, ...]
    until: datetime
    series: tuple[int, int, int] | None


def outcome_of(meeting: Meeting, catalogue: Catalogue) -> Outcome:
    """The outcome of a meeting as far as it is known now."""
    came, rows = attendance_of(meeting), taught(catalogue, items_of(meeting.id))
    people = [one.person for one in came if one.person is not None]
    span = _span(meeting)
    finished = _finished({person.id for person in people}, {key for row in rows for key in row.keys}, span[1])
    attempts = _attempts({person.id for person in people}, catalogue, rows)
    quizzes = {quiz.key for course in courses_taught(rows) for quiz in course.quizzes}
    inside = [one for one in attempts if one.item_key in quizzes and _within(one.handed_in_at, span)]
    passed = {one.person_id for one in attempts if one.item_key in quizzes and one.passed}
    year = meeting.starts_at.astimezone(LOCAL).year
    return Outcome(
        came=came,
        people=len(people),
        turns=len(came),
        guests=guests_of(meeting.id),
        late=sum(one.late for one in came),
        audiences=_shares((one.attendance.audience for one in came), _audience, [a.label for a in Audience]),
        genders=_shares((person.gender for person in people), _gender, ["nữ", "nam", NOT_WRITTEN]),
        ages=_shares((_age(person, year) for person in people), str, [*(word for _, word in AGE_BANDS), NOT_WRITTEN]),
        learnt=tuple(_learnt(row, finished, span) for row in rows),
        lessons=sum(_within(at, span) for (_, key), at in finished.items() if _is_lesson(key, rows)),
        tested=len({one.person_id for one in inside}),
        passed=len({one.person_id for one in inside if one.passed}),
        gain=_gain(attempts, span),
        needing_help=tuple(_needing_help(people, rows, finished, {one.person_id for one in inside} - passed)),
        until=span[1],
        series=_series(meeting),
    )


Span = tuple[datetime, datetime]


def _span(meeting: Meeting) -> Span:
    """The time in which what is finished counts to the meeting: from its opening to a day after its end."""
    query = select(func.min(MeetingState.at)).where(MeetingState.meeting_id == meeting.id)
    opened = db.session.scalar(query.where(MeetingState.state == "opened"))
    return min(filter(None, (opened, meeting.starts_at))), meeting.ends_at + AFTERWARDS


def _within(moment: datetime | None, span: Span) -> bool:
    return moment is not None and span[0] <= moment <= span[1]


def _finished(people: Collection[UUID], keys: Collection[str], until: datetime) -> dict[tuple[UUID, str], datetime]:
    """When each of the people first finished each of the items, whatever the means."""
    if not people or not keys:
        return {}
    query = select(Completion.person_id, Completion.item_key, func.min(Completion.finished_at))
    query = query.where(Completion.person_id.in_(people), Completion.item_key.in_(keys))
    query = query.where(Completion.finished_at <= until).group_by(Completion.person_id, Completion.item_key)
    return {(person_id, key): at for person_id, key, at in db.session.execute(query)}


def _attempts(people: Collection[UUID], catalogue: Catalogue, rows: tuple[Taught, ...]) -> list[Attempt]:
    """What the people handed in at the quizzes of the courses taught, and of the paths these lie on; oldest first."""
    slugs = {course.slug for course in courses_taught(rows)}
    paths = {path.slug for path in catalogue.paths if slugs & {step.course for step in path.steps}}
    if not people or not slugs:
        return []
    query = select(Attempt).where(Attempt.person_id.in_(people), Attempt.course_slug.in_(slugs | paths))
    return list(db.session.scalars(query.where(Attempt.handed_in_at.is_not(None)).order_by(Attempt.handed_in_at)))


def _learnt(row: Taught, finished: dict[tuple[UUID, str], datetime], span: Span) -> Learnt:
    moments = [at for (_, key), at in finished.items() if key == row.key]
    return Learnt(row, sum(_within(at, span) for at in moments), sum(at < span[0] for at in moments))


def _is_lesson(key: str, rows: tuple[Taught, ...]) -> bool:
    return any(lesson.key == key for course in courses_taught(rows) for lesson in course.lessons)


def _gain(attempts: list[Attempt], span: Span) -> Gain | None:
    """Marks before (placement, until the meeting's time is over) and after (closing, since it began), in pairs."""
    before = {
        (one.person_id, one.course_slug): one.percent or 0.0
        for one in attempts
        if one.quiz_slug == PLACEMENT and one.handed_in_at is not None and one.handed_in_at <= span[1]
    }
    after = {
        (one.person_id, one.course_slug): one.percent or 0.0
        for one in attempts
        if one.quiz_slug == CLOSING and one.handed_in_at is not None and one.handed_in_at >= span[0]
    }
    both = sorted(before.keys() & after.keys(), key=str)
    if not both:
        return None
    means = (sum(marks[key] for key in both) / len(both) for marks in (before, after))
    return Gain(len({person_id for person_id, _ in both}), *means)


def _needing_help(
    people: Iterable[Person],
    rows: tuple[Taught, ...],
    finished: dict[tuple[UUID, str], datetime],
    failed: Collection[UUID],
) -> Iterable[NeedsHelp]:
    """Who finished nothing of what was taught, and who tried the quiz and has not passed it yet."""
    something = {person_id for person_id, _ in finished}
    for person in people:
        if person.id in failed:
            yield NeedsHelp(person, NOT_PASSED)
        elif rows and person.id not in something:
            yield NeedsHelp(person, NOTHING_FINISHED)


def _shares(kinds: Iterable[str | None], word: Callable[[str], str], order: list[str]) -> tuple[Share, ...]:
    counted = Counter(NOT_WRITTEN if kind is None else word(kind) for kind in kinds)
    return tuple(Share(label, counted[label]) for label in order if counted[label])


def _audience(key: str) -> str:
    return Audience(key).label


def _gender(key: str) -> str:
    return GENDERS[key]


def _age(person: Person, year: int) -> str | None:
    if person.birth_year is None:
        return None
    return next(word for below, word in AGE_BANDS if year - person.birth_year < below)


def _series(meeting: Meeting) -> tuple[int, int, int] | None:
    """Meetings, different people and turns of the whole class so far, when it meets more than once."""
    if meeting.series_id is None:
        return None
    columns = func.count(Attendance.meeting_id.distinct()), func.count(Attendance.person_id.distinct()), func.count()
    query = select(*columns).select_from(Attendance).join(Meeting, Meeting.id == Attendance.meeting_id)
    row = db.session.execute(query.where(Meeting.series_id == meeting.series_id)).one()
    return row[0], row[1], row[2]

"""The dashboard, put together from one book of sets: five numbers, heat map, trend, courses, competencies, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from courses.catalogue import catalogue
from courses.competencies import Competency
from courses.content import Course
from learning.accounts.audiences import Audience
from learning.accounts.models import Place
from learning.core.clock import today
from reports.boards.acting import TASKS, Task, to_act_on
from reports.boards.asking import Asked, courses_of, place_words
from reports.boards.charts import Chart, chart, heat_step
from reports.figures import queries
from reports.figures.measures import MEASURES, Measure
from reports.figures.periods import Period, free, month_of
from reports.figures.queries import Book, Figure, Slice
from reports.figures.scope import Scope

FIRST = ("reached", "completed", "completion_rate", "turns", "adult_share")  # the five numbers that come first
HEAT = "completion_rate"
SHORT = 3  # a period of fewer months shows the trend of the last twelve
MONTHS = 12
FEW = 5  # fewer people than this say little about a thôn


@dataclass(frozen=True, slots=True)
class Compared:
    """A number now and in the period before. ``change`` is the difference, in points where it is a share."""

    now: Figure
    before: Figure

    @property
    def change(self) -> float | None:
        """What has been added; None where one of the two is not known."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One thôn: a figure for each audience, and one for the whole thôn at the end."""

    slice: Slice
    cells: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Thôn by audience. Totals are figures of their own: whoever moved counts in two thôn and once in the total."""

    measure: Measure
    columns: tuple[Slice, ...]
    rows: tuple[HeatRow, ...]
    totals: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure month by month: the picture and the numbers of its table."""

    name: str
    sentence: str
    chart: Chart
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One course with its figures."""

    course: Course
    active: Figure
    completed: Figure
    rate: Figure
    first_try: Figure


@dataclass(frozen=True, slots=True)
class SkillCell:
    """How many of a thôn's learners have finished a course that trains a competency."""

    completed: Figure
    percent: float | None

    @property
    def step(self) -> int:
        """The step of the heat map."""
        return heat_step(self.percent)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One thôn: its cells, the group that lags most behind, and the course to teach next."""

    slice: Slice
    learners: Figure
    cells: tuple[SkillCell, ...]
    weakest: Competency | None
    next_course: Course | None


@dataclass(frozen=True, slots=True)
class TaskCount:
    """A list to act on and how long it is."""

    task: Task
    people: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything that the sets tell about a scope."""

    first: tuple[Compared, ...]
    others: tuple[Compared, ...]
    heat: Heat
    trends: tuple[Trend, ...]
    courses: tuple[CourseRow, ...]
    groups: tuple[Competency, ...]
    skills: tuple[SkillRow, ...]
    tasks: tuple[TaskCount, ...]
    forgotten: int


def dashboard(asked: Asked, book: Book) -> Dashboard:
    """Count everything from one book, so that no two numbers of a page disagree."""
    scope = asked.scope
    compared = compare(scope, book)
    return Dashboard(
        tuple(compared[key] for key in FIRST),
        tuple(one for key, one in compared.items() if key not in FIRST),
        _heat(scope, asked.reach, book),
        trends(scope, book),
        _course_rows(scope, book),
        groups_of(scope),
        skill_rows(scope, asked.reach, book),
        task_counts(scope, book),
        queries.forgotten(scope),
    )


def compare(scope: Scope, book: Book) -> dict[str, Compared]:
    """Every measure in the period and in the one before."""
    now = queries.figures(MEASURES, scope, book)
    before = queries.figures(MEASURES, scope.previous(), book)
    return {one.measure.key: Compared(one, other) for one, other in zip(now, before, strict=True)}


def _heat(scope: Scope, reach: Sequence[Place], book: Book) -> Heat:
    """Thôn by audience; rows in which nobody learns are left out unless all are like that."""
    across = queries.DIMENSIONS["doi-tuong"]

    def cells(whole: Scope) -> tuple[Figure, ...]:
        return tuple(queries.figure(HEAT, one, book) for one in (*(row.scope for row in across(whole, ())), whole))

    rows = tuple(HeatRow(row, cells(row.scope)) for row in thon_of(scope, reach))
    busy = tuple(row for row in rows if row.cells[-1].denominator)
    return Heat(MEASURES[HEAT], across(scope, ()), busy or rows, cells(scope))


def thon_of(scope: Scope, reach: Sequence[Place]) -> tuple[Slice, ...]:
    """The thôn of a scope, each as a slice of its own; a closed or renamed one says since when."""
    told = {place.id: place_words(place) for place in reach if place.closed_at or place.renamed_at}
    rows = queries.DIMENSIONS["thon"](scope, reach)
    return tuple(replace(row, name=told.get(row.scope.place, row.name)) for row in rows)


def trends(scope: Scope, book: Book) -> tuple[Trend, ...]:
    """Learners and completions by month, through the period or, where it is short, through a year up to its end."""
    months = _months(scope.period)
    return tuple(_trend(key, scope, months, book) for key in ("active", "completed"))


def _months(period: Period) -> tuple[Period, ...]:
    own = period.months()
    if len(own) >= SHORT:
        return tuple(month for month in own if month.first <= today()) or own
    last = min(period.last, max(period.first, today()))
    found = [month_of(last)]
    while len(found) < MONTHS and found[0].first.year > 2020:
        found.insert(0, found[0].previous())
    return tuple(free(month.first, month.last).months()[0] for month in found)


def _trend(key: str, scope: Scope, months: Sequence[Period], book: Book) -> Trend:
    found = tuple(queries.figure(key, scope.during(month), book) for month in months)
    numbers = [(str(one.scope.period.first.month), one.numerator or 0) for one in found]
    return Trend(MEASURES[key].name, MEASURES[key].sentence, chart(numbers), found)


def _course_rows(scope: Scope, book: Book) -> tuple[CourseRow, ...]:
    keys = ("active", "completed", "completion_rate", "first_try_passes")
    rows = [
        CourseRow(catalogue().course(row.scope.course), *(queries.figure(key, row.scope, book) for key in keys))
        for row in queries.DIMENSIONS["khoa"](scope, ())
    ]
    return tuple(sorted(rows, key=lambda row: -(row.active.numerator or 0)))


def task_counts(scope: Scope, book: Book) -> tuple[TaskCount, ...]:
    """The lists to act on and how long they are."""
    return tuple(TaskCount(task, to_act_on(key, scope, book).total) for key, task in TASKS.items())


def groups_of(scope: Scope) -> tuple[Competency, ...]:
    """The competency groups that some course of the scope trains."""
    return tuple(group for group in Competency if courses_of(scope, group))


def skill_rows(scope: Scope, reach: Sequence[Place], book: Book) -> tuple[SkillRow, ...]:
    """Thôn by competency group; thôn in which nobody learns are left out."""
    groups = groups_of(scope)
    rows = (_skill_row(row, groups, book) for row in thon_of(scope, reach))
    return tuple(row for row in rows if row.learners.numerator)


def _skill_row(row: Slice, groups: Sequence[Competency], book: Book) -> SkillRow:
    learners = queries.figure("active", row.scope, book)
    number = learners.numerator or 0
    cells = tuple(_skill_cell(row.scope, group, number, book) for group in groups)
    if number < FEW or not groups:
        return SkillRow(row, learners, cells, None, None)
    weakest = min(zip(groups, cells, strict=True), key=lambda pair: pair[1].completed.numerator or 0)[0]
    return SkillRow(row, learners, cells, weakest, _next_course(row.scope, weakest, book))


def _skill_cell(scope: Scope, group: Competency, learners: int, book: Book) -> SkillCell:
    done = queries.figure("completed", replace(scope, courses=courses_of(scope, group)), book)
    return SkillCell(done, min(100.0, 100 * (done.numerator or 0) / learners) if learners else None)


def _next_course(scope: Scope, group: Competency, book: Book) -> Course | None:
    """The course of the weakest group, for the audience looked at, that fewest people there have finished."""
    audience = scope.audience or Audience.RESIDENTS
    taught = courses_of(scope, group)
    fit = [course for course in catalogue().courses if course.slug in taught and audience in course.audiences]

    def finished(course: Course) -> int:
        own = replace(scope, course=course.slug, courses=frozenset({course.slug}))
        return queries.figure("completed", own, book).numerator or 0

    return min(fit, key=finished, default=None)

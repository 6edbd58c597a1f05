"""Which marks somebody's facts leave in the sets: a number for one person on one day under a cell. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from courses.path_compiler import CLOSING, PLACEMENT
from courses.path_file import PREFIX as PATH
from learning.accounts.audiences import Audience

VIETNAM = timedelta(hours=7)  # the same all year round since 1975
ALL = ""  # the key under which the facts of all courses stand together
TIMELESS = 0  # the month of what has none
GAIN_SHIFT = 10_000  # a gain in hundredths of a point lies between -10,000 and 10,000; sums are kept from nought on
RATERS = (
    1 << 26
)  # from here on a number stands for everybody of one place and audience: whose a rating is, nobody knows
AUDIENCES_A_PLACE = 8
AUDIENCE_NUMBERS = {"": 0, **{audience.value: number for number, audience in enumerate(Audience, 1)}}
_AUDIENCES = {number: name for name, number in AUDIENCE_NUMBERS.items()}


class Fact(NamedTuple):
    """One row of a fact table; what ``first`` and ``second`` are its own entry knows."""

    ordinal: int
    key: str
    source: str
    at: datetime | None
    first: Any = None
    second: Any = None


class Cell(NamedTuple):
    """What one set, or the digits of one sum, are about."""

    kind: str
    key: str
    source: str
    month: int


Marks = dict[Cell, dict[int, int]]


def day_of(at: datetime) -> tuple[int, int]:
    """The month and the day on a calendar in Vietnam."""
    local = at + VIETNAM
    return local.year * 100 + local.month, local.day


def course_of(item_key: str) -> str:
    """The course to which an item belongs."""
    return item_key.partition("/")[0]


def keys_of(key: str) -> tuple[str, ...]:
    """Where a fact of this course is counted: under the course, and with all; a path's own under the path only."""
    return (key,) if key == ALL or key.startswith(PATH) else (key, ALL)


def _add(marks: Marks, kind: str, fact: Fact, value: int = 1, keys: tuple[str, ...] | None = None) -> None:
    assert fact.at is not None
    month, day = day_of(fact.at)
    for key in keys_of(fact.key) if keys is None else keys:
        days = marks.setdefault(Cell(kind, key, fact.source, month), {})
        days[day] = days.get(day, 0) + value


def completion_marks(facts: list[Fact]) -> Marks:
    """``first``: the item; the course itself is one of them."""
    marks: Marks = {}
    for fact in facts:
        _add(marks, "item", fact, keys=(fact.key, ALL))
        if fact.first == fact.key:
            _add(marks, "completed", fact)
        else:
            _add(marks, "items", fact)
    for begun in _earliest(facts, attrgetter("key")):
        _add(marks, "begun", begun)
    return marks


def _earliest(facts: list[Fact], by: Callable[[Fact], Any]) -> Iterator[Fact]:
    """The first fact of each course or quiz."""
    for _, group in groupby(sorted(facts, key=by), by):
        yield min(group, key=lambda fact: (fact.at, fact.source))


def attempt_marks(facts: list[Fact]) -> Marks:
    """``first``: the quiz, ``second``: percent and whether it was passed."""
    marks: Marks = {}
    for fact in facts:
        _add(marks, "tried", fact, keys=(fact.key, ALL))
    firsts = list(_earliest(facts, lambda fact: (fact.key, fact.first)))
    for fact in firsts:
        if fact.first in (PLACEMENT, CLOSING):
            continue
        _add(marks, "first_tries", fact)
        if fact.second[1]:
            _add(marks, "first_passes", fact)
    for before, after in _pairs(firsts):
        gain = round(100 * after.second[0]) - round(100 * before.second[0])
        _add(marks, "pairs", after, keys=(after.key, ALL))
        _add(marks, "gains", after, gain + GAIN_SHIFT, keys=(after.key, ALL))
        _add(marks, "squared_gains", after, gain * gain, keys=(after.key, ALL))
    return marks


def _pairs(firsts: list[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """The first placement and the first closing quiz of each path on which both were handed in, in this order."""
    before = {fact.key: fact for fact in firsts if fact.first == PLACEMENT}
    for after in firsts:
        if after.first == CLOSING and after.key in before and before[after.key].at <= after.at:  # type: ignore[operator]
            yield before[after.key], after


def certificate_marks(facts: list[Fact]) -> Marks:
    """``first``: whether it is valid. Counted on the day of the first issue, also when it was issued anew since."""
    marks: Marks = {}
    for _, group in groupby(sorted(facts, key=lambda fact: (fact.key, fact.source)), lambda fact: fact[1:3]):
        papers = list(group)
        if any(paper.first for paper in papers):
            _add(marks, "certified", min(papers, key=attrgetter("at")), keys=(papers[0].key, ALL))
    return marks


def practice_marks(facts: list[Fact]) -> Marks:
    """``first``: whether the goal was reached, ``second``: and without a wrong tap or a hint."""
    marks: Marks = {}
    for fact in facts:
        _add(marks, "practised", fact)
        _add(marks, "runs", fact)
        if fact.first:
            _add(marks, "finished_runs", fact)
        if fact.second:
            _add(marks, "clean_runs", fact)
    return marks


def scam_test_marks(facts: list[Fact]) -> Marks:
    """``first``: scams shown and detected, ``second``: genuine messages shown and taken for scams."""
    marks: Marks = {}
    for fact in facts:
        _add(marks, "scam_tested", fact)
        kinds = ("scams_shown", "scams_detected", "genuine_shown", "false_alarms")
        for kind, number in zip(kinds, (*fact.first, *fact.second), strict=True):
            _add(marks, kind, fact, number)
    return marks


def rated_from(number: int) -> tuple[int, str]:
    """The place (0: not known) and the audience ("": likewise) for which a number of the ratings' sets stands."""
    place, group = divmod(number - RATERS, AUDIENCES_A_PLACE)
    return place, _AUDIENCES[group]


def rating_marks(facts: list[Fact]) -> Marks:
    """``first``: whether it was easy to understand. A sum over places and audiences, of which none is a person."""
    marks: Marks = {}
    for fact in facts:
        _add(marks, "ratings", fact, keys=(fact.key, ALL))
        if fact.first:
            _add(marks, "easy_ratings", fact, keys=(fact.key, ALL))
    return marks


def attendance_marks(facts: list[Fact]) -> Marks:
    """One fact for each course of the meeting and one for the meeting; ``first``: minutes, ``second``: the meeting."""
    return _taught(facts, "attended", "turns", "minutes")


def visit_marks(facts: list[Fact]) -> Marks:
    """One fact for each course of the visit and one for the visit; ``first``: minutes, ``second``: the visit."""
    return _taught(facts, "visited", "visits", "visit_minutes")


def _taught(facts: list[Fact], who: str, turns: str, minutes: str) -> Marks:
    marks: Marks = {}
    seen = {(fact.second, fact.key): fact for fact in facts}
    for fact in seen.values():
        _add(marks, who, fact, keys=(fact.key,))
        _add(marks, turns, fact, keys=(fact.key,))
        _add(marks, minutes, fact, fact.first, keys=(fact.key,))
    return marks


def credit_marks(facts: list[Fact]) -> Marks:
    """About whoever taught; ``first``: the learner who passed, ``second``: whether the helper stood as such that day.

    A learner passes a course once: at the first try passed under supervision, whoever was the helper then.
    """
    marks: Marks = {}
    standing_first = sorted(facts, key=lambda fact: not fact.second)  # a helper may have been named twice
    for fact in _earliest(standing_first, lambda fact: (fact.key, fact.first)):
        if fact.second:
            _add(marks, "credited", fact)
            _add(marks, "credits", fact)
    return marks


def person_marks(facts: list[Fact]) -> Marks:
    """``first``: audience and gender, ``second``: the year of birth. Classes have no month."""
    marks: Marks = {}
    for fact in facts:
        _add(marks, "registered", fact, keys=(ALL,))
        audience, gender = fact.first
        for kind, key in (("everybody", ALL), ("audience", audience), ("gender", gender or ALL), ("born", fact.key)):
            marks[Cell(kind, key, "", TIMELESS)] = {}
    return marks


def person_classes(facts: list[Fact]) -> Iterator[Cell]:
    """Every class somebody may have been in."""
    yield Cell("everybody", ALL, "", TIMELESS)
    for audience in Audience:
        yield Cell("audience", audience.value, "", TIMELESS)
    for gender in ("female", "male", ALL):
        yield Cell("gender", gender, "", TIMELESS)
    for fact in facts:
        yield Cell("born", fact.key, "", TIMELESS)


def residence_marks(facts: list[Fact]) -> Marks:
    """Where somebody lives now (``at`` is None) and in which months they came and went, by the ends of months."""
    marks: Marks = {}
    now = [fact.key for fact in facts if fact.at is None]
    before = sorted((fact for fact in facts if fact.at is not None), key=attrgetter("at"))
    if not now:
        return marks
    marks[Cell("lives", now[0], "", TIMELESS)] = {}
    stays = [fact.key for fact in before] + now
    by_month: dict[int, tuple[str, str]] = {}
    for fact, there in zip(before, stays[1:], strict=True):
        month, _ = day_of(fact.at)  # type: ignore[arg-type]
        by_month[month] = (by_month[month][0] if month in by_month else fact.key, there)
    for month, (left, came) in by_month.items():
        if left != came:
            marks[Cell("moved_out", left, "", month)] = {}
            marks[Cell("moved_in", came, "", month)] = {}
    return marks


def residence_cells(facts: list[Fact]) -> Iterator[Cell]:
    """Every place and month on which somebody's stays may bear."""
    places = {fact.key for fact in facts}
    months = {day_of(fact.at)[0] for fact in facts if fact.at is not None}
    for place in places:
        yield Cell("lives", place, "", TIMELESS)
        for month in months:
            yield Cell("moved_out", place, "", month)
            yield Cell("moved_in", place, "", month)

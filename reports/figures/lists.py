"""The lists behind the numbers: exactly as many rows as the number says, names only for those who may see them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from pyroaring import BitMap
from sqlalchemy import ColumnElement, Integer, Select, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import contains_eager

from courses.catalogue import catalogue
from feedback.models import Rating
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, home_commune, may_at
from learning.core.database import db
from learning.core.errors import NotFound
from learning.progress.models import ForgottenTally
from reports.figures.book import Book, open_book
from reports.figures.facts import EASY
from reports.figures.formulas import Measure, People, Sum, parts_of
from reports.figures.marks import course_of
from reports.figures.measures import MEASURES
from reports.figures.models import FigurePerson
from reports.figures.reckoning import Reckoner
from reports.figures.scope import Scope

ROWS_A_PAGE = 50
EASY_ONES = "easy_ratings"
MEETING = "buoi-hoc"


@dataclass(frozen=True, slots=True)
class Behind:
    """Who stands behind a number. ``turns`` says how much each adds, None where each counts once.

    ``total`` is the number itself: how many people there are, or what they add up to. Behind what is counted without
    people (``things``) are lessons and meetings, by title.
    """

    people: BitMap
    turns: Counter[int] | None = field(default=None)
    things: tuple[tuple[str, int], ...] | None = field(default=None)

    @property
    def total(self) -> int:
        """What the list comes to; always the figure's numerator or denominator."""
        return len(self.people) if self.turns is None else sum(self.turns.values())

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        return len(self.people) if self.things is None else len(self.things)

    def of(self, ordinal: int) -> int:
        """What one person adds."""
        return 1 if self.turns is None else self.turns[ordinal]


@dataclass(frozen=True, slots=True)
class Row:
    """One person behind a number; without ``person`` the viewer may not see who it is. Or a thing, by its title."""

    person: Person | None
    turns: int
    title: str = ""


def people_behind(measure: Measure | str, scope: Scope, book: Book | None = None, part: str = "numerator") -> Behind:
    """Who stands behind a figure's numerator or denominator; empty where there is no list (the roster, a gain)."""
    measure = MEASURES[measure] if isinstance(measure, str) else measure
    counted = parts_of(measure.counted)
    place = 1 if part == "denominator" else 0
    if place >= len(counted):
        return Behind(BitMap())
    wanted = counted[place]
    if measure.nameless:
        things = _rated(scope, isinstance(wanted, Sum) and wanted.kind == EASY_ONES)
        return Behind(BitMap(), Counter(dict(enumerate(times for _, times in things))), things)
    reckoner = Reckoner(book or open_book(), scope, measure)
    if isinstance(wanted, People):
        return Behind(reckoner.people(wanted))
    turns = reckoner.turns(wanted)
    return Behind(BitMap(turns.keys()), turns)


def rows_of(behind: Behind, viewer: Person, number: int = 1, size: int = ROWS_A_PAGE) -> Leaf:
    """One leaf of the list, in the order of Vietnamese lists. Raises ``NotFound`` beyond the end.

    Whoever lives outside the viewer's reach by now, and everybody for whoever may not see people, is a row without a
    name: the list always has as many rows as there are people in the number.
    """
    total = behind.rows
    if behind.things is not None:
        return _titles(behind.things, number, size)
    found = db.session.execute(_named(behind.people).limit(size).offset((number - 1) * size)).all()
    if not found and number > 1:
        raise NotFound
    allowed = Permission.SEE_PEOPLE
    rows = (
        Row(person if may_at(viewer, allowed, person.place) else None, behind.of(ordinal)) for person, ordinal in found
    )
    return Leaf(tuple(rows), total, number, size)


def _titles(things: tuple[tuple[str, int], ...], number: int, size: int) -> Leaf:
    part = things[(number - 1) * size : number * size]
    if not part and number > 1:
        raise NotFound
    return Leaf(tuple(Row(None, turns, title) for title, turns in part), len(things), number, size)


def _rated(scope: Scope, easy_only: bool) -> tuple[tuple[str, int], ...]:
    """The lessons and meetings that were rated, what was rated most first; whose a rating is stands nowhere."""
    query = select(Rating.item_key, func.count().label("times")).group_by(Rating.item_key)
    query = query.where(Rating.rated_on.between(scope.period.first, scope.period.last))
    if easy_only:
        query = query.where(Rating.face == EASY)
    if scope.places is not None:
        query = query.where(func.coalesce(Rating.place_id, home_commune().id).in_(scope.places))
    if scope.audience:
        query = query.where(Rating.audience == scope.audience.value)
    found = db.session.execute(query.order_by(func.count().desc(), Rating.item_key)).all()
    return tuple(
        (_title(row.item_key), row.times)
        for row in found
        if scope.courses is None or course_of(row.item_key) in scope.courses
    )


def _title(item_key: str) -> str:
    if course_of(item_key) == MEETING:
        return "Một buổi học"
    course = catalogue().find(course_of(item_key))
    lesson = course.lesson(item_key.partition("/")[2]) if course else None
    return f"{lesson.title} ({course.title})" if course and lesson else "Bài đã gỡ xuống"


def _named(people: BitMap) -> Select[Person, int]:
    query = select(Person, FigurePerson.ordinal).join(FigurePerson, FigurePerson.person_id == Person.id)
    query = query.join(Place, Place.id == Person.place_id).options(contains_eager(Person.place))
    return query.where(_among(people)).order_by(Person.name_key, Person.id)


def _among(people: BitMap) -> ColumnElement[bool]:
    """One parameter, whatever the number of people."""
    ordinals = list(people)
    if db.session.get_bind().dialect.name == "sqlite":
        return FigurePerson.ordinal.in_(select(func.json_each(json.dumps(ordinals)).table_valued("value").c.value))
    return FigurePerson.ordinal == any_(literal(ordinals, ARRAY(Integer)))


def forgotten(scope: Scope) -> int:
    """How many completions in the period were made by people who have asked to be forgotten; they are in no figure.

    They are kept by whole months: a month that the period only touches counts with all its days.
    """
    first, last = scope.period.first.replace(day=1), scope.period.last
    query = select(func.coalesce(func.sum(ForgottenTally.completions), 0)).where(
        ForgottenTally.month.between(first, last), ~ForgottenTally.item_key.contains("/")
    )
    if scope.places is not None:
        query = query.where(ForgottenTally.place_id.in_(scope.places))
    if scope.audience:
        query = query.where(ForgottenTally.audience == scope.audience.value)
    if scope.courses is not None:
        query = query.where(ForgottenTally.item_key.in_(scope.courses))
    if scope.sources is not None:
        query = query.where(ForgottenTally.source.in_(scope.sources))
    return db.session.scalar(query) or 0

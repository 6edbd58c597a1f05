"""Questions about house visits. Names are given only for people within the reader's reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from learning.accounts.identities import present_ids, successors_of, with_card
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import may, may_at, people_for, within_reach
from learning.core import clock
from learning.core.database import db
from learning.core.errors import NotFound
from training.visits.models import HouseVisit, VisitedCourse, VisitedPerson

OWN_WORD = timedelta(days=30)  # how long whoever wrote a visit down may correct it
LATELY = timedelta(days=60)
MOST_LATELY, MOST_FOUND = 8, 20
STANDING = HouseVisit.taken_back_at.is_(None)


def visits_for(viewer: Person, own_only: bool) -> Select[HouseVisit]:
    """The visits one may look at, newest first: those of one's places for who may correct people, else one's own."""
    if may(viewer, Permission.CORRECT_PEOPLE) and not own_only:
        whose = within_reach(viewer, Permission.CORRECT_PEOPLE)
    else:
        whose = and_(HouseVisit.recorded_by == viewer.id, within_reach(viewer, Permission.HOLD_MEETINGS))
    query = _with_place().where(STANDING, whose)
    return query.order_by(HouseVisit.visited_at.desc(), HouseVisit.id.desc())


def visit_for(viewer: Person, visit_id: UUID, lock: bool = False) -> HouseVisit:
    """A visit that the viewer may correct, as it is now; raises ``NotFound`` for any other, known or not.

    The lock leaves room for a row that leads to the visit: a merge writes one while it holds the people.
    """
    query = _with_place().where(HouseVisit.id == visit_id, STANDING).execution_options(populate_existing=True)
    found = db.session.scalar(query.with_for_update(of=HouseVisit, key_share=True) if lock else query)
    if found is None or not may_change(viewer, found):
        raise NotFound
    return found


def may_change(viewer: Person, visit: HouseVisit) -> bool:
    """Whoever wrote it down, for thirty days; who may correct people there, at any time."""
    fresh = visit.recorded_at > clock.now() - OWN_WORD
    own = visit.recorded_by == viewer.id and fresh and may_at(viewer, Permission.HOLD_MEETINGS, visit.place)
    return own or may_at(viewer, Permission.CORRECT_PEOPLE, visit.place)


def _with_place() -> Select[HouseVisit]:
    return select(HouseVisit).join(Place, Place.id == HouseVisit.place_id).options(contains_eager(HouseVisit.place))


def people_on(visits: Iterable[UUID]) -> Mapping[UUID, Sequence[Person]]:
    """Whom each of these visits taught, in one question."""
    query = select(VisitedPerson.visit_id, Person).join(Person, Person.id == VisitedPerson.person_id)
    query = query.join(Place, Place.id == Person.place_id).options(contains_eager(Person.place))
    query = query.where(VisitedPerson.visit_id.in_(list(visits))).order_by(Person.name_key, Person.id)
    found: dict[UUID, list[Person]] = {}
    for visit_id, person in db.session.execute(query):
        found.setdefault(visit_id, []).append(person)
    return found


def courses_on(visits: Iterable[UUID]) -> Mapping[UUID, Sequence[str]]:
    """What each of these visits taught, in one question."""
    query = select(VisitedCourse.visit_id, VisitedCourse.course_slug).order_by(VisitedCourse.course_slug)
    found: dict[UUID, list[str]] = {}
    for visit_id, slug in db.session.execute(query.where(VisitedCourse.visit_id.in_(list(visits)))):
        found.setdefault(visit_id, []).append(slug)
    return found


# --- Whom a visit may name ------------------------------------------------------------------------------------


def people_meant(
    viewer: Person, ids: Iterable[UUID], cards: Iterable[str] = (), visit: HouseVisit | None = None, lock: bool = False
) -> Sequence[Person]:
    """Those of these people whom the viewer may name, in one question: of their places, or on the visit already.

    With ``lock`` nobody of them can be deleted before the transaction ends, nor the viewer, who writes it down.
    """
    present = present_ids(ids)
    meant = or_(Person.id.in_(present), with_card(list(cards)))
    asked = and_(meant, or_(_named_on(visit), within_reach(viewer, Permission.HOLD_MEETINGS)))
    query = _people().add_columns(asked).order_by(Person.id)  # everybody locks in one order
    if lock:
        query = query.where(or_(asked, Person.id == viewer.id))
        query = query.with_for_update(of=Person, read=True, key_share=True)
    else:
        query = query.where(asked)
    found = [person for person, is_asked in db.session.execute(query) if is_asked]
    if lock and successors_of(present - {person.id for person in found}):  # became another's while we waited
        return people_meant(viewer, present, cards, visit, lock)
    return found


def _named_on(visit: HouseVisit | None) -> ColumnElement[bool]:
    on_it = select(VisitedPerson.person_id).where(VisitedPerson.visit_id == (visit.id if visit else None))
    return Person.id.in_(on_it)


def _people() -> Select[Person]:
    return select(Person).join(Place, Place.id == Person.place_id).options(contains_eager(Person.place))


def found_by_name(viewer: Person, words: str, place_id: int | None, known: Iterable[UUID]) -> Sequence[Person]:
    """People of the viewer's places by words of their name or by card, those of one thôn first; one more than fits."""
    query = people_for(viewer, Permission.HOLD_MEETINGS, words).where(Person.id != viewer.id)
    query = query.where(Person.id.not_in(list(known))).order_by(None)
    query = query.order_by(Person.place_id != place_id, Person.name_key, Person.id)
    return list(db.session.scalars(query.limit(MOST_FOUND + 1)))


def taught_lately(viewer: Person, known: Iterable[UUID]) -> Sequence[Person]:
    """Whom the viewer has visited lately, the last ones first: whoever is visited once is often visited again."""
    last = func.max(HouseVisit.visited_at).label("last")
    query = select(VisitedPerson.person_id, last).join(HouseVisit, HouseVisit.id == VisitedPerson.visit_id)
    query = query.where(HouseVisit.recorded_by == viewer.id, HouseVisit.visited_at > clock.now() - LATELY)
    mine = query.group_by(VisitedPerson.person_id).subquery()
    people = _people().join(mine, mine.c.person_id == Person.id)
    people = people.where(within_reach(viewer, Permission.HOLD_MEETINGS), Person.id.not_in(list(known)))
    return list(db.session.scalars(people.order_by(mine.c.last.desc(), Person.id).limit(MOST_LATELY)))


def last_place_of(viewer: Person) -> int | None:
    """The thôn of the visit that the viewer wrote down last."""
    query = select(HouseVisit.place_id).where(HouseVisit.recorded_by == viewer.id)
    return db.session.scalar(query.order_by(HouseVisit.recorded_at.desc(), HouseVisit.id.desc()).limit(1))


# --- Somebody's own data --------------------------------------------------------------------------------------


def visits_of_person(person_id: UUID) -> Sequence[tuple[HouseVisit, Sequence[str]]]:
    """The visits at which somebody learnt, oldest first, with the courses."""
    query = select(HouseVisit).join(VisitedPerson, VisitedPerson.visit_id == HouseVisit.id)
    query = query.where(VisitedPerson.person_id == person_id).order_by(HouseVisit.visited_at, HouseVisit.id)
    visits = list(db.session.scalars(query))
    courses = courses_on(visit.id for visit in visits)
    return [(visit, courses.get(visit.id, ())) for visit in visits]


def visits_made_by(person_id: UUID) -> Sequence[HouseVisit]:
    """The visits that somebody wrote down, oldest first."""
    query = select(HouseVisit).where(HouseVisit.recorded_by == person_id)
    return list(db.session.scalars(query.order_by(HouseVisit.visited_at, HouseVisit.id)))

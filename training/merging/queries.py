"""Questions: who may be one person, what hangs on a record, whom two ids mean. What shows people checks the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from certificates.models import Certificate, Revocation
from learning.accounts.audiences import Audience
from learning.accounts.consent import LEARNING_RECORD
from learning.accounts.identities import person_behind
from learning.accounts.models import Consent, Person, Place, RoleGrant, StaffPassword
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, leaf_of, may_at, people_for, within_reach
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.phones import mask_phone
from learning.progress.models import Completion
from quizzes.models import Attempt
from training.meetings.models import Attendance
from training.merging.models import ToldApart
from training.merging.weighing import BY_LIST, HOW, Record
from training.rollcall.models import SupervisedTest
from training.roster.models import RosterEntry

PAIRS_A_PAGE = 20
MOST_FOUND = 30

_STILL_GOOD = Certificate.id.not_in(select(Revocation.certificate_id))

Pair = tuple[Person, Person]


class NotHere(NotFound):
    """One of the two is nobody of the viewer's places, or nobody at all: the two look alike."""

    title = "Không thấy hồ sơ này"
    sentence = (
        "Một trong hai hồ sơ không thuộc nơi mình phụ trách, hoặc đã bị xóa. Muốn gộp, phải phụ trách cả hai nơi ở."
    )


# --- Who may be one -----------------------------------------------------------------------------------------


def alike(viewer: Person, number: int) -> Leaf:
    """One leaf of the pairs that are probably one person, most probable first; three questions, however many."""
    leaf = leaf_of(_pairs(viewer), number, PAIRS_A_PAGE)
    ids = {one for pair in leaf.rows for one in pair}
    query = select(Person).where(Person.id.in_(ids)).options(joinedload(Person.place))
    people = {person.id: person for person in db.session.scalars(query).unique()}
    rows = tuple((people[one], people[other]) for one, other in leaf.rows)
    return Leaf(rows, leaf.total, leaf.number, leaf.size)


def _pairs(viewer: Person) -> Select[UUID, UUID]:
    """Ids of two people within reach of the same folded name, and of one thôn and no two years, or of one phone."""
    found = _candidates(within_reach(viewer, Permission.CORRECT_PEOPLE)).subquery("found")
    one, other = aliased(Person), aliased(Person)
    query = select(found.c.low, found.c.high).join(one, one.id == found.c.low).join(other, other.id == found.c.high)
    order = _likeness(one, other).desc(), one.name_key, found.c.low, found.c.high
    return query.where(~told_apart(found.c.low, found.c.high)).order_by(*order)


def told_apart(one: Any, other: Any) -> ColumnElement[bool]:
    """A condition: somebody has said that these two are two."""
    this_way = and_(ToldApart.low_id == one, ToldApart.high_id == other)
    that_way = and_(ToldApart.low_id == other, ToldApart.high_id == one)
    return select(ToldApart.low_id).where(or_(this_way, that_way)).exists()


def _candidates(reach: ColumnElement[bool]):  # type: ignore[no-untyped-def]  # a union of selects
    one, other = aliased(Person), aliased(Person)
    mine = select(Place.id).where(reach)
    both = and_(one.place_id.in_(mine), other.place_id.in_(mine), one.search_key == other.search_key, one.id < other.id)
    year = or_(one.birth_year.is_(None), other.birth_year.is_(None), one.birth_year == other.birth_year)
    pair = select(one.id.label("low"), other.id.label("high"))
    neighbours = pair.join(other, and_(one.place_id == other.place_id, both)).where(year)
    return neighbours.union(pair.join(other, and_(one.phone == other.phone, both)))


def _likeness(one: type[Person], other: type[Person]) -> ColumnElement[int]:
    """How much speaks for it: a number in common most, then a year, the same marks in the name, the same place."""
    said = (
        (one.phone == other.phone, 8),
        (one.birth_year == other.birth_year, 6),
        (one.birth_year != other.birth_year, -6),
        (one.gender != other.gender, -5),
        (one.name_key == other.name_key, 3),
        (one.place_id == other.place_id, 2),
        (one.phone != other.phone, -2),
        (or_(one.pin_hash.is_(None), other.pin_hash.is_(None)), 1),
    )
    return sum((case((condition, points), else_=0) for condition, points in said), start=literal(0))


def told_apart_from(person_id: UUID) -> int:
    """From how many people somebody was told apart."""
    theirs = or_(ToldApart.low_id == person_id, ToldApart.high_id == person_id)
    return db.session.scalar(select(func.count()).select_from(ToldApart).where(theirs)) or 0


def found_by(viewer: Person, person: Person, words: str) -> Sequence[Person]:
    """Whom somebody might be a second record of, by card code or words of a name, within reach."""
    query = people_for(viewer, Permission.CORRECT_PEOPLE, words).where(Person.id != person.id)
    return list(db.session.scalars(query.limit(MOST_FOUND)).unique())


# --- Two records --------------------------------------------------------------------------------------------


def pair_for(viewer: Person, one_id: UUID, other_id: UUID) -> Pair:
    """Whom two ids mean today, both within the viewer's reach; the same person twice when they have become one.

    Raises ``NotHere``.
    """
    one, other = person_behind(one_id), person_behind(other_id)
    if one is None or other is None or not _may_correct(viewer, one, other):
        raise NotHere
    return one, other


def _may_correct(viewer: Person, *people: Person) -> bool:
    return all(may_at(viewer, Permission.CORRECT_PEOPLE, person.place) for person in people)


def records_of(people: Collection[Person]) -> list[Record]:
    """What hangs on each of these records, one question a kind."""
    ids = [person.id for person in people]
    lessons = _counted(Completion.person_id, ids)
    tests = _counted(Attempt.person_id, ids, Attempt.handed_in_at.is_not(None))
    held = _counted(Certificate.person_id, ids, _STILL_GOOD)
    meetings = _counted(Attendance.person_id, ids)
    listed = set(db.session.scalars(select(RosterEntry.person_id).where(RosterEntry.person_id.in_(ids))))
    asked = select(Consent.person_id, Consent.channel).where(Consent.person_id.in_(ids))
    channels = dict(db.session.execute(asked.where(Consent.purpose == LEARNING_RECORD.key)).all())
    return [
        Record(
            person=person,
            audience=Audience(person.audience).label,
            phone=mask_phone(person.phone) if person.phone else "",
            how=BY_LIST if person.id in listed else HOW.get(channels.get(person.id, ""), ""),
            works_here=works_here(person.id),
            lessons=lessons.get(person.id, 0),
            tests=tests.get(person.id, 0),
            papers=held.get(person.id, 0),
            meetings=meetings.get(person.id, 0),
        )
        for person in people
    ]


def _counted(column, ids: list[UUID], *only: ColumnElement[bool]) -> dict[UUID, int]:  # type: ignore[no-untyped-def]
    query = select(column, func.count()).where(column.in_(ids), *only).group_by(column)
    return dict(db.session.execute(query).all())


# --- For the verbs ------------------------------------------------------------------------------------------


def held(ids: Collection[UUID]) -> dict[UUID, Person]:
    """Those of these people who are there, locked wholly and always in one order, as they are now."""
    found = {}
    for person_id in sorted(ids):
        query = select(Person).where(Person.id == person_id).with_for_update(of=Person)
        person = db.session.scalar(query, execution_options={"populate_existing": True})
        if person is not None:
            found[person_id] = person
    return found


def known_as(person_id: UUID) -> Person | None:
    """Somebody as the database knows them now, by their id or by one they gave up."""
    db.session.expire_all()
    return person_behind(person_id)


def works_here(person_id: UUID) -> bool:
    """Whether they hold a role or have an account."""
    role = select(RoleGrant.id).where(RoleGrant.person_id == person_id).exists()
    account = select(StaffPassword.person_id).where(StaffPassword.person_id == person_id).exists()
    return bool(db.session.scalar(select(or_(role, account))))


def has_papers(person_id: UUID) -> bool:
    """Whether they hold a certificate that counts."""
    query = select(Certificate.id).where(Certificate.person_id == person_id, _STILL_GOOD)
    return db.session.scalar(query.limit(1)) is not None


def approved_by(facilitator: UUID, learner: UUID) -> bool:
    """Whether one of them has said yes or no to a supervised test of the other."""
    query = select(SupervisedTest.id).where(SupervisedTest.person_id == learner)
    return db.session.scalar(query.where(SupervisedTest.decided_by == facilitator).limit(1)) is not None

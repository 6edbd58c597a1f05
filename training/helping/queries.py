"""Questions: who teaches whom, and how many a helper has helped to pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from certificates.models import Certificate, Revocation
from learning.accounts.models import Person
from learning.core.database import db
from learning.core.errors import NotFound
from quizzes.models import Attempt
from training.helping.credit import stood_on_the_day
from training.helping.models import Helping

SHOWN = 3  # of a card, enough for who knows it and too little for anybody else


def last_signs(person: Person) -> str:
    """What is shown of the card of a helper whose name is not for the viewer."""
    return person.card_code[-SHOWN:]


def standing_of(learner_id: UUID) -> tuple[Helping, Person] | None:
    """Who teaches this person now."""
    return standing_among([learner_id]).get(learner_id)


def standing_among(learner_ids: Iterable[UUID]) -> Mapping[UUID, tuple[Helping, Person]]:
    """Who teaches each of these people now, in one question."""
    wanted = list(learner_ids)
    query = select(Helping, Person).join(Person, Person.id == Helping.helper_id).options(joinedload(Person.place))
    query = query.where(Helping.learner_id.in_(wanted), Helping.withdrawn_at.is_(None))
    rows = db.session.execute(query).all() if wanted else ()
    return {helping.learner_id: (helping, helper) for helping, helper in rows}


def word_of(learner_id: UUID, helping_id: UUID | None) -> Helping:
    """One of the learner's rows; raises ``NotFound`` for anybody else's."""
    found = db.session.get(Helping, helping_id) if helping_id else None
    if found is None or found.learner_id != learner_id:
        raise NotFound
    return found


def words_of(learner_ids: Sequence[UUID]) -> Mapping[UUID, list[Helping]]:
    """Everything these people, or others for them, have said, as it is now; oldest first, in one question."""
    query = select(Helping).where(Helping.learner_id.in_(learner_ids)).order_by(Helping.named_at, Helping.id)
    said: dict[UUID, list[Helping]] = {}
    for row in db.session.scalars(query.execution_options(populate_existing=True)):
        said.setdefault(row.learner_id, []).append(row)
    return said


def helpings_about(person_id: UUID) -> Sequence[tuple[Helping, Person | None]]:
    """What somebody said, with the helper, and what was said of them, without who said it; oldest first."""
    mine = aliased(Person)
    query = select(Helping, mine).outerjoin(mine, and_(mine.id == Helping.helper_id, Helping.learner_id == person_id))
    query = query.where(or_(Helping.learner_id == person_id, Helping.helper_id == person_id))
    return [(helping, helper) for helping, helper in db.session.execute(query.order_by(Helping.named_at, Helping.id))]


# --- Credit -------------------------------------------------------------------------------------------------


def passes_of_the_taught() -> Select[*tuple[Any, ...]]:
    """Each try passed under supervision of everybody who ever named a helper, once for each such word.

    ``void``: the learner's supervised papers of this course have all been revoked.
    """
    passed = and_(Attempt.person_id == Helping.learner_id, Attempt.passed.is_(True), Attempt.supervised_at != "")
    columns = (Helping.helper_id, Helping.learner_id, Helping.named_at, Helping.withdrawn_at)
    query = select(*columns, Attempt.course_slug, Attempt.handed_in_at, _void().label("void"))
    return query.join(Attempt, passed).where(Attempt.handed_in_at.is_not(None))


def _void() -> ColumnElement[bool]:
    theirs = and_(
        Certificate.person_id == Attempt.person_id,
        Certificate.course_slug == Attempt.course_slug,
        Certificate.level == "supervised",
    )
    revoked = exists().where(Revocation.certificate_id == Certificate.id)
    return and_(exists().where(theirs, revoked), ~exists().where(theirs, ~revoked))


def is_credited(row: Any) -> bool:
    """Whether this word brings its helper credit for this pass, if it is the learner's first of the course."""
    return not row.void and stood_on_the_day(row.named_at, row.withdrawn_at, row.handed_in_at)


def helped_to_pass(helper_id: UUID) -> int:
    """How many learners have passed at least one course while this person was their helper."""
    first: dict[tuple[UUID, str], datetime] = {}
    rows = db.session.execute(passes_of_the_taught().where(Helping.helper_id == helper_id)).all()
    for row in rows:
        key = (row.learner_id, row.course_slug)
        first[key] = min(first.get(key, row.handed_in_at), row.handed_in_at)
    credited = (row for row in rows if row.handed_in_at == first[row.learner_id, row.course_slug] and is_credited(row))
    return len({row.learner_id for row in credited})

"""Questions to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from learning.core.database import db
from learning.progress.models import Completion, ReadingPlace


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is with a list of required items."""

    done: frozenset[str]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


# Built once: putting the expression together costs more than running it.
_OF_PERSON = select(Completion.item_key).where(Completion.person_id == bindparam("person_id"))
_WITHIN_COURSE = _OF_PERSON.where(
    Completion.item_key.startswith(bindparam("inside")) | (Completion.item_key == bindparam("course"))
)


def done_keys(person_id: UUID, within: str = "") -> frozenset[str]:
    """The items a person has finished; ``within``, a course's slug, limits them to one course."""
    if not within:
        return frozenset(db.session.scalars(_OF_PERSON, {"person_id": person_id}))
    values = {"person_id": person_id, "inside": f"{within}/", "course": within}
    return frozenset(db.session.scalars(_WITHIN_COURSE, values))


def standing(person_id: UUID, required: Iterable[str]) -> Standing:
    """What of ``required`` is done and what is missing, in the order given."""
    required = tuple(required)
    query = select(Completion.item_key).where(Completion.person_id == person_id, Completion.item_key.in_(required))
    done = frozenset(db.session.scalars(query))
    return Standing(done, tuple(key for key in required if key not in done))


def completions_of(person_id: UUID) -> Sequence[Completion]:
    """A person's rows in the ledger, oldest first."""
    query = (
        select(Completion)
        .where(Completion.person_id == person_id)
        .order_by(Completion.finished_at, Completion.item_key)
    )
    return list(db.session.scalars(query))


def places_of(person_id: UUID) -> Sequence[ReadingPlace]:
    """Where a person stopped reading, the latest first."""
    query = select(ReadingPlace).where(ReadingPlace.person_id == person_id).order_by(ReadingPlace.reached_at.desc())
    return list(db.session.scalars(query))

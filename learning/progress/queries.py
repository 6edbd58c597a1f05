"""Questions to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from learning.progress.models import Completion
from learning.core.database import db


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is with a list of required items."""

    done: frozenset[str]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def done_keys(person_id: UUID, within: str = "") -> frozenset[str]:
    """The items a person has finished; ``within`` limits them to one course."""
    query = select(Completion.item_key).where(Completion.person_id == person_id)
    if within:
        query = query.where(Completion.item_key.startswith(f"{within}/", autoescape=True) | (Completion.item_key == within))
    return frozenset(db.session.scalars(query))


def standing(person_id: UUID, required: Iterable[str]) -> Standing:
    """What of ``required`` is done and what is missing, in the order given."""
    required = tuple(required)
    query = select(Completion.item_key).where(Completion.person_id == person_id, Completion.item_key.in_(required))
    done = frozenset(db.session.scalars(query))
    return Standing(done, tuple(key for key in required if key not in done))


def completions_of(person_id: UUID) -> Sequence[Completion]:
    """A person's rows in the ledger, oldest first."""
    query = select(Completion).where(Completion.person_id == person_id).order_by(Completion.finished_at, Completion.item_key)
    return list(db.session.scalars(query))

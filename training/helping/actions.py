"""Verbs: name who teaches somebody, take it back. Nothing here commits.

A word may arrive late, twice and in any order: it carries an id made on the phone and the moment it was said, and goes
to its place between the words before and after it. A whole class is written down in a handful of questions.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db
from learning.core.errors import Refusal
from training.helping import queries
from training.helping.models import Helping


class OwnHelper(Refusal):
    """Nobody is credited with themselves."""

    status = 422
    title = "Đây là thẻ của chính người học"
    sentence = "Đây là thẻ của chính người học. Xin nhập mã thẻ của người dạy."


@dataclass(frozen=True, slots=True)
class Word:
    """Who teaches whom; ``made`` is the id of the form it came with."""

    learner: Person
    helper: Person
    made: UUID

    @property
    def id(self) -> UUID:
        """The same for every arrival of this word, and nobody else's."""
        return uuid.uuid5(self.made, f"{self.learner.id} {self.helper.id} nguoi-day")


def name_helpers(words: Sequence[Word], at: datetime, by: Person | None = None) -> None:
    """Write down who teaches these people since ``at``; ``by`` is who of the staff says so, None the learner.

    A word that arrives twice is one. Raises ``OwnHelper``.
    """
    settle(words, (), at, by)


def take_back(rows: Sequence[Helping], at: datetime, by: Person | None = None) -> None:
    """From ``at`` on these helpers are none any more; what has ended already stays as it is."""
    settle((), rows, at, by)


def settle(words: Sequence[Word], ended: Sequence[Helping], at: datetime, by: Person | None = None) -> None:
    """What ``take_back`` and ``name_helpers`` do, for a whole class under one lock."""
    if any(word.learner.id == word.helper.id for word in words):
        raise OwnHelper
    at = min(at, clock.now())
    _hold(*_about(words, ended), by.id if by else None)
    said = queries.words_of([*(word.learner.id for word in words), *(row.learner_id for row in ended)])
    over = [row for row in ended if row.withdrawn_at is None]
    for row in over:
        row.withdrawn_at = max(row.named_at, at)
    fresh = [_row(word, at, by) for word in words if not _arrived(word.id, said.get(word.learner.id, ()))]
    for row in fresh:
        _put_between(row, said.get(row.learner_id, ()))
    if by is not None:
        _trace(by, over, fresh)
    db.session.flush()  # what stood ends before another one stands
    db.session.add_all(fresh)
    db.session.flush()


def _about(words: Sequence[Word], ended: Sequence[Helping]) -> Iterator[UUID]:
    for word in words:
        yield from (word.learner.id, word.helper.id)
    for row in ended:
        yield from (row.learner_id, row.helper_id)


def _trace(by: Person, over: Sequence[Helping], fresh: Sequence[Helping]) -> None:
    for row in over:
        trace(by, "take_back_helper", f"person:{row.learner_id}")
    for row in fresh:
        trace(by, "name_helper", f"person:{row.learner_id}")


def _row(word: Word, at: datetime, by: Person | None) -> Helping:
    people = {"learner_id": word.learner.id, "helper_id": word.helper.id, "recorded_by": by.id if by else None}
    return Helping(id=word.id, named_at=at, **people)


def _arrived(word_id: UUID, said: Sequence[Helping]) -> bool:
    return any(row.id == word_id for row in said)


def _put_between(fresh: Helping, said: Sequence[Helping]) -> None:
    """End what stood when this was said, and let it stand until somebody is named next.

    Also who stands already gets another row: a word from between the two may still be on its way.
    """
    later = [row for row in said if (row.named_at, row.id) > (fresh.named_at, fresh.id)]
    for row in said:
        if row not in later and (row.withdrawn_at is None or row.withdrawn_at > fresh.named_at):
            row.withdrawn_at = fresh.named_at
    fresh.withdrawn_at = later[0].named_at if later else None


def bring_home(told: Helping) -> None:
    """Put a word from a hall without a network to its place; told twice with two ends, the earlier one holds.

    Who turned out to be their own helper is left out.
    """
    if told.learner_id == told.helper_id:
        return
    _hold(told.learner_id, told.helper_id, told.recorded_by)
    now, ended = clock.now(), told.withdrawn_at
    said = queries.words_of([told.learner_id]).get(told.learner_id, [])
    row = next((known for known in said if known.id == told.id), None)
    if row is None:
        row, told.named_at = told, min(told.named_at, now)
        _put_between(row, said)
        db.session.flush()
        db.session.add(row)
    if ended is not None:
        end = max(row.named_at, min(ended, now))
        row.withdrawn_at = min(row.withdrawn_at or end, end)
    db.session.flush()


def hand_over(gone_id: UUID, kept_id: UUID) -> None:
    """Two records turned out to be one person: what was said by and about the one goes to the other."""
    _hold(gone_id, kept_id)
    pair = (gone_id, kept_id)
    _hold_words_of(pair)
    own = Helping.learner_id.in_(pair) & Helping.helper_id.in_(pair)  # nobody teaches themselves
    db.session.execute(delete(Helping).where(own), execution_options={"synchronize_session": False})
    both = [row for rows in queries.words_of(pair).values() for row in rows]
    both.sort(key=lambda row: (row.named_at, row.id))
    for row, later in pairwise(both):
        row.withdrawn_at = min(row.withdrawn_at or later.named_at, later.named_at)
    db.session.flush()  # one stands at most, before they are one learner's
    for row in both:
        row.learner_id = kept_id
    db.session.flush()
    taught = update(Helping).where(Helping.helper_id == gone_id).values(helper_id=kept_id)
    db.session.execute(taught, execution_options={"synchronize_session": False})


def _hold_words_of(pair: tuple[UUID, UUID]) -> None:
    """Lock what was said by and about the two as a class does that ends it, by id: others' words are among it."""
    theirs = or_(Helping.learner_id.in_(pair), Helping.helper_id.in_(pair))
    db.session.execute(select(Helping.id).where(theirs).order_by(Helping.id).with_for_update())


def _hold(*person_ids: UUID | None) -> None:
    """Let nobody decide about these learners, or write anything of theirs, until the transaction ends.

    Else a word and a pass of the same moment would not see each other, and nobody would note that there is a credit.
    A row of ours leads to its helper and to who wrote it down as well: everybody is locked here, in one order, or two
    who name each other would wait for each other. SQLite's writers queue without this.
    """
    if db.session.get_bind().dialect.name != "sqlite":
        query = select(Person.id).where(Person.id.in_({one for one in person_ids if one})).order_by(Person.id)
        db.session.execute(query.with_for_update())


def forget(person_id: UUID) -> None:
    """Delete what was said by somebody and about them."""
    mine = or_(Helping.learner_id == person_id, Helping.helper_id == person_id)
    db.session.execute(delete(Helping).where(mine), execution_options={"synchronize_session": False})

"""Verbs: rate, ask, answer, close, publish, take down, forget. Whatever arrives twice gives the first result."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from feedback.models import Enquiry, PublicAnswer, Rating
from feedback.personal import names_somebody
from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.queries import home_place
from learning.core import clock
from learning.core.clock import LOCAL
from learning.core.codes import new_code
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal


class NamesSomebody(Refusal):
    """What is to be published holds the name of whoever asked."""

    status = 422
    title = "Còn tên người hỏi"
    sentence = "Trong lời đăng còn tên người hỏi. Xin viết lại, bỏ tên đi, rồi đăng."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put; ``name`` is empty unless whoever asks wants it known."""

    question: str
    item_key: str
    name: str


def rate(made_id: UUID, item_key: str, face: int, line: str, person: Person | None, moment: datetime) -> None:
    """Count one face. Of the person only the place and the group are taken, and of staff not even those."""
    counts = person is not None and not person.is_staff
    row = {
        "id": _unlinked(made_id),
        "item_key": item_key,
        "face": face,
        "line": line,
        "place_id": person.place_id if person and counts else None,
        "audience": person.audience if person and counts else None,
        "rated_on": moment.astimezone(LOCAL).date(),
    }
    db.session.execute(upsert(Rating).values(**row).on_conflict_do_nothing())


def _unlinked(made_id: UUID) -> UUID:
    """An id that is the same when the rating arrives again, and says nothing of when it was made."""
    return UUID(bytes=hashlib.sha256(made_id.bytes).digest()[:16])


def ask(person: Person | None, made_id: UUID, said: Asked, asked_at: datetime) -> Enquiry:
    """Put a question to the office of the person's place, a guest's to the commune; twice gives the first.

    An id that somebody else used is replaced by a new one.
    """
    own = {"person_id": person.id if person else None, "place_id": person.place_id if person else home_place().id}
    row = upsert(Enquiry).values(
        id=made_id,
        code=new_code(),
        name=said.name,
        item_key=said.item_key,
        question=said.question,
        asked_at=asked_at,
        **own,
    )
    db.session.execute(row.on_conflict_do_nothing(index_elements=["id"]))
    kept = db.session.scalars(select(Enquiry).where(Enquiry.id == made_id)).one()
    mine = kept.person_id == own["person_id"] and (person is not None or kept.question == said.question)
    return kept if mine else ask(person, new_id(), said, asked_at)


def answer(enquiry: Enquiry, words: str, by: Person) -> None:
    """Answer, or answer better than before."""
    enquiry.answer, enquiry.answered_at, enquiry.answered_by = words, clock.now(), by.id
    enquiry.closed_at = enquiry.closed_at or enquiry.answered_at
    trace(by, "answer_enquiry", f"enquiry:{enquiry.id}")


def close(enquiry: Enquiry, by: Person) -> None:
    """Close without an answer: settled by a call, or nothing that can be answered."""
    if enquiry.closed_at is None:
        enquiry.closed_at = clock.now()
        trace(by, "close_enquiry", f"enquiry:{enquiry.id}")


def publish(enquiry: Enquiry, question: str, words: str, by: Person) -> None:
    """Let everybody read the question and the answer as they are written here; raises ``NamesSomebody``."""
    asker = db.session.get(Person, enquiry.person_id) if enquiry.person_id else None
    for name in filter(None, (enquiry.name, asker.full_name if asker else "")):
        if names_somebody(f"{question} {words}", name):
            raise NamesSomebody
    new = {"question": question, "answer": words, "published_at": clock.now(), "published_by": by.id}
    row = upsert(PublicAnswer).values(id=new_id(), enquiry_id=enquiry.id, item_key=enquiry.item_key, **new)
    db.session.execute(row.on_conflict_do_update(index_elements=["enquiry_id"], set_=new))
    db.session.expire(enquiry, ["published"])
    trace(by, "publish_answer", f"enquiry:{enquiry.id}")


def take_down(enquiry: Enquiry, by: Person) -> None:
    """Take the public answer away."""
    db.session.execute(delete(PublicAnswer).where(PublicAnswer.enquiry_id == enquiry.id))
    db.session.expire(enquiry, ["published"])
    trace(by, "take_down_answer", f"enquiry:{enquiry.id}")


def forget(person_id: UUID) -> None:
    """Delete what a person has asked; what was published of it names nobody and stays."""
    db.session.execute(delete(Enquiry).where(Enquiry.person_id == person_id))

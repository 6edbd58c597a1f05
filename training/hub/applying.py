"""One fact after the other: who is meant, whether this hub may say so, and then the row, by the rooms' own verbs.

Whatever is applied gives the same rows in any order: an insert of a row that never changes, the earlier of two moments,
the fuller of two records. What needs a person to decide is held; what needs another part of the bundle waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from courses.actions import conclude
from courses.catalogue import catalogue
from learning.accounts.identities import successors_of
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import may, may_at
from learning.core.database import db
from training.hub.facts import KINDS, MEETING, NEW, PERSON, Fact, Kind
from training.hub.models import Hub, HubWalkIn
from training.hub.newcomers import welcome
from training.hub.rows import NotARow
from training.hub.writing import WRITERS, Written
from training.meetings.actions import Seen, keep_check_ins
from training.meetings.models import Meeting, MeetingFacilitator

PARTS = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a fact; ``about`` is the person's id on the hub."""

    state: str
    reason: str | None = None
    about: UUID | None = None


class Held(Exception):
    """A person must decide."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Waits(Exception):
    """Something that the fact leans on has not come yet."""


class Applier:
    """Applies facts of one hub. ``trusted``: somebody has decided to take them in; ``meant`` is whom they are about.

    ``rights_too``: an administrator has, so that it may have been written by somebody without a right.
    """

    def __init__(self, hub: Hub, trusted: bool = False, meant: Person | None = None, rights_too: bool = False) -> None:
        self.hub, self.trusted, self.meant, self.rights_too = hub, trusted, meant, rights_too
        self.paths = tuple(place.path for place in hub.places)
        self.seen: dict[UUID, list[Seen]] = defaultdict(list)
        self.finished: set[tuple[UUID, str]] = set()
        self.people: dict[UUID, Person] = {}
        self.aliases: dict[UUID, UUID | None] = {}
        self.meetings: dict[UUID, Meeting | None] = {}
        self.rights: dict[tuple[UUID, UUID], bool] = {}

    def apply_all(self, batch: Iterable[tuple[str, Fact]]) -> dict[str, Outcome]:
        """Every fact in turn; then rolls and courses, once for all."""
        batch = list(batch)
        self._look_up([about for _, fact in batch if (about := _about(fact)) is not None])
        outcomes = {digest: self._apply(fact) for digest, fact in batch}
        for meeting_id, seen in self.seen.items():
            meeting = self.meetings[meeting_id]
            assert meeting is not None
            keep_check_ins(meeting, seen)
        self._conclude()
        return outcomes

    def _look_up(self, ids: list[UUID]) -> None:
        """All the people in three questions for every five hundred."""
        wanted = sorted(set(ids))
        for at in range(0, len(wanted), PARTS):
            part = wanted[at : at + PARTS]
            aliases = db.session.scalars(select(HubWalkIn).where(HubWalkIn.id.in_(part)))
            found = {row.id: row.person_id for row in aliases} | successors_of(part)
            self.aliases |= found
            whom = {*part, *(person_id for person_id in found.values() if person_id)}
            rows = db.session.scalars(select(Person).where(Person.id.in_(whom))).unique()
            self.people |= {person.id: person for person in rows}

    def _apply(self, fact: Fact) -> Outcome:
        about = _about(fact)
        try:
            with db.session.begin_nested():
                self._write(KINDS[fact.kind], fact.body, about)
        except Held as held:
            return Outcome("held", held.reason, about)
        except Waits:
            return Outcome("waiting", None, about)
        except (
            NotARow,
            IntegrityError,
            StatementError,
            LookupError,
            TypeError,
            ValueError,
            ArithmeticError,
            AttributeError,
        ):
            return Outcome("held", "broken", about)
        return Outcome("applied", None, about)

    def _write(self, kind: Kind, body: dict[str, Any], about: UUID | None) -> None:
        if kind is PERSON:
            self.check_place_id(body["place_id"])
            self._welcome(body)
            return
        person = self._person(about, body) if about is not None else None
        meeting = self._meeting(kind, body)
        actor = self._actor(kind, body, meeting)
        WRITERS[kind.name](self, kind, Written(body, person, meeting, actor))

    # --- Who is meant, and may the hub say so ---

    def _welcome(self, body: dict[str, Any]) -> None:
        person = welcome(self.hub, body)
        self.aliases[UUID(hex=body["id"])] = person.id
        self.people[person.id] = person

    def _person(self, about: UUID, body: dict[str, Any]) -> Person:
        if self.meant is not None:
            return self.meant
        person_id = self.aliases.get(about, about)
        person = self.people.get(person_id) if person_id else None
        if person is None:
            if body.get(NEW) and about not in self.aliases:
                raise Waits
            raise Held("forgotten")
        if not self.trusted and not self.covers(person.place.path):
            raise Held("elsewhere")
        return person

    def neighbour(self, told_id: UUID, newcomer: bool) -> Person:
        """Somebody else than the one whom a fact is about; raises ``Waits`` and ``Held`` as for that person."""
        if told_id not in self.people and told_id not in self.aliases:
            self._look_up([told_id])
        person_id = self.aliases.get(told_id, told_id)
        person = self.people.get(person_id) if person_id else None
        if person is None and newcomer and told_id not in self.aliases:
            raise Waits
        if person is None:
            raise Held("forgotten")
        return person

    def check_may_teach(self, actor: Person | None) -> None:
        """Raises ``Held`` for whoever wrote something about others and may hold classes no more."""
        if actor is not None and not self.rights_too and not may(actor, Permission.HOLD_MEETINGS):
            raise Held("rights")

    def covers(self, path: str) -> bool:
        """Whether the hub carries the people of this place."""
        return path.startswith(self.paths)

    def check_place_id(self, place_id: int) -> None:
        """Raises ``Held`` for people of other places."""
        if not self.trusted and not self.covers(self._place(place_id).path):
            raise Held("elsewhere")

    def check_hall_id(self, place_id: int) -> None:
        """Raises ``Held`` for what took place elsewhere."""
        self._check_hall(self._place(place_id))

    def office(self, place_id: int) -> Place:
        """Where a guest's question goes: a place of the hub, or one that such a place lies in."""
        place = self._place(place_id)
        if not self.covers(place.path) and not any(path.startswith(place.path) for path in self.paths):
            raise Held("broken")
        return place

    def wait(self) -> None:
        """What this fact leans on has not come yet."""
        raise Waits

    def _meeting(self, kind: Kind, body: dict[str, Any]) -> Meeting | None:
        if kind is MEETING:
            self._check_hall(self._place(body["place_id"]))
            return None
        if body.get("meeting_id") is None:
            return None
        meeting_id = UUID(hex=body["meeting_id"])
        if self.meetings.get(meeting_id) is None:
            query = select(Meeting).where(Meeting.id == meeting_id)
            self.meetings[meeting_id] = db.session.scalar(query.with_for_update(of=Meeting, key_share=True))
        meeting = self.meetings[meeting_id]
        if meeting is None:
            raise Waits
        self._check_hall(meeting.place)
        return meeting

    def _place(self, place_id: int) -> Place:
        place = db.session.get(Place, place_id) if isinstance(place_id, int) else None
        if place is None or place.kind == "province":
            raise Held("broken")
        return place

    def _check_hall(self, place: Place) -> None:
        if not self.trusted and not self.covers(place.path):
            raise Held("meeting")

    def _actor(self, kind: Kind, body: dict[str, Any], meeting: Meeting | None) -> Person | None:
        """Whoever wrote it down in the hall; held when they have no right to any more."""
        if not kind.actor or body[kind.actor] is None:
            return None
        actor_id = UUID(hex=body[kind.actor])
        actor = db.session.get(Person, actor_id)
        place = meeting.place if meeting else self._place(body["place_id"]) if "place_id" in body else None
        if self.rights_too:
            return actor
        if actor is None or (place is not None and not self._may(actor, place, meeting)):
            raise Held("rights")
        return actor

    def _may(self, actor: Person, place: Place, meeting: Meeting | None) -> bool:
        where = (actor.id, meeting.id) if meeting else (actor.id, UUID(int=place.id))
        if where not in self.rights:
            leads = meeting is not None and db.session.get(MeetingFacilitator, (meeting.id, actor.id)) is not None
            led = leads and may(actor, Permission.HOLD_MEETINGS)  # whose task was taken back leads no more
            self.rights[where] = led or may_at(actor, Permission.HOLD_MEETINGS, place)
        return self.rights[where]

    # --- Afterwards ---

    def _conclude(self) -> None:
        """Courses that are finished by what came together with what was there."""
        db.session.flush()
        for person_id, slug in sorted(self.finished):
            course = catalogue().find(slug)
            if course is not None and not course.is_path:
                conclude(person_id, course, catalogue().paths)


def _about(fact: Fact) -> UUID | None:
    """The person's id on the hub, None for what is about nobody; what is no id is seen to when it is applied."""
    told = fact.body.get(KINDS[fact.kind].person) if KINDS[fact.kind].person else None
    try:
        return UUID(hex=told) if told else None
    except (ValueError, AttributeError, TypeError):
        return UUID(int=0)

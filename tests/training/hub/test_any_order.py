"""Bundles of three hubs and twenty phones, in any order, as often as one likes, in whatever parts: one state."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from learning.accounts.models import Consent, Person
from learning.accounts.permissions import Role
from learning.core import clock as core_clock
from learning.core.codes import new_card_code
from learning.core.database import Base, db
from learning.progress import actions as ledger
from learning.progress.models import Completion
from practice.models import PracticeRun
from tests.support import factories
from tests.support.databases import Image, forget_memories, image
from tests.support.factories import COURSE, LESSON
from tests.support.meetings import meeting
from training.helping.models import Helping
from training.hub import actions
from training.hub.bundle import append, opener_of, pack
from training.hub.facts import (
    CHECK_IN,
    COMPLETION,
    HELPING,
    LIVE,
    LIVE_RESULT,
    NEW,
    NEW_HELPER,
    PERSON,
    PRACTICE,
    REMOVAL,
    Fact,
)
from training.hub.models import Hub, HubConflict, HubFact, HubPlace, HubWalkIn
from training.hub.sealing import home_key, public_half
from training.live.models import LiveQuiz, LiveResult
from training.meetings.actions import check_in
from training.meetings.models import Attendance, AttendanceRemoval, CheckIn, Meeting, MeetingState

HUBS, PHONES = 3, 20
TABLES: dict[type[Base], tuple[str, ...]] = {
    Person: ("id", "full_name", "card_code", "birth_year", "place_id"),
    Consent: ("person_id", "purpose", "version"),
    CheckIn: ("id", "meeting_id", "person_id", "means", "checked_in_at"),
    AttendanceRemoval: ("id", "meeting_id", "person_id", "removed_at"),
    Attendance: ("id", "meeting_id", "person_id", "checked_in_at"),
    Helping: ("id", "learner_id", "helper_id", "named_at", "withdrawn_at"),
    Completion: ("person_id", "item_key", "source", "finished_at"),
    PracticeRun: ("id", "person_id", "steps", "finished_at", "left_at"),
    LiveQuiz: ("id", "ended_at"),
    LiveResult: ("live_id", "person_id", "correct", "answered", "asked"),
    HubFact: ("digest", "hub_id", "state", "reason", "about"),
    HubWalkIn: ("id", "person_id", "card_code"),
    HubConflict: ("kind", "person_id", "other_id"),
    MeetingState: ("meeting_id", "number", "state"),
}


def state() -> dict[str, list[tuple[str, ...]]]:
    """Everything that came of it, without when it arrived."""
    found = {}
    for model, columns in TABLES.items():
        rows = db.session.execute(select(*(getattr(model, name) for name in columns)))
        found[model.__tablename__] = sorted(tuple(map(str, row)) for row in rows)
    return found


class World:
    """A village at one moment, and what three hubs have recorded there; always the same for the same number."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(number)
        self.now = core_clock.now()
        self.leader = factories.staff("Phùng Đức Thắng", "thang", Role.STAFF)
        self.people = [factories.person(f"Phạm Thị {name}") for name in ("Hoa", "Lan", "Mai")]
        self.elsewhere = factories.person("Đỗ Văn Lượng", thon="Thôn Mẫu Hai")
        self.classes = [meeting(self.leader), meeting(self.leader, place=factories.place("Thôn Mẫu Hai"))]
        self.revision = factories.course().revision_id
        self.hubs = [self._hub() for _ in range(HUBS)]
        self.newcomers = [[self._newcomer() for _ in range(2)] for _ in range(HUBS)]
        self.logs = [append([], self._told(hub)) for hub in range(HUBS)]
        self.taps = [self._id() for _ in range(PHONES)]
        self.ids, self.room = [person.id for person in self.people], self.classes[0].id
        db.session.commit()

    def _id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def _hub(self) -> tuple[UUID, Any]:
        key = home_key(str(self.dice.random()))
        hub = Hub(id=self._id(), name="Trạm", public_key=public_half(key), taken_at=self.now)
        hub.expires_at = self.now + timedelta(days=30)
        db.session.add(hub)
        db.session.flush()
        db.session.add(HubPlace(hub_id=hub.id, place_id=factories.place("Thôn Mẫu Một").id))
        return hub.id, key

    def _moment(self) -> str:
        return (self.now - timedelta(minutes=self.dice.randrange(5))).isoformat()

    def _newcomer(self) -> dict[str, Any]:
        """Some have the name of a neighbour or of each other, some the same card."""
        cards = (new_card_code(lambda below: 0), new_card_code(lambda below: 1), self.people[0].card_code)
        names = ("Lê Thị Mới", "Phạm Thị Hoa", "Cao Văn Lạ")
        return {
            "id": self._id().hex,
            "full_name": self.dice.choice(names),
            "audience": "residents",
            "place_id": factories.place("Thôn Mẫu Một").id,
            "birth_year": self.dice.choice((None, 1960, 1961)),
            "gender": None,
            "phone": None,
            "guardian_name": None,
            "card_code": self.dice.choice(cards),
            "pin_hash": None,
            "registered_at": self._moment(),
            "consents": [{"purpose": "record", "version": 1, "channel": "web", "given_at": self._moment()}],
        }

    def _told(self, hub: int) -> list[Fact]:
        live = self._live()
        facts = [Fact(PERSON.name, body) for body in self.newcomers[hub]]
        facts += [Fact(LIVE.name, live | {"ended_at": self._moment()}) for _ in range(2)]
        run = self._id()
        for _ in range(8):
            facts += self._one(hub, live["id"], run)
        return facts

    def _live(self) -> dict[str, Any]:
        thon = factories.place("Thôn Mẫu Một").id
        made = {"id": self._id().hex, "meeting_id": self.classes[0].id.hex, "place_id": thon, "title": "Đố vui"}
        return made | {"code": "123456", "made_by": None, "made_at": self.now.isoformat()}

    def _one(self, hub: int, live_id: str, run: UUID) -> list[Fact]:
        """What one phone adds: a check-in, a removal, a lesson, a run, a result."""
        ids = [(one.id.hex, False) for one in (*self.people, self.elsewhere)]
        ids += [(one["id"], True) for one in self.newcomers[hub]] + [(self._id().hex, False)]
        person, new = self.dice.choice(ids)
        whom = {"person_id": person, NEW: new}
        room = {"meeting_id": self.dice.choice(self.classes).id.hex}
        right = self.dice.randrange(3)
        choices = [
            Fact(
                CHECK_IN.name,
                whom
                | room
                | {
                    "id": self._id().hex,
                    "means": "tick",
                    "checked_in_at": self._moment(),
                    "recorded_by": self.dice.choice((None, self.leader.id.hex, self._id().hex)),
                },
            ),
            Fact(
                REMOVAL.name,
                whom
                | room
                | {"id": self._id().hex, "removed_at": self._moment(), "removed_by": self.leader.id.hex, "reason": ""},
            ),
            Fact(
                COMPLETION.name,
                whom | {"item_key": f"{COURSE}/{LESSON}", "source": "self", "finished_at": self._moment()},
            ),
            Fact(
                LIVE_RESULT.name,
                whom
                | {
                    "live_id": live_id,
                    "meeting_id": self.classes[0].id.hex,
                    "correct": right,
                    "answered": right + 1,
                    "asked": right + 2,
                    "recorded_at": self._moment(),
                },
            ),
        ]
        helper, new_helper = self.dice.choice(ids)
        word = {"learner_id": person, NEW: new, "helper_id": helper, NEW_HELPER: new_helper, "id": self._id().hex}
        word |= {"named_at": self._moment(), "recorded_by": self.dice.choice((None, self.leader.id.hex))}
        ends = (None, self.now.isoformat())
        choices.extend(Fact(HELPING.name, word | {"withdrawn_at": end}) for end in ends)
        runs = [(self.people[hub].id.hex, steps) for steps in (2, 3)]
        return [self.dice.choice(choices), self._run(run, *self.dice.choice(runs))]

    def _run(self, run: UUID, person: str, steps: int) -> Fact:
        finished = steps == 3
        body = {"id": run.hex, "person_id": person, "item_key": f"{COURSE}/tap", "revision_id": self.revision.hex}
        body |= {"steps": steps, "wrong_taps": 0, "hints": 0, "started_at": None, "seconds": None, NEW: False}
        body |= {"finished_at": self._moment() if finished else None, "left_at": None if finished else self._moment()}
        return Fact(PRACTICE.name, body)

    def phones(self) -> list[Callable[[], None]]:
        """What twenty phones with network send straight home, each as it would arrive."""
        return [self._phone(number, made) for number, made in enumerate(self.taps)]

    def _phone(self, number: int, made: UUID) -> Callable[[], None]:
        person = self.ids[number % len(self.ids)]
        at, room = self.now - timedelta(minutes=number % 4), self.room

        def send() -> None:
            whom = db.session.get_one(Person, person)
            if number % 2:
                check_in(db.session.get_one(Meeting, room), [whom], "self", at, None, made)
            else:
                ledger.record(person, f"{COURSE}/{LESSON}", at)

        return send

    def arrivals(self, cuts: list[list[int]]) -> list[Callable[[], object]]:
        """Everything that reaches home: twenty phones, and the parts of three logs."""
        files = [file for hub in range(HUBS) for file in self.parts(hub, cuts[hub])]
        return [*self.phones(), *(_carrying(file) for file in files)]

    def parts(self, hub: int, cuts: list[int]) -> list[bytes]:
        """The hub's log in parts that end after these lines."""
        lines, (hub_id, key) = self.logs[hub], self.hubs[hub]
        edges = sorted({0, len(lines), *(cut % (len(lines) + 1) for cut in cuts)})
        secret = str(current_app.config["SECRET_KEY"])
        opener = opener_of(secret).public_key().public_bytes_raw().hex()
        return [pack(hub_id, lines[start:end], key, opener) for start, end in pairwise(edges)]


CUTS = st.lists(st.lists(st.integers(0, 60), max_size=4), min_size=HUBS, max_size=HUBS)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_any_order_repetition_and_split_give_one_state(app, clock, number: int) -> None:
    """What comes whole and in order, once, says what every other way of arriving must give."""
    world = World(number)
    village = image()
    _arrive(app, village, world.arrivals([[], [], []]))
    straight = state()

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(cuts=CUTS, order=st.randoms(use_true_random=False), twice=st.lists(st.integers(0, 40), max_size=6))
    def arrives(cuts: list[list[int]], order: random.Random, twice: list[int]) -> None:
        arrivals = world.arrivals(cuts)
        arrivals += [arrivals[index % len(arrivals)] for index in twice]
        order.shuffle(arrivals)
        _arrive(app, village, arrivals)
        assert state() == straight

    arrives()
    assert straight["attendance"]
    assert straight["hub_conflict"]
    assert {"applied", "held"} <= {row[2] for row in straight["hub_fact"]}


def _arrive(app: Flask, village: Image, arrivals: list[Callable[[], object]]) -> None:
    db.session.remove()
    village.restore()
    forget_memories(app)
    for arrive in arrivals:
        arrive()
        db.session.commit()


def _carrying(file: bytes) -> Callable[[], object]:
    return lambda: actions.receive(file, None)

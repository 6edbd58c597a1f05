"""What a hub brings home: kinds of facts, each a few columns of one table, known by the digest of their words.

House visits are not among them: a hub stands in a hall, and whoever goes from door to door carries a phone, which keeps
the form until there is a network. They may be written down up to 180 days late.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feedback.models import Enquiry, Rating
from learning.accounts.models import Person
from learning.core.database import Base
from learning.progress.models import Completion
from practice.models import PracticeRun, ScamTest
from quizzes.models import Attempt
from training.helping.models import Helping
from training.live.models import LiveQuiz, LiveResult
from training.meetings.models import AttendanceRemoval, CheckIn, GuestCount, Meeting
from training.rollcall.models import SupervisedTest

NEW = "walk_in"  # in a body: the person was registered on the hub
NEW_HELPER = "helper_walk_in"  # likewise whoever teaches them


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: its table and the columns that travel; ``person`` and ``actor`` are columns of its people."""

    name: str
    model: type[Base]
    columns: tuple[str, ...]
    person: str = "person_id"
    actor: str = ""


def _all(model: type[Base], *without: str) -> tuple[str, ...]:
    return tuple(column.name for column in model.__table__.columns if column.name not in without)


MEETING = Kind("meeting", Meeting, _all(Meeting, "revision", "changed_at", "series_id"), "", "created_by")
PERSON = Kind("person", Person, _all(Person, "name_key", "search_key", "sign_in_epoch", "is_demo"), "id")
LIVE = Kind("live", LiveQuiz, ("id", "meeting_id", "place_id", "title", "code", "made_by", "made_at"), "", "made_by")
CHECK_IN = Kind(
    "check_in",
    CheckIn,
    ("id", "meeting_id", "person_id", "means", "checked_in_at", "recorded_by"),
    actor="recorded_by",
)
REMOVAL = Kind("removal", AttendanceRemoval, _all(AttendanceRemoval, "recorded_at"), actor="removed_by")
COMPLETION = Kind("completion", Completion, ("person_id", "item_key", "source", "finished_at"))
ATTEMPT = Kind("attempt", Attempt, _all(Attempt))
SUPERVISED = Kind("supervised", SupervisedTest, _all(SupervisedTest), actor="decided_by")
GUESTS = Kind("guests", GuestCount, _all(GuestCount, "recorded_at"), "", "said_by")
PRACTICE = Kind("practice", PracticeRun, _all(PracticeRun))
SCAM_TEST = Kind("scam_test", ScamTest, _all(ScamTest))
LIVE_RESULT = Kind("live_result", LiveResult, _all(LiveResult, "id"))
RATING = Kind("rating", Rating, _all(Rating), "")
ENQUIRY = Kind("enquiry", Enquiry, ("id", "code", "person_id", "place_id", "name", "item_key", "question", "asked_at"))

HELPING = Kind("helping", Helping, _all(Helping, "recorded_at"), "learner_id", "recorded_by")

# In the order in which they lean on each other.
KINDS = {
    kind.name: kind
    for kind in (
        MEETING,
        PERSON,
        LIVE,
        CHECK_IN,
        REMOVAL,
        COMPLETION,
        ATTEMPT,
        SUPERVISED,
        HELPING,
        GUESTS,
        PRACTICE,
        SCAM_TEST,
        LIVE_RESULT,
        RATING,
        ENQUIRY,
    )
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was recorded on a hub, with its place in the hub's log."""

    kind: str
    body: dict[str, Any]
    number: int = 0

    @property
    def words(self) -> bytes:
        """The one way in which this fact is written."""
        return canonical([self.kind, self.body])

    def digest(self, hub_id: UUID) -> str:
        """What the fact is known by."""
        return hashlib.sha256(hub_id.bytes + self.words).hexdigest()


def canonical(value: Any) -> bytes:
    """JSON in the one way it is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

"""What a person decides: take in or leave out what is held; one person or two. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence

from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import may
from learning.core import clock
from learning.core.database import db
from training.hub.applying import Applier
from training.hub.facts import Fact
from training.hub.models import Hub, HubConflict, HubFact
from training.merging import actions as merging

# --- What is held -------------------------------------------------------------------------------------------


def take_in_held(hub: Hub, rows: Sequence[HubFact], by: Person, meant: Person | None = None) -> int:
    """Apply held facts after all, about ``meant`` where they are about somebody who is not here; tells how many."""
    batch = [(row.digest, Fact(row.kind, row.body or {}, row.number)) for row in rows]
    rights_too = may(by, Permission.MANAGE_ROLES)
    outcomes = Applier(hub, trusted=True, meant=meant, rights_too=rights_too).apply_all(batch)
    done = [row for row in rows if outcomes[row.digest].state == "applied"]
    for row in rows:
        row.reason = outcomes[row.digest].reason or row.reason  # what is still held may be another's to decide
    _decided(done, "applied", by)
    trace(by, "decide_hub", f"hub:{hub.id}", f"{len(done)} taken in")
    return len(done)


def leave_out_held(hub: Hub, rows: Sequence[HubFact], by: Person) -> int:
    """Forget the words of held facts; tells how many."""
    _decided(rows, "dropped", by)
    trace(by, "decide_hub", f"hub:{hub.id}", f"{len(rows)} left out")
    return len(rows)


def _decided(rows: Sequence[HubFact], state: str, by: Person) -> None:
    for row in rows:
        row.state, row.reason, row.body = state, None, None
        row.decided_at, row.decided_by = clock.now(), by.id
    db.session.flush()


# --- One person or two --------------------------------------------------------------------------------------


def two_people(conflict: HubConflict, by: Person) -> None:
    """They are two; nothing changes but that nobody asks again."""
    conflict.decision, conflict.decided_at, conflict.decided_by = "different", clock.now(), by.id
    merging.tell_apart(conflict.person, conflict.other, by)


def one_person(conflict: HubConflict, by: Person) -> Person:
    """They are one: the newcomer's record goes. Raises ``NotMerged``."""
    return merging.merge(conflict.person_id, conflict.other_id, by)

"""Verbs at home: take a copy along, revoke a hub, receive what it brings. Nothing here commits."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import insert, select, update

from learning.accounts.actions import trace
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from learning.core.kept_files import drop, keep
from training.hub.applying import Applier
from training.hub.bundle import hub_named, opener_of, unpack
from training.hub.copying import Taken, copy_of
from training.hub.facts import KINDS, Fact
from training.hub.models import Hub, HubFact, HubPlace
from training.hub.pepper import pepper_of
from training.hub.queries import facts_about
from training.hub.sealing import home_key, new_passphrase, public_half, seal

GOOD_FOR = timedelta(days=30)
STILL_RECEIVED = timedelta(days=60)  # after that; what a class has recorded must not be lost to a busy month
AT_ONCE = 500
_QUIETLY = {"synchronize_session": False}


class ForeignHub(Refusal):
    """The bundle comes from a hub that this commune does not know."""

    status = 422
    title = "Không phải trạm của xã"
    sentence = "Tệp này đến từ một trạm mà trang của xã không biết. Chưa ghi gì vào sổ. Xin xem lại tệp."


class RevokedHub(Refusal):
    """The hub was revoked: nothing that it has signed is believed any more."""

    status = 422
    title = "Trạm đã bị thu hồi"
    sentence = "Trạm này đã bị thu hồi nên không nhận nữa. Chưa ghi gì vào sổ. Xin giữ tệp và hỏi người quản trị."


class ExpiredHub(Refusal):
    """The hub's time is long over."""

    status = 422
    title = "Trạm quá hạn đã lâu"
    sentence = "Trạm quá hạn đã hơn 60 ngày nên không nhận nữa. Chưa ghi gì vào sổ. Xin giữ tệp và hỏi người quản trị."


# --- Taking along -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """A copy that was made: the hub, the file, the passphrase that is shown once, and how much is in it."""

    hub: Hub
    file: bytes
    passphrase: str
    counts: Taken


def take(places: Sequence[Place], name: str, by: Person | None, hub_id: UUID | None = None) -> TakenAlong:
    """Make a copy of these places, sealed and signed, and register the hub that will carry it."""
    now, key = clock.now(), Ed25519PrivateKey.generate()
    hub = Hub(id=hub_id or new_id(), name=name, public_key=public_half(key), taken_at=now, expires_at=now + GOOD_FOR)
    hub.taken_by = by.id if by else None
    content, counts = copy_of(places, by)
    passphrase = new_passphrase()
    db.session.add(hub)
    db.session.flush()
    db.session.execute(insert(HubPlace), [{"hub_id": hub.id, "place_id": place.id} for place in places])
    file = seal(_head(hub), json.dumps(_inside(hub, key, content)).encode(), passphrase, _home_key())
    trace(by, "take_hub", f"hub:{hub.id}")
    return TakenAlong(hub, file, passphrase, counts)


def let_fetch(taken: TakenAlong) -> None:
    """Keep the file for a day, so that whoever took it can download it."""
    taken.hub.file_key = keep(taken.file)


def _head(hub: Hub) -> dict[str, Any]:
    said = {"hub": hub.id.hex, "name": hub.name}
    return said | {"taken_at": hub.taken_at.isoformat(), "expires_at": hub.expires_at.isoformat()}


def _inside(hub: Hub, key: Ed25519PrivateKey, content: bytes) -> dict[str, Any]:
    secret = _secret()
    pepper = pepper_of(secret)
    return {
        "private_key": key.private_bytes_raw().hex(),
        "opener": opener_of(secret).public_key().public_bytes_raw().hex(),
        "pepper": {"inner": pepper.inner, "outer": pepper.outer},
        "home_commune": current_app.config["HOME_COMMUNE"],
        "tables": base64.b64encode(content).decode(),
    }


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _home_key() -> Ed25519PrivateKey:
    return home_key(_secret())


def revoke(hub: Hub, by: Person) -> None:
    """Believe nothing more that this hub signs; twice is once."""
    if hub.revoked_at is None:
        hub.revoked_at = clock.now()
        drop(hub.file_key)
        hub.file_key = None
        trace(by, "revoke_hub", f"hub:{hub.id}")


# --- Receiving ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """What has become of the facts of one bundle."""

    hub: Hub
    new: int
    known: int
    held: int
    waiting: int


def receive(file: bytes, by: Person | None) -> Receipt:
    """Take in what a hub brings; the second arrival changes nothing.

    Raises ``NotABundle``, ``ForeignHub``, ``RevokedHub`` and ``ExpiredHub`` before anything is written.
    """
    hub = _hub_of(file)
    facts = unpack(file, hub.public_key, opener_of(_secret()))
    receipt = take_in(hub, facts)
    trace(by, "receive_hub", f"hub:{hub.id}")
    return receipt


def _hub_of(file: bytes) -> Hub:
    hub_id = hub_named(file)
    hub = db.session.scalar(select(Hub).where(Hub.id == hub_id).with_for_update())
    if hub is None:
        raise ForeignHub
    if hub.revoked_at is not None:
        raise RevokedHub
    if clock.now() > hub.expires_at + STILL_RECEIVED:
        raise ExpiredHub
    return hub


def take_in(hub: Hub, facts: Sequence[Fact]) -> Receipt:
    """Apply what is new, together with what has waited for it."""
    by_digest = {fact.digest(hub.id): fact for fact in facts}
    known = _known(list(by_digest))
    waiting = _waiting(hub)
    batch = {digest: fact for digest, fact in by_digest.items() if digest not in known} | waiting
    applier = Applier(hub)
    order = list(KINDS)
    ready = sorted(batch.items(), key=lambda pair: (order.index(pair[1].kind), pair[1].number))
    outcomes = applier.apply_all(ready)
    _write_down(hub, ready, outcomes, waiting)
    states = [outcome.state for digest, outcome in outcomes.items() if digest in by_digest]
    held, still = states.count("held"), states.count("waiting")
    return Receipt(hub, len(states) - held - still, len(facts) - len(states), held, still)


def _known(digests: list[str]) -> set[str]:
    """Those that have come before; a waiting one is looked at once more anyway."""
    found: set[str] = set()
    for at in range(0, len(digests), AT_ONCE):
        query = select(HubFact.digest).where(HubFact.digest.in_(digests[at : at + AT_ONCE]))
        found |= set(db.session.scalars(query))
    return found


def _waiting(hub: Hub) -> dict[str, Fact]:
    rows = db.session.scalars(select(HubFact).where(HubFact.hub_id == hub.id, HubFact.state == "waiting"))
    return {row.digest: Fact(row.kind, row.body or {}, row.number) for row in rows}


def _write_down(
    hub: Hub, batch: Sequence[tuple[str, Fact]], outcomes: dict[str, Any], waiting: dict[str, Fact]
) -> None:
    rows = [_row(hub, digest, fact, outcomes[digest]) for digest, fact in batch]
    for at in range(0, len(rows), AT_ONCE):
        part = upsert(HubFact).values(rows[at : at + AT_ONCE])
        news = {name: part.excluded[name] for name in ("state", "reason", "body")}
        db.session.execute(part.on_conflict_do_update(index_elements=["digest"], set_=news))
    if waiting:
        db.session.expire_all()


def _row(hub: Hub, digest: str, fact: Fact, outcome: Any) -> dict[str, Any]:
    kept = outcome.state in ("waiting", "held")
    return {
        "digest": digest,
        "hub_id": hub.id,
        "number": fact.number,
        "kind": fact.kind,
        "about": outcome.about,
        "state": outcome.state,
        "reason": outcome.reason,
        "body": fact.body if kept else None,
        "received_at": clock.now(),
    }


def forget(person_id: UUID) -> None:
    """Delete the words of what is held about a person; that something came stays, without a word."""
    theirs = facts_about(person_id)
    held = update(HubFact).where(theirs, HubFact.body.is_not(None))
    db.session.execute(held.values(state="dropped", reason=None, body=None), execution_options=_QUIETLY)
    db.session.execute(update(HubFact).where(theirs).values(about=None), execution_options=_QUIETLY)

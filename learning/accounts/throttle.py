"""Slowing down whoever guesses: waits grow with each failure, and a person's door locks until somebody helps.

Rows are locked while a secret is tried, so that guesses sent at the same moment are counted one after another.
Addresses are kept only as keyed hashes; a whole hall behind one address still gets in, because only failures count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from learning.accounts.models import SignInGuard
from learning.core import clock
from learning.core.database import db, upsert

FORGIVEN_AFTER = timedelta(hours=12)
ADDRESS_FORGIVEN_AFTER = timedelta(hours=1)  # a whole hall or a mobile network stands behind one address


@dataclass(frozen=True, slots=True)
class Policy:
    """After ``free`` failures each further one doubles a wait of ``first_wait``; at ``lock_at`` the door locks."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    lock_at: int | None


PERSON = Policy(free=3, first_wait=timedelta(seconds=30), longest_wait=timedelta(minutes=15), lock_at=10)
STAFF = Policy(free=3, first_wait=timedelta(seconds=30), longest_wait=timedelta(minutes=15), lock_at=None)
ADDRESS = Policy(free=20, first_wait=timedelta(seconds=15), longest_wait=timedelta(minutes=10), lock_at=None)


def wait_after(failures: int, policy: Policy) -> timedelta:
    """How long to wait after so many failures in a row."""
    beyond = failures - policy.free
    if beyond < 0:
        return timedelta(0)
    return min(policy.first_wait * 2 ** min(beyond, 12), policy.longest_wait)


def hold(subject: str, forgiven_after: timedelta = FORGIVEN_AFTER) -> SignInGuard:
    """The guard of ``subject``, locked until the transaction ends; old failures are forgiven."""
    moment = clock.now()
    fresh = upsert(SignInGuard).values(subject=subject, failures=0, last_failure_at=moment, locked=False)
    db.session.execute(fresh.on_conflict_do_nothing())
    query = select(SignInGuard).where(SignInGuard.subject == subject).with_for_update()
    guard = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if not guard.locked and moment - guard.last_failure_at > forgiven_after:
        guard.failures = 0
    return guard


def closed_until(guard: SignInGuard, moment: datetime) -> datetime | None:
    """When the next try is welcome, or None for now. A locked guard is closed for ever (``datetime.max``)."""
    if guard.locked:
        return datetime.max.replace(tzinfo=moment.tzinfo)
    waits = guard.waits_until
    return waits if waits is not None and waits > moment else None


def count_failure(guard: SignInGuard, policy: Policy) -> None:
    """One more wrong secret."""
    moment = clock.now()
    guard.failures += 1
    guard.last_failure_at = moment
    guard.waits_until = moment + wait_after(guard.failures, policy)
    guard.locked = policy.lock_at is not None and guard.failures >= policy.lock_at


def spend(subject: str, most: int, forgiven_after: timedelta = FORGIVEN_AFTER) -> bool:
    """Use up one of ``most`` chances; tells whether there was one left."""
    guard = hold(subject, forgiven_after)
    if guard.failures >= most:
        return False
    guard.failures += 1
    guard.last_failure_at = clock.now()
    return True


def clear(subject: str) -> None:
    """Forget all failures: after the right secret, or when somebody in charge unlocks."""
    db.session.execute(delete(SignInGuard).where(SignInGuard.subject == subject))


def forget_forgiven() -> None:
    """Delete what no longer slows anybody down: nobody needs to know who mistyped last month (Luật 91/2025, Điều 3)."""
    over = SignInGuard.locked.is_(False), SignInGuard.last_failure_at < clock.now() - FORGIVEN_AFTER
    db.session.execute(delete(SignInGuard).where(*over), execution_options={"synchronize_session": False})

"""Questions about long work: only whoever asked for it sees it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from learning.accounts.models import Person
from learning.core.database import db
from learning.core.errors import NotFound
from learning.jobs.models import RIGHTS, Job


def job_for(viewer: Person, job_id: uuid.UUID) -> Job:
    """One's own job; raises ``NotFound`` for anybody else's."""
    row = db.session.get(Job, job_id)
    if row is None or row.person_id != viewer.id:
        raise NotFound
    return row


def finished_for(viewer: Person, job_id: uuid.UUID) -> Job:
    """One's own job, to fetch what came out of it; raises ``NotFound`` when a role it was asked with is gone since."""
    row = job_for(viewer, job_id)
    if not set(row.args.get(RIGHTS, ())) <= set(rights_of(viewer)):
        raise NotFound("Quyền của tài khoản đã thay đổi nên tệp này không tải được nữa.")
    return row


def rights_of(person: Person) -> list[str]:
    """The roles that somebody has, and where, as plain words."""
    return sorted(f"{grant.role}@{grant.place_id}" for grant in person.grants)


def jobs_of(person_id: uuid.UUID) -> Sequence[Job]:
    """What somebody has asked for, oldest first."""
    return list(db.session.scalars(select(Job).where(Job.person_id == person_id).order_by(Job.made_at, Job.id)))


def something_runs() -> bool:
    """Whether the worker is busy with something."""
    return db.session.scalar(select(Job.id).where(Job.state == "running").limit(1)) is not None


def waiting_keys() -> list[str]:
    """The keys of everything that waits, oldest first."""
    return [str(key) for key in db.session.scalars(select(Job.id).where(Job.state == "waiting").order_by(Job.made_at))]

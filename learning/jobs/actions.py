"""Verbs of long work: ask for it, begin, note how far it is, finish, fail. Nothing here commits."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id
from learning.core.jobs import send_when_committed, work_of
from learning.core.kept_files import drop
from learning.jobs.models import RIGHTS, Job
from learning.jobs.queries import rights_of

REMEMBERED = timedelta(days=30)  # how long a finished job is still told about
STOPPED = "Máy chủ khởi động lại giữa chừng, việc chưa xong. Xin làm lại từ đầu; phần đã ghi thì không bị ghi hai lần."


def start_job(kind: str, owner: Person, **args: Any) -> Job:
    """Ask for work of a registered kind; it begins when the door commits. ``args`` are plain: ids, words, numbers.

    Raises ``LookupError`` when no such kind is registered.
    """
    work_of(kind)
    row = Job(id=new_id(), kind=kind, person_id=owner.id, args=args | {RIGHTS: rights_of(owner)})
    db.session.add(row)
    db.session.flush()
    send_when_committed(str(row.id))
    return row


def begin(job_id: uuid.UUID) -> Job | None:
    """Take a waiting job in hand; None when somebody has, or when it is gone. One statement decides between two."""
    query = update(Job).where(Job.id == job_id, Job.state == "waiting").values(state="running", seen_at=clock.now())
    if db.session.execute(query.returning(Job.id)).first() is None:
        return None
    return db.session.get_one(Job, job_id, populate_existing=True)


def note(job_id: uuid.UUID, **said: Any) -> None:
    """Write down how far it is, or what it has to say."""
    db.session.execute(update(Job).where(Job.id == job_id).values(seen_at=clock.now(), **said))


def finish(job_id: uuid.UUID) -> None:
    """It is done; the bar is full."""
    query = update(Job).where(Job.id == job_id, Job.state == "running")
    db.session.execute(query.values(state="done", finished_at=clock.now(), done=Job.total))


def fail(job_id: uuid.UUID, sentence: str) -> None:
    """It could not be done, and why; a half-written result goes."""
    row = db.session.get(Job, job_id, populate_existing=True)
    if row is None:
        return
    drop(row.file_key)
    row.state, row.sentence, row.finished_at = "failed", sentence, clock.now()
    row.file_key = row.file_name = None


def pick_up() -> None:
    """At the start of the worker: what the last one left half done has failed; what waits is sent anew."""
    for row in db.session.scalars(select(Job).where(Job.state == "running")).all():
        fail(row.id, STOPPED)
    for key in db.session.scalars(select(Job.id).where(Job.state == "waiting").order_by(Job.made_at)):
        send_when_committed(str(key))


def clear_away() -> None:
    """Forget jobs that were finished long ago; their files went after a day."""
    db.session.execute(delete(Job).where(Job.finished_at < clock.now() - REMEMBERED))


def forget(person_id: uuid.UUID) -> None:
    """Remove somebody's jobs and what they would have fetched."""
    for key in db.session.scalars(select(Job.file_key).where(Job.person_id == person_id)):
        drop(key)
    db.session.execute(delete(Job).where(Job.person_id == person_id))

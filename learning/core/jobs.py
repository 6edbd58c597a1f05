"""Long work beside the requests: kinds of work by name, and the queue that carries their keys to the worker.

What is queued is one key and nothing else; what is to be done, for whom and how far it has come stands in the database.
The queue is a SQLite file under ``DATA_DIR``, or Redis when ``REDIS_URL`` is set. A key sent twice is harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey
from sqlalchemy import event
from sqlalchemy.orm import Session

from learning.core.database import db
from learning.core.settings import Settings

QUEUE = "hoc-so"
SOONEST, LATEST = 0.1, 0.5  # seconds between two looks of an idle worker


class Progress(Protocol):
    """What a piece of work is given to speak through. Each call saves what has been done so far."""

    @property
    def owner_id(self) -> UUID:
        """Whose work it is."""

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is, and commit everything up to here."""

    def say(self, sentence: str) -> None:
        """What the page says when the work is done."""

    def lead_to(self, address: str, words: str) -> None:
        """Where the page leads when the work is done: a path of this site, and the words of the link."""

    def result(self, file_name: str) -> Path:
        """Where to write the file that the owner may fetch for a day, under this name."""


Work = Callable[[Progress, dict[str, Any]], None]
Chore = Callable[[], None]
_KINDS: dict[str, Work] = {}
_CHORES: dict[Chore, float] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """Put a function on the list of work that can be started under the name ``kind``."""

    def register(work: Work) -> Work:
        _KINDS[kind] = work
        return work

    return register


def every(seconds: float) -> Callable[[Chore], Chore]:
    """Have the worker call a function again and again, so many seconds apart. Several workers must do no harm."""

    def register(chore: Chore) -> Chore:
        _CHORES[chore] = seconds
        return chore

    return register


def chores() -> dict[Chore, float]:
    """What the worker does again and again, and after how many seconds."""
    return dict(_CHORES)


def work_of(kind: str) -> Work:
    """The function behind a name; raises ``LookupError`` when nobody has registered it."""
    return _KINDS[kind]


class Queue:
    """The queue of one app, opened when it is first needed: most processes never send anything."""

    def __init__(self, app: Flask, settings: Settings, run: Callable[[str], None]) -> None:
        self._app, self._settings, self._run = app, settings, run
        self._huey: Huey | None = None
        self._send: Callable[[str], Any] | None = None

    @property
    def huey(self) -> Huey:
        """The queue itself, for the worker."""
        if self._huey is None:
            self._huey = _open_queue(self._settings)
            self._send = self._huey.task(name="run")(self._within_app)
        return self._huey

    def send(self, key: str) -> None:
        """Let the worker know that there is something to do; under tests it is done at once."""
        assert self.huey is not None
        assert self._send is not None
        self._send(key)

    def _within_app(self, key: str) -> None:
        with self._app.app_context():
            try:
                self._run(key)
            finally:
                db.session.remove()


def _open_queue(settings: Settings) -> Huey:
    if settings.testing:
        return MemoryHuey(QUEUE, immediate=True, results=False)
    if settings.redis_url:
        return RedisHuey(QUEUE, results=False, url=settings.redis_url)
    folder = settings.data_dir / "jobs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return SqliteHuey(QUEUE, results=False, filename=str(folder / "queue.db"), fsync=True)


def install_jobs(app: Flask, settings: Settings, run: Callable[[str], None]) -> None:
    """Give the app its queue; ``run(key)`` does the work, in an application context of its own."""
    app.extensions["jobs"] = Queue(app, settings, run)


def queue() -> Queue:
    """The queue of the current app."""
    found: Queue = current_app.extensions["jobs"]
    return found


def send_when_committed(key: str) -> None:
    """Queue ``key`` once the present transaction is through; if it is not, nothing happens."""
    db.session().info.setdefault("jobs", []).append(key)


@event.listens_for(db.session, "after_commit")
def _send_all(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for key in session.info.pop("jobs", ()):
        queue().send(key)


@event.listens_for(db.session, "after_rollback")
def _send_nothing(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("jobs", None)

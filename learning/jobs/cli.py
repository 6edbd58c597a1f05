"""``flask jobs work``: the worker beside the server, and what it does with one job.

The worker is a door like a view: it commits, after every step that a job reports, so that a page can show the bar and
nobody else's writing waits for long.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import uuid
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from learning.core.database import db, may_write
from learning.core.errors import Refusal
from learning.core.jobs import LATEST, SOONEST, Chore, chores, queue, work_of
from learning.core.kept_files import kept_path, new_key, sweep
from learning.jobs import actions
from learning.jobs.models import Job

log = logging.getLogger(__name__)

TROUBLE = "Máy gặp trục trặc nên việc chưa xong. Lỗi ở phía trang, không phải do bà con. Xin thử lại sau ít phút."
AN_HOUR = 3600.0  # seconds

jobs_cli = AppGroup("jobs", help="Long work beside the requests.")


class Steps:
    """The ``Progress`` of one job: every call is written down and committed."""

    def __init__(self, row: Job) -> None:
        self._id, self.owner_id = row.id, row.person_id

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is, and commit everything up to here."""
        self._note(done=min(done, total), total=total)

    def say(self, sentence: str) -> None:
        """What the page says when the work is done."""
        self._note(sentence=sentence)

    def lead_to(self, address: str, words: str) -> None:
        """Where the page leads when the work is done."""
        self._note(onward=address, onward_words=words)

    def result(self, file_name: str) -> Path:
        """Where to write the file that the owner may fetch."""
        key = new_key()
        path = kept_path(key)
        path.touch(mode=0o600)
        self._note(file_key=key, file_name=file_name)
        return path

    def _note(self, **said: object) -> None:
        actions.note(self._id, **said)
        db.session.commit()


def run_job(key: str) -> None:
    """Do one job from beginning to end; whatever goes wrong becomes a sentence on its page."""
    may_write.set(True)
    row = actions.begin(uuid.UUID(key))
    db.session.commit()
    if row is None:
        return
    job_id, kind, args = row.id, row.kind, row.args
    try:
        work_of(kind)(Steps(row), args)
        actions.finish(job_id)
    except Refusal as refused:
        _give_up(job_id, refused.sentence)
    except Exception as error:
        # The worker goes on with the next job; the page tells this one's owner.
        log.error("job %s stopped: %s", kind, type(error).__name__, exc_info=_is_ours(error))
        _give_up(job_id, TROUBLE)
    db.session.commit()


def _is_ours(error: Exception) -> bool:
    """Errors of a database quote rows, with names and numbers of people: their story is not for the log."""
    return not type(error).__module__.startswith(("sqlalchemy", "psycopg"))


def _give_up(job_id: uuid.UUID, sentence: str) -> None:
    db.session.rollback()
    actions.fail(job_id, sentence)


@jobs_cli.command("work")
@click.option("--with-pid", type=int, default=0, help="Stop when this process is gone.")
def work(with_pid: int) -> None:
    """Do what is asked for, one thing after the other, until stopped."""
    actions.pick_up()
    actions.clear_away()
    db.session.commit()
    db.session.remove()
    consumer = queue().huey.create_consumer(
        workers=1, worker_type="thread", periodic=False, initial_delay=SOONEST, max_delay=LATEST, graceful_signal="TERM"
    )
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_watch, args=(app, with_pid), daemon=True).start()
    threading.Thread(target=_keep_house, args=(app,), daemon=True).start()
    logging.getLogger("huey").setLevel(logging.WARNING)
    consumer.run()


def _keep_house(app: Flask) -> None:
    """Every chore when its time has come, one after the other; none of them stops the others."""
    due = dict.fromkeys(chores(), 0.0)
    while True:
        for chore, apart in chores().items():
            if time.monotonic() >= due.get(chore, 0.0):
                do_chore(app, chore)
                due[chore] = time.monotonic() + apart
        time.sleep(1)


def do_chore(app: Flask, chore: Chore) -> None:
    """One chore, in an application context of its own. What goes wrong is told to the log, and it is done again."""
    with app.app_context():
        may_write.set(True)
        try:
            chore()
            db.session.commit()
        except Exception as error:
            log.error("chore %s stopped: %s", chore.__name__, type(error).__name__, exc_info=_is_ours(error))
            db.session.rollback()
        finally:
            db.session.remove()


def _watch(app: Flask, with_pid: int) -> None:
    """Once a second: is the server still there? Once an hour: whose day is over?"""
    swept = 0.0
    while not with_pid or _lives(with_pid):
        if time.monotonic() - swept > AN_HOUR or not swept:
            with app.app_context():
                sweep()
            swept = time.monotonic()
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""Two processes bring the sets up to the facts at one moment, while facts go on coming: nothing is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app import create_app
from learning.core import clock
from learning.core.database import db
from learning.progress import actions as ledger
from learning.progress.models import Completion
from pages.cli import migrate
from reports.figures import actions, queries
from reports.figures.periods import year_of
from reports.figures.scope import Scope
from tests.reports.figures.test_histories import whole_table
from tests.support import factories
from tests.support.databases import empty_database, settings_for

ROOT = Path(__file__).resolve().parents[3]
PEOPLE, ROUNDS, PROCESSES = 12, 20, 2
CATCHING_UP = """
import sys
from pathlib import Path
from app import create_app
from learning.core.database import db
from reports.figures import actions
from tests.support.databases import settings_for

with create_app(settings_for(sys.argv[1], Path(sys.argv[2]))).app_context():
    print("ready", flush=True)
    while not Path(sys.argv[2], "enough").exists() or actions.something_to_do():
        actions.catch_up(7)
        db.session.commit()
"""


def test_two_processes_catch_up_at_once(tmp_path: Path) -> None:
    with empty_database(tmp_path) as url, create_app(settings_for(url, tmp_path)).app_context():
        migrate()
        people = _people()
        others = [_start(url, tmp_path) for _ in range(PROCESSES)]
        try:
            for turn in range(ROUNDS):
                for person in people:
                    ledger.record(person, f"khoa/bai-{turn}", clock.now())
                db.session.commit()
        finally:
            (tmp_path / "enough").touch()
            codes = [other.wait(60) for other in others]
        assert codes == [0] * PROCESSES
        assert queries.waiting() == 0
        assert queries.figure("items", Scope(year_of(clock.today()))).value == PEOPLE * ROUNDS
        assert len(db.session.scalars(select(Completion.id)).all()) == PEOPLE * ROUNDS
        kept = whole_table()
        actions.rebuild()
        assert whole_table() == kept
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def _people() -> list[UUID]:
    factories.seed()
    found = [person.id for person in factories.people(PEOPLE)]
    db.session.commit()
    return found


def _start(url: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CATCHING_UP, url, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), text=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == "ready\n"
    return process

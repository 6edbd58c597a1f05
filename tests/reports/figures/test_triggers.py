"""The database itself notices what has changed, also after every migration; readers bring the sets up to it."""

from __future__ import annotations

import importlib.util

from sqlalchemy import func, select, text

from learning.core.database import db, may_write
from pages.cli import MIGRATIONS
from reports.figures import actions, queries, triggers
from reports.figures.models import FigureLog
from reports.figures.views import catch_up_first
from tests.support import factories

SPEC = importlib.util.spec_from_file_location("figures_0008", MIGRATIONS / "versions" / "0008_figures.py")


def test_the_migration_and_the_code_say_the_same() -> None:
    """Whoever changes a trigger writes a migration that puts the new one in place; then this test looks there."""
    migration = importlib.util.module_from_spec(SPEC)
    SPEC.loader.exec_module(migration)
    assert list(migration.ON_SQLITE) == triggers.made("sqlite")
    assert list(migration.ON_POSTGRESQL) == triggers.made("postgresql")


def test_every_trigger_is_there_after_all_migrations(app) -> None:
    """A migration that copies a table on SQLite loses its triggers and must put them in place again."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    table = "SELECT sql FROM sqlite_master WHERE type = 'trigger'" if on_sqlite else "SELECT tgname FROM pg_trigger"
    there = set(db.session.scalars(text(table)))
    wanted = [statement for statement in triggers.made(db.engine.dialect.name) if "CREATE TRIGGER" in statement]
    assert not [line for line in wanted if (line if on_sqlite else line.split()[2]) not in there]


def test_a_reader_catches_up_and_the_second_finds_nothing_to_do(app) -> None:
    factories.people(3)
    db.session.commit()
    may_write.set(False)
    catch_up_first()
    assert not may_write.get()
    assert not actions.something_to_do()
    assert queries.waiting() == 0


def test_a_forgotten_person_leaves_no_id_in_the_log(app) -> None:
    person = factories.person()
    db.session.commit()
    actions.catch_up()
    db.session.execute(text("DELETE FROM person"))
    assert person.id
    assert set(db.session.scalars(select(FigureLog.fact))) <= {"gone", "completion"}
    actions.catch_up()
    assert db.session.scalar(select(func.count()).select_from(FigureLog)) == 0


def test_rebuilding_gives_the_same_and_repairs_what_was_lost(app) -> None:
    for statement in triggers.taken_away(db.engine.dialect.name):
        db.session.connection().exec_driver_sql(statement)
    factories.people(3)
    db.session.flush()
    actions.put_triggers_in_place()
    actions.rebuild()
    assert len(queries.open_book().class_of("everybody", [""])) == 3
    assert app.test_cli_runner().invoke(args=["reports", "catch-up"]).exit_code == 0

"""The database itself notices what has changed, also after every migration; readers bring the sets up to it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import replace
from types import ModuleType

from sqlalchemy import func, select, text

from feedback import actions as feedback
from learning.accounts.audiences import Audience
from learning.core import clock
from learning.core.database import db, may_write, new_id
from learning.core.jobs import chores
from learning.jobs.cli import do_chore
from learning.progress import actions as ledger
from pages.cli import MIGRATIONS
from reports.figures import actions, queries, triggers
from reports.figures.models import FigureLog
from reports.figures.periods import free, year_of
from reports.figures.scope import Scope
from reports.figures.views import catch_up_first, keep_up
from tests.support import factories

VERSIONS = ("0008_figures", "0015_ratings_counted", "0016_house_visits", "0017_helpers")


def _migration(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, MIGRATIONS / "versions" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_migrations_and_the_code_say_the_same() -> None:
    """Whoever changes a trigger writes a migration that puts the new one in place; then this test looks there."""
    said = [_migration(name) for name in VERSIONS]
    assert _newest(line for one in said for line in one.ON_SQLITE) == _newest(triggers.made("sqlite"))
    assert _newest(line for one in said for line in one.ON_POSTGRESQL) == _newest(triggers.made("postgresql"))


def _newest(statements: Iterable[str]) -> dict[str, str]:
    """What each trigger and function says in the end; its kind and name are the first three words."""
    return {" ".join(statement.split()[:3]): statement for statement in statements}


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


def test_the_worker_keeps_the_figures_up_while_nobody_looks(app) -> None:
    factories.people(3)
    db.session.commit()
    assert chores()[keep_up] <= 30
    do_chore(app, keep_up)
    assert queries.waiting() == 0
    assert queries.figure("registered", Scope(year_of(clock.today()))).value == 3


def test_a_rating_counts_for_its_place_and_audience_and_leads_to_nobody(app, staff) -> None:
    someone = factories.person("Phạm Thị Mẫu", thon="Thôn Mẫu Một")
    lesson = f"{factories.COURSE}/mot"
    for face, who in ((3, someone), (1, someone), (3, someone), (2, None)):
        feedback.rate(new_id(), lesson, face, "", who, clock.now())
    db.session.commit()
    actions.catch_up()
    scope = Scope(year_of(clock.today()))
    here = replace(scope, places=frozenset({someone.place_id}), audience=Audience(someone.audience))
    everywhere, at_home = queries.figure("satisfaction", scope), queries.figure("satisfaction", here)
    assert (everywhere.numerator, everywhere.denominator, everywhere.value) == (2, 4, 50)
    assert (at_home.numerator, at_home.denominator) == (2, 3)
    assert "giới tính" in queries.figure("satisfaction", replace(scope, gender="nu")).sentences[0]
    behind = queries.people_behind("satisfaction", here, part="denominator")
    leaf = queries.rows_of(behind, staff)
    assert [(row.person, row.turns) for row in leaf.rows] == [(None, 3)]
    assert not behind.people


def test_days_are_fetched_again_only_for_a_month_that_has_changed(app, queries) -> None:
    from reports.figures import queries as figures

    someone, other = factories.person("Phạm Thị Mẫu"), factories.person("Phạm Thị Khác")
    today, lesson = clock.today(), f"{factories.COURSE}/mot"
    part = Scope(free(today.replace(day=2), today.replace(day=27)))
    when = clock.now().replace(day=14)
    ledger.record(someone.id, lesson, when)
    actions.catch_up()
    assert figures.figure("items", part).value == 1
    ledger.record(other.id, lesson, when.replace(year=when.year - 1))
    actions.catch_up()
    book = figures.open_book()
    with queries() as log:
        assert figures.figure("items", part, book).value == 1
    assert not log
    ledger.record(someone.id, f"{lesson}-ba", when)
    actions.catch_up()
    assert figures.figure("items", part).value == 2


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

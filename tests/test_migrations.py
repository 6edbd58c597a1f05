"""Migrations and models say the same, on the database under test; they go all the way up and down and up again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import CheckConstraint, inspect

from app import create_app
from learning.core.database import Base, db
from pages.cli import MIGRATIONS, migrate
from tests.support.databases import empty_database, settings_for


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Flask]:
    """A site whose database holds nothing at all."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with empty_database(tmp_path) as url:
        app = create_app(settings_for(url, tmp_path))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def differences() -> list[object]:
    """What a new automatic migration would contain."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    assert differences() == []


def test_the_comparison_sees(empty_site: Flask) -> None:
    assert len(differences()) >= len(Base.metadata.tables)


def test_every_check_of_the_models_is_in_the_database(app: Flask) -> None:
    """Alembic does not compare CHECK constraints; a missing one would be found by wrong data only."""
    asked = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(rule.name) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        assert wanted == {str(rule["name"]) for rule in asked.get_check_constraints(table.name)}, table.name


def test_down_and_up_again(empty_site: Flask) -> None:
    migrate()
    assert differences() == []

    downgrade(directory=str(MIGRATIONS), revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}

    migrate()
    assert differences() == []


def test_migrating_what_is_up_to_date_does_nothing(app: Flask, queries) -> None:
    with queries() as log:
        migrate()
    assert not [statement for statement in log if statement.startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE"))]


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_migrations_never_import_the_code_of_today() -> None:
    """An old migration must still run when the models have moved on."""
    texts = {path.name: path.read_text() for path in (MIGRATIONS / "versions").glob("*.py")}
    rooms = ("learning", "courses", "quizzes", "certificates", "pages", "app")
    assert texts
    assert not [
        name for name, text in texts.items() for room in rooms if f"from {room}" in text or f"import {room}" in text
    ]

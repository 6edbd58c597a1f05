"""``flask prepare``: from an empty folder to a site that can be opened; what is done already is left alone."""

from __future__ import annotations

import logging
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import Migrate, upgrade
from flask_migrate.cli import db as flask_db

from courses.cli import publish_shipped
from learning.accounts import invitations
from learning.accounts.places import plant_commune
from learning.accounts.queries import somebody_administers
from learning.core.database import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Create or migrate the database, plant the commune, publish the shipped courses, print the first link."""
    migrate()
    plant_commune(current_app.config["HOME_COMMUNE"])
    db.session.commit()
    publish_shipped()
    if not somebody_administers():
        token = invitations.invite(None)
        db.session.commit()
        click.echo(f"first-administrator: /thiet-lap/{token}")


def migrate() -> None:
    """Bring the schema up to date; costs one query when it already is."""
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    wanted = ScriptDirectory(str(MIGRATIONS)).get_heads()
    if set(current) == set(wanted):
        return

    logging.getLogger("alembic").setLevel(logging.WARNING)
    _introduce_alembic()
    upgrade(directory=str(MIGRATIONS))


def _introduce_alembic() -> None:
    """Tell Flask-Migrate about the app; only commands do, so that servers go without Alembic."""
    if "migrate" not in current_app.extensions:
        Migrate(current_app, db)


if current_app:  # a command has asked for this module: ``flask db …`` is about to look for what it was told
    _introduce_alembic()
migrations = flask_db

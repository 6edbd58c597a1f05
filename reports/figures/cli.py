"""``flask reports catch-up`` and ``flask reports rebuild``."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from learning.core.database import db
from reports.figures import actions
from reports.figures.views import make_anew

reports_cli = AppGroup("reports", help="Keep the figures up to the facts.")


@reports_cli.command("catch-up")
def catch_up() -> None:
    """Bring the figures up to what has been recorded since."""
    while taken := actions.catch_up():
        db.session.commit()
        click.echo(f"{taken} changes")


@reports_cli.command("rebuild")
def rebuild() -> None:
    """Put the triggers in place and count everything anew."""
    actions.put_triggers_in_place()
    db.session.commit()
    click.echo(f"{make_anew()} sets")

"""``flask staff-link``: the way back in for somebody who works with the site and forgot the password."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from learning.accounts import invitations
from learning.accounts.actions import trace
from learning.accounts.queries import staff_signing_in
from learning.core.database import db


@click.command("staff-link")
@click.argument("login_name")
@with_appcontext
def staff_link(login_name: str) -> None:
    """Print a one-time link by which LOGIN_NAME sets a new password; for whoever has the machine itself."""
    found = staff_signing_in(login_name)
    if found is None:
        raise click.ClickException("nobody signs in under this name")
    token = invitations.invite(found[0])
    trace(None, "invite_staff", f"person:{found[0].id}")
    db.session.commit()

    click.echo(f"/thiet-lap/{token}")

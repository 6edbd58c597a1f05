"""``flask demo``: fill an empty site with a believable commune."""

from __future__ import annotations

import secrets

import click
from flask.cli import with_appcontext

from demo.commune import SiteNotEmpty, Teller, check_empty
from demo.entering import enter_everything
from learning.accounts import actions
from learning.accounts.audiences import Audience
from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.accounts.pins import keeper
from learning.accounts.queries import home_place
from learning.core.database import db
from reports.figures.actions import rebuild

DEMO_PIN = "246813"
STAFF = (("canbo-mau", "Cán Bộ Mẫu", Role.STAFF), ("huongdan-mau", "Hướng Dẫn Mẫu", Role.FACILITATOR))


@click.command("demo")
@click.option("--people", default=2000, show_default=True, help="How many people to invent.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same commune.")
@click.option("--years", default=1, show_default=True, help="Over how many years they came and learnt.")
@with_appcontext
def demo(people: int, seed: int, years: int) -> None:
    """Fill an empty site with a commune that is marked as a demonstration."""
    try:
        check_empty()
    except SiteNotEmpty as refused:
        raise click.ClickException(refused.sentence) from refused
    Teller(seed, keeper().hash(DEMO_PIN), years).fill(people)
    staff, password = _invent_staff()
    enter_everything(staff)
    db.session.commit()
    rebuild()
    db.session.commit()

    click.echo(f"{people} people; every one signs in with the card code and the PIN {DEMO_PIN}.")
    click.echo(f"Staff: {', '.join(login for login, _, _ in STAFF)}; the password of both is {password}")


def _invent_staff() -> tuple[Person, str]:
    """Two people who work with the site, the first of them, and their one password, which is shown once."""
    home, password, invented = home_place(), secrets.token_urlsafe(9) + "-mau", []
    for login, name, role in STAFF:
        person = actions.add_staff(actions.Registration(name, Audience.OFFICIALS, home), login)
        person.is_demo = True
        actions.set_password(keeper(), person, password)
        actions.grant(person, role, home, None)
        invented.append(person)
    return invented[0], password

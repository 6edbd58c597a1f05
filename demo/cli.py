"""``flask demo``: fill an empty site with a believable commune."""

from __future__ import annotations

import click
from flask.cli import with_appcontext


@click.command("demo")
@click.option("--people", default=2000, show_default=True, help="How many people to invent.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same commune.")
@with_appcontext
def demo(people: int, seed: int) -> None:
    """Fill an empty site with a commune that is marked as a demonstration."""
    raise NotImplementedError

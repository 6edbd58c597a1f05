"""Commands of the hub: take and receive on the commune's machine, load and bring on the laptop."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from learning.accounts.models import Place
from learning.core.database import db
from learning.core.errors import Refusal
from training.hub import actions, loading, queries
from training.hub.bundle import pack
from training.hub.gathering import recorded_here, write_log
from training.hub.station import station

hub_cli = AppGroup("hub", help="A laptop as the class's own site where there is no network.")


@hub_cli.command("take")
@click.option("--places", required=True, help="Thôn by id or name, separated by commas.")
@click.option("--name", default="Trạm lớp học", show_default=True, help="What the hub is called in lists.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
def take(places: str, name: str, out: Path) -> None:
    """Make a signed, sealed copy of some places; the passphrase is printed once."""
    taken = actions.take(_places(places), name[:80], None)
    db.session.commit()
    _write(out, taken.file)
    counts = taken.counts
    click.echo(f"hub: {taken.hub.id}")
    click.echo(f"people: {counts.people}, meetings: {counts.meetings}, courses: {counts.courses}")
    click.echo(f"passphrase: {taken.passphrase}")


def _places(typed: str) -> list[Place]:
    words = [word.strip() for word in typed.split(",") if word.strip()]
    found = [queries.place_called(word) for word in words]
    unknown = [word for word, place in zip(words, found, strict=True) if place is None]
    if unknown or not found:
        raise click.ClickException(f"no such place: {', '.join(unknown) or typed}")
    return [place for place in found if place is not None]


@hub_cli.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--passphrase", envvar="HUB_PASSPHRASE", prompt=True, hide_input=True)
def load(file: Path, passphrase: str) -> None:
    """Make a hub of this (empty) installation; loaded already, nothing happens."""
    try:
        here, fresh = loading.load(file.read_bytes(), passphrase, Path(current_app.config["DATA_DIR"]))
    except Refusal as refused:
        raise click.ClickException(refused.sentence) from refused
    db.session.commit()
    if fresh:
        loading.become(here, Path(current_app.config["DATA_DIR"]))
    click.echo(f"{here.name}: {'loaded' if fresh else 'unchanged'}, good until {here.good_until:%d/%m/%Y}")


@hub_cli.command("bring")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--after", type=int, default=0, help="Only lines of the log after this number.")
def bring(out: Path, after: int) -> None:
    """Write down everything that this hub has recorded, signed and sealed for the commune."""
    here = station()
    if here is None:
        raise click.ClickException("this installation is not a hub")
    lines = write_log(Path(current_app.config["DATA_DIR"]), here, recorded_here(here))
    chosen = [line for line in lines if line.fact.number > after]
    _write(out, pack(here.id, chosen, here.key, here.opener))
    click.echo(f"{len(chosen)} facts in {out}")


@hub_cli.command("receive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def receive(file: Path) -> None:
    """Take in what a hub brings home; the second time nothing changes."""
    try:
        receipt = actions.receive(file.read_bytes(), None)
    except Refusal as refused:
        raise click.ClickException(refused.sentence) from refused
    db.session.commit()
    click.echo(
        f"{receipt.hub.name}: {receipt.new} new, {receipt.known} known, "
        f"{receipt.held} to be decided, {receipt.waiting} waiting for another part"
    )


def _write(out: Path, body: bytes) -> None:
    out.touch(mode=0o600)
    out.chmod(0o600)  # also where a file of this name stood before
    out.write_bytes(body)

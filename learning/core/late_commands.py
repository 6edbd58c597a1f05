"""Commands whose modules are imported when they are called: a server never needs Alembic or the list of communes."""

from __future__ import annotations

from importlib import import_module

import click
from flask.cli import AppGroup


class LateCommands(AppGroup):
    """The app's own commands, by name: where each stands, as ``module:object``."""

    def __init__(self, places: dict[str, str]) -> None:
        super().__init__()
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, without importing anything."""
        return sorted({*super().list_commands(ctx), *self._places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self._places:
            return super().get_command(ctx, cmd_name)
        module, _, name = self._places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

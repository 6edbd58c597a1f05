"""A site on a real file, for what SQLite does with files only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from learning.core import database
from learning.core.database import db
from tests.support.clients import Browser
from tests.support.databases import MemoryImage, forget_memories, settings_for


@pytest.fixture
def site_on_file(
    tmp_path: Path, _site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Flask]]:
    """``site_on_file(busy_seconds=0)``: the seeded site on a file of its own, and how long it waits for a lock."""
    if not isinstance(_site.image, MemoryImage):
        pytest.skip("only SQLite has files")
    _site.image.save(tmp_path / "site.db")

    with ExitStack() as stack:

        def make(busy_seconds: float = database.BUSY_SECONDS) -> Flask:
            monkeypatch.setattr(database, "BUSY_SECONDS", busy_seconds)
            app = create_app(settings_for(f"sqlite:///{tmp_path / 'site.db'}", tmp_path))
            app.test_client_class = Browser
            with app.app_context():
                db.session.execute(text("SELECT 1"))  # the first connection ever turns the file to WAL
                db.session.remove()
            forget_memories(app)
            stack.callback(_close, app)
            return app

        yield make
    forget_memories(_site.app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()

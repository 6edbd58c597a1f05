"""How Alembic meets the site: the app's own engine, the app's own models, types that migrations can spell alone."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from learning.core.database import Base, UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our moment type as plain SQLAlchemy, so that old migrations never import today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Bring the database of the app to the wanted revision."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()

"""Counting what is asked of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from learning.core.database import db

_FRAME = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")


class QueryLog(list[str]):
    """The statements in the order they were sent, transaction frames left out."""

    def note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        """Called by SQLAlchemy before each statement."""
        if not statement.startswith(_FRAME):
            self.append(statement)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {' '.join(statement.split())[:200]}" for number, statement in enumerate(self, 1))


@contextmanager
def counted() -> Iterator[QueryLog]:
    """Count the statements that are sent inside the block."""
    log = QueryLog()
    event.listen(db.engine, "before_cursor_execute", log.note)
    try:
        yield log
    finally:
        event.remove(db.engine, "before_cursor_execute", log.note)

"""The deliberate exception to "GET never writes": a short writing transaction of its own inside a page that reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from learning.core.database import db, may_write


@contextmanager
def short_write() -> Iterator[None]:
    """Commit what is written in here, apart from what the page reads before and after.

    A look at a list of people is traced this way before the list is shown: without a trace nobody sees it (Luật
    91/2025/QH15, Điều 19: regular checks of who saw what). A GET reads in a transaction that SQLite cannot turn into a
    writing one once others have written, so the reading one ends first and a writing one of its own, BEGIN IMMEDIATE,
    holds what is written in here and nothing else.
    """
    db.session.commit()
    before = may_write.set(True)
    try:
        yield
        db.session.commit()
    finally:
        may_write.reset(before)

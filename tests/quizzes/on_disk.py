"""A site on a real database file, for what several people do in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from learning.core.database import db
from pages.cli import migrate
from tests.support import factories
from tests.support.clients import Browser
from tests.support.databases import empty_database, forget_memories, settings_for


@contextmanager
def site_on_disk(where: Path) -> Iterator[Flask]:
    """Another app with a database of its own; what this process remembers of either is forgotten."""
    with empty_database(where) as url:
        site = create_app(settings_for(url, where))
        site.test_client_class = Browser
        forget_memories(site)
        with site.app_context():
            migrate()
            factories.seed()
            yield site
            db.session.remove()
            db.engine.dispose()
        forget_memories(site)


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """Do the work in so many threads that start together; what one raises is in its place in the list."""
    start, results = threading.Barrier(number), [None] * number

    def run(index: int) -> None:
        start.wait(10)
        try:
            results[index] = work(index)
        except Exception as trouble:  # noqa: BLE001 - the test looks at it
            results[index] = trouble

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results

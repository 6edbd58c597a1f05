"""A database that is as new before every test: an image of SQLite's memory, or a second schema on PostgreSQL.

Views really commit and really roll back; nothing of the site is patched. What processes remember is forgotten too.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from flask import Flask
from sqlalchemy import text

import courses.catalogue
import courses.recordings
import learning.accounts.commune
import training.meetings.coming
from learning.core.database import db, may_write
from learning.core.settings import Settings
from learning.core.web.page_cache import forget_pages

IN_MEMORY = "sqlite:///:memory:"
TEST_SERVER = os.environ.get("TEST_DATABASE_URL", "")  # an empty place on a PostgreSQL where databases may be made
SECRET_KEY = "khóa chỉ dùng để thử, không dùng ở đâu khác"


def settings_for(url: str, data_dir: Path, **others: object) -> Settings:
    """Settings of a site that is tested: quick hashes, a secret of its own."""
    return Settings(data_dir=data_dir, database_url=url, secret_key=SECRET_KEY, pin_rounds=1, testing=True, **others)


@contextmanager
def empty_database(data_dir: Path) -> Iterator[str]:
    """The address of an empty database of the kind under test, gone afterwards."""
    if not TEST_SERVER:
        yield f"sqlite:///{data_dir / f'{uuid.uuid4().hex}.db'}"
        return
    name = f"thu_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(TEST_SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield _named(name)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _named(name: str) -> str:
    scheme, _, rest = TEST_SERVER.partition("://")
    server, _, options = rest.partition("?")
    url = f"{scheme}://{server.rpartition('/')[0]}/{name}{'?' if options else ''}{options}"
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def main_database(data_dir: Path) -> Iterator[str]:
    """The address of the database that almost all tests share: in memory where that is possible."""
    if TEST_SERVER:
        with empty_database(data_dir) as url:
            yield url
    else:
        yield IN_MEMORY


class Image(Protocol):
    """Knows the rows of a site at one moment and brings them back."""

    def restore(self) -> None:
        """Make the database as it was when the image was taken."""


class MemoryImage:
    """SQLite's own copy of a database in memory; bringing it back costs about a millisecond."""

    def __init__(self) -> None:
        self._bytes = self._raw().serialize()
        self._first = sqlite3.connect(":memory:", check_same_thread=False)
        self._first.deserialize(self._bytes)

    def restore(self) -> None:
        """Put the copy in the place of what a test has made.

        A test that failed may have left a question half read, kept alive by its traceback: SQLite refuses to write
        over a database in use. Then the connection is thrown away with everything that hangs on it.
        """
        try:
            self._first.backup(self._raw())
        except sqlite3.OperationalError:
            db.engine.dispose()
            self._first.backup(self._raw())

    def save(self, path: Path) -> None:
        """Write the copy into a file: the same site on a disk."""
        path.write_bytes(self._bytes)

    def _raw(self):  # type: ignore[no-untyped-def]
        """The one connection that StaticPool keeps."""
        with db.engine.connect() as connection:
            return connection.connection.driver_connection


class SchemaImage:
    """A copy of all rows in a second schema of the same PostgreSQL database; one round trip brings them back.

    Every table that is there is copied, also those that triggers alone write. While rows are brought back, neither
    triggers nor foreign keys have a say (``replica``): they would write lines of their own between the copied ones.
    """

    def __init__(self) -> None:
        schema = f"seed_{uuid.uuid4().hex[:8]}"
        with db.engine.begin() as connection:
            names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
            names = sorted(set(names) - {"alembic_version"})
            copies = "".join(f'CREATE TABLE {schema}."{name}" AS TABLE public."{name}";' for name in names)
            connection.execute(text(f"CREATE SCHEMA {schema};{copies}"))
            empty = "".join(f'DELETE FROM public."{name}";' for name in names)
            fill = "".join(f'INSERT INTO public."{name}" SELECT * FROM {schema}."{name}";' for name in names)
            counters = self._counters(connection)
            self._restore = f"SET LOCAL session_replication_role = replica;{empty}{fill}{counters}"

    def restore(self) -> None:
        """Delete every row and copy the first ones back, counters included."""
        with db.engine.begin() as connection:
            connection.exec_driver_sql(self._restore)

    def _counters(self, connection) -> str:  # type: ignore[no-untyped-def]
        rows = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"))
        return "".join(
            f"SELECT setval('public.\"{name}\"', {last or 1}, {str(last is not None).lower()});" for name, last in rows
        )


def image() -> Image:
    """An image of the database of the current app."""
    return SchemaImage() if db.engine.dialect.name == "postgresql" else MemoryImage()


def forget_memories(app: Flask) -> None:
    """Make this process as forgetful as one that has just started."""
    courses.catalogue._fresh._value = None  # also when a test published under the number of an earlier test
    courses.recordings._fresh._value = None
    learning.accounts.commune._communes._value = None
    training.meetings.coming._coming._value = None
    courses.catalogue.revision.cache_clear()
    forget_pages()
    app.extensions.pop("home_commune_id", None)
    app.extensions.pop("figure_book", None)
    app.extensions.pop("public_figures", None)
    may_write.set(True)

"""One database handle for the whole site: SQLite by default, PostgreSQL when the settings say so.

Promises: foreign keys hold, times are UTC and never naive, every constraint has a name, SQLite writes begin
IMMEDIATE so that two writers queue instead of failing half-way.
"""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any

import uuid_utils.compat
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Uuid, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

from learning.core.settings import Settings

BUSY_SECONDS = 10

# Whether the transaction that begins next may write. Page views switch it off; commands and tests leave it on.
may_write: ContextVar[bool] = ContextVar("may_write", default=True)


class Base(DeclarativeBase):
    """Parent of every row class; names all constraints so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive values on the way in, never gives one on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database; use learning.core.clock.now()")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def upsert(table: type[Base]) -> Any:
    """An INSERT for ``table`` that knows ``on_conflict_do_…`` in the dialect of the database in use."""
    dialect = db.session.get_bind().dialect.name
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)


def new_id() -> uuid.UUID:
    """A UUIDv7: made apart on phones and laptops, never colliding, sorting by time (RFC 9562, section 5.7)."""
    return uuid_utils.compat.uuid7()


Id = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, default=new_id)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def install_database(app: Flask, settings: Settings) -> None:
    """Connect the app to its database with the habits above."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings)
    db.init_app(app)
    if settings.on_sqlite:
        with app.app_context():
            _teach_sqlite(db.engine)


def _engine_options(settings: Settings) -> dict[str, Any]:
    quiet = {"hide_parameters": True}  # names and numbers of people are no business of the log
    if not settings.on_sqlite:
        return quiet | {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}
    options: dict[str, Any] = quiet | {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    if ":memory:" in settings.database_url:
        options["poolclass"] = StaticPool
    return options


def _teach_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; _begin sends ours
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    if may_write.get():  # reading pages need no transaction: each of their few questions is whole by itself
        connection.exec_driver_sql("BEGIN IMMEDIATE")

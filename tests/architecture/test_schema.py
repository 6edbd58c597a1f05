"""Every constraint has a name that migrations can speak of; every moment is UTC; every foreign key can be looked up."""

from __future__ import annotations

from sqlalchemy import DateTime

from learning.core.database import Base, UtcDateTime

TABLES = Base.metadata.sorted_tables


def test_every_constraint_and_index_has_a_name() -> None:
    assert TABLES
    assert not [str(rule) for table in TABLES for rule in (*table.constraints, *table.indexes) if not rule.name]


def test_names_fit_into_postgresql() -> None:
    """PostgreSQL cuts names at 63 bytes; two that are cut alike are one name."""
    names = [str(rule.name) for table in TABLES for rule in (*table.constraints, *table.indexes)]
    assert not [name for name in names if len(name) > 63]


def test_no_moment_is_naive() -> None:
    columns = [
        column for table in TABLES for column in table.columns if isinstance(column.type, DateTime | UtcDateTime)
    ]
    assert columns
    assert not [str(column) for column in columns if not isinstance(column.type, UtcDateTime)]


def test_what_is_kept_about_a_person_goes_with_the_person() -> None:
    """A reference to ``person`` says in the database what happens when the person asks to be forgotten."""
    keys = [key for table in TABLES for key in table.foreign_keys if key.column.table.name == "person"]
    assert keys
    assert not [str(key.parent) for key in keys if key.ondelete not in ("CASCADE", "SET NULL")]

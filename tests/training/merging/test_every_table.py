"""Whoever adds a table about people says what becomes of its rows when two records become one."""

from __future__ import annotations

from learning.core.database import Base
from training.merging.handing import ELSEWHERE, HANDED, LEFT


def references() -> set[tuple[str, str]]:
    """Every column that refers to a person: by a foreign key, or by its name alone."""
    tables = Base.metadata.sorted_tables
    keys = {
        (table.name, key.parent.name)
        for table in tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    return keys | {(table.name, "person_id") for table in tables if "person_id" in table.columns}


def test_every_reference_to_a_person_is_handed_over_or_left_for_a_reason() -> None:
    """``former_identity.person_id`` is no reference: it is the id that was given up."""
    named = [(way.table, way.column) for way in HANDED] + [*ELSEWHERE, *LEFT]
    assert references() - set(named) == {("former_identity", "person_id")}
    assert sorted(named) == sorted(set(named)), "named once"
    assert set(named) <= references(), "a table that is gone needs no rule"
    assert all(LEFT.values())
    assert all(ELSEWHERE.values())


def test_what_a_person_has_once_is_never_merely_renamed() -> None:
    """A unique constraint with a person in it would refuse the second row: the rule must say which one stays."""
    simple = {(way.table, way.column) for way in HANDED if way.keys is None}
    for table in Base.metadata.sorted_tables:
        unique = [set(rule.columns.keys()) for rule in table.constraints if type(rule).__name__ == "UniqueConstraint"]
        unique += [set(index.columns.keys()) for index in table.indexes if index.unique]
        unique.append({column.name for column in table.primary_key})
        for name, column in simple:
            assert name != table.name or not [rule for rule in unique if column in rule], (name, column)

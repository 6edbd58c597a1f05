"""Small pieces: half of the functions within 8 lines, nine of ten within 25, none over 60, no file over 300."""

from __future__ import annotations

import ast

from tests.architecture.disk import Function, Source, pretend, sources

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
LONGEST_VIEW = 25


def lines_of(function: Function) -> int:
    """The lines of a function from its ``def``; its docstring does not count."""
    said = function.body[0] if ast.get_docstring(function) else None
    unread = (said.end_lineno or 0) - said.lineno + 1 if said else 0
    return (function.end_lineno or 0) - function.lineno + 1 - unread


def lengths(all_sources: tuple[Source, ...]) -> list[tuple[int, str]]:
    """Every function with its length, shortest first."""
    rows = (
        (lines_of(function), f"{source.path}:{function.name}")
        for source in all_sources
        for function in source.functions()
    )
    return sorted(rows)


def test_functions_are_small() -> None:
    found = lengths(sources())
    assert found[len(found) // 2][0] <= 8
    assert found[len(found) * 9 // 10][0] <= 25
    assert not [row for row in found if row[0] > LONGEST_FUNCTION]


def test_files_are_small() -> None:
    """A file that grows past it is two ideas."""
    counted = {source.path: source.text.count("\n") for source in sources()}
    assert not {path: lines for path, lines in counted.items() if lines > LONGEST_FILE}


def test_views_are_small() -> None:
    doors = tuple(source for source in sources() if "views" in source.module.rpartition(".")[2])
    assert not [row for row in lengths(doors) if row[0] > LONGEST_VIEW]


def test_the_rule_sees() -> None:
    long = pretend("a", 'def f():\n    """Say."""\n' + "    x = 1\n" * 61)
    assert lengths((long,)) == [(62, "a.py:f")]

"""Only doors know the request and who stands before them; only doors commit; every door declares who may open it."""

from __future__ import annotations

import ast

import pytest
from flask import Flask

from learning.core.access import declared_access
from tests.architecture.disk import Source, pretend, sources

AMBIENT = {"request", "session", "g", "current_user"}
KNOWS_THE_REQUEST = ("app", "learning.core.web")
SERVER_SETTINGS = {"current_app"}  # allowed anywhere: it says nothing about who is asking


def is_door(module: str) -> bool:
    """``views.py``, a folder ``views/``, or ``something_views.py``."""
    parts = module.split(".")
    return "views" in parts or parts[-1].endswith("_views")


def is_command(module: str) -> bool:
    """``cli.py``."""
    return module.rpartition(".")[2] == "cli"


def ambient_names(source: Source) -> set[str]:
    """What a module takes from Flask about the present request."""
    wanted = {"flask", "flask_login"}
    nodes = [node for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom) and node.module in wanted]
    named = {name.name for node in nodes for name in node.names} & AMBIENT
    dotted = {
        node.attr
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in wanted
    }
    return named | (dotted & AMBIENT)


def commits(source: Source) -> list[int]:
    """Lines on which something is committed."""
    calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"]


def sql_words(source: Source) -> set[str]:
    """What a module takes from SQLAlchemy to ask the database by itself."""
    nodes = [node for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom)]
    names = {name.name for node in nodes if (node.module or "").startswith("sqlalchemy") for name in node.names}
    return names & {"select", "insert", "update", "delete", "func", "text"}


def test_the_request_is_known_only_at_the_doors() -> None:
    inside = [source for source in sources() if not is_door(source.module)]
    knowing = {source.path: names for source in inside if (names := ambient_names(source))}
    allowed = {path for path in knowing if path.replace("/", ".").removesuffix(".py").startswith(KNOWS_THE_REQUEST)}
    assert not {path: names for path, names in knowing.items() if path not in allowed}


def test_only_doors_and_commands_commit() -> None:
    """The one exception is a part of doors: a short write of its own on a page that reads."""
    inside = [source for source in sources() if not (is_door(source.module) or is_command(source.module))]
    assert {source.path for source in inside if commits(source)} == {"learning/core/web/short_write.py"}


def test_a_page_that_reads_writes_only_traces_and_sums() -> None:
    """Nothing that anybody has entered changes by looking."""
    done = {name for source in sources() for block in _short_writes(source) for name in _called_in(block)}
    assert done == {"trace", "current_person", "sorted", "takes_long", "_catch_up", "publish"}


def _short_writes(source: Source) -> list[ast.With]:
    blocks = [node for node in ast.walk(source.tree) if isinstance(node, ast.With)]
    return [block for block in blocks if ast.unparse(block.items[0]) == "short_write()"]


def _called_in(block: ast.With) -> set[str]:
    calls = [node for part in block.body for node in ast.walk(part) if isinstance(node, ast.Call)]
    return {ast.unparse(call.func).rpartition(".")[2] for call in calls}


def test_doors_hold_no_sql() -> None:
    """The one exception asks whether the database answers at all."""
    asking = {source.path: sql_words(source) for source in sources() if is_door(source.module) and sql_words(source)}
    assert asking in ({}, {"pages/views.py": {"text"}})


def test_every_endpoint_declares_who_may_open_it(app: Flask) -> None:
    assert not [name for name, view in app.view_functions.items() if declared_access(view) is None]


def test_every_endpoint_says_what_it_is_for(app: Flask) -> None:
    assert not [name for name, view in app.view_functions.items() if not (view.__doc__ or "").strip()]


def test_what_changes_something_is_never_a_get(app: Flask) -> None:
    """A view that answers GET has nothing to commit: reading never writes."""
    readers = {name for name, view in app.view_functions.items() if "GET" in _methods(app, name)}
    guilty = []
    for source in filter(lambda source: is_door(source.module), sources()):
        for function in source.functions():
            routed_get = any(_is_get(decorator) for decorator in function.decorator_list)
            if routed_get and commits(pretend(source.module, ast.unparse(function))):
                guilty.append(f"{source.path}:{function.lineno} {function.name}")
    assert readers
    assert not guilty


def _is_get(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr == "get"
    )


def _methods(app: Flask, endpoint: str) -> set[str]:
    return {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods or ()}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (ambient_names, "from flask import request"),
        (ambient_names, "import flask\nflask.session['a'] = 1"),
        (ambient_names, "from flask_login import current_user"),
        (commits, "def f():\n    db.session.commit()"),
        (commits, "def f(s):\n    s.commit()"),
        (sql_words, "from sqlalchemy import select"),
    ],
)
def test_the_rules_see(rule, text: str) -> None:
    assert rule(pretend("courses.actions", text))

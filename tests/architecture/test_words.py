"""Every module and public function says what it is for; nothing is left for later; text is composed Unicode."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator

import pytest

from tests.architecture.disk import Source, pretend, sources, templates

LEFT_FOR_LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError|lorem ipsum)\b", re.IGNORECASE)


def speechless(source: Source) -> Iterator[str]:
    """Modules, public classes and public functions without a docstring; nested functions may stay silent."""
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield source.path
    yield from (f"{source.path}:{name}" for name in _speechless_names(source.tree))


def _speechless_names(holder: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in holder.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            inherited = isinstance(holder, ast.ClassDef) and node.name in ("gettext", "process")
            if not ast.get_docstring(node) and not inherited:
                yield node.name
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (f"{node.name}.{name}" for name in _speechless_names(node))


def test_modules_classes_and_functions_say_what_they_are_for() -> None:
    assert not [name for source in sources() for name in speechless(source)]


def test_nothing_is_left_for_later() -> None:
    text = {source.path: source.text for source in sources()} | templates()
    assert not {path: found.group() for path, body in text.items() if (found := LEFT_FOR_LATER.search(body))}


def test_vietnamese_is_composed() -> None:
    text = {source.path: source.text for source in sources()} | templates()
    assert not [path for path, body in text.items() if not unicodedata.is_normalized("NFC", body)]


@pytest.mark.parametrize(
    "text",
    ["x = 1", '"""Module."""\ndef f(): ...', '"""Module."""\nclass A:\n    """A."""\n    def f(self): ...'],
)
def test_the_rule_sees(text: str) -> None:
    assert list(speechless(pretend("a", text)))

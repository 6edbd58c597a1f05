"""Documents keep step with the code: the glossary's names exist, every library is accounted for."""

from __future__ import annotations

import re

import pytest

from tests.architecture.disk import ROOT, sources

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
DEPENDENCIES = ROOT / "docs/decisions/0002-dependencies.md"
_ROW = re.compile(r"^\|([^|]+)\|([^|]+)\|([^|]+)\|$", re.MULTILINE)
_NAME = re.compile(r"`([A-Za-z_][A-Za-z0-9_.]*)(?:\(\)|\([a-z_]+=[^)]*\))?`")


def names_in_glossary() -> set[str]:
    """The code names of the glossary's middle column, dotted ones in parts."""
    cells = [row.group(2) for row in _ROW.finditer(GLOSSARY)]
    return {part for cell in cells for name in _NAME.findall(cell) for part in name.split(".")}


def words_of_code() -> set[str]:
    """Every word of every module, and the modules' own names."""
    words = {word for source in sources() for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", source.text)}
    return words | {part for source in sources() for part in source.module.split(".")}


def required(name: str) -> list[str]:
    """The libraries that a requirements file pins."""
    lines = (ROOT / name).read_text().splitlines()
    return [re.split(r"[\[=]", line)[0] for line in lines if re.match(r"[a-z]", line)]


def test_the_names_of_the_glossary_exist() -> None:
    assert names_in_glossary()
    gone = names_in_glossary() - words_of_code()
    assert not gone


@pytest.mark.parametrize("library", required("requirements.txt") + required("requirements-dev.txt"))
def test_every_library_says_why_it_is_here(library: str) -> None:
    assert f"`{library}`" in DEPENDENCIES.read_text(encoding="utf-8")


def test_no_library_is_explained_that_is_gone() -> None:
    explained = re.findall(r"^\| `([a-z0-9-]+)` \|", DEPENDENCIES.read_text(encoding="utf-8"), re.MULTILINE)
    assert not set(explained) - set(required("requirements.txt") + required("requirements-dev.txt"))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_is_pinned(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if re.match(r"[a-z]", line)]
    assert not [line for line in lines if "==" not in line]


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))

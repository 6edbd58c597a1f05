"""Every Python file and template of the site, parsed once."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_THE_SITE = {"tests", "bench", "migrations", "script", "instance", "node_modules"}
TEMPLATES = ROOT / "templates"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One module: its dotted name, its text, its tree."""

    module: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text)

    @property
    def path(self) -> str:
        """Where a reader finds it."""
        return self.module.replace(".", "/") + ".py"

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones included."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def _module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _ours(path: Path) -> bool:
    top = path.relative_to(ROOT).parts[0]
    return not top.startswith(".") and top not in NOT_THE_SITE


@functools.cache
def sources() -> tuple[Source, ...]:
    """Every module of the site."""
    paths = sorted(path for folder in ROOT.iterdir() if _ours(folder) for path in _python_files(folder))
    return tuple(Source(_module_of(path), path.read_text(encoding="utf-8")) for path in paths)


def _python_files(path: Path) -> list[Path]:
    return list(path.rglob("*.py")) if path.is_dir() else [path] * (path.suffix == ".py")


@functools.cache
def templates() -> dict[str, str]:
    """Every template by its name, HTML and the styles and pictures of papers."""
    return {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in _template_files()}


def _template_files() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def pretend(module: str, text: str) -> Source:
    """A module that is not on disk, to see that a rule sees."""
    return Source(module, text)

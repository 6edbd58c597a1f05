"""A learning path: one small TOML file that orders the courses of an audience and says what each gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from courses.faults import FaultList, PackageFaulty
from courses.toml_table import Table, at_most, one_of, read_table
from learning.accounts.audiences import Audience

PREFIX = "lo-trinh-"  # in front of a path's slug, so that no course can have the same
_AUDIENCES = frozenset(audience.value for audience in Audience)


@dataclass(frozen=True, slots=True)
class StepText:
    """One course of the path; finishing the core ones earns the path's certificate."""

    course: str
    core: bool
    gives: str


@dataclass(frozen=True, slots=True)
class WishText:
    """Something a learner may want, and the course that gives it."""

    label: str
    course: str


@dataclass(frozen=True, slots=True)
class PathText:
    """A path as its file says it."""

    slug: str
    title: str
    summary: str
    audience: Audience
    steps: tuple[StepText, ...]
    wishes: tuple[WishText, ...]


def read_path(path: Path) -> PathText:
    """The path in a file; raises ``PackageFaulty`` with every fault in it."""
    faults = FaultList(path.name)
    table = read_table(path.read_text(encoding="utf-8"), faults)
    steps = tuple(_step(values, table) for values in table.values.pop("steps", []))
    wishes = tuple(_wish(values, table) for values in table.values.pop("wishes", []))
    title = table.take("title", str, at_most(120)) or ""
    summary = table.take("summary", str, at_most(200)) or ""
    audience = table.take("audience", str, lambda value: one_of(_AUDIENCES)([value])) or ""
    table.refuse_rest()
    if not any(step.core for step in steps):
        faults.add(1, "Lộ trình chưa có khóa nòng cốt nào.", "Thêm core = true vào ít nhất một [[steps]].")
    if faults.faults:
        raise PackageFaulty(tuple(faults.faults))
    return PathText(PREFIX + path.stem, title, summary, Audience(audience), steps, wishes)


def _step(values: dict[str, object], whole: Table) -> StepText:
    table = Table(dict(values), whole.text, whole.faults)
    step = StepText(
        course=table.take("course", str) or "",
        core=table.take("core", bool, default=False),
        gives=table.take("gives", str, at_most(160)) or "",
    )
    table.refuse_rest()
    return step


def _wish(values: dict[str, object], whole: Table) -> WishText:
    table = Table(dict(values), whole.text, whole.faults)
    wish = WishText(label=table.take("label", str, at_most(80)) or "", course=table.take("course", str) or "")
    table.refuse_rest()
    return wish

"""The scenario files that ship, read once."""

from __future__ import annotations

import functools
from pathlib import Path

from courses.package import CoursePackage, read_package
from learning.scenarios.model import Scenario
from learning.scenarios.reading import read_scenario
from tests.architecture.disk import ROOT

FILES = {
    path.stem.removeprefix("practice-"): path for path in sorted((ROOT / "courses/content").glob("*/practice-*.yaml"))
}
SLUGS = sorted(FILES)


@functools.cache
def package_of(slug: str) -> CoursePackage:
    """The course of a scenario."""
    return _package(FILES[slug].parent)


@functools.cache
def _package(folder: Path) -> CoursePackage:
    return read_package(folder)


@functools.cache
def scenario_named(slug: str) -> Scenario:
    """A shipped scenario without a fault."""
    lessons = {lesson.slug for lesson in package_of(slug).lessons}
    scenario, problems = read_scenario(slug, FILES[slug].read_text(encoding="utf-8"), lessons)
    assert scenario and not problems
    return scenario

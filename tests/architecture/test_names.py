"""Names say what is in a file: no grab-bags, nothing that shadows Python, every room furnished alike."""

from __future__ import annotations

import re
import sys

import pytest

from tests.architecture.disk import ROOT, Source, pretend, sources
from tests.architecture.test_floors import FLOORS

GRAB_BAGS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "tools",
    "shared",
    "stuff",
    "lib",
    "base",
    "manager",
}
BANNED_WORDS = re.compile(r"\b(User|user_id|users)\b")


def badly_named(source: Source) -> list[str]:
    """Parts of a module's name that say nothing or shadow the standard library."""
    parts = source.module.split(".")
    return [part for part in parts if part in GRAB_BAGS or (part in sys.stdlib_module_names and part != "__main__")]


def test_no_module_is_a_grab_bag_or_shadows_python() -> None:
    assert not {source.path: badly_named(source) for source in sources() if badly_named(source)}


def test_names_are_small_letters() -> None:
    assert not [source.path for source in sources() if not re.fullmatch(r"[a-z0-9_.]+", source.module)]


def test_nobody_is_called_a_user() -> None:
    """DESIGN: ``Person``, never user."""
    assert not [source.path for source in sources() if BANNED_WORDS.search(source.text)]


def test_every_package_says_what_it_promises_or_is_empty() -> None:
    """An ``__init__.py`` is either empty or opens with a docstring; it never hides code."""
    rooms = [ROOT / name for name in ("courses", "quizzes", "certificates", "learning/core", "learning/accounts")]
    assert not [str(room) for room in rooms if not (room / "__init__.py").read_text().lstrip().startswith('"""')]


def test_the_tests_mirror_the_rooms() -> None:
    """A room without a folder of tests is a room without tests."""
    elsewhere = {"app", "demo", "outreach", "learning/scenarios"}  # tested in test_app, tests/demo and tests/practice
    rooms = {room.replace(".", "/") for room in FLOORS} - elsewhere
    assert not [
        room for room in rooms if (ROOT / room).is_dir() and not list((ROOT / "tests" / room).glob("test_*.py"))
    ]


@pytest.mark.parametrize("module", ["courses.utils", "learning.core.email", "pages.statistics", "quizzes.helpers"])
def test_the_rule_sees(module: str) -> None:
    assert badly_named(pretend(module, ""))

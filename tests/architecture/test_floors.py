"""Imports only point down the floors, never sideways, and into another room only by its published modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.disk import Source, pretend, sources

FLOORS = {
    "learning.core": 0,
    "learning.accounts": 1,
    "learning.jobs": 2,
    "learning.progress": 2,
    "learning.questions": 2,
    "learning.scenarios": 2,
    "courses": 3,
    "quizzes": 4,
    "practice": 4,
    "feedback": 4,
    "training.meetings": 5,
    "certificates": 6,
    "training.kit": 5,
    "training.rollcall": 6,
    "training.roster": 6,
    "training.live": 6,
    "training.visits": 6,
    "training.helping": 7,
    "training.merging": 8,
    "training.hub": 9,
    "pages": 10,
    "outreach": 10,
    "reports.figures": 10,
    "reports.boards": 11,
    "demo": 12,
    "reports.papers": 12,
    "app": 13,
}
ROOF = "app"
HOUSES = ("learning", "training", "reports")  # folders of rooms, empty themselves
WHOLE_ROOM_IS_VOCABULARY = {
    "learning.core": "no domain words; everything in it is there to be used",
    "learning.questions": "pure functions and frozen nouns, no rows and no doors (decision 0001)",
    "learning.scenarios": "pure functions and frozen nouns, no rows and no doors (decision 0006)",
}
EVERY_ROOM_PUBLISHES = {"models": "nouns", "queries": "questions", "actions": "verbs"}
PUBLISHED = {
    "learning.accounts.audiences": "an enum",
    "learning.accounts.card_forms": "how many cards are printed in one go",
    "learning.accounts.commune": "what the commune has filled in, a frozen object read from memory",
    "learning.accounts.consent": "the sentences people agree to",
    "learning.accounts.forms": "the fields of a person's record, the same wherever it is corrected",
    "learning.accounts.identities": "whom an id, a card or a device's key means today",
    "learning.accounts.invitations": "verbs of one-time links",
    "learning.accounts.office_actions": "verbs of staff",
    "learning.accounts.permissions": "two enums and one table",
    "learning.accounts.pins": "the keeper of secrets, for whoever asks for a PIN again",
    "learning.accounts.places": "planting the commune, for the command that prepares a site",
    "learning.accounts.throttle": "so many of something from one address, for doors that anybody may knock at",
    "learning.accounts.sign_in": "trying a PIN, for doors that ask for it again",
    "courses.catalogue": "what is published, read from memory",
    "courses.competencies": "an enum",
    "courses.content": "a course as frozen nouns",
    "courses.path_compiler": "the names of a path's two quizzes, and what each course adds to them",
    "courses.path_file": "how a path's slug begins",
    "courses.practice": "a question's text as safe HTML",
    "courses.reading": "a lesson's screens with the commune's own words in them",
    "courses.cli": "publishing what is shipped, for the command that prepares a site",
    "quizzes.drawing": "drawing, for the demonstration commune",
    "quizzes.sheet": "the answer sheet as pure values, for the demonstration commune",
    "training.meetings.coming": "the next meetings, read from memory",
    "training.meetings.schedule": "dates as people write them, pure",
    "training.meetings.taught": "what a meeting teaches, as frozen nouns",
    "training.meetings.telling": "a meeting in words",
    "training.rollcall.supervised_actions": "verbs of tests before a facilitator, for what a hub brings home",
    "certificates.paper": "the paper as plain values, for whoever prints many",
    "reports.boards.public": "figures for everybody as frozen nouns, pure but for counting them",
    "reports.figures.formulas": "how a measure is worked out, frozen nouns",
    "reports.figures.measures": "the dictionary of measures, frozen",
    "reports.figures.period_reading": "reading a period and a day from what people typed, pure",
    "reports.figures.periods": "months, quarters, years and what people choose, frozen",
    "reports.figures.roster": "how many adults live where, for whoever asks about many places",
    "reports.figures.scope": "what a figure is asked about, frozen",
    "reports.figures.views": "bringing the sets up to date before a page shows figures",
}
IMPORTED_LATE = {
    "learning.core.pdf": "WeasyPrint and PDFium are heavy to import, and most processes never print",
}


def room_of(module: str) -> str | None:
    """The room a module stands in, None for a library."""
    return next((room for room in FLOORS if module == room or module.startswith(f"{room}.")), None)


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import; ``from courses import queries`` counts as ``courses.queries``."""
    known = {other.module for other in sources()}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield node.lineno, inner if inner in known else node.module or ""


def wrong_floors(source: Source) -> list[str]:
    """Imports that point up or sideways, or past the published modules."""
    here = room_of(source.module)
    found = []
    for line, name in imported(source):
        there = room_of(name)
        if there is None or there == here:
            continue
        if here is None or FLOORS[there] >= FLOORS[here]:
            found.append(f"{source.path}:{line} {name} does not lie below")
        elif here != ROOF and not published(name, there):
            found.append(f"{source.path}:{line} {name} is not published by {there}")
    return found


def published(name: str, room: str) -> bool:
    """Whether other rooms may import this module."""
    if room in WHOLE_ROOM_IS_VOCABULARY or name in PUBLISHED:
        return True
    return name.removeprefix(f"{room}.") in EVERY_ROOM_PUBLISHES


def late_imports(source: Source) -> list[str]:
    """Imports inside functions: the bandage over an import circle."""
    inside = (node for function in source.functions() for node in ast.walk(function))
    return [f"{source.path}:{node.lineno}" for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]


def test_every_module_stands_in_a_room() -> None:
    homeless = [source.path for source in sources() if room_of(source.module) is None and source.module not in HOUSES]
    assert not homeless, "give it a floor in FLOORS, or move it into a room"


def test_imports_point_down() -> None:
    assert not [fault for source in sources() for fault in wrong_floors(source)]


def test_nothing_is_imported_late() -> None:
    late = [place for source in sources() if source.module not in IMPORTED_LATE for place in late_imports(source)]
    assert not late


def test_every_exception_is_still_needed() -> None:
    used = {name for source in sources() for _, name in imported(source) if room_of(name) != room_of(source.module)}
    assert not set(PUBLISHED) - used - {"certificates.paper", "courses.competencies"}, "nobody imports these any more"
    assert all(late_imports(source) for source in sources() if source.module in IMPORTED_LATE)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("learning.core.web.gate", "from learning.accounts.models import Person"),
        ("learning.accounts.queries", "import courses.catalogue"),
        ("courses.views", "from quizzes.models import Attempt"),
        ("quizzes.actions", "from practice.models import Try"),
        ("pages.views", "from courses import views"),
        ("pages.views", "from courses.compiler import compile_package"),
        ("certificates.views", "def f():\n    from pages.views import bp"),
    ],
)
def test_the_rule_sees(module: str, line: str) -> None:
    assert wrong_floors(pretend(module, line))


def test_the_rule_against_late_imports_sees() -> None:
    assert late_imports(pretend("courses.views", "def f():\n    if True:\n        import json"))

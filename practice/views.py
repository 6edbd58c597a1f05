"""Doors: the list of scenarios, one screen of a run, typed text, the goal, the result, the comic strip on paper."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Course, Lesson
from learning.core.access import public
from learning.core.database import db
from learning.core.web import page, see_other, viewer
from learning.progress.queries import done_keys
from learning.scenarios.model import Scenario
from learning.scenarios.playing import NotAWay, Play, replay
from learning.scenarios.typed import refusal_of
from practice import actions
from practice.comic import Panel, panels_of
from practice.forms import TapForm
from practice.queries import Found, courses_with_scenarios, scenario_of

bp = Blueprint("practice", __name__, url_prefix="/dien-thoai-tap")
SCREEN = "man-hinh"  # where the browser puts reader and keyboard after each tap


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Every scenario by its course, and which ones this reader has finished."""

    courses: tuple[Course, ...]
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlayPage:
    """One screen of a run; ``lost`` when the address held a way that no finger could have gone."""

    course: Course
    scenario: Scenario
    play: Play
    history: str
    run_id: UUID
    refused: str
    refused_at: int
    lost: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    """How a run went, as counted here."""

    course: Course
    scenario: Scenario
    play: Play
    lesson: Lesson | None
    known: bool


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The right way, panel by panel."""

    course: Course
    scenario: Scenario
    panels: tuple[Panel, ...]


@bp.get("/")
@public
def shelf() -> str:
    """All scenarios."""
    person = viewer()
    done = done_keys(person.id) if person else frozenset()
    return page("practice/shelf.html", ShelfPage(courses_with_scenarios(catalogue()), done))


@bp.get("/<scenario>")
@public
def play(scenario: str) -> Response | str:
    """One screen: the first, or where the taps in the address lead."""
    found = scenario_of(catalogue(), scenario)
    form = TapForm(request.args)
    history, lost = form.history(), False
    try:
        run = replay(found.scenario, history)
    except NotAWay:
        run, history, lost = replay(found.scenario, ""), "", True
    if run.finished:
        return see_other("practice.result", scenario=scenario, di=history)
    return page("practice/play.html", _screen(found, run, history, form, lost=lost))


@bp.post("/<scenario>/go-chu")
@public
def typed(scenario: str) -> Response | tuple[str, int]:
    """Look at what was typed and let go of it: on with the sample, a kind word about anything else."""
    found = scenario_of(catalogue(), scenario)
    form = TapForm(request.form)
    run, number = _before(found, form)
    pressed = run.screen.tap(number, run.place.flags)
    if pressed is None:
        return see_other("practice.play", scenario=scenario)
    refused = refusal_of(form.chu.data or "", pressed[0].sample)
    if refused:
        answer = _screen(found, run, form.di.data or "", form, refused=refused, refused_at=number)
        return page("practice/play.html", answer), 422
    return see_other("practice.play", scenario=scenario, di=form.history(), luot=form.run_id(), _anchor=SCREEN)


@bp.post("/<scenario>/xong")
@public
def finish(scenario: str) -> Response:
    """The tap that reaches the goal: kept for a person, only shown to a guest. May arrive twice."""
    found = scenario_of(catalogue(), scenario)
    form = TapForm(request.form)
    run = _played(found, form.history())
    person = viewer()
    if person is not None:
        actions.keep_run(person, found, run, form.run_id())
        db.session.commit()

    return see_other("practice.result", scenario=scenario, di=form.history())


@bp.get("/<scenario>/ket-qua")
@public
def result(scenario: str) -> Response | str:
    """How the run in the address went."""
    found = scenario_of(catalogue(), scenario)
    try:
        run = _played(found, TapForm(request.args).history())
    except actions.NotFinished:
        return see_other("practice.play", scenario=scenario)
    lesson = found.course.lesson(found.scenario.lesson)
    return page("practice/result.html", ResultPage(found.course, found.scenario, run, lesson, viewer() is not None))


@bp.get("/<scenario>/in")
@public
def paper(scenario: str) -> str:
    """The right way as a comic strip to print."""
    found = scenario_of(catalogue(), scenario)
    return page("practice/paper.html", PaperPage(found.course, found.scenario, panels_of(found.scenario)))


def _screen(
    found: Found, run: Play, history: str, form: TapForm, refused: str = "", refused_at: int = 0, lost: bool = False
) -> PlayPage:
    return PlayPage(found.course, found.scenario, run, history, form.run_id(), refused, refused_at, lost)


def _before(found: Found, form: TapForm) -> tuple[Play, int]:
    """The run before the tap, and the tap's number; from the beginning when the way makes no sense."""
    number = form.bam.data or ""
    try:
        return replay(found.scenario, form.di.data or ""), int(
            number
        ) if number.isascii() and number.isdecimal() and len(number) < 5 else 0
    except NotAWay:
        return replay(found.scenario, ""), 0


def _played(found: Found, history: str) -> Play:
    """A run that reached its goal; raises ``NotFinished``."""
    try:
        run = replay(found.scenario, history)
    except NotAWay as forged:
        raise actions.NotFinished from forged
    if not run.finished:
        raise actions.NotFinished
    return run

"""Doors: the list of scenarios, one screen of a run, typed text, the goal, putting a run aside, its result, paper."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Course, Lesson
from learning.core import clock
from learning.core.access import public
from learning.core.database import db
from learning.core.late import arrives_late
from learning.core.web import page, see_other, viewer
from learning.core.web.guest import guest_done, keep_for_guest
from learning.progress.queries import done_keys
from learning.scenarios.model import Scenario
from learning.scenarios.playing import NotAWay, Play, replay
from learning.scenarios.typed import refusal_of
from practice import actions
from practice.comic import Panel, panels_of
from practice.forms import EndForm, TapForm
from practice.models import PracticeRun
from practice.queries import Found, ScamStanding, courses_with_scenarios, last_runs, run_of, scam_standing, scenario_of
from practice.timing import in_words, opened_at, seconds_taken

bp = Blueprint("practice", __name__, url_prefix="/dien-thoai-tap")
LONGEST_SAID = 2 * 60 * 60  # seconds; an address may say anything
SCREEN = "man-hinh"  # where the browser puts reader and keyboard after each tap


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Every scenario by its course, which ones this reader has finished, the last run of each, the scam test."""

    courses: tuple[Course, ...]
    done: frozenset[str]
    runs: dict[str, PracticeRun]
    scam: ScamStanding


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
    took: str


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
    person, courses = viewer(), courses_with_scenarios(catalogue())
    if person is None:
        return page("practice/shelf.html", ShelfPage(courses, frozenset(guest_done()), {}, ScamStanding()))
    standing = scam_standing(person.id)
    return page("practice/shelf.html", ShelfPage(courses, done_keys(person.id), last_runs(person.id), standing))


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
@arrives_late("Tập xong một tình huống")
def finish(scenario: str) -> Response:
    """The tap that reaches the goal: kept for a person, for a guest remembered here. May arrive twice, and late."""
    found = scenario_of(catalogue(), scenario)
    form = EndForm(request.form)
    run, run_id, moment = _played(found, form.history()), form.run_id(), form.happened_at(clock.now())
    person = viewer()
    if person is None:
        keep_for_guest(found.scenario.key)
        took = seconds_taken(opened_at(run_id, moment), moment)
        return see_other("practice.result", scenario=scenario, di=form.history(), giay=took)
    kept = actions.keep_run(person, found, run, run_id, moment)
    db.session.commit()

    return see_other("practice.result", scenario=scenario, di=form.history(), luot=kept.id)


@bp.post("/<scenario>/de-luc-khac")
@public
@arrives_late("Để dở một tình huống tập")
def put_aside(scenario: str) -> Response:
    """Leave a run before its goal, or begin anew: for a person a row says that it is not finished yet."""
    found, form, person = scenario_of(catalogue(), scenario), EndForm(request.form), viewer()
    run = _on_the_way(found, form.history())
    if person is not None and run is not None:
        actions.put_aside(person, found, run, form.run_id(), form.happened_at(clock.now()))
        db.session.commit()
    if form.lai.data:
        return see_other("practice.play", scenario=scenario, _anchor=SCREEN)

    flash("Để lúc khác tập tiếp, không sao cả.", "info")
    return see_other("practice.shelf")


@bp.get("/<scenario>/ket-qua")
@public
def result(scenario: str) -> Response | str:
    """How the run in the address went."""
    found, form, person = scenario_of(catalogue(), scenario), TapForm(request.args), viewer()
    try:
        run = _played(found, form.history())
    except actions.NotFinished:
        return see_other("practice.play", scenario=scenario)
    lesson = found.course.lesson(found.scenario.lesson)
    kept = run_of(person.id, form.run_id()) if person else None
    took = kept.seconds if kept else request.args.get("giay", type=int)
    said = in_words(took if took is None or 0 <= took <= LONGEST_SAID else None)
    return page("practice/result.html", ResultPage(found.course, found.scenario, run, lesson, person is not None, said))


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


def _on_the_way(found: Found, history: str) -> Play | None:
    """A run that somebody has begun and not brought to its goal; None for anything else."""
    try:
        run = replay(found.scenario, history)
    except NotAWay:
        return None
    return run if history and not run.finished else None

"""Doors: the learning path of each audience, and "Khóa nào cho tôi?" in three questions."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from courses import queries
from courses.catalogue import catalogue
from courses.content import Course, Step
from courses.path_compiler import CLOSING, PLACEMENT
from courses.path_file import PREFIX
from courses.queries import Outline
from learning.accounts.audiences import Audience, audience_of
from learning.accounts.queries import home_commune
from learning.core.access import public
from learning.core.errors import NotFound
from learning.core.web import page, viewer
from learning.core.web.guest import guest_done
from learning.core.web.page_cache import shared_page
from learning.progress.queries import done_keys

bp = Blueprint("paths", __name__)

LEVELS = {"chua-quen": "Chưa quen, sợ bấm nhầm", "biet-chut": "Biết chút ít", "thao": "Dùng thạo rồi"}


@dataclass(frozen=True, slots=True)
class PathStep:
    """A course on the path as one reader stands in it."""

    step: Step
    course: Course
    outline: Outline
    finished: bool


@dataclass(frozen=True, slots=True)
class PathPage:
    """A path: where to begin, what comes when, what is done."""

    path: Course
    steps: tuple[PathStep, ...]
    start: PathStep
    placement: str
    closing: str
    placed: bool
    finished: bool


@dataclass(frozen=True, slots=True)
class ChooserPage:
    """One of three questions, or the answer; what was chosen so far stands in the address."""

    audience: Audience | None
    wish: str
    level: str
    path: Course | None
    advised: tuple[Course, ...]
    audiences: tuple[Audience, ...] = tuple(Audience)


@bp.get("/lo-trinh/<slug>")
@public
def path(slug: str) -> Response | str:
    """The path of one audience."""
    found = _path(slug)
    person = viewer()
    done = done_keys(person.id) if person else frozenset(guest_done())
    return shared_page(
        "courses/path.html", lambda: _path_page(found, done), catalogue().edition, home_commune().edition, done
    )


def _path(slug: str) -> Course:
    found = catalogue().course(PREFIX + slug)
    if not found.is_path:
        raise NotFound
    return found


def _path_page(found: Course, done: frozenset[str]) -> PathPage:
    steps = tuple(_step(step, done) for step in found.steps)
    start = next((row for row in steps if not row.finished), steps[0])
    placement, closing = f"{found.slug}/{PLACEMENT}", f"{found.slug}/{CLOSING}"
    return PathPage(found, steps, start, PLACEMENT, CLOSING, placement in done or closing in done, found.slug in done)


def _step(step: Step, done: frozenset[str]) -> PathStep:
    course = catalogue().course(step.course)
    return PathStep(step, course, queries.outline(course, done), course.slug in done)


@bp.get("/khoa-nao-cho-toi")
@public
def chooser() -> str:
    """Three questions, one a page, without JavaScript; nothing is kept."""
    audience = audience_of(request.args.get("ai", ""))
    found = catalogue().path_for(audience) if audience else None
    wishes = {wish.course for wish in found.wishes} if found else set()
    wish = request.args.get("viec", "")
    level = request.args.get("muc", "")
    wish, level = wish if wish in wishes else "", level if level in LEVELS else ""
    advised = _advice(found, wish, level) if found and wish and level else ()
    return page("courses/chooser.html", ChooserPage(audience, wish, level, found, advised))


def _advice(found: Course, wish: str, level: str) -> tuple[Course, ...]:
    """The wish itself; before it, for whoever is not used to it yet, the first course of the path."""
    first = [found.steps[0].course] if level == "chua-quen" else []
    slugs = dict.fromkeys([*first, wish])
    return tuple(catalogue().course(slug) for slug in slugs)

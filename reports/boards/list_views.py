"""Doors to what stands behind a number: the people, the meetings, the facilitators without any."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request

from learning.accounts.actions import trace
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, leaf_of, may
from learning.core.access import require
from learning.core.errors import NotFound
from learning.core.web import current_person, page
from learning.core.web.short_write import short_write
from reports.boards import queries as boards
from reports.boards.acting import LISTS, to_act_on
from reports.boards.asking import Asked, asked
from reports.boards.views import bp
from reports.figures import queries
from reports.figures.formulas import Gain, Measure, People, Sum, parts_of
from reports.figures.measures import MEASURES
from reports.figures.queries import Behind
from reports.figures.views import catch_up_first

A_PAGE = 50
FATES = {
    "huy": boards.CANCELLED,
    "cho": boards.PLANNED,
}  # names in an address; without one the meetings that took place
PARTS = {"tu-so": "numerator", "mau-so": "denominator"}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One leaf of the people behind a number. Without ``leaf`` the viewer sees how many there are and no more.

    ``turns`` is the unit of what each person adds, empty where each counts once; ``total`` is the number itself.
    ``things``: the rows are lessons and meetings and not people, so whoever sees the number sees them.
    """

    asked: Asked
    title: str
    sentence: str
    advice: str
    total: int
    people: int
    turns: str
    leaf: Leaf | None
    query: dict[str, str]
    things: bool = False


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """One leaf of the meetings behind a number."""

    asked: Asked
    leaf: Leaf
    fate: str
    query: dict[str, str]


@dataclass(frozen=True, slots=True)
class FacilitatorsPage:
    """Name and place of the facilitators who lead no meeting in the period."""

    asked: Asked
    rows: tuple[tuple[str, str], ...]


@bp.get("/danh-sach")
@require(Permission.SEE_STATISTICS)
def behind() -> str:
    """Who stands behind a number, or on a list to act on; the look is traced before anybody is shown."""
    viewer = current_person()
    catch_up_first()
    found = asked(viewer, request.args, by_competency=True)
    title, sentence, advice, turns, who = _wanted(found)
    leaf = None
    things = who.things is not None
    if things or may(viewer, Permission.SEE_PEOPLE):
        if not things:
            _leave_trace(found)
        leaf = queries.rows_of(who, viewer, _number(), A_PAGE)
    kept = found.query | {name: request.args[name] for name in ("so", "phan", "viec") if name in request.args}
    contract = ListPage(found, title, sentence, advice, who.total, who.rows, turns, leaf, kept, things)
    return page("reports/list.html", contract)


def _wanted(found: Asked) -> tuple[str, str, str, str, Behind]:
    """Title, sentence, advice, unit of the turns, and the people; raises ``NotFound`` for what there is not."""
    book, key = queries.open_book(), request.args.get("viec", "")
    if key in LISTS:
        task = LISTS[key]
        return task.title, task.sentence, task.advice, "", to_act_on(key, found.scope, book)
    measure, part = MEASURES.get(request.args.get("so", "reached")), PARTS.get(request.args.get("phan", "tu-so"))
    if measure is None or part is None:
        raise NotFound
    counted, sentence, measure, part = _part(measure, part)
    return measure.name, sentence, "", _unit(counted), queries.people_behind(measure, found.scope, book, part)


def _part(measure: Measure, part: str) -> tuple[People | Sum, str, Measure, str]:
    """What is listed, in words, and where it is found; of a gain the pairs of tests, of a roster only the people."""
    if isinstance(measure.counted, Gain) and part == "denominator":
        return Sum("pairs"), measure.denominator, replace(measure, counted=Sum("pairs")), "numerator"
    parts = parts_of(measure.counted)
    place = 1 if part == "denominator" else 0
    if place >= len(parts):
        raise NotFound
    return parts[place], measure.denominator if place else measure.numerator, measure, part


def _unit(counted: People | Sum) -> str:
    if isinstance(counted, People):
        return ""
    return "phút" if counted.per > 1 else "lượt"


def _number() -> int:
    return max(1, min(request.args.get("trang", 1, type=int), 99_999))


def _leave_trace(found: Asked) -> None:
    """Trace the look first: without a trace nobody sees the list."""
    viewer = current_person()
    at = found.scope.place or min((grant.place_id for grant in viewer.grants), default=0)
    with short_write():
        trace(viewer, "see_figures", f"place:{at}")


@bp.get("/buoi-hoc")
@require(Permission.SEE_STATISTICS)
def meetings() -> str:
    """The meetings behind their number."""
    found = asked(current_person(), request.args)
    name = next((one for one in FATES if request.args.get(one) == "1"), "")
    fate = FATES.get(name, boards.HELD)
    leaf = leaf_of(boards.meetings_listed(found.scope, fate), _number(), A_PAGE)
    kept = found.query | ({name: "1"} if name else {})
    return page("reports/meetings.html", MeetingsPage(found, leaf, fate, kept))


@bp.get("/chua-day")
@require(Permission.SEE_STATISTICS)
def without_meetings() -> str:
    """Facilitators who lead no meeting in the period."""
    viewer = current_person()
    found = asked(viewer, request.args)
    _leave_trace(found)
    return page("reports/facilitators.html", FacilitatorsPage(found, boards.without_meetings(viewer, found.scope)))

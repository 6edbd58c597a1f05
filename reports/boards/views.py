"""Doors of the boards: the dashboard, the digest, and a facilitator's own meetings."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from learning.accounts.permissions import Permission
from learning.accounts.queries import may
from learning.core import clock
from learning.core.access import require
from learning.core.web import current_person, page, see_other
from reports.boards import queries as boards
from reports.boards.acting import ANYBODY, to_act_on
from reports.boards.asking import Asked, Filters, asked, filters_of
from reports.boards.charts import heat_step
from reports.boards.dashboard import Compared, Dashboard, SkillRow, TaskCount, compare, dashboard, skill_rows
from reports.boards.progress import Standing, standings
from reports.boards.queries import Held, OwnMeeting
from reports.figures import queries
from reports.figures.period_reading import read_period
from reports.figures.periods import month_of
from reports.figures.views import catch_up_first

bp = Blueprint("boards", __name__, url_prefix="/can-bo/thong-ke")

DIGEST = ("reached", "completed", "turns", "adult_share")


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """A dashboard, the form that narrows it, and what no set knows: classes, targets, idle facilitators."""

    asked: Asked
    filters: Filters
    board: Dashboard
    held: Held
    idle_facilitators: int
    targets: tuple[Standing, ...]
    unfinished: bool
    may_write: bool

    def heat_step(self, percent: float | None) -> int:
        """The step of a cell in the heat map."""
        return heat_step(percent)


@dataclass(frozen=True, slots=True)
class DigestPage:
    """What the leader reads on a phone between two meetings."""

    name: str
    query: dict[str, str]
    numbers: tuple[Compared, ...]
    lagging: SkillRow | None
    waiting: TaskCount
    target: Standing | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A facilitator's meetings of one period: how many, how many came, one by one."""

    name: str
    before: dict[str, str]
    sentences: tuple[str, ...]
    meetings: tuple[OwnMeeting, ...]
    held: int
    people: int
    turns: int
    hours: float


@bp.get("")
@require(Permission.HOLD_MEETINGS)
def board() -> str | Response:
    """The figures of one's places; whoever may not see them is led to the figures of their own meetings."""
    viewer = current_person()
    if not may(viewer, Permission.SEE_STATISTICS):
        return see_other("boards.own")
    catch_up_first()
    found = asked(viewer, request.args)
    scope, book = found.scope, queries.open_book()
    contract = DashboardPage(
        found,
        filters_of(found),
        dashboard(found, book),
        boards.meetings_held(scope),
        len(boards.without_meetings(viewer, scope)),
        standings(viewer, found.reach, book),
        scope.period.kind == "thang" and scope.period.first <= clock.today() < scope.period.last,
        may(viewer, Permission.WRITE_REPORT),
    )
    return page("reports/board.html", contract)


@bp.get("/tom-tat")
@require(Permission.SEE_STATISTICS)
def digest() -> str:
    """A month on one screen of a phone: the last whole one, or what the address asks for."""
    viewer = current_person()
    catch_up_first()
    last = {} if request.args.get("ky") else month_of(clock.today()).previous().query()
    found = asked(viewer, request.args.to_dict() | last)
    scope, book = found.scope, queries.open_book()
    compared = compare(scope, book)
    rows = [row for row in skill_rows(scope, found.reach, book) if row.weakest]
    lagging = min(rows, key=lambda row: min(cell.percent or 0 for cell in row.cells), default=None)
    late = [one for one in standings(viewer, found.reach, book) if not one.outlook.reached]
    numbers = tuple(compared[key] for key in DIGEST)
    waiting = TaskCount(ANYBODY, to_act_on(ANYBODY.key, scope, book).total)
    contract = DigestPage(scope.period.name, scope.query(), numbers, lagging, waiting, late[0] if late else None)
    return page("reports/digest.html", contract)


@bp.get("/cua-toi")
@require(Permission.HOLD_MEETINGS)
def own() -> str:
    """The figures of the meetings one leads oneself, and of no others."""
    viewer = current_person()
    period, sentences = read_period(request.args, clock.today(), ())
    meetings = boards.own_meetings(viewer, period)
    held = [row for row in meetings if row.meeting.state != "cancelled"]
    hours = sum(row.came * (row.meeting.ends_at - row.meeting.starts_at).total_seconds() / 3600 for row in held)
    contract = OwnPage(
        period.name,
        period.previous().query(),
        sentences,
        meetings,
        len(held),
        boards.people_met(viewer, period),
        sum(row.came for row in held),
        hours,
    )
    return page("reports/own.html", contract)

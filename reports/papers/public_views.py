"""The door to the figures for everybody. What it shows was counted once for the month and is frozen like a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import Blueprint, current_app
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from learning.accounts.models import Place
from learning.accounts.queries import home_place
from learning.core import clock
from learning.core.access import public
from learning.core.database import db
from learning.core.web.page_cache import shared_page
from learning.core.web.short_write import short_write
from reports.boards.public import (
    FEWEST_ADULTS,
    WEIGHTS,
    LeagueRow,
    Rounded,
    counted,
    league,
    public_period,
    read_counted,
    totals,
)
from reports.boards.queries import thon_of
from reports.figures.periods import Period
from reports.figures.queries import open_book
from reports.figures.roster import Rosters
from reports.figures.scope import Scope, at_place
from reports.figures.views import NotCountedYet, catch_up_first
from reports.papers import actions, queries
from reports.papers.models import ReportFreeze

bp = Blueprint("public_figures", __name__)

KEPT = 600.0  # seconds: nobody can make the page count for ever


@dataclass(frozen=True, slots=True)
class PublicPage:
    """Rounded totals and the league of the thôn."""

    period: str
    totals: tuple[Rounded, ...]
    league: tuple[LeagueRow, ...]
    weights: tuple[int, ...] = tuple(WEIGHTS.values())
    fewest: int = FEWEST_ADULTS


class _Kept(NamedTuple):
    until: float
    contract: PublicPage


@bp.get("/so-lieu")
@public
def figures() -> Response | str:
    """How far the commune has come: totals only, one fixed view."""
    kept: _Kept | None = current_app.extensions.get("public_figures")
    if kept is None or kept.until < clock.ticks():
        kept = current_app.extensions["public_figures"] = _Kept(clock.ticks() + KEPT, _contract())
    contract = kept.contract
    return shared_page("reports/public.html", lambda: contract, contract)


def _contract() -> PublicPage:
    home, period = home_place(), public_period(clock.today())
    villages = list(thon_of(home))
    row = queries.published(home, period) or _publish(home, period, villages)
    actions.check_whole(row)
    shown = read_counted(row.body)
    scope, rosters = _scope(home, period, villages), Rosters(period.last)
    adults = {village.id: rosters.of(at_place(scope, village.id)).adults for village in villages}
    return PublicPage(period.name, totals(shown), league(shown, villages, adults))


def _publish(home: Place, period: Period, villages: list[Place]) -> ReportFreeze:
    """Count for the month and keep it; of two who do so at once the first one's counts hold for both."""
    catch_up_first(whole=True)
    shown = counted(_scope(home, period, villages), villages, open_book())
    try:
        with short_write():
            return actions.publish(home, period, shown)
    except OperationalError as busy:
        db.session.rollback()
        raise NotCountedYet from busy


def _scope(home: Place, period: Period, villages: list[Place]) -> Scope:
    return Scope(period, place=home.id, places=frozenset({home.id, *(village.id for village in villages)}))

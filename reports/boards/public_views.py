"""The door to the figures for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from learning.accounts.queries import home_place
from learning.core import clock
from learning.core.access import public
from learning.core.web.page_cache import shared_page
from reports.boards.public import FEWEST_ADULTS, WEIGHTS, LeagueRow, Rounded, added_up, league, public_period, totals
from reports.boards.queries import thon_of
from reports.figures.queries import open_book
from reports.figures.scope import Scope
from reports.figures.views import catch_up_first

bp = Blueprint("public_figures", __name__)

KEPT = 600.0  # seconds: whoever watches the page sees no single person arrive, and nobody can make it count for ever


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
    catch_up_first()
    home, book, period = home_place(), open_book(), public_period(clock.today())
    villages = thon_of(home)
    scope = Scope(period, place=home.id, places=frozenset({home.id, *(village.id for village in villages)}))
    rows = league(scope, [village for village in villages if village.closed_at is None], book)
    return PublicPage(period.name, (*added_up(rows), *totals(scope, book)), rows)

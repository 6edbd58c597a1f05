"""The dictionary of measures as a page: what each number counts, what it is divided by, and what counts as when."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

from learning.accounts.permissions import Permission
from learning.core.access import require
from learning.core.web import page
from reports.figures.measures import MEASURES, Measure

bp = Blueprint("definitions", __name__, url_prefix="/can-bo/thong-ke")


@dataclass(frozen=True, slots=True)
class DefinitionsPage:
    """Every measure in the order in which they are read."""

    measures: tuple[Measure, ...]


@bp.get("/dinh-nghia")
@require(Permission.SEE_STATISTICS)
def listing() -> str:
    """What every number on the statistics pages means."""
    return page("reports/definitions.html", DefinitionsPage(tuple(MEASURES.values())))

"""Doors where the commune enters what figures are held against: targets, numbers of adults, campaigns."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from learning.core.access import require
from learning.core.database import db
from learning.core.formats import date_vi
from learning.core.forms import show_errors
from learning.core.web import current_person, page, see_other
from reports.boards import actions, queries
from reports.boards.asking import reach_of
from reports.boards.forms import AdultsTyped, CampaignForm, RosterSizeForm, TargetForm, adults_typed
from reports.boards.progress import Standing, standings
from reports.figures import actions as figures
from reports.figures.models import Campaign, RosterSize
from reports.figures.periods import year_of
from reports.figures.queries import campaigns, open_book
from reports.figures.views import catch_up_first

bp = Blueprint("board_entries", __name__, url_prefix="/can-bo/thong-ke")


@dataclass(frozen=True, slots=True)
class TargetsPage:
    """All targets with how they stand, and the form for another."""

    standings: tuple[Standing, ...]
    form: TargetForm


@dataclass(frozen=True, slots=True)
class AdultsPage:
    """The table of places with what is entered now, what holds so far, and the form around it."""

    rows: tuple[AdultsTyped, ...]
    held: Mapping[int, RosterSize]
    form: RosterSizeForm


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """The campaigns so far, and the form for another."""

    campaigns: tuple[Campaign, ...]
    form: CampaignForm


@bp.get("/chi-tieu")
@require(Permission.WRITE_REPORT)
def targets() -> str:
    """The targets of one's places."""
    catch_up_first()
    year = year_of(clock.today())
    form = TargetForm(data={"first_day": date_vi(year.first), "due_on": date_vi(year.last)})
    return _targets(_offered(form))


def _targets(form: TargetForm) -> str:
    viewer = current_person()
    return page("reports/targets.html", TargetsPage(standings(viewer, reach_of(viewer), open_book()), form))


def _offered(form: TargetForm) -> TargetForm:
    form.offer(places_for(current_person(), Permission.WRITE_REPORT), (*catalogue().paths, *catalogue().courses))
    return form


@bp.post("/chi-tieu")
@require(Permission.WRITE_REPORT)
def set_target() -> Response | tuple[str, int]:
    """Write a target down."""
    form = _offered(TargetForm(request.form))
    if not form.validate():
        return _targets(form), 422
    actions.set_target(form.said(), current_person())
    db.session.commit()

    flash("Đã ghi chỉ tiêu.", "success")
    return see_other("board_entries.targets")


@bp.post("/chi-tieu/<uuid:target_id>/bo")
@require(Permission.WRITE_REPORT)
def drop_target(target_id: uuid.UUID) -> Response:
    """Take a target back."""
    viewer = current_person()
    actions.drop_target(queries.target_for(viewer, target_id), viewer)
    db.session.commit()

    flash("Đã bỏ chỉ tiêu.", "success")
    return see_other("board_entries.targets")


@bp.get("/nguoi-lon")
@require(Permission.WRITE_REPORT)
def adults() -> str:
    """How many adults each thôn has, as the commune says it."""
    form = RosterSizeForm(data={"as_of": date_vi(clock.today())})
    return _adults(form, {})


def _adults(form: RosterSizeForm, typed: Mapping[str, str]) -> str:
    places = places_for(current_person(), Permission.WRITE_REPORT)
    held = queries.roster_sizes([place.id for place in places])
    return page("reports/adults.html", AdultsPage(adults_typed(places, typed), held, form))


@bp.post("/nguoi-lon")
@require(Permission.WRITE_REPORT)
def set_adults() -> Response | tuple[str, int]:
    """Write down the numbers that were typed; empty fields change nothing."""
    viewer, form = current_person(), RosterSizeForm(request.form)
    rows = adults_typed(places_for(viewer, Permission.WRITE_REPORT), request.form)
    whole = form.validate()
    typed = [row for row in rows if row.adults is not None]
    if not typed and not any(row.wrong for row in rows):
        show_errors(form, "source", ["Chưa ghi số người lớn của thôn nào."])
    if not whole or not typed or any(row.wrong for row in rows):
        return _adults(form, request.form), 422
    for row in typed:
        figures.set_roster_size(row.place, row.adults or 0, form.source.data, form.as_of.day, viewer)
    db.session.commit()

    flash(f"Đã ghi số người lớn của {len(typed)} nơi.", "success")
    return see_other("board_entries.adults")


@bp.get("/dot")
@require(Permission.WRITE_REPORT)
def campaign_list() -> str:
    """The campaigns, each a period of its own on every board."""
    return page("reports/campaigns.html", CampaignsPage(tuple(campaigns()), CampaignForm()))


@bp.post("/dot")
@require(Permission.WRITE_REPORT)
def name_campaign() -> Response | tuple[str, int]:
    """Give a stretch of time a name."""
    form = CampaignForm(request.form)
    refused = not form.validate()
    if not refused:
        try:
            figures.name_campaign(form.name.data, form.first_day.day, form.last_day.day, current_person())
        except figures.AlreadyNamed as named:
            show_errors(form, "name", [named.sentence])
            refused = True
    if refused:
        return page("reports/campaigns.html", CampaignsPage(tuple(campaigns()), form)), 422
    db.session.commit()

    flash("Đã ghi đợt.", "success")
    return see_other("board_entries.campaign_list")

"""The administrator's office: places, the commune's own information, and the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from learning.accounts import office_actions, office_queries, queries
from learning.accounts.commune import BLANKS, forget_communes
from learning.accounts.commune import commune as filled_in
from learning.accounts.forms import SettingsForm, VillageForm
from learning.accounts.models import Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf
from learning.accounts.trail import DEEDS, TRACES_A_PAGE, TrailLine, in_words, trail
from learning.accounts.views.doors import bp
from learning.accounts.views.office import number_asked
from learning.core.access import require
from learning.core.database import db
from learning.core.forms import show_errors
from learning.core.web import current_person, page, see_other


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The names of the permissions that the viewer holds."""

    granted: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """One commune's thôn with how many people live in each, and the form for one more."""

    commune: Place
    communes: tuple[Place, ...]
    villages: tuple[Place, ...]
    people: dict[int, int]
    form: VillageForm


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One thôn and the form for its name."""

    place: Place
    form: VillageForm


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The blanks of one commune: the names of their fields, grouped as they are shown."""

    commune: Place
    form: SettingsForm
    groups: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One leaf of the audit trail."""

    leaf: Leaf
    lines: tuple[TrailLine, ...]
    deed: str
    deeds: dict[str, str]


@bp.get("/quan-tri/")
@require(Permission.MANAGE_SETTINGS)
def administration() -> str:
    """The way to everything that an administrator looks after."""
    granted = frozenset(permission.name for permission in Permission if queries.may(current_person(), permission))
    return page("accounts/administration/index.html", IndexPage(granted))


@bp.get("/quan-tri/thon")
@require(Permission.MANAGE_PLACES)
def places() -> str:
    """The thôn of one commune."""
    return _places(_commune(Permission.MANAGE_PLACES), VillageForm())


@bp.post("/quan-tri/thon")
@require(Permission.MANAGE_PLACES)
def add_place() -> Response | tuple[str, int]:
    """Add a thôn."""
    commune, form = _commune(Permission.MANAGE_PLACES), VillageForm(request.form)
    if not form.validate():
        return _places(commune, form), 422
    try:
        office_actions.add_village(commune, form.name.data, current_person())
    except office_actions.PlaceNameTaken as taken:
        show_errors(form, "name", [taken.sentence])
        return _places(commune, form), 422
    db.session.commit()

    flash(f"Đã thêm {form.name.data}.", "success")
    return see_other("accounts.places", xa=commune.id)


def _commune(permission: Permission) -> Place:
    return office_queries.commune_for(current_person(), number_asked("xa"), permission)


def _places(commune: Place, form: VillageForm) -> str:
    reached = queries.places_for(current_person(), Permission.MANAGE_PLACES, closed_too=True)
    communes = tuple(place for place in reached if place.kind == "commune")
    villages = tuple(place for place in reached if place.parent_id == commune.id)
    people = office_queries.people_at([commune, *villages])
    return page("accounts/administration/places.html", PlacesPage(commune, communes, villages, people, form))


@bp.get("/quan-tri/thon/<int(max=2147483647):place_id>")
@require(Permission.MANAGE_PLACES)
def place(place_id: int) -> str:
    """One thôn: its name, closing, opening again."""
    village = office_queries.village_for(current_person(), place_id)
    return page("accounts/administration/place.html", PlacePage(village, VillageForm(data={"name": village.name})))


@bp.post("/quan-tri/thon/<int(max=2147483647):place_id>")
@require(Permission.MANAGE_PLACES)
def rename_place(place_id: int) -> Response | tuple[str, int]:
    """Give a thôn another name."""
    village, form = office_queries.village_for(current_person(), place_id), VillageForm(request.form)
    if not form.validate():
        return page("accounts/administration/place.html", PlacePage(village, form)), 422
    try:
        office_actions.rename_village(village, form.name.data, current_person())
    except office_actions.PlaceNameTaken as taken:
        show_errors(form, "name", [taken.sentence])
        return page("accounts/administration/place.html", PlacePage(village, form)), 422
    db.session.commit()

    flash(f"Đã đổi tên thành {village.name}.", "success")
    return see_other("accounts.places", xa=village.parent_id)


@bp.post("/quan-tri/thon/<int(max=2147483647):place_id>/dong")
@require(Permission.MANAGE_PLACES)
def close_place(place_id: int) -> Response:
    """Close a thôn: its people stay, nobody registers there any more."""
    village = office_queries.village_for(current_person(), place_id)
    office_actions.close_village(village, current_person())
    db.session.commit()

    flash(f"Đã đóng {village.name}. Người học và kết quả ở đó vẫn giữ nguyên.", "success")
    return see_other("accounts.places", xa=village.parent_id)


@bp.post("/quan-tri/thon/<int(max=2147483647):place_id>/mo")
@require(Permission.MANAGE_PLACES)
def reopen_place(place_id: int) -> Response:
    """Open a thôn again."""
    village = office_queries.village_for(current_person(), place_id)
    office_actions.reopen_village(village, current_person())
    db.session.commit()

    flash(f"Đã mở lại {village.name}.", "success")
    return see_other("accounts.places", xa=village.parent_id)


@bp.get("/quan-tri/thiet-lap")
@require(Permission.MANAGE_SETTINGS)
def settings() -> str:
    """What only the commune knows, to be filled in."""
    commune = _commune(Permission.MANAGE_SETTINGS)
    return _settings(commune, SettingsForm(data=filled_in(commune.id).filled))


@bp.post("/quan-tri/thiet-lap")
@require(Permission.MANAGE_SETTINGS)
def save_settings() -> Response | tuple[str, int]:
    """Write down what differs."""
    commune, form = _commune(Permission.MANAGE_SETTINGS), SettingsForm(request.form)
    if not form.validate():
        return _settings(commune, form), 422
    changed = office_actions.fill_in_all(commune, form.data, current_person())
    db.session.commit()
    forget_communes()

    flash(f"Đã lưu {changed} mục." if changed else "Không có gì thay đổi.", "success")
    return see_other("accounts.settings", xa=commune.id)


def _settings(commune: Place, form: SettingsForm) -> str:
    groups: dict[str, tuple[str, ...]] = {}
    for blank in BLANKS:
        groups[blank.group] = (*groups.get(blank.group, ()), blank.key)
    return page("accounts/administration/settings.html", SettingsPage(commune, form, groups))


@bp.get("/quan-tri/nhat-ky")
@require(Permission.READ_AUDIT)
def audit() -> str:
    """The audit trail, newest first. It knows no places, so only those who may read it for a whole commune do."""
    _commune(Permission.READ_AUDIT)
    deed = request.args.get("viec", "")
    deed = deed if deed in DEEDS else ""
    leaf = queries.leaf_of(trail(deed), number_asked("trang") or 1, TRACES_A_PAGE)
    return page("accounts/administration/audit.html", TrailPage(leaf, in_words(leaf.rows), deed, DEEDS))

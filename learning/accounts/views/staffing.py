"""The administrator's office: who works with the site, their roles and their one-time links."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from learning.accounts import office_actions, office_queries, queries
from learning.accounts.actions import LoginNameTaken, Registration
from learning.accounts.audiences import Audience
from learning.accounts.forms import PromotionForm, RoleForm, StaffMemberForm
from learning.accounts.invitations import INVITATION_LASTS
from learning.accounts.models import Person, RoleGrant, StaffPassword
from learning.accounts.permissions import Permission, Role
from learning.accounts.queries import Leaf
from learning.accounts.views.doors import bp
from learning.accounts.views.office import NO_STORE, number_asked
from learning.core.access import require
from learning.core.codes import CodeMistyped
from learning.core.database import db, new_id
from learning.core.errors import NotFound
from learning.core.forms import show_errors
from learning.core.web import current_person, page, public_address, see_other


@dataclass(frozen=True, slots=True)
class StaffListPage:
    """One leaf of those who work with the site; ``role_words`` says a role by its name."""

    leaf: Leaf
    role_words: dict[str, str]


@dataclass(frozen=True, slots=True)
class StaffFormPage:
    """The form for somebody new."""

    form: StaffMemberForm


@dataclass(frozen=True, slots=True)
class PromotionPage:
    """The card code as typed, whose it is, and the form; ``reason`` says why nobody was found."""

    typed: str
    person: Person | None = None
    form: PromotionForm | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StaffMemberPage:
    """Somebody's account and roles; ``takeable`` are the roles that the viewer may take back."""

    person: Person
    account: StaffPassword | None
    takeable: tuple[RoleGrant, ...]
    others: tuple[RoleGrant, ...]
    form: RoleForm
    role_words: dict[str, str]


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A one-time link, shown once, to hand over."""

    person: Person
    link: str
    days: int


ROLE_WORDS = {role.value: role.label for role in Role}


@bp.get("/quan-tri/can-bo")
@require(Permission.MANAGE_ROLES)
def staff() -> str:
    """Who works with the site, and as what."""
    everybody = office_queries.staff_for(current_person())
    leaf = queries.leaf_of(everybody, number_asked("trang") or 1, queries.PEOPLE_A_PAGE)
    return page("accounts/administration/staff.html", StaffListPage(leaf, ROLE_WORDS))


@bp.get("/quan-tri/can-bo/moi")
@require(Permission.MANAGE_ROLES)
def new_staff() -> str:
    """The form for somebody new, with their id made beforehand."""
    form = StaffMemberForm(person_id=str(new_id()))
    return _new_staff(form)


@bp.post("/quan-tri/can-bo/moi")
@require(Permission.MANAGE_ROLES)
def add_staff() -> tuple[str, int, dict[str, str]]:
    """Make an account with one role, and show the link for its password."""
    form, by = StaffMemberForm(request.form), current_person()
    _offer_places(form)
    if not form.validate():
        return _new_staff(form), 422, NO_STORE

    role, place = form.chosen()
    try:
        said = Registration(form.full_name.data, Audience.OFFICIALS, place)
        person = office_actions.take_on(said, form.login_name.data, form.made_id(), by)
    except LoginNameTaken as taken:
        db.session.rollback()
        show_errors(form, "login_name", [taken.sentence])
        return _new_staff(form), 422, NO_STORE
    token = office_actions.new_link(person, by)
    office_actions.give_role(person, role, place, by)
    db.session.commit()

    return _link(person, token)


def _new_staff(form: StaffMemberForm) -> str:
    _offer_places(form)
    return page("accounts/administration/new_staff.html", StaffFormPage(form))


def _offer_places(form: RoleForm) -> None:
    form.offer(queries.places_for(current_person(), Permission.MANAGE_ROLES))


def _link(person: Person, token: str) -> tuple[str, int, dict[str, str]]:
    link = public_address() + url_for("accounts.set_up", token=token)
    return page("accounts/administration/link.html", LinkPage(person, link, INVITATION_LASTS.days)), 200, NO_STORE


@bp.get("/quan-tri/can-bo/tu-the")
@require(Permission.MANAGE_ROLES)
def promote() -> Response | str:
    """Look a learner up by their card; show who it is before anything is given."""
    typed = request.args.get("ma", "")[:40].strip()
    if not typed:
        return page("accounts/administration/promote.html", PromotionPage(""))
    try:
        person = office_queries.person_by_card(current_person(), typed, Permission.MANAGE_ROLES)
    except (CodeMistyped, NotFound) as reason:
        sentence = str(reason) if isinstance(reason, CodeMistyped) else "Không có ai trong địa bàn mang mã thẻ này."
        return page("accounts/administration/promote.html", PromotionPage(typed, reason=sentence))
    if office_queries.account_of(person) is not None:
        return see_other("accounts.staff_member", person_id=person.id)
    return _promotion(person, PromotionForm(card_code=person.card_code))


@bp.post("/quan-tri/can-bo/tu-the")
@require(Permission.MANAGE_ROLES)
def save_promotion() -> tuple[str, int, dict[str, str]]:
    """Give a learner a sign-in name and a role, and show the link for their password."""
    form, by = PromotionForm(request.form), current_person()
    _offer_places(form)
    person = _holder_of(form.card_code.data or "")
    if not form.validate():
        return _promotion(person, form), 422, NO_STORE

    role, place = form.chosen()
    try:
        office_actions.give_account(person, form.login_name.data, by)
    except LoginNameTaken as taken:
        show_errors(form, "login_name", [taken.sentence])
        return _promotion(person, form), 422, NO_STORE
    token = office_actions.new_link(person, by)
    office_actions.give_role(person, role, place, by)
    db.session.commit()

    return _link(person, token)


def _holder_of(card_code: str) -> Person:
    try:
        return office_queries.person_by_card(current_person(), card_code, Permission.MANAGE_ROLES)
    except CodeMistyped as mistyped:
        raise NotFound from mistyped


def _promotion(person: Person, form: PromotionForm) -> str:
    _offer_places(form)
    return page("accounts/administration/promote.html", PromotionPage(person.card_code, person, form))


@bp.get("/quan-tri/can-bo/<uuid:person_id>")
@require(Permission.MANAGE_ROLES)
def staff_member(person_id: uuid.UUID) -> str:
    """Somebody's account and roles."""
    return _member(office_queries.staff_member_for(current_person(), person_id), RoleForm())


def _member(person: Person, form: RoleForm) -> str:
    viewer = current_person()
    takeable = tuple(grant for grant in person.grants if queries.may_at(viewer, Permission.MANAGE_ROLES, grant.place))
    others = tuple(grant for grant in person.grants if grant not in takeable)
    _offer_places(form)
    contract = StaffMemberPage(person, office_queries.account_of(person), takeable, others, form, ROLE_WORDS)
    return page("accounts/administration/staff_member.html", contract)


@bp.post("/quan-tri/can-bo/<uuid:person_id>/giao-viec")
@require(Permission.MANAGE_ROLES)
def give_role(person_id: uuid.UUID) -> Response | tuple[str, int]:
    """Give one more role."""
    person, form = office_queries.staff_member_for(current_person(), person_id), RoleForm(request.form)
    _offer_places(form)
    if not form.validate():
        return _member(person, form), 422
    office_actions.give_role(person, *form.chosen(), current_person())
    db.session.commit()

    flash("Đã giao việc.", "success")
    return see_other("accounts.staff_member", person_id=person.id)


@bp.post("/quan-tri/can-bo/<uuid:person_id>/thu-lai/<uuid:grant_id>")
@require(Permission.MANAGE_ROLES)
def take_role(person_id: uuid.UUID, grant_id: uuid.UUID) -> Response:
    """Take a role back; never the last administrator's."""
    person = office_queries.staff_member_for(current_person(), person_id)
    office_actions.take_role(office_queries.grant_for(current_person(), person, grant_id), current_person())
    db.session.commit()

    flash("Đã thu lại việc. Có hiệu lực ngay.", "success")
    return see_other("accounts.staff")


@bp.post("/quan-tri/can-bo/<uuid:person_id>/lien-ket")
@require(Permission.MANAGE_ROLES)
def new_link(person_id: uuid.UUID) -> tuple[str, int, dict[str, str]]:
    """Show a one-time link for another password; earlier links stop working."""
    person = office_queries.staff_member_for(current_person(), person_id)
    token = office_actions.new_link(person, current_person())
    db.session.commit()

    return _link(person, token)

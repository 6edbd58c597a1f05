"""What the office of people and places does. Whoever acts is an argument, each deed leaves a trace, nothing commits."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from learning.accounts import actions, invitations
from learning.accounts.actions import CameTwice, LoginNameTaken, Registration, hold, trace
from learning.accounts.commune import BLANKS
from learning.accounts.identities import former_of, free_card_codes, spent_code
from learning.accounts.models import FormerIdentity, Invitation, Person, Place, PlaceSetting, RoleGrant, StaffPassword
from learning.accounts.office_queries import account_of, people_alike
from learning.accounts.permissions import Permission, Role
from learning.accounts.pins import Keeper, WeakPin, check_pin, new_pin
from learning.accounts.queries import may_at
from learning.accounts.sign_in import unlock
from learning.core import clock
from learning.core.database import db
from learning.core.errors import NotFound, Refusal


class MaybeTheSame(Refusal):
    """The thôn has somebody of this name and year of birth; ``people`` are who."""

    status = 422
    sentence = "Thôn này đã có người cùng họ tên, cùng năm sinh. Xin xem có phải cùng một người không."

    def __init__(self, people: tuple[Person, ...]) -> None:
        self.people = people
        super().__init__()


class HoldsRoles(Refusal):
    """Somebody who works here may be let in anew only by those who may give their roles."""

    status = 403
    title = "Việc này dành cho người quản trị"
    sentence = "Người này đang giữ việc của cán bộ. Chỉ người quản trị mới cấp lại được mã PIN hay mật khẩu cho họ."


class LastAdministrator(Refusal):
    """Without this role nobody could look after the place any more."""

    title = "Chưa thôi việc này được"
    sentence = "Đây là người quản trị cuối cùng có thể đăng nhập. Xin giao việc quản trị cho người khác trước."


class NeedsLoginName(Refusal):
    """A password belongs to a sign-in name, and this person has none."""

    sentence = "Người này chưa có tên đăng nhập. Xin thêm họ vào danh sách cán bộ bằng mã thẻ học."


class PlaceNameTaken(Refusal):
    """The commune has a thôn of this name."""

    status = 422
    sentence = "Xã đã có thôn tên này rồi. Xin xem lại danh sách, hoặc ghi tên khác."


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody now has a card; ``pin`` is known this once, and None when the form had arrived before."""

    person: Person
    pin: str | None


def enrol(keeper: Keeper, said: Registration, person_id: uuid.UUID | None, by: Person, is_another: bool) -> Enrolled:
    """Write down somebody who stands in front of ``by``; a second arrival of the form makes nobody new.

    Raises ``MaybeTheSame``, ``GuardianNeeded``, ``ConsentNeeded``.
    """
    earlier = db.session.get(Person, person_id) if person_id else None
    if earlier is not None and may_at(by, Permission.ENROL_PEOPLE, earlier.place):
        return Enrolled(earlier, None)
    alike = () if is_another else tuple(people_alike(said.full_name, said.birth_year, said.place))
    if alike:
        raise MaybeTheSame(alike)
    pin = _pin_unlike(said.birth_year)
    try:
        person = actions.register(keeper, said, pin, None if earlier else person_id, "staff")
    except CameTwice as twice:
        return Enrolled(twice.person, None)
    trace(by, "enrol_person", f"person:{person.id}")
    return Enrolled(person, pin)


def _pin_unlike(birth_year: int | None) -> str:
    while True:
        pin = new_pin()
        try:
            check_pin(pin, birth_year)
        except WeakPin:
            continue
        return pin


def correct(person: Person, said: Registration, by: Person) -> None:
    """Replace what is written about somebody; raises ``GuardianNeeded``."""
    actions.correct(person, said)
    trace(by, "correct_person", f"person:{person.id}")


def reset_pin(keeper: Keeper, person: Person, by: Person) -> str:
    """Give a new PIN and unlock the door; raises ``HoldsRoles``, or a facilitator could become an administrator."""
    check_may_let_in(by, person)
    return actions.reset_pin(keeper, person, by)


def replace_card(keeper: Keeper, person: Person, lost: Collection[str], by: Person) -> bool:
    """Take lost cards out of use, sign other devices out and unlock the door: same record and PIN.

    A new code takes the place of the card of now; one of a record that became theirs gets none. Tells whether any was
    taken: what is ``lost`` is not the person's any more when the form comes twice. Raises ``HoldsRoles``.
    """
    check_may_let_in(by, person)
    hold(person)
    spent = _spend_former(person, lost)
    if not _exchange_code(person, lost):
        if not spent:
            return False
        bump = update(Person).where(Person.id == person.id).values(sign_in_epoch=Person.sign_in_epoch + 1)
        db.session.execute(bump)
    unlock(keeper, person)
    trace(by, "replace_card", f"person:{person.id}", " ".join(f"was:{one}" for one in spent))
    return True


def _spend_former(person: Person, lost: Collection[str]) -> list[uuid.UUID]:
    """Let the lost cards of former records lead nowhere; their ids and devices lead on. Returns whose they were."""
    mine = [row.person_id for row in former_of(person) if row.card_code in lost]
    spent: list[uuid.UUID] = []
    for former_id in mine:
        theirs = FormerIdentity.person_id == former_id, FormerIdentity.card_code.in_(lost)
        taken = update(FormerIdentity).where(*theirs).values(card_code=spent_code())
        spent += db.session.scalars(taken.returning(FormerIdentity.person_id)).all()
    return spent


def _exchange_code(person: Person, lost: Collection[str]) -> bool:
    """One statement that names the old code, so that of two forms at one moment only the first finds it."""
    query = update(Person).where(Person.id == person.id, Person.card_code.in_(lost))
    for _ in range(5):
        fresh = {"card_code": free_card_codes()[0], "sign_in_epoch": Person.sign_in_epoch + 1}
        try:
            with db.session.begin_nested():
                changed = db.session.execute(query.values(**fresh).returning(Person.id)).first()
        except IntegrityError:  # somebody has this code
            continue
        db.session.refresh(person)
        return changed is not None
    raise RuntimeError("no free card code after five tries")


def check_may_let_in(by: Person, person: Person) -> None:
    """Raises ``HoldsRoles`` unless ``by`` manages roles wherever ``person`` holds one."""
    if not all(may_at(by, Permission.MANAGE_ROLES, grant.place) for grant in person.grants):
        raise HoldsRoles


def take_on(said: Registration, login_name: str, person_id: uuid.UUID | None, by: Person) -> Person:
    """Make somebody who works here; the second arrival gives back the first. Raises ``LoginNameTaken``."""
    earlier = db.session.get(Person, person_id) if person_id else None
    if earlier is not None and may_at(by, Permission.MANAGE_ROLES, earlier.place) and account_of(earlier) is not None:
        return earlier
    try:
        person = actions.add_staff(said, login_name, None if earlier else person_id)
    except CameTwice as twice:
        return twice.person
    trace(by, "add_staff", f"person:{person.id}")
    return person


def give_account(person: Person, login_name: str, by: Person) -> None:
    """Give somebody who learns here a sign-in name too; raises ``LoginNameTaken``. Twice is harmless."""
    if account_of(person) is not None:
        return
    try:
        with db.session.begin_nested():
            db.session.add(StaffPassword(person_id=person.id, login_name=login_name.lower()))
    except IntegrityError as clash:
        raise LoginNameTaken from clash
    trace(by, "add_staff", f"person:{person.id}")


def give_role(person: Person, role: Role, place: Place, by: Person) -> None:
    """Give a role at a place where ``by`` manages roles; raises ``NotFound`` elsewhere."""
    if not may_at(by, Permission.MANAGE_ROLES, place):
        raise NotFound
    actions.grant(person, role, place, by)


def take_role(grant: RoleGrant, by: Person) -> None:
    """Take a role away; raises ``LastAdministrator``."""
    if grant.role == Role.ADMIN:
        _check_another_administers(grant)
    actions.take_back(grant, by)


def _check_another_administers(grant: RoleGrant) -> None:
    """Locks all administrators' rows: two who take each other's role at one moment must not both succeed."""
    can_sign_in = StaffPassword.password_hash.is_not(None)
    query = select(RoleGrant).where(RoleGrant.role == Role.ADMIN).with_for_update(of=RoleGrant)
    query = query.join(StaffPassword, StaffPassword.person_id == RoleGrant.person_id).where(can_sign_in)
    admins = db.session.scalars(query)
    if not any(other.id != grant.id and other.place.covers(grant.place) for other in admins):
        raise LastAdministrator


def check_may_leave(person: Person) -> None:
    """Raises ``LastAdministrator`` when nobody else could look after a place any more once the person is gone."""
    for grant in person.grants:
        if grant.role == Role.ADMIN:
            _check_another_administers(grant)


def new_link(person: Person, by: Person) -> str:
    """The token of a one-time link for a password; earlier ones stop working.

    Raises ``HoldsRoles``, ``NeedsLoginName``.
    """
    check_may_let_in(by, person)
    if account_of(person) is None:
        raise NeedsLoginName
    db.session.execute(delete(Invitation).where(Invitation.person_id == person.id))
    trace(by, "invite_staff", f"person:{person.id}")
    return invitations.invite(person)


def add_village(commune_place: Place, name: str, by: Person) -> Place:
    """Add a thôn; raises ``PlaceNameTaken``."""
    _check_free(commune_place.id, name)
    try:
        with db.session.begin_nested():
            return actions.add_village(commune_place, name, by)
    except IntegrityError as clash:
        raise PlaceNameTaken from clash


def rename_village(village: Place, name: str, by: Person) -> None:
    """Give a thôn another name; raises ``PlaceNameTaken``."""
    _check_free(village.parent_id, name, village.id)
    if name == village.name:
        return
    try:
        with db.session.begin_nested():
            village.former_name, village.renamed_at, village.name = village.name, clock.now(), name
    except IntegrityError as clash:
        raise PlaceNameTaken from clash
    trace(by, "rename_place", f"place:{village.id}")


def _check_free(commune_id: int | None, name: str, own_id: int | None = None) -> None:
    """Capitals do not tell two thôn apart; marks do. The database guards the exact name."""
    siblings = db.session.execute(select(Place.id, Place.name).where(Place.parent_id == commune_id))
    if any(place_id != own_id and known.casefold() == name.casefold() for place_id, known in siblings):
        raise PlaceNameTaken


def close_village(village: Place, by: Person) -> None:
    """Nobody registers there any more; its people and figures stay."""
    if village.closed_at is None:
        village.closed_at = clock.now()
        trace(by, "close_place", f"place:{village.id}")


def reopen_village(village: Place, by: Person) -> None:
    """People register there again."""
    if village.closed_at is not None:
        village.closed_at = None
        trace(by, "reopen_place", f"place:{village.id}")


def fill_in_all(commune_place: Place, values: dict[str, str], by: Person) -> int:
    """Write down whatever differs from what the commune has filled in; returns how many blanks changed."""
    rows = db.session.scalars(select(PlaceSetting).where(PlaceSetting.place_id == commune_place.id))
    known = {row.key: row.value for row in rows}
    changed = [blank.key for blank in BLANKS if values.get(blank.key, "") != known.get(blank.key, "")]
    for key in changed:
        actions.fill_in(commune_place, key, values.get(key, ""), by)
    return len(changed)

"""What people and staff do: register, correct, forget, reset a PIN, give and take roles. Nothing here commits."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from learning.accounts.audiences import Audience
from learning.accounts.consent import CONTACT, LEARNING_RECORD, Purpose
from learning.accounts.identities import free_card_codes
from learning.accounts.models import (
    AuditEntry,
    Consent,
    FormerResidence,
    Person,
    Place,
    PlaceSetting,
    RoleGrant,
    StaffPassword,
)
from learning.accounts.permissions import Role
from learning.accounts.pins import Keeper, check_password, check_pin, new_pin
from learning.accounts.sign_in import unlock
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from learning.core.text import clean_name, fold, name_sort_key

SAME_FORM = timedelta(minutes=10)
GUARDIAN_BELOW = 16  # years; "trẻ em" in Luật Trẻ em, whose rights a guardian exercises (Luật 91/2025/QH15, Điều 24)


class GuardianNeeded(Refusal):
    """A child registers without an adult's name."""

    status = 422
    sentence = "Người học dưới 16 tuổi cần ghi tên cha, mẹ hoặc người giám hộ đồng ý."


class ConsentNeeded(Refusal):
    """The consent without which no record may be kept was not given."""

    status = 422
    sentence = "Cần đánh dấu đồng ý thì trang mới được lưu tên và kết quả học. Không đồng ý vẫn đọc được mọi bài."


class LoginNameTaken(Refusal):
    """Another staff member has this sign-in name."""

    status = 422
    sentence = "Tên đăng nhập này đã có người dùng. Xin chọn tên khác."


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody said of themselves, or a facilitator wrote down for them."""

    full_name: str
    audience: Audience
    place: Place
    birth_year: int | None = None
    gender: str | None = None
    phone: str | None = None
    guardian_name: str | None = None
    may_record: bool = False
    may_contact: bool = False


def register(keeper: Keeper, said: Registration, pin: str, person_id: uuid.UUID | None, channel: str) -> Person:
    """Make a person; the second arrival of the same form gives back the first result.

    Raises ``WeakPin``, ``GuardianNeeded``, ``ConsentNeeded``; ``person_id`` was made with the form.
    """
    earlier = db.session.get(Person, person_id) if person_id else None
    if earlier is not None and _just_now(earlier) and keeper.matches(earlier.pin_hash, pin):
        return earlier
    _check(said, pin)
    try:
        person = _new_person(keeper, said, pin, new_id() if earlier or not person_id else person_id)
    except CameTwice as same:
        if keeper.matches(same.person.pin_hash, pin):
            return same.person
        raise
    _agree(person, LEARNING_RECORD, channel)
    if said.may_contact and said.phone:
        _agree(person, CONTACT, channel)
    return person


def _just_now(person: Person) -> bool:
    """Whether a second arrival of the form is believable; later, the form would be a door to guess PINs at."""
    return clock.now() - person.registered_at < SAME_FORM


def _check(said: Registration, pin: str) -> None:
    if not said.may_record:
        raise ConsentNeeded
    check_guardian(said.birth_year, said.guardian_name)
    check_pin(pin, said.birth_year)


def check_guardian(birth_year: int | None, guardian_name: str | None) -> None:
    """Raises ``GuardianNeeded`` for a child without a guardian's name."""
    if birth_year and clock.today().year - birth_year < GUARDIAN_BELOW and not guardian_name:
        raise GuardianNeeded


def _new_person(keeper: Keeper, said: Registration, pin: str, person_id: uuid.UUID) -> Person:
    person = Person(
        id=person_id,
        audience=said.audience,
        place_id=said.place.id,
        birth_year=said.birth_year,
        gender=said.gender,
        phone=said.phone,
        guardian_name=said.guardian_name,
        pin_hash=keeper.hash(pin),
        sign_in_epoch=1,
        **named(said.full_name),
    )
    return with_free_card(person)


def named(full_name: str) -> dict[str, str]:
    """A name and the keys it is sorted and searched by; raises ``NotAName``."""
    name = clean_name(full_name)
    return {"full_name": name, "name_key": name_sort_key(name), "search_key": fold(name)}


def with_free_card(person: Person) -> Person:
    """Put the person into the database under a card code that nobody has; the database is the judge."""

    def give_code() -> None:
        (person.card_code,) = free_card_codes()

    _insert_with_retry(person, give_code)
    return person


class CameTwice(Exception):
    """The same form arrived a moment ago and has made this person."""

    def __init__(self, person: Person) -> None:
        super().__init__("the person exists")
        self.person = person


def _insert_with_retry(person: Person, give_code: Callable[[], None]) -> None:
    person_id = person.id
    for _ in range(5):
        give_code()
        try:
            with db.session.begin_nested():
                db.session.add(person)
            return
        except IntegrityError:
            there = db.session.get(Person, person_id)
            if there is not None:
                raise CameTwice(there) from None
    raise RuntimeError("no free card code after five tries")


def _agree(person: Person, purpose: Purpose, channel: str) -> None:
    db.session.add(Consent(person_id=person.id, purpose=purpose.key, version=purpose.version, channel=channel))


def withdraw_contact(person: Person) -> None:
    """Take back the consent to be called; the telephone number goes with it."""
    query = update(Consent).where(Consent.person_id == person.id, Consent.purpose == CONTACT.key)
    db.session.execute(query.where(Consent.withdrawn_at.is_(None)).values(withdrawn_at=clock.now()))
    person.phone = None


def correct(person: Person, said: Registration) -> None:
    """Replace what is written about a person; certificates already issued keep the name they were printed with."""
    check_guardian(said.birth_year, said.guardian_name)
    for field, value in named(said.full_name).items():
        setattr(person, field, value)
    move(person, said.place)
    person.audience = said.audience
    person.birth_year = said.birth_year
    person.gender = said.gender
    person.phone = said.phone
    person.guardian_name = said.guardian_name


def move(person: Person, place: Place) -> None:
    """Write that somebody lives at ``place`` from now on; what they did so far stays counted where they lived."""
    if place.id == person.place_id:
        return
    left = {"person_id": person.id, "place_id": person.place_id, "until": clock.now()}
    db.session.execute(upsert(FormerResidence).values(**left).on_conflict_do_nothing())
    person.place_id = place.id


def hold(person: Person, wholly: bool = False) -> None:
    """Let nobody else decide about this person until the transaction ends; ``wholly``: nor write anything of theirs.

    Two last lessons sent at one moment would each find the other missing. SQLite's writers queue without this.
    """
    if db.session.get_bind().dialect.name != "sqlite":
        query = select(Person.id).where(Person.id == person.id)
        db.session.execute(query.with_for_update(key_share=not wholly))


def forget(person: Person) -> None:
    """Remove the person and everything this package keeps about them; consents, roles and password go by cascade."""
    query = update(AuditEntry).where(AuditEntry.subject == f"person:{person.id}")
    db.session.execute(query.values(subject="person:forgotten", note=""))
    db.session.execute(delete(Person).where(Person.id == person.id))
    db.session.expunge(person)


def change_pin(keeper: Keeper, person: Person, pin: str) -> None:
    """Set a PIN the person chose; raises ``WeakPin``. Other devices are signed out."""
    check_pin(pin, person.birth_year)
    person.pin_hash = keeper.hash(pin)
    person.sign_in_epoch += 1


def reset_pin(keeper: Keeper, person: Person, by: Person) -> str:
    """Give a new PIN, to be read out once, and unlock the door; leaves a trace."""
    pin = new_pin()
    person.pin_hash = keeper.hash(pin)
    person.sign_in_epoch += 1
    unlock(keeper, person)
    trace(by, "reset_pin", f"person:{person.id}")
    return pin


def trace(actor: Person | None, action: str, subject: str, note: str = "") -> None:
    """Write one line into the audit trail; ``note`` never holds a name, number or address."""
    db.session.add(AuditEntry(actor_id=actor.id if actor else None, action=action, subject=subject, note=note))


def grant(person: Person, role: Role, place: Place, by: Person | None) -> None:
    """Give a role; giving it twice is harmless. With the first one, devices signed in by a mere PIN are signed out."""
    if not person.grants:
        person.sign_in_epoch += 1
    row = {"id": new_id(), "person_id": person.id, "role": role, "place_id": place.id}
    row |= {"granted_by": by.id if by else None, "granted_at": clock.now()}
    db.session.execute(upsert(RoleGrant).values(**row).on_conflict_do_nothing())
    db.session.expire(person, ["grants", "is_staff"])
    trace(by, "grant_role", f"person:{person.id}", f"{role} place:{place.id}")


def take_back(grant_row: RoleGrant, by: Person) -> None:
    """Take a role away."""
    trace(by, "take_role", f"person:{grant_row.person_id}", f"{grant_row.role} place:{grant_row.place_id}")
    db.session.delete(grant_row)


def add_staff(said: Registration, login_name: str, person_id: uuid.UUID | None = None) -> Person:
    """Make a person who works with the site; the password comes later through an invitation."""
    person = Person(id=person_id or new_id(), audience=said.audience, place_id=said.place.id, **named(said.full_name))
    with_free_card(person)
    try:
        with db.session.begin_nested():
            db.session.add(StaffPassword(person_id=person.id, login_name=login_name.lower()))
    except IntegrityError as clash:
        raise LoginNameTaken from clash
    return person


def set_password(keeper: Keeper, person: Person, password: str) -> None:
    """Set a staff password; raises ``WeakPassword``. Other devices are signed out."""
    check_password(password)
    row = db.session.get_one(StaffPassword, person.id)
    row.password_hash = keeper.hash(password)
    row.set_at = clock.now()
    person.sign_in_epoch += 1
    unlock(keeper, person)


def add_village(commune: Place, name: str, by: Person | None, is_demo: bool = False) -> Place:
    """Add a thôn; raises ``IntegrityError`` from the database when the commune has one of that name."""
    village = Place(kind="village", name=name, parent_id=commune.id, path=f"new/{uuid.uuid4()}", is_demo=is_demo)
    db.session.add(village)
    db.session.flush()
    village.path = f"{commune.path}{village.id}/"
    trace(by, "add_place", f"place:{village.id}")
    return village


def fill_in(place: Place, key: str, value: str, by: Person | None) -> None:
    """Write down one thing that only the commune knows; an empty value takes it away."""
    db.session.execute(delete(PlaceSetting).where(PlaceSetting.place_id == place.id, PlaceSetting.key == key))
    if value:
        db.session.add(PlaceSetting(place_id=place.id, key=key, value=value))
    trace(by, "fill_in", f"place:{place.id}", key)

"""The office of people: who learns in one's places, enrolling, correcting, a new PIN.

One person's page stands in ``certificates.office_views``: only from up there can all they have reached be seen.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, request
from sqlalchemy import Select
from werkzeug.wrappers import Response

from learning.accounts import actions, office_actions, queries
from learning.accounts.audiences import Audience, audience_of
from learning.accounts.card_forms import CardsForm
from learning.accounts.consent import LEARNING_RECORD, Purpose
from learning.accounts.forms import CorrectionForm, EnrolForm, ParticularsForm, particulars_of
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.pins import keeper
from learning.accounts.queries import Leaf
from learning.accounts.views.doors import bp
from learning.core.access import require
from learning.core.database import db, new_id
from learning.core.forms import show_errors
from learning.core.phones import mask_phone
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write

NO_STORE = {"Cache-Control": "private, no-store"}
LONGEST_SEARCH = 80  # letters


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in the list; the telephone number is known to them and not to whoever looks over a shoulder."""

    person: Person
    audience: str
    phone: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One leaf of the list, what narrows it, and whether somebody may be enrolled."""

    leaf: Leaf
    rows: tuple[PersonRow, ...]
    words: str
    place_id: int | None
    audience: Audience | None
    places: tuple[Place, ...]
    audiences: tuple[Audience, ...]
    may_enrol: bool
    may_merge: bool
    form: CardsForm


@dataclass(frozen=True, slots=True)
class EnrolPage:
    """The form, the sentence to read out, and who may be the same person."""

    form: EnrolForm
    purpose: Purpose
    alike: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectPage:
    """Somebody's record in a form."""

    form: ParticularsForm
    person: Person


@dataclass(frozen=True, slots=True)
class CardPage:
    """What is copied onto the card now: ``pin`` is known this once, or None when it was shown before."""

    person: Person
    pin: str | None
    newcomer: bool


@bp.get("/can-bo/nguoi-hoc")
@require(Permission.SEE_PEOPLE)
def people() -> str:
    """The people of one's places, fifty a page; each look is traced."""
    return listing(CardsForm())


def listing(form: CardsForm) -> str:
    """The list as the address narrows it, with what was wrong with the choice of cards to print."""
    viewer, (words, place_id, audience) = current_person(), _asked()
    leave_trace("see_people", place_id)
    leaf = queries.leaf_of(wanted_people(), number_asked("trang") or 1, queries.PEOPLE_A_PAGE)
    places = tuple(queries.places_for(viewer, Permission.SEE_PEOPLE, closed_too=True))
    may_enrol = queries.may(viewer, Permission.ENROL_PEOPLE)
    may_merge = queries.may(viewer, Permission.CORRECT_PEOPLE)
    rows = tuple(map(_row, leaf.rows))
    contract = PeoplePage(leaf, rows, words, place_id, audience, places, tuple(Audience), may_enrol, may_merge, form)
    return page("accounts/office/people.html", contract)


def wanted_people() -> Select[Person]:
    """The people of one's places whom the address asks for."""
    words, place_id, audience = _asked()
    people = queries.people_for(current_person(), Permission.SEE_PEOPLE, words)
    return queries.narrowed(people, place_id, audience)


def _asked() -> tuple[str, int | None, Audience | None]:
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    return words, number_asked("thon"), audience_of(request.args.get("doi-tuong", ""))


def _row(person: Person) -> PersonRow:
    return PersonRow(person, Audience(person.audience).label, mask_phone(person.phone) if person.phone else "")


def number_asked(name: str) -> int | None:
    """A positive number in the address, or None."""
    typed = request.args.get(name, "")
    return int(typed) or None if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def leave_trace(deed: str, place_id: int | None) -> None:
    """Trace a look at a list of people, before it is shown."""
    viewer = current_person()
    at = place_id or min((grant.place_id for grant in viewer.grants), default=0)
    with short_write():
        actions.trace(viewer, deed, f"place:{at}")


@bp.get("/can-bo/nguoi-hoc/moi")
@require(Permission.ENROL_PEOPLE)
def enrol() -> str:
    """The form for somebody who stands in front of one; their id is made now, so that a double tap makes one person."""
    return page("accounts/office/enrol.html", EnrolPage(_offered(EnrolForm(person_id=str(new_id()))), LEARNING_RECORD))


@bp.post("/can-bo/nguoi-hoc/moi")
@require(Permission.ENROL_PEOPLE)
def save_enrolment() -> tuple[str, int, dict[str, str]]:
    """Enrol, and show card code and PIN once, to be copied onto the card."""
    form = _offered(EnrolForm(request.form))
    if not form.validate():
        return _refused(form)

    said = form.said(may_record=form.may_record.data)
    try:
        enrolled = office_actions.enrol(keeper(), said, form.made_id(), current_person(), form.is_another.data)
    except office_actions.MaybeTheSame as maybe:
        return _refused(form, maybe.people)
    except (actions.GuardianNeeded, actions.ConsentNeeded) as refused:
        field = "guardian_name" if isinstance(refused, actions.GuardianNeeded) else "may_record"
        show_errors(form, field, [refused.sentence])
        return _refused(form)
    db.session.commit()

    return page("accounts/office/card.html", CardPage(enrolled.person, enrolled.pin, newcomer=True)), 200, NO_STORE


def _refused(form: EnrolForm, alike: tuple[Person, ...] = ()) -> tuple[str, int, dict[str, str]]:
    return page("accounts/office/enrol.html", EnrolPage(form, LEARNING_RECORD, alike)), 422, NO_STORE


def _offered(form: EnrolForm) -> EnrolForm:
    form.offer(queries.places_for(current_person(), Permission.ENROL_PEOPLE))
    return form


@bp.get("/can-bo/nguoi-hoc/<uuid:person_id>/sua")
@require(Permission.CORRECT_PEOPLE)
def correct_person(person_id: uuid.UUID) -> str:
    """The form for correcting somebody's record."""
    person = queries.person_for(current_person(), person_id, Permission.CORRECT_PEOPLE)
    form = _with_places(CorrectionForm(data=particulars_of(person)), person)
    return page("accounts/office/correct.html", CorrectPage(form, person))


@bp.post("/can-bo/nguoi-hoc/<uuid:person_id>/sua")
@require(Permission.CORRECT_PEOPLE)
def save_person(person_id: uuid.UUID) -> Response | tuple[str, int]:
    """Correct somebody's record."""
    person = queries.person_for(current_person(), person_id, Permission.CORRECT_PEOPLE)
    form = _with_places(CorrectionForm(request.form), person)
    if not form.validate():
        return page("accounts/office/correct.html", CorrectPage(form, person)), 422
    try:
        office_actions.correct(person, form.said(), current_person())
    except actions.GuardianNeeded as refused:
        show_errors(form, "guardian_name", [refused.sentence])
        return page("accounts/office/correct.html", CorrectPage(form, person)), 422
    db.session.commit()

    flash("Đã sửa xong. Giấy xác nhận đã cấp vẫn giữ tên cũ; cần thì cấp lại.", "success")
    return see_other("certificate_office.person", person_id=person.id)


def _with_places(form: CorrectionForm, person: Person) -> CorrectionForm:
    """Offer the open places within reach, and where the person lives even if that is closed by now."""
    places = list(queries.places_for(current_person(), Permission.CORRECT_PEOPLE))
    form.offer(places if person.place in places else [person.place, *places])
    return form


@bp.post("/can-bo/nguoi-hoc/<uuid:person_id>/ma-pin")
@require(Permission.RESET_PIN)
def give_pin(person_id: uuid.UUID) -> tuple[str, int, dict[str, str]]:
    """Give a new PIN, shown once; the door is unlocked as well."""
    person = queries.person_for(current_person(), person_id, Permission.RESET_PIN)
    pin = office_actions.reset_pin(keeper(), person, current_person())
    db.session.commit()

    return page("accounts/office/card.html", CardPage(person, pin, newcomer=False)), 200, NO_STORE

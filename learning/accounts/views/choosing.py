"""One device, several people: "Ai đang học?", changing from one to the other, and taking a name off the device."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from learning.accounts import queries
from learning.accounts.device import Face, faces_of, without_person
from learning.accounts.device_forms import DevicePinForm
from learning.accounts.identities import present_keys
from learning.accounts.models import Person
from learning.accounts.pins import keeper
from learning.accounts.sign_in import Failure, try_pin
from learning.accounts.views.doors import bp, let_learner_in
from learning.core.access import public
from learning.core.database import db
from learning.core.forms import show_errors
from learning.core.web import address_of_request, page, safe_next, see_other
from learning.core.web.device import device_keys, keep_on_device

NO_STORE = {"Cache-Control": "private, no-store"}  # names, on a page that asks for no visit
WRONG_PIN = "Mã PIN chưa đúng. Xin nhập lại, chậm từng số."


@dataclass(frozen=True, slots=True)
class ChooserPage:
    """The people of this device, and where to go once somebody is in."""

    faces: tuple[Face, ...]
    onward: str


@dataclass(frozen=True, slots=True)
class ChosenPage:
    """Who was tapped, and the form for their PIN."""

    face: Face
    form: DevicePinForm
    onward: str


@bp.get("/ai-dang-hoc")
@public
def choose() -> Response:
    """The people who have signed in on this device, to be tapped; who cannot come back so is let go of."""
    keys = device_keys()
    people = queries.learners_of_keys(keys)
    contract = ChooserPage(faces_of(people), _onward(request.args.get("next")))
    response = Response(page("accounts/choose.html", contract), mimetype="text/html", headers=NO_STORE)
    kept = tuple(person.get_id() for person in people)
    if kept != keys:
        keep_on_device(response, kept)
    return response


@bp.get("/ai-dang-hoc/<uuid:person_id>")
@public
def chosen(person_id: uuid.UUID) -> Response | tuple[str, int, dict[str, str]]:
    """The PIN of whoever was tapped; back to the names when the device does not know them any more."""
    onward = _onward(request.args.get("next"))
    found = _on_this_device(person_id)
    return _ask_pin(found[1], DevicePinForm(), onward) if found else see_other("accounts.choose", next=onward or None)


@bp.post("/ai-dang-hoc/<uuid:person_id>")
@public
def open_as(person_id: uuid.UUID) -> Response | tuple[str, int, dict[str, str]]:
    """Try the PIN; failures count as at the ordinary sign-in."""
    form, onward = DevicePinForm(request.form), _onward(request.form.get("next"))
    found = _on_this_device(person_id)
    if found is None:
        return see_other("accounts.choose", next=onward or None)
    person, face = found
    if not form.validate():
        return _ask_pin(face, form, onward, 422)

    tried = try_pin(keeper(), person.card_code, form.pin.data, address_of_request())
    db.session.commit()
    if tried.person is None:
        show_errors(form, "pin", [WRONG_PIN if tried.failure is Failure.WRONG else tried.sentence])
        return _ask_pin(face, form, onward, 422)

    return let_learner_in(tried.person, onward)


@bp.post("/ai-dang-hoc/<uuid:person_id>/bo-ten")
@public
def take_off(person_id: uuid.UUID) -> Response:
    """Take one name off this device; their record stays as it is."""
    response = see_other("accounts.choose", next=_onward(request.form.get("next")) or None)
    keep_on_device(response, without_person(present_keys(device_keys()), person_id.hex))
    return response


def _on_this_device(person_id: uuid.UUID) -> tuple[Person, Face] | None:
    """Somebody whom this device knows, and how they look among the others."""
    people = queries.learners_of_keys(device_keys())
    return next((pair for pair in zip(people, faces_of(people), strict=True) if pair[0].id == person_id), None)


def _ask_pin(face: Face, form: DevicePinForm, onward: str, status: int = 200) -> tuple[str, int, dict[str, str]]:
    return page("accounts/choose_pin.html", ChosenPage(face, form, onward)), status, NO_STORE


def _onward(target: str | None) -> str:
    return safe_next(target, "")

"""Making a learning record of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from learning.accounts import actions, queries, throttle
from learning.accounts.consent import PURPOSES, Purpose
from learning.accounts.forms import RegistrationForm
from learning.accounts.pins import WeakPin, keeper
from learning.accounts.sign_in import hidden_address
from learning.accounts.views.doors import bp, let_newcomer_in
from learning.core.access import public
from learning.core.codes import show_card_code
from learning.core.database import db, new_id
from learning.core.errors import Refusal
from learning.core.forms import show_errors
from learning.core.web import address_of_request, page


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """The form, the purposes to agree to one by one, and where to go afterwards."""

    form: RegistrationForm
    purposes: tuple[Purpose, ...]
    onward: str


MOST_REGISTRATIONS = 300  # from one network address within twelve quiet hours: several full halls


class TooManyRegistrations(Refusal):
    """More people than any class has have registered from one address."""

    status = 429
    title = "Hôm nay đã có quá nhiều người đăng ký từ mạng này"
    sentence = "Xin nhờ người hướng dẫn lớp đăng ký giúp, hoặc thử lại vào ngày mai. Vẫn đọc được mọi bài học."


def _answer(form: RegistrationForm, onward: str) -> str:
    return page("accounts/register.html", RegistrationPage(form, PURPOSES, onward))


@bp.get("/dang-ky")
@public
def register() -> str:
    """The registration form, with the new person's id made beforehand so that a double tap makes one person."""
    form = RegistrationForm(person_id=str(new_id()))
    form.offer(queries.open_places())
    return _answer(form, request.args.get("next", ""))


@bp.post("/dang-ky")
@public
def save_registration() -> Response | tuple[str, int]:
    """Register and sign in."""
    form, onward = RegistrationForm(request.form), request.form.get("next", "")
    form.offer(queries.open_places())
    if not form.validate():
        return _answer(form, onward), 422

    if not throttle.spend(hidden_address(keeper(), "registering", address_of_request()), MOST_REGISTRATIONS):
        db.session.commit()
        raise TooManyRegistrations
    said = form.said(may_record=form.may_record.data, may_contact=form.may_contact.data)
    try:
        person = actions.register(keeper(), said, form.pin.data, form.made_id(), "web")
    except (WeakPin, actions.GuardianNeeded, actions.ConsentNeeded) as refused:
        show_errors(form, _field_of(refused), [refused.sentence])
        return _answer(form, onward), 422
    db.session.commit()

    flash(
        f"Đã đăng ký xong. Mã thẻ học: {show_card_code(person.card_code)}. Xin chép lại hoặc chụp màn hình.", "success"
    )
    return let_newcomer_in(person, onward)


def _field_of(refused: Refusal) -> str:
    fields: dict[type[Refusal], str] = {
        WeakPin: "pin",
        actions.GuardianNeeded: "guardian_name",
        actions.ConsentNeeded: "may_record",
    }
    return fields[type(refused)]

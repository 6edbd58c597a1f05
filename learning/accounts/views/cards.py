"""Learning cards: printing them, putting a new one in the place of a lost one, and where their QR symbol leads."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from learning.accounts import actions, office_actions, office_queries, queries
from learning.accounts.card_forms import CARDS_AT_ONCE, CardsForm, LostCardForm
from learning.accounts.card_paper import Card, render_cards
from learning.accounts.forms import SignInForm
from learning.accounts.identities import former_of
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.pins import keeper
from learning.accounts.views.doors import bp
from learning.accounts.views.office import listing, wanted_people
from learning.accounts.views.signing_in import learner_sign_in
from learning.core import clock
from learning.core.access import public, require
from learning.core.codes import CARD_CODE_LENGTH, is_card_code, show_card_code
from learning.core.database import db
from learning.core.formats import date_vi
from learning.core.forms import show_errors
from learning.core.web import current_person, page, public_address, see_other


@dataclass(frozen=True, slots=True)
class LostCardPage:
    """Whose card is lost, and the form that names its code; ``several`` when they may have more than one."""

    person: Person
    form: LostCardForm
    several: bool


@bp.get("/the/<card_code>")
@public
def card(card_code: str) -> str:
    """Where the QR symbol of a card leads: the sign-in form with the code typed in, whether anybody has it or not."""
    digits = "".join(sign for sign in card_code if sign.isascii() and sign.isdecimal())[:CARD_CODE_LENGTH]
    return learner_sign_in(SignInForm(identifier=show_card_code(digits).strip()), request.args.get("next", ""))


@bp.post("/can-bo/the-hoc/in")
@require(Permission.SEE_PEOPLE)
def print_cards() -> Response | tuple[str, int]:
    """The cards of those ticked, or of the whole narrowed list, in its order."""
    form, viewer = CardsForm(request.form), current_person()
    if not form.validate():
        return listing(form), 422
    if form.everything.data:
        people = office_queries.first_of(wanted_people(), CARDS_AT_ONCE + 1)
    else:
        people = office_queries.people_chosen(viewer, form.chosen())
    if not 0 < len(people) <= CARDS_AT_ONCE:
        show_errors(form, "person", [f"Mỗi lần in từ 1 đến {CARDS_AT_ONCE} thẻ. Xin lọc theo thôn rồi in từng thôn."])
        return listing(form), 422
    cards = [office_queries.card_of(person, public_address()) for person in people]
    subject = f"person:{people[0].id}" if len(people) == 1 else f"place:{_first_place(viewer)}"
    actions.trace(viewer, "print_cards", subject, f"{len(cards)} cards")
    db.session.commit()  # before the printing, which takes a second: nobody else's writing has to wait for it

    return _pdf(cards)


def _first_place(viewer: Person) -> int:
    return min((grant.place_id for grant in viewer.grants), default=0)


@bp.get("/toi/the-hoc.pdf")
@require(Permission.LEARN)
def own_card() -> Response:
    """One's own card."""
    return _pdf([office_queries.card_of(current_person(), public_address())])


def _pdf(cards: list[Card]) -> Response:
    response = Response(render_cards(cards, clock.today()), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="the-hoc.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/can-bo/nguoi-hoc/<uuid:person_id>/doi-the")
@require(Permission.RESET_PIN)
def confirm_new_card(person_id: uuid.UUID) -> str:
    """Say what a new card changes, before it does."""
    person = queries.person_for(current_person(), person_id, Permission.RESET_PIN)
    office_actions.check_may_let_in(current_person(), person)
    return _lost_card(person, LostCardForm())


def _lost_card(person: Person, form: LostCardForm) -> str:
    cards = _cards_of(person)
    form.offer(cards)
    return page("accounts/office/lost_card.html", LostCardPage(person, form, len(cards) > 1))


def _cards_of(person: Person) -> list[tuple[str, str]]:
    """Each card that may be in their hands, as its code and in words: that of now, and those of former records."""
    former = [row for row in former_of(person) if is_card_code(row.card_code)]
    words = [(row.card_code, f"Thẻ của hồ sơ gộp vào ngày {date_vi(row.merged_at)}") for row in former]
    cards = [(person.card_code, "Thẻ đang dùng"), *words]
    return [(code, f"{which}, ba số cuối là {code[-3:]}") for code, which in cards]


@bp.post("/can-bo/nguoi-hoc/<uuid:person_id>/doi-the")
@require(Permission.RESET_PIN)
def replace_card(person_id: uuid.UUID) -> Response | tuple[str, int]:
    """Give a new card; the old code stops working at once."""
    person, form = queries.person_for(current_person(), person_id, Permission.RESET_PIN), LostCardForm(request.form)
    if not form.validate():
        return _lost_card(person, form), 422
    lost, before = form.lost_code.data, person.card_code
    replaced = office_actions.replace_card(keeper(), person, lost, current_person())
    db.session.commit()

    now = f"Mã thẻ bây giờ: {show_card_code(person.card_code)}."
    if replaced and person.card_code == before:
        flash(f"Thẻ bị mất không dùng được nữa. Thẻ đang dùng vẫn giữ nguyên. {now}", "success")
    else:
        done = "Đã đổi thẻ. Thẻ cũ không dùng được nữa." if replaced else "Thẻ đã được đổi từ trước, lần này không đổi."
        flash(f"{done} {now} Xin in thẻ rồi đưa cho người học.", "success")
    return see_other("certificate_office.person", person_id=person.id)

"""The learner's door: who teaches me. Nobody is named on it; the helper sees a number and never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, make_response, request
from werkzeug.wrappers import Response

from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.pins import keeper
from learning.core import clock
from learning.core.access import require
from learning.core.database import db
from learning.core.forms import show_errors
from learning.core.late import arrives_late, read_id
from learning.core.web import address_of_request, current_person, page, see_other
from learning.core.web.worker import keep_for_later
from training.helping import actions, queries
from training.helping.card import Looked, holder_of
from training.helping.forms import HelperForm, TakeBackForm

bp = Blueprint("helping", __name__)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Who teaches me, by the last signs of a card; ``helped`` is how many I have helped to pass."""

    form: HelperForm
    word_id: UUID | None
    last_signs: str
    since: datetime | None
    helped: int


@bp.get("/toi/nguoi-day")
@require(Permission.LEARN)
def mine() -> Response:
    """Who teaches me, and how many I have helped; the phone keeps the page."""
    return keep_for_later(make_response(_page(current_person(), HelperForm())))


def _page(person: Person, form: HelperForm) -> str:
    word, helper = queries.standing_of(person.id) or (None, None)
    signs = queries.last_signs(helper) if helper else ""
    helped = queries.helped_to_pass(person.id)
    contract = OwnPage(form, word.id if word else None, signs, word.named_at if word else None, helped)
    return page("training/helping/mine.html", contract)


@bp.post("/toi/nguoi-day")
@require(Permission.LEARN)
@arrives_late("Ghi người dạy tôi")
def name_mine() -> Response | tuple[str, int]:
    """Write down who teaches me, by the code of their card."""
    person, form = current_person(), HelperForm(request.form)
    looked = written(person, form, None)
    db.session.commit()  # a wrong code counts as well
    if looked.person is None:
        return _page(person, form), looked.status

    flash(f"Đã ghi. Người dạy bác có thẻ đuôi {queries.last_signs(looked.person)}.", "success")
    return see_other("helping.mine")


def written(learner: Person, form: HelperForm, by: Person | None) -> Looked:
    """Write down whose card was typed, for the learner; else the form says why not."""
    if not form.validate():
        return Looked(None)
    looked = holder_of(keeper(), form.code(), by or learner, address_of_request())
    if looked.person is not None and looked.person.id == learner.id:
        looked = Looked(None, actions.OwnHelper.sentence)
    if looked.person is None:
        show_errors(form, "the", [looked.sentence])
    else:
        word = actions.Word(learner, looked.person, form.made_id())
        actions.name_helpers([word], form.happened_at(clock.now()), by)
    return looked


@bp.post("/toi/nguoi-day/thoi")
@require(Permission.LEARN)
@arrives_late("Thôi ghi người dạy tôi")
def take_mine_back() -> Response:
    """This person teaches me no more."""
    person, form = current_person(), TakeBackForm(request.form)
    actions.take_back([queries.word_of(person.id, read_id(form.viec.data))], form.happened_at(clock.now()))
    db.session.commit()

    flash("Đã thôi ghi người này. Những gì đã ghi công trước đó vẫn giữ.", "success")
    return see_other("helping.mine")

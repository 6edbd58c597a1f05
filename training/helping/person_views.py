"""The office's door to one learner: who teaches them, set and taken back by whoever may correct people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import may_at, person_for
from learning.core import clock
from learning.core.access import require
from learning.core.database import db
from learning.core.late import arrives_late, read_id
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write
from training.helping import actions, queries
from training.helping.forms import HelperForm, TakeBackForm
from training.helping.models import Helping
from training.helping.views import bp, written


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Who teaches one learner: by name where the viewer may see that person, else by the end of the card."""

    person: Person
    form: HelperForm
    word: Helping | None
    helper: str


@bp.get("/can-bo/nguoi-hoc/<uuid:person_id>/nguoi-day")
@require(Permission.CORRECT_PEOPLE)
def of_person(person_id: uuid.UUID) -> str:
    """Who teaches this learner; the look is traced."""
    person = person_for(current_person(), person_id, Permission.CORRECT_PEOPLE)
    with short_write():
        trace(current_person(), "see_helper", f"person:{person.id}")
    return _page(person, HelperForm())


def _page(person: Person, form: HelperForm) -> str:
    word, helper = queries.standing_of(person.id) or (None, None)
    return page("training/helping/person.html", PersonPage(person, form, word, told(helper) if helper else ""))


def told(helper: Person) -> str:
    """How the viewer is told who a helper is."""
    if may_at(current_person(), Permission.SEE_PEOPLE, helper.place):
        return helper.full_name
    return f"Thẻ có đuôi {queries.last_signs(helper)}"


@bp.post("/can-bo/nguoi-hoc/<uuid:person_id>/nguoi-day")
@require(Permission.CORRECT_PEOPLE)
@arrives_late("Ghi người dạy")
def name_for(person_id: uuid.UUID) -> Response | tuple[str, int]:
    """Write down who teaches this learner."""
    viewer, form = current_person(), HelperForm(request.form)
    person = person_for(viewer, person_id, Permission.CORRECT_PEOPLE)
    looked = written(person, form, viewer)
    db.session.commit()  # a wrong code counts as well
    if looked.person is None:
        return _page(person, form), looked.status

    flash("Đã ghi người dạy.", "success")
    return see_other("helping.of_person", person_id=person.id)


@bp.post("/can-bo/nguoi-hoc/<uuid:person_id>/nguoi-day/thoi")
@require(Permission.CORRECT_PEOPLE)
@arrives_late("Thôi ghi người dạy")
def take_back_for(person_id: uuid.UUID) -> Response:
    """This helper teaches this learner no more."""
    viewer, form = current_person(), TakeBackForm(request.form)
    person = person_for(viewer, person_id, Permission.CORRECT_PEOPLE)
    actions.take_back([queries.word_of(person.id, read_id(form.viec.data))], form.happened_at(clock.now()), viewer)
    db.session.commit()

    flash("Đã thôi ghi người dạy này. Những gì đã ghi công trước đó vẫn giữ.", "success")
    return see_other("helping.of_person", person_id=person.id)

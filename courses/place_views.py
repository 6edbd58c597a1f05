"""Door: where somebody stopped reading, sent by a few lines of script when the lesson is left."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import NumberRange

from courses.catalogue import catalogue
from courses.queries import lesson_of
from learning.core import clock
from learning.core.access import public
from learning.core.database import db
from learning.core.late import LateForm, arrives_late
from learning.core.web import see_other, viewer
from learning.progress import actions as ledger

bp = Blueprint("places", __name__, url_prefix="/khoa-hoc")


class PlaceForm(LateForm):
    """``man_hinh`` is the screen that was in view, counted from 1."""

    man_hinh = IntegerField(validators=[NumberRange(1, 200)])


@bp.post("/<course>/<lesson>/cho-dang-doc")
@public
@arrives_late("Chỗ đang đọc")
def reading(course: str, lesson: str) -> Response:
    """Remember the place for a signed-in reader; of several the latest stays. A guest's is not kept."""
    item, person = lesson_of(catalogue().course(course), lesson), viewer()
    form = PlaceForm(request.form)
    if person is not None and form.validate():
        screen = min(form.man_hinh.data, len(item.screens))
        ledger.keep_place(person.id, item.key, screen, form.happened_at(clock.now()))
        db.session.commit()
    return see_other("courses.lesson", course=course, lesson=lesson)

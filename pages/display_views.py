"""The door of "Cách hiện": size of letters, contrast, movement and pictures, remembered on this device alone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from learning.core.access import public
from learning.core.web import display, page, see_other
from learning.core.web.replies import HIGH_CONTRAST, LESS_MOTION, SAVING
from pages.forms import AS_USUAL, DisplayForm
from pages.views import A_YEAR, bp


@dataclass(frozen=True, slots=True)
class DisplayPage:
    """What can be chosen, and whether something has just been chosen."""

    form: DisplayForm
    kept: bool = False


@bp.get("/hien-thi")
@public
def show_display() -> str:
    """What this device has chosen, and what else there is."""
    now = display()
    chosen = {
        "letters": now.text_size,
        "contrast": HIGH_CONTRAST[1] if now.high_contrast else AS_USUAL,
        "movement": LESS_MOTION[1] if now.less_motion else AS_USUAL,
        "pictures": SAVING[1] if now.saving else AS_USUAL,
    }
    return page("pages/display.html", DisplayPage(DisplayForm(data=chosen), kept="xong" in request.args))


@bp.post("/hien-thi")
@public
def choose_display() -> Response | tuple[str, int]:
    """Remember the choices in cookies; what is as usual needs none."""
    form = DisplayForm(request.form)
    if not form.validate():
        return page("pages/display.html", DisplayPage(form)), 422

    answer = see_other("pages.show_display", xong=1)
    for name, value in form.cookies():
        if value:
            answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", httponly=True)
        else:
            answer.delete_cookie(name, samesite="Lax", httponly=True)
    return answer

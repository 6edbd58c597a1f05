"""Reading one's own learning card with the camera, or typing its code where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from learning.accounts.device_forms import CardCodeForm
from learning.accounts.views.doors import bp
from learning.core.access import public
from learning.core.web import page, safe_next, see_other


@dataclass(frozen=True, slots=True)
class ScanPage:
    """The form for the code, and where to go once somebody is in."""

    form: CardCodeForm
    onward: str


@bp.get("/quet-the")
@public
def scan_card() -> str:
    """The camera, and the same by typing."""
    return page("accounts/scan.html", ScanPage(CardCodeForm(), safe_next(request.args.get("next"), "")))


@bp.post("/quet-the")
@public
def typed_card() -> Response | tuple[str, int]:
    """Go where the QR symbol of the card would have led."""
    form, onward = CardCodeForm(request.form), safe_next(request.form.get("next"), "")
    if not form.validate():
        return page("accounts/scan.html", ScanPage(form, onward)), 422

    return see_other("accounts.card", card_code=form.code(), next=onward or None)

"""After the class: who came, what was learnt, who needs help, and the one-page summary."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Response

from courses.catalogue import catalogue
from learning.accounts.permissions import Permission
from learning.accounts.queries import commune_of
from learning.core import clock
from learning.core.access import require
from learning.core.web import current_person, page
from training.meetings import queries
from training.meetings.hub_views import leave_trace
from training.meetings.models import Meeting
from training.meetings.office_views import bp
from training.meetings.outcome_queries import Outcome, outcome_of
from training.meetings.summary import Summary, gain_sentence, summary_of
from training.meetings.summary_files import summary_pdf, summary_word
from training.meetings.views import Row, rows_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """The figures of one meeting with the names behind them; ``unnamed`` when the Union has no name here yet."""

    row: Row
    outcome: Outcome
    gain: str
    unnamed: bool


@bp.get("/<uuid:meeting_id>/ket-qua")
@require(Permission.HOLD_MEETINGS)
def outcome(meeting_id: uuid.UUID) -> str:
    """What the meeting has brought; the look at the names is traced."""
    found = queries.meeting_for(current_person(), meeting_id)
    leave_trace("see_attendance", found)
    reached, home = outcome_of(found, catalogue()), commune_of(found.place)
    unnamed = not (home.value("doan-xa") and home.value("doan-cap-tren"))
    gain = gain_sentence(reached) if reached.gain else ""
    return page("training/office/outcome.html", OutcomePage(rows_of([found])[0], reached, gain, unnamed))


@bp.get("/<uuid:meeting_id>/bao-cao.pdf")
@require(Permission.HOLD_MEETINGS)
def summary_as_pdf(meeting_id: uuid.UUID) -> Response:
    """The one-page summary, to be signed."""
    found = queries.meeting_for(current_person(), meeting_id)
    return _file(summary_pdf(_summary(found)), "application/pdf", f"bao-cao-buoi-hoc-{found.code}.pdf")


@bp.get("/<uuid:meeting_id>/bao-cao.docx")
@require(Permission.HOLD_MEETINGS)
def summary_as_word(meeting_id: uuid.UUID) -> Response:
    """The same in Word, to be completed."""
    found = queries.meeting_for(current_person(), meeting_id)
    return _file(summary_word(_summary(found)), WORD, f"bao-cao-buoi-hoc-{found.code}.docx")


def _summary(found: Meeting) -> Summary:
    return summary_of(found, outcome_of(found, catalogue()), commune_of(found.place), clock.now())


def _file(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'{"inline" if kind.endswith("pdf") else "attachment"}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

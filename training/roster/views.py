"""The doors of rosters: send a file in, see what it would do, decide, take it in, fetch what is to be corrected."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, flash, request
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response as AnyResponse

from learning.accounts.card_forms import CARDS_AT_ONCE
from learning.accounts.consent import LEARNING_RECORD
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from learning.core.access import require
from learning.core.database import db, new_id
from learning.core.errors import Refusal
from learning.core.forms import show_errors
from learning.core.kept_files import sweep
from learning.core.sheets import open_workbook
from learning.core.web import current_person, page, see_other
from training.meetings.models import Meeting
from training.meetings.queries import meeting_for
from training.roster import actions, queries
from training.roster.corrections import FILE_NAME, LEFT_OUT, write_corrections
from training.roster.dry_run import A_LEAF, DOUBTFUL, Drawer, DryRun, drawer_called, dry_run, leaf
from training.roster.forms import RosterForm, choices_in
from training.roster.matching import Judged, Verdict
from training.roster.models import Roster
from training.roster.reading import read_roster
from training.roster.work import in_words

bp = Blueprint("roster", __name__, url_prefix="/can-bo/danh-sach")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class SendPage:
    """The form, the meeting its people are for if there is one, and what was sent in lately."""

    form: RosterForm
    meeting: Meeting | None
    rosters: tuple[Roster, ...]


@dataclass(frozen=True, slots=True)
class DryRunPage:
    """What the roster would do: figures, one leaf of one kind of lines, and how much is still undecided."""

    roster: Roster
    counts: tuple[tuple[Drawer, int], ...]
    drawer: Drawer
    rows: tuple[Judged, ...]
    villages: dict[int, str]
    number: int
    leaves: int
    will_make: int
    will_know: int
    undecided: int
    left_out: int
    job_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class TakenInPage:
    """What has come of a roster: figures, whose cards can be printed in one go, and what to read out to them."""

    roster: Roster
    told: str
    portions: tuple[tuple[uuid.UUID, ...], ...]
    sentence: str


@bp.get("/")
@require(Permission.HOLD_MEETINGS)
def send() -> str:
    """Where a file is sent in; ``?buoi=`` names the meeting that its people are for."""
    form = RosterForm(roster_id=str(new_id()), buoi=request.args.get("buoi", "")[:36])
    place = queries.default_place(current_person())
    form.place.data = place.id if place else None
    return _send_page(form)


def _send_page(form: RosterForm) -> str:
    sender = current_person()
    form.offer(places_for(sender, Permission.HOLD_MEETINGS))
    wanted = form.meeting_id()
    meeting = meeting_for(sender, wanted) if wanted else None
    return page(
        "training/roster/send.html", SendPage(form, meeting, tuple(queries.rosters_of(sender.id, queries.LATEST)))
    )


@bp.post("/")
@require(Permission.HOLD_MEETINGS)
def receive() -> AnyResponse | tuple[str, int]:
    """Read the file here and now, keep what was read, and show what it would do. The file itself is not stored."""
    sender, form = current_person(), RosterForm(CombinedMultiDict((request.files, request.form)))
    form.offer(places_for(sender, Permission.HOLD_MEETINGS))
    if not form.validate():
        return _send_page(form), 422
    wanted = form.meeting_id()
    meeting = meeting_for(sender, wanted) if wanted else None
    db.session.commit()  # nothing is written yet; reading a long file must not keep others from writing
    sweep()
    try:
        reading = read_roster(open_workbook(form.tep.data.read()), clock.today().year)
    except Refusal as refused:
        show_errors(form, "tep", [refused.sentence])
        return _send_page(form), 422
    roster_id = form.made_id() or new_id()
    roster = actions.send_in(
        sender, reading, form.chosen_place(), form.audience.data, meeting and meeting.id, roster_id
    )
    db.session.commit()

    return see_other("roster.shown", roster_id=roster.id)


@bp.get("/<uuid:roster_id>")
@require(Permission.HOLD_MEETINGS)
def shown(roster_id: uuid.UUID) -> str:
    """What it would do, or what it has done."""
    sender = current_person()
    roster = queries.roster_for(sender, roster_id)
    if roster.taken_in_at is not None:
        return page("training/roster/taken_in.html", _taken_in(roster))
    return page("training/roster/dry_run.html", _dry_run_page(roster, dry_run(sender, roster)))


def _taken_in(roster: Roster) -> TakenInPage:
    made = queries.made_by(roster.id)
    portions = tuple(tuple(made[at : at + CARDS_AT_ONCE]) for at in range(0, len(made), CARDS_AT_ONCE))
    return TakenInPage(roster, in_words(roster.made, roster.known, roster.left_out), portions, LEARNING_RECORD.sentence)


def _dry_run_page(roster: Roster, run: DryRun) -> DryRunPage:
    drawer = drawer_called(request.args.get("xem", ""), run)
    rows, number = run.in_drawer(drawer), _leaf_asked()
    villages = queries.villages_for(current_person(), roster.place)
    on_leaf, verdicts = leaf(rows, number), run.verdicts()
    places = {place_id for one in on_leaf for place_id in (one.place_id, *(known.place_id for known in one.alike))}
    return DryRunPage(
        roster,
        run.counts(),
        drawer,
        on_leaf,
        {place_id: villages.name_of(place_id) for place_id in places if place_id},
        number,
        max(1, -(-len(rows) // A_LEAF)),
        verdicts[Verdict.NEW],
        verdicts[Verdict.SAME],
        verdicts[Verdict.DOUBTFUL],
        sum(verdicts[verdict] for verdict in LEFT_OUT),
        roster.job_id,
    )


def _leaf_asked() -> int:
    typed = request.args.get("trang", "")
    return int(typed) or 1 if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1


@bp.post("/<uuid:roster_id>/quyet-dinh")
@require(Permission.HOLD_MEETINGS)
def decide(roster_id: uuid.UUID) -> AnyResponse:
    """Keep what was decided about the doubtful lines of one leaf."""
    sender = current_person()
    roster = queries.roster_for(sender, roster_id)
    actions.check_open(roster)
    run = dry_run(sender, roster)
    actions.decide(roster, choices_in(request.form, {one.line.key: one for one in run.in_drawer(DOUBTFUL)}))
    db.session.commit()

    flash("Đã lưu những dòng vừa chọn.", "success")
    return see_other("roster.shown", roster_id=roster.id, xem=DOUBTFUL.slug, trang=_leaf_asked())


@bp.post("/<uuid:roster_id>/nhap")
@require(Permission.HOLD_MEETINGS)
def take_in(roster_id: uuid.UUID) -> AnyResponse:
    """Begin to take it in; a second tap leads to the same bar."""
    sender = current_person()
    job_id = actions.ask_to_take_in(queries.roster_for(sender, roster_id), sender)
    db.session.commit()

    return see_other("jobs.job", job_id=job_id)


@bp.post("/<uuid:roster_id>/bo")
@require(Permission.HOLD_MEETINGS)
def throw_away(roster_id: uuid.UUID) -> AnyResponse:
    """Not this one after all."""
    actions.throw_away(queries.roster_for(current_person(), roster_id))
    db.session.commit()

    flash("Đã bỏ danh sách. Chưa ghi ai vào sổ.", "success")
    return see_other("roster.send")


@bp.get("/<uuid:roster_id>/can-sua.xlsx")
@require(Permission.HOLD_MEETINGS)
def corrections(roster_id: uuid.UUID) -> Response:
    """The rows that would not be taken in, in the layout they came in, with why."""
    sender = current_person()
    run = dry_run(sender, queries.roster_for(sender, roster_id))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        write_corrections(path, run.reading.sheets, run.judged)
        answer = Response(path.read_bytes(), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

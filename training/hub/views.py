"""The doors of hubs at home: take a copy along, fetch it, revoke a hub, receive what it brings."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response as AnyResponse

from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from learning.core.access import require
from learning.core.database import db, new_id
from learning.core.errors import NotFound, Refusal
from learning.core.forms import show_errors
from learning.core.kept_files import is_kept, kept_path
from learning.core.web import current_person, page, see_other
from training.hub import actions, queries
from training.hub.codes import file_of
from training.hub.forms import ReceiveForm, TakeForm
from training.hub.models import Hub

bp = Blueprint("hub_office", __name__, url_prefix="/can-bo/tram")

NO_STORE = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True, slots=True)
class HubRow:
    """One hub in the list: whether its file can still be fetched by the viewer, and what has come from it."""

    hub: Hub
    places: str
    may_fetch: bool
    state: str
    tale: queries.Tale | None


@dataclass(frozen=True, slots=True)
class HubsPage:
    """The form, the hubs of the viewer's places, and how much waits for a decision."""

    form: TakeForm
    hubs: tuple[HubRow, ...]
    undecided: int


@dataclass(frozen=True, slots=True)
class TakenPage:
    """A copy was made; the passphrase is shown here and never again."""

    taken: actions.TakenAlong


@dataclass(frozen=True, slots=True)
class ReceivePage:
    """The form for what a hub brings home."""

    form: ReceiveForm


@bp.get("/")
@require(Permission.HOLD_MEETINGS)
def hubs() -> str:
    """Take a copy along; the hubs there are."""
    return _hubs_page(TakeForm(hub_id=str(new_id()), ten="Máy xách tay của lớp"))


def _hubs_page(form: TakeForm) -> str:
    viewer = current_person()
    form.offer(places_for(viewer, Permission.HOLD_MEETINGS))
    found = queries.hubs_for(viewer, Permission.HOLD_MEETINGS)
    tales = queries.tales_of(found)
    rows = tuple(_row(hub, viewer.id, tales.get(hub.id)) for hub in found)
    undecided = sum(row.tale.held for row in rows if row.tale) + len(queries.conflicts_for(viewer))
    return page("training/hub/hubs.html", HubsPage(form, rows, undecided))


def _row(hub: Hub, viewer_id: uuid.UUID, tale: queries.Tale | None) -> HubRow:
    fetchable = hub.taken_by == viewer_id and hub.revoked_at is None and is_kept(hub.file_key)
    state = "Đã thu hồi" if hub.revoked_at else "Hết hạn" if clock.now() > hub.expires_at else "Đang dùng"
    return HubRow(hub, ", ".join(place.name for place in hub.places), fetchable, state, tale)


@bp.post("/")
@require(Permission.HOLD_MEETINGS)
def take() -> AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Make the copy and show its passphrase once."""
    viewer, form = current_person(), TakeForm(request.form)
    form.offer(places_for(viewer, Permission.HOLD_MEETINGS))
    if not form.validate():
        return _hubs_page(form), 422
    made = form.made_id() or new_id()
    if db.session.get(Hub, made) is not None:
        flash("Bản này đã lấy ở lần bấm trước. Chưa kịp chép mật khẩu thì thu hồi, rồi lấy bản mới.", "warning")
        return see_other("hub_office.hubs")
    taken = actions.take(form.chosen(), form.ten.data or "", viewer, made)
    actions.let_fetch(taken)
    db.session.commit()

    return page("training/hub/taken.html", TakenPage(taken)), 200, NO_STORE


@bp.get("/<uuid:hub_id>/ban-mang-theo")
@require(Permission.HOLD_MEETINGS)
def fetch(hub_id: uuid.UUID) -> Response:
    """The file, for whoever took it, within a day."""
    viewer = current_person()
    hub = queries.hub_for(viewer, hub_id, Permission.HOLD_MEETINGS)
    if hub.taken_by != viewer.id or hub.revoked_at or not hub.file_key or not is_kept(hub.file_key):
        raise NotFound("Bản này chỉ tải được trong 24 giờ, bởi người đã lấy. Xin lấy bản mới.")
    return _file(kept_path(hub.file_key).read_bytes(), f"tram-{hub.id.hex[-6:]}.mangtheo")


def _file(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/<uuid:hub_id>/thu-hoi")
@require(Permission.HOLD_MEETINGS)
def revoke(hub_id: uuid.UUID) -> AnyResponse:
    """A laptop is lost: believe nothing more of it."""
    viewer = current_person()
    hub = queries.hub_for(viewer, hub_id, Permission.HOLD_MEETINGS)
    actions.revoke(hub, viewer)
    db.session.commit()

    flash("Đã thu hồi trạm. Từ nay không nhận gì từ máy đó nữa.", "success")
    return see_other("hub_office.hubs")


@bp.get("/nhan")
@require(Permission.HOLD_MEETINGS)
def show_receive() -> str:
    """Where a file is uploaded or codes are scanned."""
    return page("training/hub/receive.html", ReceivePage(ReceiveForm()))


@bp.post("/nhan")
@require(Permission.HOLD_MEETINGS)
def receive() -> AnyResponse | tuple[str, int]:
    """Take in what a hub brings; whoever carries it need not be who taught."""
    form = ReceiveForm(CombinedMultiDict((request.files, request.form)))
    valid = form.validate()
    file, codes = form.file(), form.ma.data or ""
    if not valid or not (file or codes):
        if valid:
            show_errors(form, "tep", ["Chưa chọn tệp. Xin bấm vào ô này rồi chọn tệp lấy ở máy của trạm."])
        return page("training/hub/receive.html", ReceivePage(form)), 422
    try:
        receipt = actions.receive(file or file_of(codes), current_person())
    except Refusal as refused:
        show_errors(form, "tep", [refused.sentence])
        return page("training/hub/receive.html", ReceivePage(form)), 422
    db.session.commit()

    flash(_told(receipt), "success")
    return see_other("hub_office.hubs")


def _told(receipt: actions.Receipt) -> str:
    parts = [f"Đã nhận từ “{receipt.hub.name}”: {receipt.new} mục mới"]
    parts += [f"{receipt.known} mục đã có từ trước"] if receipt.known else []
    parts += [f"{receipt.held} mục cần người quyết định"] if receipt.held else []
    parts += [f"{receipt.waiting} mục chờ phần còn lại của tệp"] if receipt.waiting else []
    return ", ".join(parts) + "."

"""The doors of exports: what is wanted, and the work that makes it. Every export leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from learning.accounts.actions import trace
from learning.accounts.permissions import Permission
from learning.accounts.queries import may
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import Forbidden
from learning.core.forms import StrictForm, filled
from learning.core.web import current_person, page, see_other
from learning.jobs.actions import start_job
from reports.figures.queries import scope_for
from reports.figures.scope import Scope
from reports.figures.views import catch_up_first
from reports.papers.exporting import FILES, KINDS

bp = Blueprint("exports", __name__, url_prefix="/can-bo/thong-ke/tai-ve")

TOLD = {
    "so-lieu": "Mọi con số theo thôn, đối tượng, khóa, tuổi, tháng; không có tên ai.",
    "khong-ten": "Mỗi người một dòng, không tên, không số điện thoại; nhóm dưới 5 người được ẩn.",
    "co-ten": "Có dữ liệu cá nhân: chỉ tải khi cần cho công việc, không gửi ra ngoài, dùng xong thì xóa.",
}


class ExportForm(StrictForm):
    """What is to be in the file, and of which kind it is."""

    loai = RadioField("Tải gì?", [filled()])
    tep = RadioField("Loại tệp", [filled()], choices=[SelectChoice(key, label) for key, label in FILES.items()])


@dataclass(frozen=True, slots=True)
class ExportPage:
    """The form, what each kind holds, and the scope the file will be about."""

    form: ExportForm
    told: dict[str, str]
    scope: Scope
    query: dict[str, str]


@bp.get("")
@require(Permission.SEE_STATISTICS)
def ask() -> str:
    """What can be exported of what one is looking at."""
    form = _form()
    form.loai.data, form.tep.data = "so-lieu", "xlsx"
    return _page(form)


@bp.post("")
@require(Permission.SEE_STATISTICS)
def start() -> Response | tuple[str, int]:
    """Begin the export; its page shows the bar and then the file."""
    catch_up_first(whole=True)
    person, form = current_person(), _form(request.form)
    scope = scope_for(person, request.args)
    if form.loai.data == "co-ten" and not may(person, Permission.SEE_PEOPLE):
        raise Forbidden
    if not form.validate():
        return _page(form), 422
    deed = "export_people" if form.loai.data == "co-ten" else "export_statistics"
    trace(person, deed, f"place:{scope.place or min(grant.place_id for grant in person.grants)}", form.loai.data)
    started = start_job("export", person, query=scope.query(), content=form.loai.data, file=form.tep.data)
    db.session.commit()

    return see_other("jobs.job", job_id=started.id)


def _form(*sent: Any) -> ExportForm:
    """The form with those kinds that the viewer may have."""
    form, names = ExportForm(*sent), may(current_person(), Permission.SEE_PEOPLE)
    form.loai.choices = [SelectChoice(key, label) for key, label in KINDS.items() if names or key != "co-ten"]
    return form


def _page(form: ExportForm) -> str:
    scope = scope_for(current_person(), request.args)
    return page("reports/export.html", ExportPage(form, TOLD, scope, scope.query()))

"""The door of long work: how far it is, and what came out of it, for whoever asked for it."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, jsonify, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from learning.accounts.permissions import Permission
from learning.core import clock
from learning.core.access import require
from learning.core.errors import NotFound
from learning.core.kept_files import is_kept, kept_path
from learning.core.web import current_person, page
from learning.jobs import queries
from learning.jobs.models import Job

bp = Blueprint("jobs", __name__)

PATIENCE = timedelta(seconds=10)  # how long a job may wait before the page says that nobody does it
SILENCE = timedelta(minutes=2)  # how long a running job may give no sign


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job as its owner sees it: its state in a word and a sentence, the bar, and what may be fetched."""

    job: Job
    state: str
    sentence: str
    percent: int
    has_file: bool


@bp.get("/can-bo/viec/<uuid:job_id>")
@require(Permission.LEARN)
def job(job_id: uuid.UUID) -> str:
    """How far it is; without a script the page comes anew every three seconds."""
    return page("jobs/job.html", _seen(queries.job_for(current_person(), job_id)))


@bp.get("/can-bo/viec/<uuid:job_id>/tien-do")
@require(Permission.LEARN)
def how_far(job_id: uuid.UUID) -> AnyResponse:
    """The same in few bytes, for the script; 304 while nothing has changed."""
    seen = _seen(queries.job_for(current_person(), job_id))
    answer = jsonify(state=seen.state, percent=seen.percent, sentence=seen.sentence)
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:16], weak=True)
    return answer.make_conditional(request)


@bp.get("/can-bo/viec/<uuid:job_id>/tep")
@require(Permission.LEARN)
def result(job_id: uuid.UUID) -> Response:
    """The file that came out of it, for a day."""
    row = queries.finished_for(current_person(), job_id)
    if row.state != "done" or not is_kept(row.file_key):
        raise NotFound("Tệp này chỉ giữ 24 giờ và nay đã xóa. Xin làm lại việc để có tệp mới.")
    answer = send_file(kept_path(row.file_key or ""), as_attachment=True, download_name=row.file_name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _seen(row: Job) -> JobPage:
    percent = 100 if row.state == "done" else 100 * row.done // row.total if row.total else 0
    return JobPage(row, row.state, _sentence(row), percent, row.state == "done" and is_kept(row.file_key))


def _sentence(row: Job) -> str:
    if row.state in ("done", "failed"):
        return row.sentence
    if row.state == "waiting":
        return _why_it_waits(row)
    if row.seen_at and clock.now() - row.seen_at > SILENCE:
        return "Việc đã lâu không thấy chạy tiếp. Xin báo người quản trị xem lại máy chủ."
    return f"Đã xong {row.done}/{row.total}." if row.total else "Đang làm."


def _why_it_waits(row: Job) -> str:
    if clock.now() - row.made_at <= PATIENCE:
        return "Đang chờ tới lượt."
    if queries.something_runs():
        return "Máy đang làm một việc khác, xong sẽ tới việc này. Có thể đóng trang, lát nữa mở lại."
    return "Phần máy làm việc lâu chưa chạy. Xin báo người quản trị khởi động lại trang; việc này vẫn còn nguyên."

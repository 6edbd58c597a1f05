"""The editor's recording room: one lesson, screen by screen, read aloud in the browser."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from courses import queries, recording_actions
from courses.catalogue import catalogue
from courses.content import Course, Lesson
from courses.office_views import editor
from courses.reading import fingerprint, screens_for
from courses.recording_file import MOST_BYTES, MOST_SECONDS, SoundRefused
from courses.recording_forms import RecordingForm
from courses.recordings import Recorded, forget_recordings, recordings_now
from learning.accounts.permissions import Permission
from learning.accounts.queries import home_commune
from learning.core.access import require
from learning.core.database import db
from learning.core.web import page, see_other
from learning.core.web.safe_headers import CONTENT_SECURITY_POLICY

bp = Blueprint("recordings", __name__, url_prefix="/quan-tri/khoa-hoc")

# What was just recorded is listened to before it is sent, from the browser's own memory.
POLICY = CONTENT_SECURITY_POLICY.replace("media-src 'self'", "media-src 'self' blob:")
CHANGED = "Bài vừa được sửa trong lúc thu. Hãy đọc lại lời mới ở dưới rồi thu lại."


@dataclass(frozen=True, slots=True)
class ScreenToRead:
    """One screen for the reader's eyes: its text, the hash of its words, and what was recorded of it."""

    number: int
    html: Markup
    words: str
    recorded: Recorded | None

    @property
    def changed(self) -> bool:
        """Whether the text is no longer what was read aloud."""
        return self.recorded is not None and self.recorded.text_hash != self.words


@dataclass(frozen=True, slots=True)
class RecorderPage:
    """One lesson to be read aloud; ``refused`` says why the last recording was not kept."""

    course: Course
    lesson: Lesson
    screens: tuple[ScreenToRead, ...]
    refused: str = ""
    most_bytes: int = MOST_BYTES
    most_seconds: int = MOST_SECONDS


@bp.get("/<course>/<lesson>/thu-am")
@require(Permission.PUBLISH_COURSES)
def room(course: str, lesson: str) -> Response:
    """Every screen with what there is of it."""
    editor()
    return _room(*_found(course, lesson))


@bp.post("/<course>/<lesson>/thu-am")
@require(Permission.PUBLISH_COURSES)
def keep(course: str, lesson: str) -> Response | tuple[Response, int]:
    """Take one recording in."""
    by = editor()
    found, item = _found(course, lesson)
    form = RecordingForm.sent(request.form, request.files)
    words = {screen.number: screen.words for screen in _screens(item)}
    number = form.screen.data or 0
    if not form.validate() or number not in words:
        return _room(found, item, "Bản ghi gửi lên chưa đủ. Hãy thu lại."), 422
    if words[number] != form.words.data:
        return _room(found, item, CHANGED), 422
    try:
        sound = form.read()
    except SoundRefused as refused:
        return _room(found, item, str(refused)), 422

    recording_actions.keep_recording(item, number, words[number], sound, by)
    db.session.commit()
    forget_recordings()
    flash(f"Đã giữ bản thu phần {number}. Người học nghe được ngay.", "success")
    return see_other("recordings.room", course=course, lesson=lesson)


@bp.post("/<course>/<lesson>/thu-am/<int(max=999):screen>/xoa")
@require(Permission.PUBLISH_COURSES)
def erase(course: str, lesson: str, screen: int) -> Response:
    """Delete a recording; a second tap is harmless."""
    by = editor()
    _, item = _found(course, lesson)
    recording_actions.delete_recording(item, screen, by)
    db.session.commit()
    forget_recordings()
    flash(f"Đã xóa bản thu phần {screen}. Máy của người học sẽ tự đọc phần này.", "success")
    return see_other("recordings.room", course=course, lesson=lesson)


def _found(course: str, lesson: str) -> tuple[Course, Lesson]:
    found = catalogue().course(course)
    return found, queries.lesson_of(found, lesson)


def _room(course: Course, item: Lesson, refused: str = "") -> Response:
    answer = make_response(page("courses/office/recorder.html", RecorderPage(course, item, _screens(item), refused)))
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _screens(item: Lesson) -> tuple[ScreenToRead, ...]:
    recorded = {row.screen: row for row in recordings_now().of(item.key)}
    texts = enumerate(screens_for(item, home_commune()), start=1)
    return tuple(ScreenToRead(number, html, fingerprint(html), recorded.get(number)) for number, html in texts)

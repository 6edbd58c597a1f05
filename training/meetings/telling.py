"""A meeting in words: where it is, the text for Zalo, the entry of a calendar. Plain values out, nothing is asked."""

from __future__ import annotations

from collections.abc import Iterable

from learning.accounts.audiences import Audience
from training.meetings.ical import Entry
from training.meetings.models import Meeting
from training.meetings.schedule import when_vi
from training.meetings.taught import Taught

FOR_ALL = "Mọi đối tượng"
STATES = {
    "planned": "Sắp tới",
    "opened": "Đang học",
    "closed": "Đã xong",
    "cancelled": "Đã hủy",
}


def audience_word(meeting: Meeting) -> str:
    """Whom the meeting is for."""
    return Audience(meeting.audience).label if meeting.audience else FOR_ALL


def place_word(meeting: Meeting) -> str:
    """Where it is: "Nhà văn hóa thôn An Bình, Thôn An Bình"."""
    name = meeting.place.name
    return meeting.hall if name.casefold() in meeting.hall.casefold() else f"{meeting.hall}, {name}"


def when_word(meeting: Meeting) -> str:
    """When it is: "Thứ Tư 25/11/2026, 19:30–21:00"."""
    return when_vi(meeting.starts_at, meeting.ends_at)


def zalo_text(meeting: Meeting, lessons: Iterable[Taught], address: str) -> str:
    """The message for the thôn's Zalo group."""
    if meeting.state == "cancelled":
        return f"Báo hủy buổi học “{meeting.title}”, {when_word(meeting)}. Mong bà con thông cảm.\n{address}"
    lines = [
        f"Mời bà con tới buổi học “{meeting.title}”.",
        f"Lúc: {when_word(meeting)}",
        f"Ở: {place_word(meeting)}",
        f"Đường đi: {meeting.address_note}" if meeting.address_note else "",
        f"Học: {'; '.join(row.title for row in lessons)}",
        f"Dành cho: {audience_word(meeting)}",
        "Không mất tiền. Không có điện thoại thông minh cũng tới được.",
        f"Ghi tên và xem đường đi: {address}",
    ]
    return "\n".join(line for line in lines if line)


def entry_of(meeting: Meeting, address: str, reason: str = "") -> Entry:
    """The meeting in a calendar."""
    told = [f"Dành cho: {audience_word(meeting)}", meeting.address_note, meeting.notes]
    if reason:
        told.insert(0, f"Đã hủy: {reason}")
    return Entry(
        uid=str(meeting.id),
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        location=place_word(meeting),
        text="\n".join(line for line in told if line),
        address=address,
        sequence=meeting.revision,
        changed_at=meeting.changed_at,
        cancelled=meeting.state == "cancelled",
    )

"""Facts, reasons and pairs in the words of those who must decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.catalogue import catalogue
from learning.accounts.models import Person
from learning.core.formats import datetime_vi
from training.hub.models import Hub, HubFact
from training.hub.rows import NotARow

REASONS = {
    "forgotten": (
        "Không tìm thấy người này trong sổ",
        "Hồ sơ có thể đã được xóa theo yêu cầu sau khi trạm đi. Nếu người đó có thẻ khác, nhập mã thẻ; không thì bỏ.",
    ),
    "elsewhere": (
        "Người của nơi khác",
        "Những người này không thuộc các thôn mà trạm mang theo, hoặc đã chuyển đi. Đúng là họ thì nhận.",
    ),
    "rights": (
        "Người ghi không còn được giao việc",
        "Lúc ghi ở hội trường, người này đang hướng dẫn lớp; nay việc đã được thu lại. Quản trị viên quyết định.",
    ),
    "meeting": (
        "Buổi học của nơi khác",
        "Buổi học này không ở các thôn mà trạm mang theo. Đúng là buổi của xã thì nhận.",
    ),
    "broken": (
        "Máy không đọc được",
        "Những dòng này không đúng dạng, không nhận được. Xin báo người phụ trách kỹ thuật rồi bỏ.",
    ),
}
_KINDS = {
    "meeting": "Buổi học mới",
    "person": "Người mới",
    "live": "Đố vui",
    "check_in": "Có mặt ở buổi học",
    "removal": "Bỏ điểm danh",
    "completion": "Học xong",
    "attempt": "Làm bài kiểm tra",
    "supervised": "Bài có giám sát",
    "helping": "Người dạy",
    "guests": "Khách không ghi tên",
    "practice": "Tập trên điện thoại tập",
    "scam_test": "Thử tài nhận ra lừa đảo",
    "live_result": "Chơi đố vui",
    "rating": "Cảm nhận",
    "enquiry": "Câu hỏi gửi xã",
}
_MOMENTS = (
    "checked_in_at",
    "removed_at",
    "finished_at",
    "handed_in_at",
    "left_at",
    "recorded_at",
    "asked_at",
    "registered_at",
)


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One held fact as it is read: whose, what, when."""

    digest: str
    who: str
    what: str
    when: str


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """What one hub has brought that waits for the same decision."""

    hub: Hub
    reason: str
    title: str
    text: str
    lines: tuple[HeldLine, ...]

    @property
    def can_be_taken_in(self) -> bool:
        """Whether anything but leaving it out is possible."""
        return self.reason != "broken"


def group_in_words(hub: Hub, reason: str, rows: Sequence[HubFact], people: Mapping[UUID, Person]) -> HeldGroup:
    """One group of held facts for the page."""
    return HeldGroup(hub, reason, *REASONS[reason], tuple(_line(row, people) for row in rows))


def _line(row: HubFact, people: Mapping[UUID, Person]) -> HeldLine:
    body = row.body or {}
    person = people.get(row.about) if row.about else None
    who = f"{person.full_name} ({person.place.name})" if person else str(body.get("full_name", ""))[:80]
    return HeldLine(row.digest, who or "Không rõ ai", _what(row.kind, body), _when(body))


def _what(kind: str, body: Mapping[str, Any]) -> str:
    key = body.get("item_key")
    title = catalogue().title(key.partition("/")[0]) if isinstance(key, str) and key else ""
    percent = body.get("percent")
    mark = f"{percent:.0f}%" if isinstance(percent, int | float) and 0 <= percent <= 100 else ""
    return " · ".join(words for words in (_KINDS[kind], title[:120], mark) if words)


def _when(body: Mapping[str, Any]) -> str:
    told = next((body[name] for name in _MOMENTS if body.get(name)), None)
    try:
        return datetime_vi(datetime.fromisoformat(told)) if isinstance(told, str) else ""
    except (ValueError, NotARow):
        return ""

"""What a meeting's own page offers before, during and after the class: doors of this and of other rooms, by name.

Rooms above hang their doors here by one row; a door that is not there is left out, so no room needs to know another.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

BEFORE, DURING, AFTER = "Trước buổi học", "Trong buổi học", "Sau buổi học"


@dataclass(frozen=True, slots=True)
class Task:
    """One door: ``endpoint`` takes the meeting's id under the name ``argument``, or (``course``) a course's slug."""

    part: str
    endpoint: str
    picture: str
    title: str
    text: str
    argument: str = "meeting_id"


TASKS = (
    Task(BEFORE, "meeting_office.edit", "pen", "Sửa buổi học", "Tên, giờ, chỗ, nội dung, người hướng dẫn."),
    Task(BEFORE, "meeting_office.sign_ups", "people", "Ai đã ghi tên", "Danh sách người đã ghi tên trước."),
    Task(BEFORE, "roster.send", "download", "Nhập danh sách Excel", "Đưa cả danh sách của thôn vào lớp.", "buoi"),
    Task(BEFORE, "meeting_office.poster", "print", "In áp phích", "Một trang A4 có mã QR để dán ở nhà văn hóa."),
    Task(BEFORE, "rollcall.preflight", "check", "Kiểm tra trước khi đi", "Danh sách, bài học, pin, giờ đã đủ chưa."),
    Task(BEFORE, "kit.kit", "book", "Bộ tài liệu", "Trình chiếu, tờ phát tay, đề in giấy.", "course"),
    Task(DURING, "rollcall.roll", "check", "Điểm danh", "Đánh dấu, quét thẻ, tự điểm danh, người đến thêm."),
    Task(
        DURING,
        "live_host.prepare_for_meeting",
        "question",
        "Đố vui cả lớp",
        "Câu hỏi trên màn hình, trả lời trên điện thoại.",
    ),
    Task(DURING, "supervised.requests", "certificate", "Kiểm tra có giám sát", "Duyệt tại lớp, nhập điểm bài giấy."),
    Task(AFTER, "meeting_office.outcome", "chart", "Kết quả buổi học", "Ai tới, học được gì, ai cần giúp, báo cáo."),
    Task(
        AFTER,
        "meeting_certificates.everyone",
        "certificate",
        "Giấy xác nhận cả lớp",
        "In một tệp, đúng thứ tự danh sách.",
    ),
    Task(AFTER, "feedback.rate_meeting", "bulb", "Bà con thấy thế nào", "Ba mặt cười, không ghi tên ai."),
)


def tasks_there(endpoints: Container[str]) -> tuple[tuple[str, tuple[Task, ...]], ...]:
    """The tasks whose doors exist, part by part."""
    there = tuple(task for task in TASKS if task.endpoint in endpoints)
    parts = ((part, tuple(task for task in there if task.part == part)) for part in (BEFORE, DURING, AFTER))
    return tuple((part, tasks) for part, tasks in parts if tasks)

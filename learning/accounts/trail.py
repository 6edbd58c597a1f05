"""The audit trail in words: which deeds leave a trace, and what a line says to whoever reads it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from learning.accounts.commune import BLANKS
from learning.accounts.models import AuditEntry, Person, Place
from learning.accounts.permissions import Role
from learning.core.database import db

TRACES_A_PAGE = 100

DEEDS = {
    "see_people": "Xem danh sách người học",
    "see_person": "Xem hồ sơ người học",
    "enrol_person": "Đăng ký hộ người học",
    "send_roster": "Gửi danh sách từ Excel",
    "import_roster": "Nhập danh sách từ Excel",
    "import_person": "Ghi tên theo danh sách",
    "correct_person": "Sửa thông tin người học",
    "reset_pin": "Cấp mã PIN mới",
    "print_cards": "In thẻ học",
    "replace_card": "Đổi thẻ học mới",
    "see_certificates": "Xem danh sách giấy xác nhận",
    "see_certificate": "Xem một giấy xác nhận",
    "print_certificates": "In giấy xác nhận",
    "revoke_certificate": "Thu hồi giấy xác nhận",
    "issue_anew": "Cấp lại giấy xác nhận",
    "issue_to_class": "Cấp giấy xác nhận cả lớp",
    "add_staff": "Thêm cán bộ",
    "invite_staff": "Tạo liên kết đặt mật khẩu",
    "grant_role": "Giao việc",
    "take_role": "Thu lại việc",
    "add_place": "Thêm thôn",
    "rename_place": "Đổi tên thôn",
    "close_place": "Đóng thôn",
    "reopen_place": "Mở lại thôn",
    "fill_in": "Sửa thông tin của xã",
    "see_enquiries": "Xem danh sách câu hỏi của bà con",
    "see_enquiry": "Xem một câu hỏi của bà con",
    "answer_enquiry": "Trả lời câu hỏi của bà con",
    "close_enquiry": "Đóng câu hỏi của bà con",
    "publish_answer": "Đăng câu trả lời ở Hỏi đáp",
    "take_down_answer": "Gỡ câu trả lời ở Hỏi đáp",
    "print_quiz": "In đề kiểm tra ra giấy",
    "print_key": "In đáp án",
    "plan_meeting": "Lên lịch buổi học",
    "change_meeting": "Sửa buổi học",
    "meeting_opened": "Mở buổi học",
    "meeting_closed": "Kết thúc buổi học",
    "meeting_cancelled": "Hủy buổi học",
    "see_sign_ups": "Xem người ghi tên buổi học",
    "see_attendance": "Xem người có mặt ở buổi học",
    "uncheck_person": "Bỏ điểm danh",
    "see_roll": "Xem danh sách điểm danh",
    "see_held_rolls": "Xem lượt điểm danh chờ duyệt",
    "accept_held_roll": "Nhận lượt điểm danh chờ duyệt",
    "refuse_held_roll": "Bỏ lượt điểm danh chờ duyệt",
    "see_tests": "Xem người làm bài có giám sát",
    "see_helper": "Xem ai dạy người học",
    "see_helpers": "Xem ai dạy ai trong lớp",
    "name_helper": "Ghi người dạy",
    "take_back_helper": "Thôi ghi người dạy",
    "approve_test": "Duyệt bài có giám sát",
    "refuse_test": "Từ chối bài có giám sát",
    "enter_paper": "Ghi kết quả bài giấy",
    "attach_evidence": "Đính ảnh tờ điểm danh",
    "see_visits": "Xem lượt dạy tại nhà",
    "record_visit": "Ghi lượt dạy tại nhà",
    "correct_visit": "Sửa lượt dạy tại nhà",
    "take_back_visit": "Rút lại lượt dạy tại nhà",
    "write_report": "Viết lời vào báo cáo",
    "freeze_report": "Chốt số liệu báo cáo",
    "export_statistics": "Tải bảng số liệu",
    "export_people": "Tải danh sách người học",
    "see_figures": "Xem danh sách sau con số thống kê",
    "set_target": "Ghi chỉ tiêu",
    "drop_target": "Bỏ chỉ tiêu",
    "set_roster_size": "Ghi số người lớn của thôn",
    "name_campaign": "Đặt tên đợt",
    "take_hub": "Lấy bản mang theo cho trạm lớp học",
    "receive_hub": "Nhận kết quả từ trạm lớp học",
    "revoke_hub": "Thu hồi trạm lớp học",
    "see_hub_held": "Xem điều trạm mang về chờ quyết định",
    "decide_hub": "Quyết định điều trạm mang về",
    "see_alike": "Xem các hồ sơ có thể trùng",
    "tell_apart": "Ghi là hai người khác nhau",
    "merge_people": "Gộp hai hồ sơ làm một",
    "publish_course": "Đăng khóa học",
    "withdraw_course": "Gỡ khóa học",
    "record_lesson": "Thu âm bài học",
    "delete_recording": "Xóa bản thu âm",
}
_KINDS = {
    "person": "hồ sơ người học",
    "certificate": "giấy xác nhận",
    "enquiry": "câu hỏi của bà con",
    "meeting": "buổi học",
    "hub": "trạm lớp học",
    "visit": "lượt dạy tại nhà",
}
_BLANKS = {blank.key: blank.label for blank in BLANKS}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """Who did what, when, to what; ``person_id`` leads to the record of a person who is still here."""

    at: datetime
    actor: str
    deed: str
    subject: str
    person_id: uuid.UUID | None


def trail(deed: str = "") -> Select[AuditEntry, str]:
    """The traces, newest first, each with the name of whoever acted while that person is still here."""
    query = select(AuditEntry, Person.full_name).outerjoin(Person, Person.id == AuditEntry.actor_id)
    query = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return query.where(AuditEntry.action == deed) if deed else query


def in_words(rows: Iterable[tuple[AuditEntry, str | None]]) -> tuple[TrailLine, ...]:
    """The lines as they are read; names of places are fetched once for all."""
    rows = tuple(rows)
    places = _place_names(entry.subject for entry, _ in rows)
    return tuple(_line(entry, actor, places) for entry, actor in rows)


def _place_names(subjects: Iterable[str]) -> dict[str, str]:
    ids = {int(key) for subject in subjects if (key := subject.removeprefix("place:")).isdecimal()}
    found = db.session.execute(select(Place.id, Place.name).where(Place.id.in_(ids))) if ids else ()
    return {str(place_id): name for place_id, name in found}


def _line(entry: AuditEntry, actor: str | None, places: dict[str, str]) -> TrailLine:
    kind, _, key = entry.subject.partition(":")
    told = {"place": places.get(key, ""), "course": f"khóa học {key}"}.get(kind, _KINDS.get(kind, kind))
    said = " · ".join(words for words in (told, _note(entry)) if words)
    nobody = "Máy chủ" if entry.actor_id is None else "Người đã xóa hồ sơ"
    return TrailLine(entry.at, actor or nobody, DEEDS.get(entry.action, entry.action), said, _person_id(kind, key))


def _note(entry: AuditEntry) -> str:
    first = entry.note.partition(" ")[0]
    if entry.action in ("grant_role", "take_role"):
        return Role(first).label if first in set(Role) else ""
    return _BLANKS.get(first, "") if entry.action == "fill_in" else ""


def _person_id(kind: str, key: str) -> uuid.UUID | None:
    return uuid.UUID(key) if kind == "person" and len(key) == 36 else None

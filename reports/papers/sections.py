"""The passages of a report that people write themselves: their keys and what is asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 6000  # letters of one passage


@dataclass(frozen=True, slots=True)
class Section:
    """One passage: its key in forms and rows, the question put to the writer, and a hint."""

    key: str
    label: str
    hint: str = ""
    union: bool = False


SECTIONS = (
    Section("nen-tang-so", "Trên các nền tảng số", "Cổng thông tin, Facebook, Zalo của xã đã đăng gì, mấy tin."),
    Section("hoi-nghi", "Hội nghị, cuộc họp", "Hội nghị, giao ban, họp thôn có tuyên truyền; ngoài các buổi học."),
    Section("truc-quan", "Cổ động trực quan", "Áp phích, pano, băng rôn, khẩu hiệu: bao nhiêu, ở đâu."),
    Section("truyen-thanh", "Truyền thanh xã", "Số tin, số lượt phát."),
    Section("khac", "Hình thức khác", "Việc chưa kể ở trên."),
    Section(
        "kho-khan", "Khó khăn, vướng mắc", "Viết bằng lời của mình; số câu hỏi của bà con đã có sẵn trong báo cáo."
    ),
    Section("de-xuat", "Đề xuất, kiến nghị", "Xin ai, việc gì."),
    Section("doan-viec-khac", "Việc khác của Đoàn", "Ra quân, đội hình tình nguyện, hỗ trợ tại nhà.", True),
    Section("doan-kho-khan", "Khó khăn, vướng mắc", union=True),
    Section("doan-de-xuat", "Đề xuất, kiến nghị", union=True),
)


def sections_of(form: str) -> tuple[Section, ...]:
    """The passages of a report in this form."""
    return tuple(section for section in SECTIONS if section.union == (form == "doan"))

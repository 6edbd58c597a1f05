"""The seven groups of the digital-skill framework (Nghị định 224/2026/NĐ-CP, Điều 77)."""

from __future__ import annotations

from enum import StrEnum


class Competency(StrEnum):
    """One group; its value is the tag in packages and the part of an address."""

    GENERAL = "kien-thuc-chung"
    DEVICES = "thiet-bi-dich-vu-so"
    DATA = "du-lieu-thong-tin"
    COMMUNICATION = "giao-tiep-hop-tac"
    CREATION = "sang-tao-noi-dung"
    SAFETY = "an-toan"
    PROBLEM_SOLVING = "giai-quyet-van-de"

    @property
    def label(self) -> str:
        """The group as people read it."""
        return _LABELS[self]


_LABELS = {
    Competency.GENERAL: "Kiến thức chung",
    Competency.DEVICES: "Thiết bị và dịch vụ số",
    Competency.DATA: "Dữ liệu, thông tin",
    Competency.COMMUNICATION: "Giao tiếp, hợp tác",
    Competency.CREATION: "Làm nội dung số",
    Competency.SAFETY: "An toàn trên mạng",
    Competency.PROBLEM_SOLVING: "Giải quyết vấn đề",
}
SLUGS = frozenset(competency.value for competency in Competency)

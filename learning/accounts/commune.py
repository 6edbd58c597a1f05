"""What only the commune knows: its names, signers and telephone numbers, filled in once by the administrator.

Pages read them from memory; an empty one is shown as "xã sẽ bổ sung" and is never invented.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from learning.accounts.models import Place, PlaceSetting
from learning.core.database import db
from learning.core.fresh import Fresh
from learning.core.web.page_cache import forget_pages

MISSING = "xã sẽ bổ sung"


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank to fill in: its key, the question put to the administrator, and where it appears."""

    key: str
    label: str
    group: str
    hint: str = ""


PAPERS = "Giấy xác nhận và văn bản"
CONTACTS = "Số điện thoại và địa chỉ trong bài học"
PRIVACY = "Dữ liệu cá nhân"

BLANKS = (
    Blank("co-quan-chu-quan", "Cơ quan chủ quản (dòng trên)", PAPERS, "Thí dụ: ỦY BAN NHÂN DÂN XÃ HẢI HƯNG"),
    Blank("don-vi-cap", "Đơn vị cấp giấy (dòng dưới)", PAPERS, "Thí dụ: PHÒNG VĂN HÓA - XÃ HỘI"),
    Blank("dia-danh", "Địa danh ghi trước ngày tháng", PAPERS, "Thí dụ: Hải Hưng"),
    Blank("chuc-vu-nguoi-ky", "Chức vụ người ký", PAPERS, "Thí dụ: TRƯỞNG PHÒNG"),
    Blank("ho-ten-nguoi-ky", "Họ tên người ký", PAPERS),
    Blank("ky-hieu-bao-cao", "Báo cáo: ký hiệu văn bản", PAPERS, "Thí dụ: BC-VHXH"),
    Blank("kinh-gui-bao-cao", "Báo cáo: kính gửi", PAPERS, "Thí dụ: Ủy ban nhân dân xã Hải Hưng"),
    Blank(
        "ke-hoach-can-cu",
        "Báo cáo: kế hoạch đang thực hiện",
        PAPERS,
        "Thí dụ: Kế hoạch ngày 15/10/2025 của Ủy ban nhân dân xã Hải Hưng",
    ),
    Blank(
        "noi-nhan-bao-cao",
        "Báo cáo: nơi nhận",
        PAPERS,
        "Mỗi nơi cách nhau bằng dấu chấm phẩy; dòng cuối: Lưu: VT, VHXH",
    ),
    Blank("doan-cap-tren", "Báo cáo của Đoàn: tên tổ chức Đoàn cấp trên", PAPERS, "Dòng trên, góc trái báo cáo"),
    Blank("doan-xa", "Báo cáo của Đoàn: tên tổ chức Đoàn ra báo cáo", PAPERS, "Thí dụ: BAN CHẤP HÀNH ĐOÀN XÃ HẢI HƯNG"),
    Blank("so-cong-an-xa", "Số điện thoại Công an xã", CONTACTS),
    Blank("so-truc-ban-cong-an-xa", "Số trực ban Công an xã", CONTACTS),
    Blank("so-tram-y-te", "Số điện thoại Trạm Y tế", CONTACTS),
    Blank("so-trung-tam-hanh-chinh-cong", "Số điện thoại Trung tâm hành chính công", CONTACTS),
    Blank("dia-chi-trung-tam-hanh-chinh-cong", "Địa chỉ Trung tâm hành chính công", CONTACTS),
    Blank("gio-lam-viec-trung-tam-hanh-chinh-cong", "Giờ làm việc của Trung tâm hành chính công", CONTACTS),
    Blank("diem-ho-tro-so", "Điểm hỗ trợ số của xã", CONTACTS),
    Blank("so-phong-van-hoa-xa-hoi", "Số điện thoại Phòng Văn hóa - Xã hội", CONTACTS),
    Blank("so-to-cong-nghe-so", "Số liên hệ Tổ công nghệ số cộng đồng", CONTACTS),
    Blank("so-doan-thanh-nien", "Số liên hệ Đoàn Thanh niên xã", CONTACTS),
    Blank("cong-thong-tin-xa", "Địa chỉ Cổng thông tin điện tử của xã", CONTACTS),
    Blank("nguoi-phu-trach-du-lieu", "Người phụ trách dữ liệu cá nhân", PRIVACY, "Luật 91/2025/QH15, Điều 33"),
    Blank("kenh-tiep-nhan-yeu-cau", "Nơi tiếp nhận yêu cầu về dữ liệu", PRIVACY, "Số điện thoại, địa chỉ phòng"),
)
BLANK_KEYS = frozenset(blank.key for blank in BLANKS)


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune and what it has filled in; ``edition`` changes whenever anything here does."""

    id: int
    name: str
    province: str
    filled: dict[str, str]
    edition: str

    def value(self, key: str) -> str:
        """What the commune wrote under ``key``, or an empty string."""
        return self.filled.get(key, "")

    def shown(self, key: str) -> str:
        """What a reader sees: the value, or that the commune will add it."""
        return self.filled.get(key) or MISSING

    @property
    def full_name(self) -> str:
        """The name with its city: another xã of the same name exists elsewhere."""
        return f"{self.name}, {self.province}" if self.province else self.name


def _load() -> dict[int, Commune]:
    edition = repr(_version())  # before the rows: pages kept under it must never be older than it
    filled: dict[int, dict[str, str]] = {}
    for row in db.session.scalars(select(PlaceSetting)):
        filled.setdefault(row.place_id, {})[row.key] = row.value
    communes = db.session.scalars(select(Place).where(Place.kind == "commune"))
    return {
        place.id: Commune(
            place.id, place.name, place.parent.name if place.parent else "", filled.get(place.id, {}), edition
        )
        for place in communes
    }


def _version() -> tuple[object, ...]:
    settings = db.session.execute(select(func.count(), func.max(PlaceSetting.changed_at))).one()
    communes = db.session.execute(
        select(func.count(), func.max(Place.id), func.max(Place.name)).where(Place.kind == "commune")
    ).one()
    return (*settings, *communes)


_communes = Fresh(_load, _version)


def commune(place_id: int) -> Commune:
    """The commune with this id, from memory."""
    return _communes.get()[place_id]


def forget_communes() -> None:
    """Read again at the next look; called by whoever has just changed a setting."""
    _communes.forget()
    forget_pages()

"""How each door is knocked at: the address with real things behind it, and a form as its page would send it."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

from learning.core import clock
from tests.access.village import Village
from tests.support import factories

ARGUMENT = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")
# where the same word in a rule means something else than in most rules
ELSEWHERE = {
    "/do-vui/<code>": {"code": "live_code"},
    "/hoi-xa/<code>": {"code": "enquiry_code"},
    "/buoi-hoc/<code>": {"code": "meeting_code"},
    "/buoi-hoc/diem-danh/<token>": {"token": "slip"},
    "/buoi-hoc/<uuid:meeting_id>/cam-nhan": {"meeting_id": "class_id"},
    "/quan-tri/can-bo/<uuid:person_id>": {"person_id": "helper_id"},
    "/quan-tri/khoa-hoc/<course>/dang/<uuid:revision_id>": {"course": factories.OTHER_COURSE},
    "/kiem-tra/luot/<uuid:attempt_id>/ket-qua": {"attempt_id": "done"},
    "/kiem-tra/luot/<uuid:attempt_id>/bo-qua": {"attempt_id": "placement"},
    "/tinh/<digest>/<path:name>": {"name": "site.css"},
    "/khoa-hoc/<course>/ghi-am/<digest>": {"digest": "sound"},
}


def address(rule: str, village: Village) -> str:
    """The rule with things of the village put into it."""
    changed = next((words for start, words in ELSEWHERE.items() if rule.startswith(start)), {})

    def put(match: re.Match[str]) -> str:
        word = match.group(1)
        other = changed.get(word, "waiting" if word == "attempt_id" else word)
        known: dict[str, Any] = village.attempts | village.values
        return str(known.get(other, other))

    return ARGUMENT.sub(put, rule)


def form(rule: str, village: Village) -> dict[str, Any]:
    """What a page would send to this door."""
    place = str(village.values["place_id"])
    said = {"full_name": "Cao Thị Mới", "audience": "residents", "place": place}
    visit_form = {"ai": str(village.values["person_id"]), "phut": "30", "noi": str(village.values["thon_id"])}
    meeting_form = {
        "revision": "0",
        "title": "Làm quen với điện thoại",
        "place": str(village.values["thon_id"]),
        "hall": "Nhà văn hóa",
        "day": f"{clock.today() + timedelta(days=3):%d/%m/%Y}",
        "starts": "19:30",
        "ends": "21:00",
        "items": [factories.COURSE],
    }
    return {
        "/co-chu": {"co": "2", "next": "/khoa-hoc/"},
        "/hien-thi": {"letters": "2", "contrast": "cao", "movement": "nhu-thuong", "pictures": "khi-cham"},
        "/ai-dang-hoc/<uuid:person_id>": {"pin": factories.PIN},
        "/quet-the": {"card_code": village.values["card_code"]},
        "/dang-ky": said | {"person_id": _id(1), "pin": factories.PIN, "pin_again": factories.PIN, "may_record": "y"},
        "/dang-nhap": {"identifier": "0912345678", "pin": factories.PIN},
        "/dang-nhap/can-bo": {"login_name": "ky", "password": factories.PASSWORD},
        "/thiet-lap/<token>": {"full_name": "Cao Văn Quản", "login_name": "quan", "password": "mot-cau-ngan-de-nho"},
        "/toi/ma-pin": {"pin_now": factories.PIN, "pin": "593027"},
        "/toi/nhan-bai": {"mine": "yes"},
        "/toi/nguoi-day": {"the": village.values["card_code"], "ma": _id(60)},
        "/toi/nguoi-day/thoi": {"viec": village.values["helping_id"]},
        "/can-bo/nguoi-hoc/<uuid:person_id>/nguoi-day": {"the": village.values["card_code"], "ma": _id(61)},
        "/can-bo/nguoi-hoc/<uuid:person_id>/nguoi-day/thoi": {"viec": village.values["helping_id"]},
        "/toi/sua": said,
        "/toi/xoa": {"pin": factories.PIN},
        "/kiem-tra/<course>/<quiz>/luot": {"attempt_id": _id(2)},
        "/kiem-tra/luot/<uuid:attempt_id>/nhap": village.answers,
        "/kiem-tra/luot/<uuid:attempt_id>/nop": village.answers,
        "/can-bo/nguoi-hoc/co-the-trung/hai-nguoi": {
            "mot": str(village.values["person_id"]),
            "hai": str(village.values["other_id"]),
        },
        "/can-bo/nguoi-hoc/<uuid:person_id>/gop/<uuid:other_id>": {
            "giu": str(village.values["person_id"]),
            "hoi": "y",
        },
        "/can-bo/nguoi-hoc/moi": said
        | {"person_id": _id(3), "place": str(village.values["thon_id"]), "may_record": "y"},
        "/can-bo/nguoi-hoc/<uuid:person_id>/sua": said,
        "/can-bo/nguoi-hoc/<uuid:person_id>/doi-the": {"lost_code": village.values["owner_card"]},
        "/can-bo/bo-tai-lieu/<course>/<quiz>/de-giay": {"versions": "2", "number": village.values["set_number"]},
        "/can-bo/bo-tai-lieu/<course>/<quiz>/dap-an": {"versions": "2", "number": village.values["set_number"]},
        "/can-bo/tram/": {"ten": "Máy xách tay", "noi": [str(village.values["thon_id"])], "hub_id": _id(50)},
        "/can-bo/tram/nhan": {"ma": village.values["hub_codes"]},
        "/can-bo/tram/<uuid:hub_id>/can-quyet": {"vi": "elsewhere", "viec": "bo"},
        "/can-bo/tram/trung/<uuid:conflict_id>": {"viec": "hai"},
        "/can-bo/thong-ke/chi-tieu": {
            "measure": "reached",
            "amount": "1.500",
            "place": str(village.values["thon_id"]),
            "first_day": "01/01/2026",
            "due_on": "31/12/2026",
            "document": "Kế hoạch mẫu",
            "document_date": "15/10/2025",
        },
        "/can-bo/thong-ke/nguoi-lon": {
            "source": "Sổ mẫu",
            "as_of": "01/01/2026",
            f"nguoi-lon-{village.values['thon_id']}": "1.250",
        },
        "/can-bo/thong-ke/dot": {"name": "Đợt mẫu", "first_day": "01/10/2026", "last_day": "31/10/2026"},
        "/can-bo/danh-sach/": {
            "place": str(village.values["thon_id"]),
            "audience": "residents",
            "tep": (village.values["roster_file"], "danh-sach.csv"),
        },
        "/buoi-hoc/<code>/ghi-ten": {"full_name": "Cao Thị Mới", "ma": _id(30)},
        "/can-bo/den-tan-nha/ghi": visit_form | {"ma": _id(60)},
        "/can-bo/den-tan-nha/<uuid:visit_id>": visit_form,
        "/can-bo/buoi-hoc/moi": meeting_form | {"made": _id(31)},
        "/can-bo/buoi-hoc/<uuid:meeting_id>/sua": meeting_form,
        "/can-bo/buoi-hoc/<uuid:meeting_id>/huy": {"reason": "Hội trường mất điện"},
        "/can-bo/buoi-hoc/<uuid:meeting_id>/diem-danh": {"co": str(village.values["person_id"]), "ma": _id(40)},
        "/can-bo/buoi-hoc/<uuid:meeting_id>/nguoi-den-them": {
            "full_name": "Cao Thị Mới",
            "place": str(village.values["thon_id"]),
            "may_record": "y",
            "ma": _id(41),
        },
        "/can-bo/buoi-hoc/<uuid:meeting_id>/khach": {"number": "4", "ma": _id(42)},
        "/can-bo/buoi-hoc/<uuid:meeting_id>/anh": {"anh": (village.values["photo_file"], "to-diem-danh.jpg")},
        "/can-bo/buoi-hoc/<uuid:meeting_id>/bai-giay": {"bai": f"{factories.COURSE}/{factories.QUIZ}"},
        "/can-bo/buoi-hoc/diem-danh-cho-duyet/<uuid:held_id>": {"duyet": "co"},
        "/buoi-hoc/diem-danh/<token>": {"full_name": "Bùi Thị Quỳnh", "ma": _id(43)},
        "/kiem-tra-co-giam-sat/<course>/<quiz>": {"buoi": str(village.values["class_id"])},
        "/can-bo/thong-ke/tai-ve": {"loai": "so-lieu", "tep": "xlsx"},
        "/can-bo/the-hoc/in": {"person": str(village.values["person_id"])},
        "/can-bo/giay-xac-nhan/<code>/thu-hoi": {"reason": "Ghi sai tên khóa"},
        "/can-bo/giay-xac-nhan/<code>/cap-lai": {"reason": "Sửa tên cho đúng giấy tờ"},
        "/can-bo/giay-xac-nhan/in": {"code": village.values["code"]},
        "/quan-tri/can-bo/moi": {
            "person_id": _id(4),
            "full_name": "Cao Văn Giúp",
            "login_name": "giup",
            "role": "staff",
            "place": str(village.values["commune_id"]),
        },
        "/quan-tri/can-bo/tu-the": {
            "card_code": village.values["card_code"],
            "login_name": "luong",
            "role": "facilitator",
            "place": place,
        },
        "/quan-tri/can-bo/<uuid:person_id>/giao-viec": {"role": "staff", "place": place},
        "/cam-nhan": {"muc": f"{factories.COURSE}/{factories.LESSON}", "mat": "3", "ma": _id(20)},
        "/hoi-xa": {"cau_hoi": "Máy cứ quay tròn?", "ma": _id(21)},
        "/can-bo/vuong-mac/<uuid:enquiry_id>/tra-loi": {"tra_loi": "Chờ có mạng rồi bấm lại."},
        "/can-bo/vuong-mac/<uuid:enquiry_id>/dang": {"cau_hoi_chung": "Quay tròn?", "tra_loi_chung": "Chờ có mạng."},
        "/khoa-hoc/<course>/<lesson>/cho-dang-doc": {"man_hinh": "2"},
        "/dien-thoai-tap/nhan-ra-lua-dao/<uuid:test_id>": {"cau": "1", "tra_loi": "tin"},
        "/quan-tri/thon": {"name": "Thôn Mẫu Chín"},
        "/quan-tri/thon/<int(max=2147483647):place_id>": {"name": "Thôn Mẫu Hai Mới"},
        "/quan-tri/thiet-lap": {"ho-ten-nguoi-ky": "Vũ Thị Ký"},
        "/do-vui/<code>/vao": {"ma": _id(8), "cach": "name", "ten": "Bà Hoa"},
        "/do-vui/<code>/vao-lai": {"ma_vao_lai": village.values["rejoin"]},
        "/do-vui/<code>/tra-loi": {"ma": _id(9), "cau": "1", "chon": "a"},
        "/can-bo/do-vui/<uuid:live_id>/buoc": {"ban": "2", "viec": "tiep"},
        "/can-bo/do-vui/<uuid:live_id>/gio-tay": {"cau": "1", "a": "5"},
        "/can-bo/do-vui/<uuid:live_id>/bo-ten": {"ai": village.values["seat_id"]},
        "/can-bo/do-vui/moi": village.values["live_form"],
        "/can-bo/buoi-hoc/<uuid:meeting_id>/do-vui": village.values["live_form"],
    }.get(rule, {})


def _id(number: int) -> str:
    """An id as a page makes it beforehand."""
    return str(uuid.UUID(int=(7 << 76) | (2 << 62) | number))

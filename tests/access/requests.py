"""How each door is knocked at: the address with real things behind it, and a form as its page would send it."""

from __future__ import annotations

import re
import uuid
from typing import Any

from tests.access.village import Village
from tests.support import factories

ARGUMENT = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")
# where the same word in a rule means something else than in most rules
ELSEWHERE = {
    "/quan-tri/can-bo/<uuid:person_id>": {"person_id": "helper_id"},
    "/quan-tri/khoa-hoc/<course>/dang/<uuid:revision_id>": {"course": factories.OTHER_COURSE},
    "/kiem-tra/luot/<uuid:attempt_id>/ket-qua": {"attempt_id": "done"},
    "/kiem-tra/luot/<uuid:attempt_id>/bo-qua": {"attempt_id": "placement"},
    "/tinh/<digest>/<path:name>": {"name": "site.css"},
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
    return {
        "/co-chu": {"co": "2", "next": "/khoa-hoc/"},
        "/dang-ky": said | {"person_id": _id(1), "pin": factories.PIN, "pin_again": factories.PIN, "may_record": "y"},
        "/dang-nhap": {"identifier": "0912345678", "pin": factories.PIN},
        "/dang-nhap/can-bo": {"login_name": "ky", "password": factories.PASSWORD},
        "/thiet-lap/<token>": {"full_name": "Cao Văn Quản", "login_name": "quan", "password": "mot-cau-ngan-de-nho"},
        "/toi/ma-pin": {"pin_now": factories.PIN, "pin": "593027"},
        "/toi/nhan-bai": {"mine": "yes"},
        "/toi/sua": said,
        "/toi/xoa": {"pin": factories.PIN},
        "/kiem-tra/<course>/<quiz>/luot": {"attempt_id": _id(2)},
        "/kiem-tra/luot/<uuid:attempt_id>/nhap": village.answers,
        "/kiem-tra/luot/<uuid:attempt_id>/nop": village.answers,
        "/can-bo/nguoi-hoc/moi": said
        | {"person_id": _id(3), "place": str(village.values["thon_id"]), "may_record": "y"},
        "/can-bo/nguoi-hoc/<uuid:person_id>/sua": said,
        "/can-bo/nguoi-hoc/<uuid:person_id>/doi-the": {"lost_code": village.values["owner_card"]},
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
        "/quan-tri/thon": {"name": "Thôn Mẫu Chín"},
        "/quan-tri/thon/<int(max=2147483647):place_id>": {"name": "Thôn Mẫu Hai Mới"},
        "/quan-tri/thiet-lap": {"ho-ten-nguoi-ky": "Vũ Thị Ký"},
    }.get(rule, {})


def _id(number: int) -> str:
    """An id as a page makes it beforehand."""
    return str(uuid.UUID(int=(7 << 76) | (2 << 62) | number))

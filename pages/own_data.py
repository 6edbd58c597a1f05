"""All the site keeps about one person: shown, handed over as JSON, deleted (Luật 91/2025/QH15, Điều 4, 14)."""

from __future__ import annotations

from typing import Any

from certificates import actions as certificates
from certificates.queries import certificates_of
from learning.accounts import actions as accounts
from learning.accounts.audiences import Audience
from learning.accounts.models import Person
from learning.accounts.office_actions import check_may_leave
from learning.accounts.queries import consents_of, traces_about
from learning.core.codes import show_card_code, show_code
from learning.progress import actions as ledger
from learning.progress.queries import completions_of
from practice import actions as practice
from practice.queries import runs_of
from quizzes import actions as quizzes
from quizzes.queries import attempts_of


def everything_about(person: Person) -> dict[str, Any]:
    """All rows about a person in plain words, with moments in ISO 8601."""
    return {
        "nguoi_hoc": _particulars(person),
        "dong_y": [
            {"muc_dich": row.purpose, "ban": row.version, "luc": row.given_at, "rut_lai": row.withdrawn_at}
            for row in consents_of(person)
        ],
        "da_hoc_xong": [
            {"muc": row.item_key, "luc": row.finished_at, "cach": row.source} for row in completions_of(person.id)
        ],
        "bai_kiem_tra": [
            {"bai": row.item_key, "mo_luc": row.opened_at, "nop_luc": row.handed_in_at, "diem_phan_tram": row.percent}
            for row in attempts_of(person.id)
        ],
        "dien_thoai_tap": [
            {
                "muc": row.item_key,
                "luc": row.finished_at,
                "lan_bam": row.steps,
                "bam_sai": row.wrong_taps,
                "goi_y": row.hints,
            }
            for row in runs_of(person.id)
        ],
        "giay_xac_nhan": [
            {"ma": show_code(row.code), "so": row.serial, "khoa": row.course_title, "ngay": row.issued_on}
            for row in certificates_of(person.id)
        ],
        "can_bo_da_lam": [{"viec": row.action, "luc": row.at} for row in traces_about(person)],
    }


def _particulars(person: Person) -> dict[str, Any]:
    return {
        "ho_ten": person.full_name,
        "doi_tuong": Audience(person.audience).label,
        "noi_o": person.place.name,
        "nam_sinh": person.birth_year,
        "gioi_tinh": {"male": "Nam", "female": "Nữ"}.get(person.gender or ""),
        "dien_thoai": person.phone,
        "nguoi_giam_ho": person.guardian_name,
        "ma_the_hoc": show_card_code(person.card_code),
        "dang_ky_luc": person.registered_at,
    }


def forget(person: Person) -> None:
    """Delete a person in every room; what was learnt stays only as figures without a person.

    Raises ``LastAdministrator``: the site must not be left without anybody in charge.
    """
    check_may_leave(person)
    accounts.hold(person, wholly=True)
    certificates.forget(person.id)
    quizzes.forget(person.id)
    practice.forget(person.id)
    ledger.forget(person.id, person.place_id, person.audience)
    accounts.forget(person)

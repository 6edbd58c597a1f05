"""All the site keeps about one person: shown, handed over as JSON, deleted (Luật 91/2025/QH15, Điều 4, 14)."""

from __future__ import annotations

from typing import Any

from certificates import actions as certificates
from certificates.queries import certificates_of
from feedback import actions as feedback
from feedback.queries import enquiries_of
from learning.accounts import actions as accounts
from learning.accounts.audiences import Audience
from learning.accounts.identities import former_of
from learning.accounts.models import Person
from learning.accounts.office_actions import check_may_leave
from learning.accounts.queries import consents_of, former_residences_of, traces_about
from learning.core.codes import is_card_code, show_card_code, show_code
from learning.jobs import actions as jobs
from learning.jobs.queries import jobs_of
from learning.progress import actions as ledger
from learning.progress.queries import completions_of, places_of
from practice import actions as practice
from practice.queries import runs_of, scam_tests_of
from quizzes import actions as quizzes
from quizzes.queries import attempts_of
from training.helping import actions as helping
from training.helping.queries import helpings_about, last_signs
from training.hub import actions as hubs
from training.hub.queries import brought_about, questions_about, walk_in_of
from training.live import actions as live_quizzes
from training.live.queries import played_by
from training.meetings import actions as meetings
from training.meetings.queries import meetings_led_by, meetings_of_person, removals_of_person, sign_ups_of_person
from training.merging.queries import told_apart_from
from training.rollcall import actions as rolls
from training.rollcall.queries import held_by, tests_of_person
from training.roster import actions as rosters
from training.roster.queries import entry_of, rosters_of
from training.visits import actions as house_visits
from training.visits.queries import visits_made_by, visits_of_person


def everything_about(person: Person) -> dict[str, Any]:
    """All rows about a person in plain words, with moments in ISO 8601."""
    return {
        "nguoi_hoc": _particulars(person),
        "noi_o_truoc": [{"noi": row.place, "den_luc": row.until} for row in former_residences_of(person)],
        "ho_so_da_gop": [
            {"ma_the_hoc": _card_of_before(row.card_code), "gop_luc": row.merged_at} for row in former_of(person)
        ],
        "da_ghi_la_khac_nguoi": told_apart_from(person.id),
        "dong_y": [
            {"muc_dich": row.purpose, "ban": row.version, "luc": row.given_at, "rut_lai": row.withdrawn_at}
            for row in consents_of(person)
        ],
        "da_hoc_xong": [
            {"muc": row.item_key, "luc": row.finished_at, "cach": row.source} for row in completions_of(person.id)
        ],
        "bai_kiem_tra": [
            {"bai": row.item_key, "mo_luc": row.opened_at, "nop_luc": row.handed_in_at, "diem_phan_tram": row.percent}
            | ({"co_giam_sat_tai": row.supervised_at} if row.supervised_at else {})
            for row in attempts_of(person.id)
        ],
        **_practice(person),
        "dang_doc": [{"muc": row.item_key, "phan": row.screen, "luc": row.reached_at} for row in places_of(person.id)],
        "hoi_xa": [
            {
                "ma": show_code(row.code),
                "xung_ten": row.name,
                "ve_bai": row.item_key,
                "hoi": row.question,
                "luc": row.asked_at,
                "tra_loi": row.answer,
                "tra_loi_luc": row.answered_at,
                "dong_luc": row.closed_at,
            }
            for row in enquiries_of(person.id)
        ],
        "giay_xac_nhan": [
            {"ma": show_code(row.code), "so": row.serial, "khoa": row.course_title, "ngay": row.issued_on}
            for row in certificates_of(person.id)
        ],
        "buoi_hoc": _meetings(person),
        **_house_visits(person),
        **_helping(person),
        "do_vui": _live_quizzes(person),
        **_long_work(person),
        "tram_lop_hoc": _hub(person),
        "can_bo_da_lam": [{"viec": row.action, "luc": row.at} for row in traces_about(person)],
    }


def _long_work(person: Person) -> dict[str, Any]:
    """Whether they came in by a list, lists they have sent in themselves, long work they have asked for."""
    entry = entry_of(person.id)
    return {
        "vao_so_tu_danh_sach": {"luc": entry.taken_in_at, "dong_y": None} if entry else None,
        "danh_sach_da_gui": [
            {
                "luc": row.sent_at,
                "nhap_luc": row.taken_in_at,
                "ghi_moi": row.made,
                "da_co": row.known,
                "can_sua": row.left_out,
            }
            for row in rosters_of(person.id)
        ],
        "viec_may_lam": [
            {"viec": row.kind, "luc": row.made_at, "xong_luc": row.finished_at, "ket_qua": row.sentence}
            for row in jobs_of(person.id)
        ],
    }


def _hub(person: Person) -> dict[str, Any]:
    """Whether they registered at a hub, and what a hub has brought about them that somebody must decide first."""
    walk_in, waiting = walk_in_of(person.id), brought_about(person.id)
    return {
        "the_phat_o_hoi_truong": show_card_code(walk_in.card_code) if walk_in else None,
        "dang_cho_quyet_dinh": [{"noi_dung": row.body, "nhan_luc": row.received_at} for row in waiting],
        "lan_hoi_co_trung_nguoi": questions_about(person.id),
    }


def _meetings(person: Person) -> dict[str, Any]:
    """Classes: signed up for, been to, taken off the roll of, led."""
    return {
        "ghi_ten": [
            {"buoi": meeting.title, "luc": row.signed_up_at, "bo_ten_luc": row.withdrawn_at}
            for row, meeting in sign_ups_of_person(person.id)
        ],
        "co_mat": [
            {"buoi": meeting.title, "luc": row.checked_in_at, "ghi_bang": row.means}
            for row, meeting in meetings_of_person(person.id)
        ],
        "bo_diem_danh": [
            {"buoi": meeting.title, "luc": row.removed_at, "ly_do": row.reason}
            for row, meeting in removals_of_person(person.id)
        ],
        "huong_dan": [{"buoi": meeting.title, "luc": meeting.starts_at} for meeting in meetings_led_by(person.id)],
        "co_giam_sat": [
            {
                "buoi": meeting.title,
                "bai": row.item_key,
                "tren_giay": row.way == "paper",
                "luc": row.asked_at,
                "duyet": row.approved,
            }
            for row, meeting in tests_of_person(person.id)
        ],
        "diem_danh_cho_duyet": [
            {"buoi": row.meeting.title, "luc": row.happened_at, "toi_luc": row.received_at, "nhan": row.accepted}
            for row in held_by(person.id)
        ],
    }


def _helping(person: Person) -> dict[str, Any]:
    """Who teaches them, by the end of a card, and since when they teach somebody: not whom, for that is another's."""
    rows = helpings_about(person.id)
    return {
        "nguoi_day_toi": [
            {"the_co_duoi": last_signs(helper), "tu_luc": row.named_at, "den_luc": row.withdrawn_at}
            for row, helper in rows
            if helper is not None
        ],
        "toi_day": [{"tu_luc": row.named_at, "den_luc": row.withdrawn_at} for row, helper in rows if helper is None],
    }


def _house_visits(person: Person) -> dict[str, Any]:
    """When somebody came to teach them at home; where they went to teach others."""
    return {
        "duoc_day_tai_nha": [
            {"thon": row.place.name, "luc": row.visited_at, "so_phut": row.minutes, "khoa": list(courses)}
            for row, courses in visits_of_person(person.id)
        ],
        "da_di_day_tai_nha": [
            {"thon": row.place.name, "luc": row.visited_at, "so_phut": row.minutes, "rut_lai_luc": row.taken_back_at}
            for row in visits_made_by(person.id)
        ],
    }


def _live_quizzes(person: Person) -> list[dict[str, Any]]:
    """Quizzes in a hall, where they were signed in: what they chose, how many were right."""
    return [
        {
            "buoi": row.title,
            "ten": row.name,
            "luc": row.joined_at,
            "dung": row.result.correct if row.result else None,
            "tra_loi": row.result.answered if row.result else None,
            "so_cau": row.result.asked if row.result else None,
            "da_chon": [{"cau": number, "chon": letter.upper()} for number, letter in row.choices],
        }
        for row in played_by(person.id)
    ]


def _practice(person: Person) -> dict[str, Any]:
    """Runs on the practice phone, finished or not, and scam tests."""
    return {
        "dien_thoai_tap": [
            {
                "muc": row.item_key,
                "mo_luc": row.started_at,
                "luc": row.finished_at,
                "de_do_luc": row.left_at,
                "so_giay": row.seconds,
                "lan_bam": row.steps,
                "bam_sai": row.wrong_taps,
                "goi_y": row.hints,
            }
            for row in runs_of(person.id)
        ],
        "thu_tai_lua_dao": [
            {
                "mo_luc": row.started_at,
                "xong_luc": row.finished_at,
                "cau": row.drawn,
                "tra_loi": row.answers,
                "nhan_ra": row.detected,
                "tro_lua": row.shown_scams,
                "nghi_oan": row.false_alarms,
                "tin_that": row.shown_genuine,
            }
            for row in scam_tests_of(person.id)
        ],
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


def _card_of_before(code: str) -> str:
    return show_card_code(code) if is_card_code(code) else "đã báo mất"


def forget(person: Person) -> None:
    """Delete a person in every room; what was learnt stays only as figures without a person.

    Raises ``LastAdministrator``: the site must not be left without anybody in charge.
    """
    check_may_leave(person)
    accounts.hold(person, wholly=True)
    hubs.forget(person.id)
    rosters.forget(person.id)
    jobs.forget(person.id)
    certificates.forget(person.id)
    quizzes.forget(person.id)
    practice.forget(person.id)
    feedback.forget(person.id)
    meetings.forget(person.id)
    rolls.forget(person.id)
    house_visits.forget(person.id)
    helping.forget(person.id)
    live_quizzes.forget(person.id)
    ledger.forget(person.id, person.place_id, person.audience)
    accounts.forget(person)

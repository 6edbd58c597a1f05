"""A person's rights: to see, take along, correct, withdraw and delete what is kept (Luật 91/2025/QH15, Điều 4)."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import String, Text, cast, func, select
from sqlalchemy.types import JSON

from certificates.models import Certificate
from feedback import actions as feedback
from learning.accounts import actions as accounts
from learning.accounts import invitations
from learning.accounts.models import AuditEntry, Consent, Person, SignInGuard
from learning.accounts.permissions import Role
from learning.accounts.pins import keeper
from learning.core import clock
from learning.core.database import Base, db, new_id
from learning.progress import actions as ledger
from learning.progress.models import Completion, ForgottenTally
from practice import actions as practice
from quizzes.models import Attempt
from tests.support import factories, journeys
from tests.support.clients import Browser
from tests.support.factories import COURSE, LESSON, PIN, TIMED_QUIZ
from tests.support.meetings import came, meeting
from training.meetings import actions as classes
from training.rollcall import actions as rolls
from training.rollcall import supervised_actions as supervision

NAME = "Nguyễn Thị Hoà"
PHONE = "0912345678"


@pytest.fixture
def known(app, staff: Person) -> Person:
    """Somebody about whom there is a row in every table that knows people."""
    somebody = factories.person(
        NAME, thon="Thôn Mẫu Hai", birth_year=1960, phone=PHONE, gender="female", guardian_name="Nguyễn Văn Cha"
    )
    accounts.move(somebody, factories.place("Thôn Mẫu Một"))
    factories.certificate(somebody)
    factories.open_attempt(somebody, quiz=TIMED_QUIZ)
    accounts.reset_pin(keeper(), somebody, staff)
    somebody.pin_hash = keeper().hash(PIN)
    accounts.grant(somebody, Role.FACILITATOR, factories.place("Thôn Mẫu Một"), staff)
    invitations.invite(somebody)
    ledger.keep_place(somebody.id, f"{COURSE}/{LESSON}", 2, clock.now())
    practice.begin_test(somebody, new_id(), "mầm")
    feedback.ask(somebody, new_id(), feedback.Asked("Máy cứ quay tròn?", "", somebody.full_name), clock.now())
    planner = factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR)
    evening = meeting(planner, facilitator_ids=(somebody.id,))
    classes.sign_up_people(evening, [somebody], staff)
    came(evening, somebody)
    classes.remove_attendance(evening, somebody, evening.created_at - timedelta(hours=1), staff, "Bấm nhầm")
    rolls.hold_back(evening, "guests", {"number": 3}, rolls.Sent(new_id(), clock.now(), somebody))
    classes.set_state(evening, "opened", clock.now(), planner)
    quiz = factories.course().quizzes[0]
    supervision.ask(somebody, evening, factories.course(), quiz)
    db.session.commit()
    return somebody


def page_of(browser: Browser, address: str) -> str:
    """What a page says."""
    return unescape(browser.get(address).get_data(as_text=True))


# Seeing and taking along


def test_the_page_shows_everything_in_words(client_of, known: Person) -> None:
    page = page_of(client_of(known), "/toi/du-lieu")
    for said in (
        NAME,
        "Thôn Mẫu Một",
        "Thôn Mẫu Hai, đến",
        "1960",
        "Nữ",
        "0912 345 678",
        "Nguyễn Văn Cha",
        "Lưu kết quả học",
        "1 lần thử tài nhận ra lừa đảo, 1 chỗ đang đọc dở, 1 câu hỏi gửi xã",
        "cấp mã PIN mới",
    ):
        assert said in page
    assert "5 mục đã xong, 2 lần làm bài kiểm tra, 1 giấy xác nhận" in page


def test_the_file_is_complete(client_of, known: Person) -> None:
    """Every column that says something about the person is in the file, or is one of those that say nothing to them."""
    answer = client_of(known).get("/toi/du-lieu.json")
    told = answer.get_json()
    assert answer.headers["Content-Disposition"] == "attachment; filename=du-lieu-cua-toi.json"
    assert set(told) >= {"nguoi_hoc", "dong_y", "da_hoc_xong", "bai_kiem_tra", "giay_xac_nhan", "can_bo_da_lam"}
    assert told["nguoi_hoc"] | {"dang_ky_luc": "", "ma_the_hoc": ""} == {
        "ho_ten": NAME,
        "doi_tuong": "Người dân",
        "noi_o": "Thôn Mẫu Một",
        "nam_sinh": 1960,
        "gioi_tinh": "Nữ",
        "dien_thoai": PHONE,
        "nguoi_giam_ho": "Nguyễn Văn Cha",
        "ma_the_hoc": "",
        "dang_ky_luc": "",
    }
    counts = {name: len(rows) for name, rows in told.items() if isinstance(rows, list)}
    assert counts["dong_y"] == 2
    assert told["noi_o_truoc"][0]["noi"] == "Thôn Mẫu Hai"
    assert counts["da_hoc_xong"] == 5
    assert counts["bai_kiem_tra"] == 2
    assert counts["giay_xac_nhan"] == 1
    assert counts["can_bo_da_lam"] >= 2


def test_the_file_says_moments_with_their_time_zone(client_of, known: Person) -> None:
    told = client_of(known).get("/toi/du-lieu.json").get_json()
    assert told["dong_y"][0]["luc"].endswith("+00:00")


def test_the_file_holds_no_secret_and_nobody_else(client_of, known: Person, stranger: Person) -> None:
    factories.certificate(stranger)
    text = json.dumps(client_of(known).get("/toi/du-lieu.json").get_json(), ensure_ascii=False)
    assert "argon2" not in text
    assert "Đỗ Văn Lượng" not in text


def test_every_table_about_people_is_known_to_this_test() -> None:
    """Whoever adds a table with a person in it must show, hand over and delete its rows; then add it here."""
    tables = {table.name for table in Base.metadata.sorted_tables if "person_id" in table.columns}
    assert tables == {
        "attempt",
        "attendance",
        "attendance_removal",
        "check_in",
        "meeting_facilitator",
        "meeting_sign_up",
        "certificate",
        "completion",
        "consent",
        "enquiry",
        "figure_person",
        "former_identity",
        "former_residence",
        "held_roll",
        "hub_conflict",
        "hub_walk_in",
        "invitation",
        "job",
        "live_participant",
        "live_result",
        "practice_run",
        "reading_place",
        "scam_test",
        "role_grant",
        "roster",
        "roster_entry",
        "staff_password",
        "supervised_test",
        "visited_person",
    }


# Correcting


def corrected(browser: Browser, person: Person, **changed: str):
    """Send the form for correcting with these changes."""
    form = {"full_name": NAME, "audience": "residents", "place": str(person.place_id), "birth_year": "1960"}
    return browser.post("/toi/sua", data=form | changed)


def test_a_name_is_corrected_everywhere_but_on_papers_already_issued(client_of, known: Person) -> None:
    browser = client_of(known)
    assert corrected(browser, known, full_name="nguyễn thị hòa", phone="0987 654 321").headers["Location"] == "/toi"
    assert known.phone == "0987654321"
    assert "Đã sửa xong." in page_of(browser, "/toi")
    assert db.session.scalars(select(Certificate.holder_name)).one() == NAME
    assert known.search_key == "nguyen thi hoa"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"full_name": ""}, "Xin điền mục này."),
        ({"full_name": "   "}, "Xin điền mục này."),
        ({"full_name": "12345"}, ""),
        ({"phone": "12"}, ""),
        ({"birth_year": "1800"}, "Năm sinh gồm bốn chữ số"),
        ({"birth_year": "２０００"}, ""),
        ({"place": "999999"}, "Xin chọn một trong các mục có sẵn."),
        ({"place": "x"}, ""),
        ({"audience": "vua"}, "Xin chọn một trong các mục có sẵn."),
        ({"gender": "khac"}, "Xin chọn một trong các mục có sẵn."),
        ({"birth_year": "2020"}, "Người học dưới 16 tuổi cần ghi tên cha, mẹ hoặc người giám hộ đồng ý."),
    ],
    ids=str,
)
def test_a_wrong_correction_changes_nothing_and_keeps_what_was_typed(
    client_of, resident: Person, changed: dict[str, str], sentence: str
) -> None:
    browser = client_of(resident)
    answer = corrected(browser, resident, **changed)
    page = unescape(answer.get_data(as_text=True))
    if changed == {
        "birth_year": "２０００"
    }:  # digits of another script are either understood or refused, never a fault
        assert answer.status_code in (303, 422)
        return
    assert answer.status_code == 422
    assert sentence in page
    assert (resident.full_name, resident.birth_year) == (NAME, 1960)


# Withdrawing


def test_whoever_does_not_want_to_be_called_has_the_number_deleted(client_of, known: Person) -> None:
    browser = client_of(known)
    assert browser.post("/toi/thoi-lien-lac").headers["Location"] == "/toi/du-lieu"
    assert known.phone is None
    consents = {
        row.purpose: row.withdrawn_at
        for row in db.session.scalars(select(Consent).where(Consent.person_id == known.id))
    }
    assert consents["contact"] is not None
    assert consents["learning_record"] is None
    assert "đã rút lại" in page_of(browser, "/toi/du-lieu")


def test_withdrawing_twice_keeps_the_first_moment(client_of, known: Person, clock) -> None:
    browser = client_of(known)
    browser.post("/toi/thoi-lien-lac")
    query = select(Consent.withdrawn_at).where(Consent.person_id == known.id, Consent.purpose == "contact")
    first = db.session.scalar(query)
    clock.move(days=1)
    browser.post("/toi/thoi-lien-lac")
    assert db.session.scalar(query) == first


# Deleting


def rows_naming(person_id: UUID) -> dict[str, int]:
    """How many rows of each table refer to the person, by any column that holds a person's id."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [
            column for column in table.columns if column.name in ("person_id", "actor_id") or str(column) == "person.id"
        ]
        for column in columns:
            number = db.session.scalar(select(func.count()).select_from(table).where(column == person_id))
            if number:
                found[str(column)] = number
    return found


def places_where(words: str) -> set[str]:
    """Every text column of the database in which the words stand."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text | JSON):
                holds = cast(column, Text).contains(words, autoescape=True)
                if db.session.scalar(select(func.count()).select_from(table).where(holds)):
                    found.add(str(column))
    return found


def test_a_wrong_pin_deletes_nothing_and_is_counted(client_of, known: Person) -> None:
    browser = client_of(known)
    answer = browser.post("/toi/xoa", data={"pin": "111213"})
    assert answer.status_code == 422
    assert db.session.get(Person, known.id) is not None
    assert db.session.scalar(select(SignInGuard.failures).where(SignInGuard.subject == f"person:{known.id}")) == 1
    assert NAME in page_of(browser, "/toi")


def test_guessing_the_pin_for_deleting_is_slowed_down(client_of, known: Person) -> None:
    browser = client_of(known)
    for _ in range(4):
        browser.post("/toi/xoa", data={"pin": "111213"})
    answer = browser.post("/toi/xoa", data={"pin": PIN})
    assert answer.status_code == 422
    assert "Xin đợi đến" in answer.get_data(as_text=True)
    assert db.session.get(Person, known.id) is not None


def test_before_deleting_there_is_something_in_every_table(known: Person) -> None:
    """Otherwise the tests below would prove nothing."""
    assert {
        "person.id",
        "certificate.person_id",
        "attempt.person_id",
        "completion.person_id",
        "consent.person_id",
        "enquiry.person_id",
        "invitation.person_id",
        "reading_place.person_id",
        "scam_test.person_id",
        "role_grant.person_id",
    } <= set(rows_naming(known.id))
    assert {"person.full_name", "certificate.holder_name"} <= places_where(NAME)


def test_after_deleting_no_row_of_the_person_is_left(client_of, known: Person) -> None:
    person_id, card = known.id, known.card_code
    browser = client_of(known)
    browser.post("/toi/xoa", data={"pin": "111213"})  # leaves a guard that carries the id
    assert browser.post("/toi/xoa", data={"pin": PIN}).headers["Location"] == "/"

    assert rows_naming(person_id) == {}
    for words in (NAME, "nguyen thi hoa", PHONE, card, "Nguyễn Văn Cha", str(person_id), person_id.hex):
        assert places_where(words) == set(), words


def test_deleting_signs_out_and_says_so(client_of, known: Person) -> None:
    browser = client_of(known)
    browser.post("/toi/xoa", data={"pin": PIN})
    assert "Đã xóa toàn bộ dữ liệu của bà con" in page_of(browser, "/")
    assert "Chưa đăng nhập" in page_of(browser, "/toi")


def test_another_phone_of_the_deleted_is_a_guest(client_of, known: Person) -> None:
    first, second = client_of(known), client_of(known)
    first.post("/toi/xoa", data={"pin": PIN})
    assert second.get("/toi").status_code == 200
    assert second.post("/toi/xoa", data={"pin": PIN}).status_code == 401


def test_figures_stay_without_a_person(client_of, known: Person) -> None:
    client_of(known).post("/toi/xoa", data={"pin": PIN})
    tallies = {
        row.item_key: (row.completions, row.audience, row.source) for row in db.session.scalars(select(ForgottenTally))
    }
    assert tallies[COURSE] == (1, "residents", "self")
    assert tallies[f"{COURSE}/{LESSON}"] == (1, "residents", "self")
    assert len(tallies) == 5


def test_two_who_are_deleted_are_added_up(client_of, resident: Person) -> None:
    neighbour = factories.person("Trần Văn Ba")
    for somebody in (resident, neighbour):
        browser = client_of(somebody)
        journeys.finishes_lesson(browser, LESSON)
        browser.post("/toi/xoa", data={"pin": PIN})
    assert db.session.scalars(select(ForgottenTally.completions)).all() == [2]


def test_the_paper_verifies_as_erased(client_of, client: Browser, known: Person) -> None:
    code = db.session.scalars(select(Certificate.code)).one()
    client_of(known).post("/toi/xoa", data={"pin": PIN})
    answer = client.get(f"/xac-minh/{code}")
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert NAME not in page
    assert "Giấy này từng được cấp. Người được cấp đã yêu cầu xóa dữ liệu của mình" in page


def test_the_trail_of_staff_stays_without_a_person(client_of, known: Person, staff: Person) -> None:
    client_of(known).post("/toi/xoa", data={"pin": PIN})
    kept = db.session.scalars(select(AuditEntry).where(AuditEntry.actor_id == staff.id)).all()
    assert {row.subject for row in kept} == {"person:forgotten"}
    assert {row.note for row in kept} == {""}


def test_others_lose_nothing(client_of, known: Person, stranger: Person) -> None:
    factories.certificate(stranger)
    db.session.commit()
    before = rows_naming(stranger.id)
    client_of(known).post("/toi/xoa", data={"pin": PIN})
    assert rows_naming(stranger.id) == before
    assert db.session.scalars(select(Attempt.person_id)).all() == [stranger.id]
    assert set(db.session.scalars(select(Completion.person_id))) == {stranger.id}


def test_the_reason_of_a_revocation_goes_too(client_of, client: Browser, known: Person, staff: Person) -> None:
    """It is free words that everybody with the code reads, and often says whose name was wrong."""
    code = db.session.scalars(select(Certificate.code)).one()
    client_of(staff).post(f"/can-bo/giay-xac-nhan/{code}/thu-hoi", data={"reason": f"Sai tên bà {NAME}"})
    assert NAME in page_of(client, f"/xac-minh/{code}")
    client_of(known).post("/toi/xoa", data={"pin": PIN})
    assert NAME not in page_of(client, f"/xac-minh/{code}")
    assert places_where(NAME) == set()

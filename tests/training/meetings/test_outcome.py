"""After the class: people and turns, what was learnt in its time, marks before and after, the papers."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from html import unescape

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import select

from certificates.models import Certificate
from courses.catalogue import catalogue
from learning.accounts.models import Person, PlaceSetting
from learning.accounts.queries import home_commune
from learning.core import clock as core_clock
from learning.core.database import db
from learning.progress import actions as ledger
from pages import own_data
from tests.support import factories
from tests.support.meetings import came, meeting
from training.meetings import actions
from training.meetings.models import Meeting
from training.meetings.outcome_queries import Outcome, outcome_of
from training.meetings.poster import Poster, poster_html, render_poster
from training.meetings.queries import states_of
from training.meetings.summary import summary_of
from training.meetings.summary_files import summary_html, summary_pdf, summary_word

LESSON = f"{factories.COURSE}/{factories.LESSON}"


@pytest.fixture
def evening(facilitator: Person) -> Meeting:
    """A class that ended an hour ago."""
    return meeting(facilitator, starts_at=core_clock.now() - timedelta(hours=2.5))


def figures(found: Meeting) -> Outcome:
    """What is known now."""
    db.session.flush()
    return outcome_of(found, catalogue())


def test_people_are_counted_by_audience_gender_and_age(evening: Meeting) -> None:
    year = core_clock.today().year
    people = [
        factories.person("Lê Thị Một", birth_year=year - 66, gender="female"),
        factories.person("Lê Văn Hai", birth_year=year - 60, gender="male", audience="businesses"),
        factories.person("Lê Văn Ba", birth_year=year - 59),
    ]
    came(evening, *people)
    found = figures(evening)
    assert (found.people, found.turns, found.late) == (3, 3, 0)
    told = [
        [(share.label, share.people) for share in shares] for shares in (found.audiences, found.genders, found.ages)
    ]
    assert told == [
        [("Người dân", 2), ("Doanh nghiệp, hộ kinh doanh", 1)],
        [("nữ", 1), ("nam", 1), ("chưa ghi", 1)],
        [("từ 35 đến 59 tuổi", 1), ("từ 60 tuổi", 2)],
    ]


def test_a_class_of_weeks_keeps_people_and_turns_apart(facilitator: Person, resident: Person, stranger: Person) -> None:
    today = core_clock.today()
    first = meeting(facilitator, (today, today + timedelta(weeks=1)), starts_at=core_clock.now() - timedelta(minutes=5))
    second = db.session.scalars(select(Meeting).where(Meeting.id != first.id)).one()
    came(first, resident, stranger)
    came(second, resident)
    assert figures(first).series == (2, 2, 3)


def test_only_what_was_finished_in_the_meetings_time_counts_to_it(
    evening: Meeting, resident: Person, stranger: Person
) -> None:
    neighbour = factories.person("Trần Thị Học Muộn")
    came(evening, resident, stranger, neighbour)
    for person, hours in ((resident, 1), (stranger, -48), (neighbour, 26)):
        ledger.record(person.id, factories.COURSE, evening.starts_at + timedelta(hours=hours))
        ledger.record(person.id, LESSON, evening.starts_at + timedelta(hours=hours))
    found = figures(evening)
    learnt = found.learnt[0]
    # what lies in the future of the clock is taken as now, and so still belongs to the evening
    assert (learnt.people, learnt.before) == (2, 1)
    assert found.lessons == 2


def test_the_day_after_still_counts_and_the_day_after_that_does_not(evening: Meeting, resident: Person, clock) -> None:
    came(evening, resident)
    clock.set(evening.ends_at + timedelta(hours=25))
    ledger.record(resident.id, LESSON, core_clock.now())
    assert figures(evening).lessons == 0
    ledger.record(resident.id, LESSON, evening.ends_at + timedelta(hours=23))
    assert figures(evening).lessons == 1


def test_those_who_finished_nothing_or_failed_are_sat_beside_next_time(
    evening: Meeting, resident: Person, stranger: Person
) -> None:
    done = factories.person("Phạm Văn Xong")
    came(evening, resident, stranger, done)
    factories.failed_attempt(stranger)
    factories.finished_course(done)
    found = figures(evening)
    assert {row.person.full_name: row.why for row in found.needing_help} == {
        resident.full_name: "Chưa học xong bài nào của buổi này",
        stranger.full_name: "Làm bài kiểm tra chưa đạt",
    }
    assert (found.tested, found.passed) == (2, 1)


def test_who_failed_first_and_passed_then_needs_no_help(evening: Meeting, resident: Person, clock) -> None:
    came(evening, resident)
    factories.failed_attempt(resident)
    clock.move(minutes=30)
    factories.finished_course(resident)
    assert figures(evening).needing_help == ()


def test_marks_before_and_after_come_from_the_paths_two_quizzes(evening: Meeting, resident: Person, clock) -> None:
    path = factories.path()
    placement, closing = (quiz.slug for quiz in path.quizzes)
    came(evening, resident)
    factories.failed_attempt(resident, path.slug, placement)
    assert figures(evening).gain is None
    clock.move(minutes=5)
    factories.passed_attempt(resident, path.slug, closing)
    gain = figures(evening).gain
    assert gain is not None
    assert (gain.people, gain.after) == (1, 100.0)
    assert gain.before < 50


def test_a_forgotten_person_is_still_a_turn(evening: Meeting, resident: Person, stranger: Person) -> None:
    came(evening, resident, stranger)
    own_data.forget(resident)
    found = figures(evening)
    assert (found.people, found.turns) == (1, 2)
    assert sum(share.people for share in found.audiences) == 2


def test_an_evening_to_which_nobody_came_has_a_paper_too(evening: Meeting, home) -> None:
    text = summary_html(summary_of(evening, figures(evening), home_commune(), core_clock.now()))
    assert "Có mặt: 0 người, 0 lượt." in text


def test_a_late_opening_by_phone_widens_the_time(evening: Meeting, resident: Person, facilitator: Person) -> None:
    evening.created_at = evening.starts_at - timedelta(days=1)
    for state in evening_states(evening):
        state.at = evening.created_at
    db.session.flush()
    came(evening, resident)
    early = evening.starts_at - timedelta(minutes=20)
    actions.set_state(evening, "opened", early, facilitator)
    ledger.record(resident.id, LESSON, early + timedelta(minutes=5))
    assert figures(evening).lessons == 1


def evening_states(found: Meeting) -> list:
    """The states of a meeting."""
    return list(states_of(found.id))


# Papers


def name_the_union() -> None:
    """What the administrator writes once."""
    home = factories.place("xã")
    for key, value in (("doan-xa", "BAN CHẤP HÀNH ĐOÀN MẪU"), ("doan-cap-tren", "ĐOÀN CẤP TRÊN MẪU")):
        db.session.add(PlaceSetting(place_id=home.id, key=key, value=value))
    db.session.commit()


def test_pdf_and_word_tell_the_same_figures_on_one_page(
    client_of, evening: Meeting, facilitator: Person, resident: Person
) -> None:
    name_the_union()
    came(evening, resident)
    factories.finished_course(resident)
    browser = client_of(facilitator)
    pdf = PdfReader(io.BytesIO(browser.get(f"/can-bo/buoi-hoc/{evening.id}/bao-cao.pdf").get_data()))
    word = Document(io.BytesIO(browser.get(f"/can-bo/buoi-hoc/{evening.id}/bao-cao.docx").get_data()))
    assert len(pdf.pages) == 1
    on_paper = " ".join(pdf.pages[0].extract_text().split())
    cells = [paragraph.text for table in word.tables for cell in table.rows[0].cells for paragraph in cell.paragraphs]
    in_word = [paragraph.text for paragraph in word.paragraphs] + cells
    for words in ("ĐOÀN TNCS HỒ CHÍ MINH", "BAN CHẤP HÀNH ĐOÀN MẪU", "***", "Có mặt: 1 người, 1 lượt."):
        assert words in on_paper
        assert any(words in line for line in in_word)
    for line in in_word[3:12]:
        assert " ".join(line.split()) in on_paper, line
    assert "CỘNG HÒA" not in on_paper
    assert resident.full_name not in on_paper


def test_what_the_union_is_called_is_a_visible_blank_until_it_is_written(
    client_of, evening: Meeting, facilitator: Person, resident: Person
) -> None:
    came(evening, resident)
    page = unescape(client_of(facilitator).get(f"/can-bo/buoi-hoc/{evening.id}/ket-qua").get_data(as_text=True))
    assert "Xã chưa điền tên tổ chức Đoàn" in page
    text = summary_html(summary_of(evening, figures(evening), home_commune(), core_clock.now()))
    assert "…………" in text


def test_a_title_of_markup_stays_text(evening: Meeting) -> None:
    evening.title = "<b>Lớp</b> & bạn"
    summary = summary_of(evening, figures(evening), home_commune(), core_clock.now())
    assert "<b>Lớp" not in summary_html(summary)
    assert summary_word(summary)


def test_the_same_summary_is_the_same_file(evening: Meeting) -> None:
    summary = summary_of(evening, figures(evening), home_commune(), core_clock.now())
    assert summary_pdf(summary) == summary_pdf(summary)


def poster(**said) -> Poster:
    """A poster with everything on it."""
    words = {
        "title": "Làm hồ sơ trên Cổng dịch vụ công quốc gia từ A đến Z cho người mới bắt đầu",
        "when": "Thứ Tư 25/11/2026, 19:30–21:00",
        "where": "Nhà văn hóa Thôn Mẫu Một",
        "way": "cạnh sân bóng",
        "audience": "Mọi đối tượng",
        "lessons": tuple(f"Bài số {number}" for number in range(9)),
        "commune": "xã Hải Hưng, thành phố Hải Phòng",
        "address": "https://vi-du.example/buoi-hoc/ABCD2345",
        "code": "ABCD2345",
        "changed_at": core_clock.now(),
    }
    return Poster(**words | said)


def test_the_poster_is_one_page_that_says_it_all() -> None:
    reader = PdfReader(io.BytesIO(render_poster(poster())))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for words in ("19:30–21:00", "Nhà văn hóa", "cạnh sân bóng", "và 4 mục nữa", "vi-du.example/buoi-hoc/ABCD2345"):
        assert words in text


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"title": "Gọi điện có hình cho con cháu", "where": "Nhà văn hóa Thôn Mẫu Một, Thôn 1, xã Hải Hưng, Hải Phòng"},
        {"way": "đi qua cầu, rẽ trái ở cây đa, đi thẳng hai trăm mét, nhà văn hóa ở bên tay phải, cổng sơn xanh"},
    ],
    ids=["long title", "long place", "long way"],
)
def test_the_list_of_a_poster_stands_above_its_foot(said: dict[str, str]) -> None:
    """With six lessons the last ones were printed behind the QR symbol's ground."""
    page = PdfReader(io.BytesIO(render_poster(poster(**said)))).pages[0]
    lines: list[float] = []  # millimetres from the top

    def look(text: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        lines.extend([matrix[5] * 25.4 / 96] * ("mục nữa" in text))

    page.extract_text(visitor_text=look)
    assert lines
    assert max(lines) < 297 - 72 - 2, "poster.css: the foot is 72 mm high"


def test_a_poster_does_not_say_the_title_twice() -> None:
    assert "<li>" not in poster_html(poster(title="Một bài", lessons=("Một bài",)))


# Certificates of the class


def test_everybody_who_is_through_gets_the_paper_and_all_are_printed_in_the_order_of_the_roll(
    client_of, evening: Meeting, facilitator: Person, resident: Person
) -> None:
    people = [factories.person(name) for name in ("Đỗ Văn Ẩn", "Trần Văn An", "Lê Thị Bích")]
    came(evening, *people, resident)
    absent = factories.person("Vũ Thị Vắng")
    for person in (*people, absent):
        factories.finished_course(person)
    browser, address = client_of(facilitator), f"/can-bo/buoi-hoc/{evening.id}/giay-xac-nhan"
    assert "3 giấy chưa cấp" in unescape(browser.get(address).get_data(as_text=True))
    for _ in range(2):
        assert browser.post(address).status_code == 303
    papers = db.session.scalars(select(Certificate)).all()
    assert {paper.holder_name for paper in papers} == {person.full_name for person in people}
    page = unescape(browser.get(address).get_data(as_text=True))
    names = sorted(("Trần Văn An", "Đỗ Văn Ẩn", "Lê Thị Bích"), key=page.index)
    assert names == ["Trần Văn An", "Đỗ Văn Ẩn", "Lê Thị Bích"]
    form = {"shown": [paper.code for paper in papers], "everything": "y"}
    printed = PdfReader(io.BytesIO(browser.post("/can-bo/giay-xac-nhan/in", data=form).get_data()))
    order = [next(name for name in names if name in sheet.extract_text()) for sheet in printed.pages]
    assert order == names


def test_a_revoked_paper_is_not_given_again_by_the_class_button(
    client_of, evening: Meeting, facilitator: Person, staff: Person, resident: Person
) -> None:
    came(evening, resident)
    paper = factories.certificate(resident)
    client_of(staff).post(f"/can-bo/giay-xac-nhan/{paper.code}/thu-hoi", data={"reason": "Ghi sai tên khóa"})
    client_of(facilitator).post(f"/can-bo/buoi-hoc/{evening.id}/giay-xac-nhan")
    assert len(db.session.scalars(select(Certificate)).all()) == 1


def test_own_data_tells_of_classes(client_of, evening: Meeting, facilitator: Person, resident: Person) -> None:
    actions.sign_up_people(evening, [resident], facilitator)
    came(evening, resident)
    actions.remove_attendance(evening, resident, evening.starts_at, facilitator, "Bấm nhầm", uuid.uuid4())
    told = client_of(resident).get("/toi/du-lieu.json").get_json()["buoi_hoc"]
    assert [len(told[name]) for name in ("ghi_ten", "co_mat", "bo_diem_danh", "huong_dan")] == [1, 1, 1, 0]

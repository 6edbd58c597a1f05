"""The catalogue: what is published now, in order, searched by what people type."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

import courses.catalogue
from courses import actions
from courses.catalogue import Catalogue, catalogue, forget_catalogue
from courses.models import CourseRevision, Publication
from courses.package import read_package
from courses.queries import narrowed, outline, search
from learning.accounts.audiences import Audience
from learning.core.database import db
from tests.courses.folder import COURSE, LESSON, SLUG, course_folder
from tests.support.factories import COURSE as CALLING
from tests.support.factories import OTHER_COURSE as WITH_THE_UNION


@pytest.fixture
def moments(monkeypatch):
    """The clock by which memory grows old; ``moments.passed = 3`` lets three seconds go by."""
    hand = SimpleNamespace(passed=0.0)
    monkeypatch.setattr("learning.core.clock.ticks", lambda: 1000.0 + hand.passed)
    return hand


def publish_elsewhere(where):
    """Publish as another process does: the rows are there, and nobody tells this one."""
    actions.publish(read_package(course_folder(where)))
    db.session.commit()


def test_a_publication_of_another_process_is_noticed_within_two_seconds(app, client, tmp_path, moments):
    assert client.get(f"/khoa-hoc/{SLUG}/").status_code == 404
    publish_elsewhere(tmp_path)
    moments.passed = 2.1
    assert client.get(f"/khoa-hoc/{SLUG}/").status_code == 200


def test_readers_do_not_ask_the_database_again_at_every_page(app, tmp_path, moments, queries):
    catalogue()
    with queries() as log:
        for _ in range(5):
            catalogue()
    assert log == []


def test_a_guest_sees_the_new_text_of_a_lesson_and_not_the_kept_page(app, client, tmp_path, moments):
    publish_elsewhere(tmp_path)
    moments.passed = 3
    assert "sáu số" in client.get(f"/khoa-hoc/{SLUG}/ma-otp").text
    actions.publish(read_package(course_folder(tmp_path, {"01-ma-otp.md": LESSON.replace("sáu số", "tám số")})))
    moments.passed = 6
    assert "tám số" in client.get(f"/khoa-hoc/{SLUG}/ma-otp").text


def test_courses_stand_in_the_order_their_authors_gave(app, tmp_path):
    publish_elsewhere(tmp_path)
    forget_catalogue()
    assert [course.slug for course in catalogue().courses] == [SLUG, CALLING, WITH_THE_UNION]


def test_courses_are_narrowed_by_audience_and_skill(app):
    courses = catalogue().courses
    assert [course.slug for course in narrowed(courses, Audience.OFFICIALS, None)] == [WITH_THE_UNION]
    assert [course.slug for course in narrowed(courses, Audience.RESIDENTS, courses[0].competencies[0])] == [CALLING]
    assert narrowed(courses, Audience.BUSINESSES, None) == []


def test_the_list_for_an_audience_holds_only_its_courses(client):
    html = client.get("/khoa-hoc/?doi-tuong=cong-chuc").text
    assert "Đi cùng Đoàn Thanh niên" in html and "Gọi điện có hình" not in html


def test_a_skill_that_does_not_exist_is_not_found(client):
    assert client.get("/khoa-hoc/?nang-luc=lai-xe").status_code == 404


# --- the outline ------------------------------------------------------------------------------------------


def test_the_outline_leads_to_the_first_lesson_not_yet_read(app):
    course = catalogue().course(CALLING)
    first, second, third = (lesson.key for lesson in course.lessons)
    at_start, in_between = outline(course, frozenset()), outline(course, frozenset({second, "khac/bai"}))
    assert (at_start.done, at_start.total, at_start.next_lesson.key) == (0, 3, first)
    assert (in_between.done, in_between.next_lesson.key) == (1, first)
    assert outline(course, frozenset({first, second, third})).next_lesson is None


# --- searching --------------------------------------------------------------------------------------------


def titles(words):
    return [hit.lesson.title if hit.lesson else hit.course.title for hit in search(catalogue(), words)]


@pytest.mark.parametrize(
    "typed", ["Tắt máy đúng lúc", "tat may dung luc", "TAT MAY DUNG LUC", "  tat   may ", "tắt máy"]
)
def test_marks_case_and_spaces_do_not_matter(app, typed):
    assert titles(typed)[0] == "Tắt máy đúng lúc"


@pytest.mark.parametrize("typed", ["doan", "đoàn", "Đoàn", "DOAN", "đoan"])
def test_d_with_and_without_its_stroke_is_the_same_letter(app, typed):
    assert titles(typed)[0] == "Đi cùng Đoàn Thanh niên"


def test_every_word_must_be_found_somewhere(app):
    assert titles("tắt máy") and titles("tắt máy chiếu phim") == []


def test_a_title_stands_above_a_mention(app, tmp_path):
    """The word stands in one lesson's title and in the other's goal."""
    publish_elsewhere(tmp_path)
    forget_catalogue()
    assert titles("otp")[0] == "Giữ mã OTP"
    assert titles("lỡ đọc mã")[0] == "Khi đã lỡ đọc mã"


@pytest.mark.parametrize("typed", ["", "   ", "\u0301", "%", "_", "'; --", "(", "xyz" * 40])
def test_odd_searches_find_nothing_and_break_nothing(client, typed):
    found = client.get("/tim-kiem", query_string={"q": typed})
    assert found.status_code == 200 and "Tìm thấy" not in found.text


def test_what_was_searched_is_shown_as_text(client):
    assert "<u>otp" not in client.get("/tim-kiem", query_string={"q": "<u>otp</u>"}).text


def test_lessons_of_a_hidden_revision_are_not_found(app, tmp_path):
    publish_elsewhere(tmp_path)
    actions.publish(
        read_package(
            course_folder(
                tmp_path,
                {
                    "02-lo-doc-ma.md": None,
                    "kiem-tra-cuoi-khoa.gift": None,
                    "course.toml": COURSE.partition("[[quizzes]]")[0],
                },
            )
        )
    )
    forget_catalogue()
    assert titles("lỡ đọc mã") == []


def test_a_catalogue_without_courses_is_an_empty_list_and_no_error(app, client):
    db.session.execute(update(Publication).values(revision_id=None))
    db.session.commit()
    forget_catalogue()
    assert client.get("/khoa-hoc/").status_code == client.get("/").status_code == 200
    assert search(Catalogue([], frozenset()), "otp") == []
    assert db.session.query(CourseRevision).count() == 2


def test_what_is_published_while_the_catalogue_is_read_gets_a_number_of_its_own(app, tmp_path, moments, monkeypatch):
    """Pages of the old state were kept under the new number, and stayed for ever."""
    load, waiting = courses.catalogue.load_course, [lambda: publish_elsewhere(tmp_path)]
    monkeypatch.setattr(
        "courses.catalogue.load_course", lambda *args: (waiting.pop()() if waiting else None, load(*args))[1]
    )
    courses.catalogue._fresh._value = None
    before, moments.passed = catalogue(), 2.1
    after = catalogue()
    assert before.find(SLUG) is None and after.find(SLUG) is not None and before.edition != after.edition


def test_a_publication_that_got_its_number_first_and_came_second_is_noticed(app, client, tmp_path, moments):
    """On PostgreSQL two processes that publish at once may commit in the other order."""
    revision = db.session.scalars(select(CourseRevision.id).where(CourseRevision.course_slug == CALLING)).one()
    db.session.add(Publication(id=1000, course_slug=CALLING, revision_id=revision))
    db.session.commit()
    forget_catalogue()
    assert catalogue().find(WITH_THE_UNION) is not None
    db.session.add(Publication(id=999, course_slug=WITH_THE_UNION, revision_id=None))
    db.session.commit()
    moments.passed = 2.1
    assert catalogue().find(WITH_THE_UNION) is None

"""A path orders courses, leads to the next one, and is finished when its core courses are."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import actions
from courses.catalogue import catalogue, forget_catalogue
from courses.cli import PATHS
from courses.faults import PackageFaulty
from courses.path_file import read_path
from learning.core.database import db
from learning.progress.queries import done_keys
from tests.support import factories
from tests.support.factories import COURSE, OTHER_COURSE
from tests.support.journeys import passes_quiz

WHOLE = (
    'title = "Lộ trình mẫu"\naudience = "residents"\nsummary = "Một câu"\n'
    '[[steps]]\ncourse = "mot"\ncore = true\ngives = "Điều thứ nhất"\n'
)


@pytest.fixture
def path(app):
    """The path of the test courses."""
    return factories.path()


def written(folder: Path, text: str) -> Path:
    file = folder / "mau.toml"
    file.write_text(text, encoding="utf-8")
    return file


def faults_of(file: Path) -> str:
    with pytest.raises(PackageFaulty) as refused:
        read_path(file)
    return str(refused.value)


def test_the_page_begins_with_where_to_begin(path, client):
    page = client.get("/lo-trinh/nguoi-dan").text
    assert f"Bắt đầu từ đây: {catalogue().title(path.steps[0].course)}" in page
    assert all(step.gives in page for step in path.steps)


def test_what_is_finished_moves_the_beginning_on(path, resident, client_of):
    first, second = (step.course for step in path.steps[:2])
    factories.finished_course(resident, first)
    db.session.commit()
    page = client_of(resident).get("/lo-trinh/nguoi-dan").text
    assert f"Bắt đầu từ đây: {catalogue().title(second)}" in page and "Đã hoàn thành" in page


def test_finishing_the_last_core_course_finishes_the_path(path, resident, client_of):
    browser = client_of(resident)
    for slug in path.required:
        assert path.slug not in done_keys(resident.id)
        factories.finished_lessons(resident, slug)
        db.session.commit()
        passes_quiz(browser, slug)
    assert path.slug in done_keys(resident.id)


def test_the_path_has_a_certificate_with_the_hours_of_its_core_courses(path, resident, client_of):
    for slug in path.required:
        factories.finished_course(resident, slug)
    db.session.commit()
    browser = client_of(resident)
    offer = browser.get(f"/giay-xac-nhan/khoa/{path.slug}").text
    assert path.title in offer and "Đúng tên tôi, cấp giấy" in offer
    assert path.hours == sum(catalogue().course(slug).hours for slug in path.required)
    assert browser.post(f"/giay-xac-nhan/khoa/{path.slug}").status_code == 303


def test_who_has_not_finished_is_told_which_courses_are_missing(path, resident, client_of):
    offer = client_of(resident).get(f"/giay-xac-nhan/khoa/{path.slug}").text
    assert all(catalogue().title(slug) in offer for slug in path.required)


def test_a_withdrawn_course_leaves_the_path_and_does_not_block_it(path, client):
    actions.show(OTHER_COURSE, None, None)
    db.session.commit()
    forget_catalogue()
    assert OTHER_COURSE not in catalogue().course(path.slug).required
    assert client.get("/lo-trinh/nguoi-dan").status_code == 200


def test_a_path_is_no_course_of_the_lists(path, client):
    assert path.slug not in {course.slug for course in catalogue().courses}
    assert client.get("/lo-trinh/khong-co").status_code == 404
    assert client.get(f"/khoa-hoc/{path.slug}/").status_code == 303


def test_three_questions_lead_to_a_course(path, client):
    assert "Câu 1 trên 3" in client.get("/khoa-nao-cho-toi").text
    wish = path.wishes[0]
    second = client.get("/khoa-nao-cho-toi?ai=nguoi-dan").text
    assert "Câu 2 trên 3" in second and wish.label in second
    assert "Câu 3 trên 3" in client.get(f"/khoa-nao-cho-toi?ai=nguoi-dan&viec={wish.course}").text
    answer = client.get(f"/khoa-nao-cho-toi?ai=nguoi-dan&viec={wish.course}&muc=biet-chut").text
    assert f"/khoa-hoc/{wish.course}/" in answer


def test_who_is_not_used_to_it_is_sent_to_the_first_course_first(path, client):
    wish = next(wish for wish in path.wishes if wish.course != path.steps[0].course)
    answer = client.get(f"/khoa-nao-cho-toi?ai=nguoi-dan&viec={wish.course}&muc=chua-quen").text
    assert answer.index(f"/khoa-hoc/{path.steps[0].course}/") < answer.index(f"/khoa-hoc/{wish.course}/")


@pytest.mark.parametrize("query", ["ai=<b>", "ai=nguoi-dan&viec=khong-co", "ai=nguoi-dan&muc=thao", "viec=x&muc=y"])
def test_odd_answers_lead_back_to_a_question(path, client, query):
    page = client.get(f"/khoa-nao-cho-toi?{query}")
    assert page.status_code == 200 and "trên 3" in page.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("core = true", "core = 1"), "Mục core sai kiểu"),
        (('gives = "Điều thứ nhất"\n', ""), "Thiếu mục gives"),
        (("core = true\n", ""), "chưa có khóa nòng cốt"),
        (('"residents"', '"moi-nguoi"'), "Mục audience chưa dùng được"),
        (("title =", "tieu_de ="), "Không biết mục tieu_de"),
        (("title = ", "title "), "TOML"),
    ],
)
def test_a_faulty_path_says_what_is_wrong(tmp_path, change, words):
    assert words in faults_of(written(tmp_path, WHOLE.replace(*change)))


def test_the_shipped_paths_cover_every_audience_and_name_only_shipped_courses():
    paths = [read_path(path) for path in PATHS]
    content = Path(__file__).parents[2] / "courses" / "content"
    shipped = {path.parent.name for path in content.glob("*/course.toml")}
    named = {step.course for path in paths for step in path.steps} | {
        wish.course for path in paths for wish in path.wishes
    }
    assert {str(path.audience) for path in paths} == {"residents", "businesses", "community_tech_teams", "officials"}
    assert named <= shipped
    assert shipped <= {step.course for path in paths for step in path.steps}


def test_a_path_is_published_anew_only_when_something_changed(path):
    before = catalogue().edition
    factories.path()
    assert catalogue().edition == before and COURSE in path.required


def test_a_path_without_its_core_gives_no_certificate_to_anybody(path, resident, client, client_of):
    """With nothing left to finish, everybody had finished it."""
    for slug in path.required:
        actions.show(slug, None, None)
    db.session.commit()
    forget_catalogue()
    assert client_of(resident).post(f"/giay-xac-nhan/khoa/{path.slug}").status_code == 410
    assert client.get("/lo-trinh/nguoi-dan").status_code == 410
    assert path.slug not in client.get("/khoa-hoc/").text


def test_a_path_that_lost_every_course_is_no_course_without_lessons(path, client):
    for step in path.steps:
        actions.show(step.course, None, None)
    db.session.commit()
    forget_catalogue()
    assert client.get(f"/khoa-hoc/{path.slug}/").status_code == 410
    assert path.slug not in client.get("/khoa-hoc/").text

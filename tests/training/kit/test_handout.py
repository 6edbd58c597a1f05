"""What people take home on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from markupsafe import Markup

import training.kit.views
from learning.accounts.models import Person
from tests.support import factories
from tests.support.clients import Browser
from training.kit.handout import MOST_PICTURES, MOST_WORDS, Handout, handout_of
from training.kit.pieces import Piece

ClientOf = Callable[[Person], Browser]
STEPS = "<h2>Làm {n}</h2><ol><li>" + "chữ " * 60 + '</li></ol><figure><img src="/{n}.svg" alt="Hình"></figure>'
TALK = "<h2>Chuyện {n}</h2><p>" + "lời " * 40 + "</p>"
REMEMBER = '<h2>Nhớ</h2><div class="box box-nho"><p class="box-label">Nhớ ba điều</p><ol><li>Một.</li></ol></div>'


def handout(*screens: str) -> Handout:
    """The sheets of a lesson with these screens."""
    course = factories.course()
    return handout_of(course, course.lessons[0], [Markup(screen) for screen in screens], "https://hoc.example/bai")


def test_it_says_what_the_lesson_is_for_and_where_to_learn_it_again(app) -> None:
    sheet = handout(STEPS.format(n=1))
    assert sheet.goal == "Bà con kiểm tra được pin và mạng trước khi gọi."
    assert sheet.address == "hoc.example/bai"
    assert sheet.qr.side > 20


def test_steps_and_pictures_are_kept_and_stories_left_out(app) -> None:
    sheet = handout(TALK.format(n=1), STEPS.format(n=1), TALK.format(n=2))
    assert [part.heading for part in sheet.parts] == ["Làm 1"]
    assert "/1.svg" in sheet.parts[0].picture


def test_no_more_goes_on_it_than_two_sheets_hold(app) -> None:
    sheet = handout(*(STEPS.format(n=number) for number in range(9)))
    assert 1 < len(sheet.parts) < 9
    assert sum(Piece("", "", str(part.body), "").words for part in sheet.parts) <= MOST_WORDS
    assert sum(bool(part.picture) for part in sheet.parts) <= MOST_PICTURES


def test_the_three_things_to_remember_come_without_a_second_label(app) -> None:
    assert str(handout(REMEMBER).remember) == "<ol><li>Một.</li></ol>"


@pytest.mark.parametrize("slug", [factories.COURSE, factories.OTHER_COURSE])
def test_every_lesson_of_a_course_comes_in_its_order(
    client_of: ClientOf, facilitator: Person, monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    printed: list[Handout] = []
    monkeypatch.setattr(
        training.kit.views, "print_handouts", lambda _title, sheets, *_rest: printed.extend(sheets) or b""
    )
    assert client_of(facilitator).get(f"/can-bo/bo-tai-lieu/{slug}/to-phat.pdf").status_code == 200
    assert [sheet.title for sheet in printed] == [lesson.title for lesson in factories.course(slug).lessons]


def test_a_path_has_no_handouts_of_its_own(client_of: ClientOf, facilitator: Person) -> None:
    way = factories.path()
    assert client_of(facilitator).get(f"/can-bo/bo-tai-lieu/{way.slug}/to-phat.pdf").status_code == 404

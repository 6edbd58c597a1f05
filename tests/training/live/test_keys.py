"""What is right never reaches a phone, nor the wall, before the question is closed."""

from __future__ import annotations

import json

import pytest

from courses.content import Course
from learning.core.database import db
from tests.support import factories
from tests.training.live.halls import Host, phone, quiz
from training.live.choosing import offers_of
from training.live.models import LiveQuestion, LiveQuiz


def secrets_of(live: LiveQuiz, number: int) -> list[str]:
    """Every word of the key that does not stand in the question itself."""
    row = db.session.query(LiveQuestion).filter_by(live_id=live.id, number=number).one()
    told = [body for _, body in [*row.answer_key["feedback"], row.answer_key["explain"]] if body]
    assert told
    return told


def test_before_closing_neither_page_nor_news_nor_wall_holds_the_key(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    shown = hoa.sees() + json.dumps(hoa.asks().get_json(), ensure_ascii=False) + host.sees()
    hoa.taps(1, "a")
    shown += hoa.sees() + host.sees()
    assert not [words for number in (1, 2, 3) for words in secrets_of(live, number) if words in shown]
    assert "is-right" not in shown
    assert "Đúng:" not in shown

    host.goes_on()
    assert all(words in hoa.sees() or words in host.sees() for words in secrets_of(live, 1)[-1:])
    assert "is-right" in hoa.sees()
    assert not [words for words in secrets_of(live, 2) if words in hoa.sees() + host.sees()]


def test_an_open_question_that_was_never_closed_stays_untold(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on(3)
    host.ends()
    shown = hoa.sees() + host.sees()
    assert not [words for words in secrets_of(live, 2) if words in shown]
    assert "Đúng 0/1 câu" in shown


def test_questions_of_certificates_are_offered_only_to_whoever_asks(client_of, facilitator) -> None:
    browser = client_of(facilitator)
    address = f"/can-bo/do-vui/moi?khoa={factories.COURSE}"
    usual, uncovered = (browser.get(address + more).get_data(as_text=True) for more in ("", "&mo-ngan-hang=1"))
    assert "câu của bài lấy giấy xác nhận" not in usual
    assert "Người lạ gọi có hình rồi hỏi tiền" not in usual
    assert "Người lạ gọi có hình rồi hỏi tiền" in uncovered
    assert "sẽ kém công bằng" in uncovered


def test_a_form_cannot_name_a_question_that_was_not_offered(client_of, facilitator) -> None:
    browser = client_of(facilitator)
    forbidden = next(offer.key for offer in offers_of(factories.course(), uncover=True) if offer.uncovers)
    said = {"khoa": factories.COURSE, "ten": "x", "noi": str(factories.place("Thôn Mẫu Một").id), "cau": forbidden}
    assert browser.post("/can-bo/do-vui/moi", data=said).status_code == 422
    assert browser.post("/can-bo/do-vui/moi", data=said | {"mo-ngan-hang": "1"}).status_code == 303


# Reading questions back


def test_practice_questions_of_lessons_come_back_whole(app) -> None:
    course = factories.course()
    offers = [offer for offer in offers_of(course) if offer.item_key != f"{course.slug}/{factories.TIMED_QUIZ}"]
    fieldsets = sum(screen.count("<fieldset class=") for lesson in course.lessons for screen in lesson.screens)
    assert len(offers) == fieldsets > 0
    for offer in offers:
        assert offer.text
        assert len(offer.options) >= 2
        assert sum(option.right for option in offer.options) == 1
        assert all(option.feedback for option in offer.options)
    assert len({offer.key for offer in offers}) == len(offers)


@pytest.mark.parametrize("uncover", [True, False])
def test_every_offer_has_one_to_tap_and_a_place(app, uncover: bool) -> None:
    courses: list[Course] = [factories.course(), factories.course(factories.OTHER_COURSE)]
    for offer in (offer for course in courses for offer in offers_of(course, uncover)):
        assert offer.where
        assert offer.answer_key["right"]
        assert set(offer.answer_key["right"]) <= set("abcdef"[: len(offer.options)])
        assert offer.uncovers <= uncover

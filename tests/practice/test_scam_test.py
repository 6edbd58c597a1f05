"""The scam test: ten messages of both kinds, no key before the answer, two figures apart, again after thirty days."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from learning.core import clock as site_clock
from learning.core.database import db, new_id
from learning.scenarios.messages import GENUINE, SCAM
from practice import actions
from practice.models import ScamTest
from practice.queries import scam_standing, scam_tests_of
from practice.scam_set import scam_items
from practice.sitting import Sitting, draw, guest_sitting, sitting_of

BASE = "/dien-thoai-tap/nhan-ra-lua-dao"
HEAVIEST = 60 * 1024


class Taker:
    """Somebody who takes the test with the buttons of the page and no script."""

    def __init__(self, browser) -> None:
        self.browser = browser
        self.open(f"{BASE}/")

    def open(self, url: str) -> None:
        self._take(self.browser.get(url))

    def begins(self) -> None:
        self._take(self.browser.post(f"{BASE}/", data=self._hidden()))

    def says(self, kind: str) -> None:
        action = re.search(r'<form class="phone-screen phone-answer" method="post" action="([^"]+)"', self.html).group(
            1
        )
        said = {"tra_loi": "lua" if kind == SCAM else "tin"}
        self._take(self.browser.post(action, data=self._hidden() | said))

    def goes_on(self) -> None:
        self.open(unescape(re.search(r'<p class="actions"><a class="button" href="([^"#]+)', self.html).group(1)))

    def takes_it(self, wrong: int = 0) -> None:
        """The whole test; so many answers, the first ones, are wrong."""
        self.begins()
        for number in range(10):
            kind = self.item.kind
            self.says(kind if number >= wrong else SCAM if kind == GENUINE else GENUINE)
            self.goes_on()

    @property
    def item(self):
        """The message on the page, found by its words as a person would know it."""
        text = unescape(re.sub(r"\s+", " ", self.html))
        return max(
            (item for item in scam_items().values() if all(e.text in text and e.note in text for e in item.elements)),
            key=lambda item: sum(len(e.text + e.note) for e in item.elements),
        )

    def _hidden(self) -> dict[str, str]:
        main = self.html[self.html.index("<main") :]
        return dict(re.findall(r'<input type="hidden" name="(luot|cau|da)" value="([^"]*)">', main))

    def _take(self, answer) -> None:
        while answer.status_code == 303:
            self.url = answer.headers["Location"]
            answer = self.browser.get(self.url)
        self.status, self.html = answer.status_code, answer.get_data(as_text=True)
        assert len(answer.data) <= HEAVIEST


@pytest.fixture
def taker(client_of, resident) -> Taker:
    return Taker(client_of(resident))


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(ScamTest))


# --- drawing ----------------------------------------------------------------------------------------------


def test_ten_are_drawn_about_half_of_each_kind_and_never_always_half():
    items = scam_items().values()
    scams = [sum(item.is_scam for item in draw(items, f"lần {number}")) for number in range(60)]
    assert set(scams) == {4, 5, 6}
    assert all(len(set(draw(items, f"lần {number}"))) == 10 for number in range(60))


def test_the_same_seed_draws_the_same_and_another_another():
    items = scam_items().values()
    assert draw(items, "một") == draw(items, "một") != draw(items, "hai")


def test_what_was_seen_comes_again_only_when_nothing_else_is_left():
    items = tuple(scam_items().values())
    seen: set[str] = set()
    for number in range(4):
        drawn = {item.id for item in draw(items, str(number), seen)}
        assert not drawn & seen
        seen |= drawn
    assert len(draw(items, "hết", {item.id for item in items})) == 10


# --- taking it --------------------------------------------------------------------------------------------


def test_all_right_is_all_told_and_nobody_suspected(taker, resident):
    taker.takes_it()
    (test,) = scam_tests_of(resident.id)
    assert (test.detected, test.false_alarms) == (test.shown_scams, 0) and test.finished_at
    assert test.shown_scams + test.shown_genuine == 10
    assert f"<b>{test.detected}/{test.shown_scams}</b> trò lừa nhận ra được" in taker.html
    assert f"<b>0/{test.shown_genuine}</b> tin thật bị nghi oan" in taker.html


def test_whoever_suspects_everything_is_told_so(taker, resident):
    taker.begins()
    for _ in range(10):
        taker.says(SCAM)
        taker.goes_on()
    (test,) = scam_tests_of(resident.id)
    assert (test.detected, test.false_alarms) == (test.shown_scams, test.shown_genuine)
    assert "yên tâm hơn một chút" in taker.html


def test_detection_and_false_alarms_are_counted_apart():
    items = tuple(scam_items().values())
    scams, genuine = [[i for i in items if i.kind == kind][:5] for kind in (SCAM, GENUINE)]
    said = {i.id: SCAM for i in scams[:4]} | {scams[4].id: GENUINE} | {i.id: GENUINE for i in genuine[:4]}
    score = Sitting((*scams, *genuine), said | {genuine[4].id: SCAM}).score
    assert (score.detected, score.shown_scams, score.false_alarms, score.shown_genuine) == (4, 5, 1, 5)


@pytest.mark.parametrize("right", [True, False])
def test_after_each_answer_stands_why_and_what_a_lesson_says(taker, right):
    taker.begins()
    item = taker.item
    taker.says(item.kind if right else SCAM if item.kind == GENUINE else GENUINE)
    page = unescape(taker.html)
    assert ("Đúng rồi:" in page) is right and ("Chưa đúng:" in page) is not right
    assert item.why in page and item.advice.text in page
    assert ("đây là lừa đảo" in page) is item.is_scam


def test_every_screen_says_that_it_is_for_practice(taker):
    taker.begins()
    assert "MÀN HÌNH TẬP" in taker.html and "Sai không mất gì" in taker.html
    taker.says(SCAM)
    assert "MÀN HÌNH TẬP" in taker.html


def test_nothing_on_the_page_tells_the_answer_before_it_is_given(taker):
    taker.begins()
    for _ in range(10):
        item, page = taker.item, unescape(taker.html)
        for secret in (item.id, item.why, item.advice.id + '"', f'"{item.kind}"', "genuine"):
            assert secret not in page, secret
        taker.says(SCAM)
        taker.goes_on()


def test_the_first_answer_stays(taker, client_of, resident):
    taker.begins()
    test = scam_tests_of(resident.id)[0]
    first = scam_items()[test.drawn[0]]
    wrong = "tin" if first.is_scam else "lua"
    for said in (wrong, "lua" if wrong == "tin" else "tin"):
        taker.browser.post(f"{BASE}/{test.id}", data={"cau": "1", "tra_loi": said})
    assert scam_tests_of(resident.id)[0].answers == {first.id: SCAM if wrong == "lua" else GENUINE}


def test_beginning_twice_begins_one_and_an_open_one_is_gone_on_with(taker, resident):
    taker.begins()
    taker.says(SCAM)
    taker.open(f"{BASE}/")
    assert "Làm tiếp" in taker.html
    taker.begins()
    assert len(scam_tests_of(resident.id)) == 1 and "Câu 2/10" in taker.html


def test_the_database_allows_one_open_test(resident):
    for _ in range(2):
        db.session.add(
            ScamTest(person_id=resident.id, drawn=[], shown_scams=0, shown_genuine=0, started_at=site_clock.now())
        )
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("form", [{}, {"cau": "x", "tra_loi": "tin"}, {"cau": "1"}, {"cau": "1", "tra_loi": "có"}])
def test_an_answer_that_is_none_changes_nothing(taker, resident, form):
    taker.begins()
    test = scam_tests_of(resident.id)[0]
    assert taker.browser.post(f"{BASE}/{test.id}", data=form).status_code == 303
    assert scam_tests_of(resident.id)[0].answers == {}


@pytest.mark.parametrize("number", ["11", "99", "-1"])
def test_a_message_that_was_not_drawn_cannot_be_answered(taker, resident, number):
    taker.begins()
    test = scam_tests_of(resident.id)[0]
    taker.browser.post(f"{BASE}/{test.id}", data={"cau": number, "tra_loi": "tin"})
    assert scam_tests_of(resident.id)[0].answers == {}


def test_a_finished_test_cannot_be_made_better(taker, resident):
    taker.takes_it(wrong=10)
    test = scam_tests_of(resident.id)[0]
    taker.browser.post(f"{BASE}/{test.id}", data={"cau": "1", "tra_loi": "lua"})
    assert scam_tests_of(resident.id)[0].detected == 0


def test_another_persons_test_looks_like_none(taker, client_of, stranger, resident):
    taker.begins()
    test, other = scam_tests_of(resident.id)[0], client_of(stranger)
    assert other.get(f"{BASE}/{test.id}").status_code == other.get(f"{BASE}/{test.id}/ket-qua").status_code == 404
    assert other.post(f"{BASE}/{test.id}", data={"cau": "1", "tra_loi": "tin"}).status_code == 404
    assert other.get(f"{BASE}/{uuid.uuid4()}").status_code == 404


def test_a_result_cannot_be_looked_at_before_the_end(taker, resident):
    taker.begins()
    taker.open(f"{BASE}/{scam_tests_of(resident.id)[0].id}/ket-qua")
    assert "Câu 1/10" in taker.html


def test_a_message_that_left_the_set_is_passed_over(resident):
    test = actions.begin_test(resident, new_id(), "mầm")
    test.drawn = ["da-bo", *test.drawn[:1]]
    db.session.commit()
    actions.answer(resident, test.id, 1, SCAM)
    assert test.finished_at and test.shown_scams + test.shown_genuine == 1
    assert len(sitting_of(scam_items(), test.drawn, test.answers).items) == 1


# --- guests -----------------------------------------------------------------------------------------------


def test_a_guest_takes_it_and_nothing_is_kept(client):
    taker = Taker(client)
    taker.takes_it(wrong=1)
    assert "Kết quả nhận ra lừa đảo</h1>" in taker.html and "không được lưu lại" in taker.html
    assert rows() == 0


def test_what_a_guest_will_see_cannot_be_told_from_the_address():
    test_id, items = str(uuid.uuid4()), scam_items()
    assert guest_sitting(items, test_id, "").items != guest_sitting(items, f"bí mật {test_id}", "").items


@pytest.mark.parametrize("letters", ["x", "lt" * 40, "l t", "%00"[:1]])
def test_an_odd_address_of_a_guest_is_no_fault(client, letters):
    answer = client.get(f"{BASE}/{uuid.uuid4()}", query_string={"da": letters, "xem": "zz"})
    assert answer.status_code in (200, 303)


# --- again after thirty days ------------------------------------------------------------------------------


def test_after_thirty_days_one_is_asked_again_with_what_was_not_seen(client_of, resident, clock):
    taker = Taker(client_of(resident))
    taker.takes_it(wrong=10)
    browser = client_of(resident)
    clock.move(days=29)
    assert "Đã 30 ngày" not in browser.get("/toi").get_data(as_text=True)
    clock.move(days=1, minutes=1)
    for address in ("/toi", "/dien-thoai-tap/", f"{BASE}/"):
        assert "Đã 30 ngày, thử lại nhé" in browser.get(address).get_data(as_text=True), address

    second = Taker(browser)
    second.takes_it()
    first, last = scam_tests_of(resident.id)
    assert not set(first.drawn) & set(last.drawn)
    assert "So với lần đầu" in second.html
    assert f'<td class="num">{first.detected}/{first.shown_scams}</td>' in second.html
    assert f'<td class="num">{last.detected}/{last.shown_scams}</td>' in second.html
    assert "Đã 30 ngày" not in browser.get("/toi").get_data(as_text=True)


def test_the_first_test_stands_alone(taker):
    taker.takes_it()
    assert "So với lần đầu" not in taker.html


def test_nobody_is_asked_again_who_never_took_it(resident):
    assert not scam_standing(resident.id).asked_again


def test_whoever_is_forgotten_leaves_no_test(taker, resident):
    taker.begins()
    actions.forget(resident.id)
    assert not scam_tests_of(resident.id)


def test_thirty_days_are_thirty_days(resident):
    test = actions.begin_test(resident, new_id(), "mầm")
    for number in range(1, 11):
        actions.answer(resident, test.id, number, SCAM)
    test.finished_at = site_clock.now() - timedelta(days=30)
    db.session.flush()
    assert scam_standing(resident.id).asked_again

"""The facilitator's side: rights, steps that count once, another laptop, raised hands, results, speed, news."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core.database import db
from learning.progress.models import Completion
from pages import own_data
from tests.support import factories
from tests.support.meetings import meeting
from tests.training.live.halls import Host, Phone, phone, quiz, right_of, wrong_of
from training.live.choosing import offers_of
from training.live.models import LiveHands, LiveParticipant, LiveQuiz, LiveResult
from training.live.scenes import points
from training.live.watching import QUICKEST, come_again


@pytest.fixture
def neighbour(app) -> Person:
    """Teaches in another thôn."""
    return factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR, "Thôn Mẫu Hai")


def said(**more: object) -> dict[str, object]:
    """The form for preparing, as the page would send it."""
    keys = [offer.key for offer in offers_of(factories.course())[:2]]
    place = str(factories.place("Thôn Mẫu Một").id)
    return {"khoa": factories.COURSE, "ten": "Đố vui tối nay", "noi": place, "cau": keys} | more


def lives() -> list[LiveQuiz]:
    """All of them."""
    db.session.expire_all()
    return list(db.session.scalars(select(LiveQuiz)))


# Preparing


def test_preparing_is_gentle_unless_more_is_switched_on(client_of, facilitator) -> None:
    browser = client_of(facilitator)
    assert browser.post("/can-bo/do-vui/moi", data=said()).status_code == 303
    assert [(live.seconds, live.speed_points, live.phase) for live in lives()] == [(None, False, "lobby")]
    assert browser.post("/can-bo/do-vui/moi", data=said(diem="y")).status_code == 422
    assert browser.post("/can-bo/do-vui/moi", data=said(diem="y", dong_ho="y", giay="30")).status_code == 303
    assert {(live.seconds, live.speed_points) for live in lives()} == {(None, False), (30, True)}


def test_a_second_tap_prepares_no_second_quiz(client_of, facilitator) -> None:
    form = said(ma="0197f5a0-0000-7000-8000-00000000000a")
    first, second = (client_of(facilitator).post("/can-bo/do-vui/moi", data=form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(lives()) == 1


@pytest.mark.parametrize("wrong", [{"cau": []}, {"ten": ""}, {"cau": ["x#1"]}, {"noi": "99999999999999999999"}])
def test_what_cannot_be_asked_is_refused_in_words(client_of, facilitator, wrong) -> None:
    answer = client_of(facilitator).post("/can-bo/do-vui/moi", data=said(**wrong))
    assert answer.status_code == 422
    assert "chỗ cần sửa" in answer.get_data(as_text=True)
    assert not lives()


def test_nobody_prepares_for_a_place_of_others(client_of, neighbour) -> None:
    assert client_of(neighbour).post("/can-bo/do-vui/moi", data=said()).status_code == 422
    assert not lives()


# Leading


@pytest.mark.parametrize("door", ["", "/trang-thai", "/buoc", "/gio-tay", "/bo-ten"])
def test_a_facilitator_of_another_place_finds_nothing(client_of, facilitator, neighbour, door: str) -> None:
    address = f"/can-bo/do-vui/{quiz(facilitator).id}{door}"
    browser = client_of(neighbour)
    answer = browser.get(address) if door in ("", "/trang-thai") else browser.post(address, data={"ban": "1"})
    assert answer.status_code == 404
    assert lives()[0].phase == "lobby"


def test_a_double_press_skips_no_question(client_of, facilitator) -> None:
    live = quiz(facilitator)
    browser = client_of(facilitator)
    for _ in range(3):
        browser.post(f"/can-bo/do-vui/{live.id}/buoc", data={"ban": "1", "viec": "tiep"})
    assert [(one.phase, one.position) for one in lives()] == [("asking", 1)]


def test_another_laptop_goes_on_where_the_first_stopped(app, client_of, facilitator, staff) -> None:
    live = quiz(facilitator)
    first, second = Host(client_of(facilitator), live), Host(client_of(staff), live)
    hoa = phone(app, live)
    first.goes_on()
    hoa.taps(1, "a")
    assert "<b data-live-answered>1</b>" in second.sees()
    second.goes_on()
    assert "hall-closed" in first.sees()
    assert f'href="/can-bo/do-vui/{live.id}"' in client_of(staff).get("/can-bo/do-vui/").get_data(as_text=True)


def test_raised_hands_stand_in_the_bars_and_apart(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    hoa.taps(1, "a")
    for hands in ({"a": "5", "b": "2"}, {"a": "3", "b": "", "f": "9"}):
        host.browser.post(f"{host.address}/gio-tay", data={"cau": "1"} | hands)
    assert [(row.choice, row.raised) for row in db.session.scalars(select(LiveHands))] == [("a", 3)]
    host.goes_on()
    for page in (host.sees(), hoa.sees()):
        assert "<b>100%</b> · 1 máy · 3 giơ tay" in page
    refused = host.browser.post(f"{host.address}/gio-tay", data={"cau": "1", "a": "1000"}, follow_redirects=True)
    assert "từ 0 đến 999" in refused.get_data(as_text=True)
    host.browser.post(f"{host.address}/gio-tay", data={"cau": "1", "b": "3"})
    assert "<b>75%</b> · 0 máy · 3 giơ tay" in hoa.sees()


def test_hands_for_a_question_that_was_not_asked_are_refused(client_of, facilitator) -> None:
    host = Host(client_of(facilitator), quiz(facilitator))
    assert host.browser.post(f"{host.address}/gio-tay", data={"cau": "2", "a": "1"}).status_code == 409


# Results


def test_results_go_to_the_records_of_those_signed_in_without_a_proper_end(client_of, facilitator, resident) -> None:
    live = quiz(facilitator)
    host, hers = Host(client_of(facilitator), live), Phone(client_of(resident), live)
    hers.joins_with_card()
    host.goes_on()
    hers.taps(1, right_of(live, 1))
    host.goes_on(2)
    hers.taps(2, wrong_of(live, 2))
    host.goes_on()
    rows = [(row.person_id, row.correct, row.answered, row.asked) for row in db.session.scalars(select(LiveResult))]
    assert rows == [(resident.id, 1, 2, 2)]
    assert not db.session.scalars(select(Completion)).all()


def test_a_guest_leaves_no_result(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    hoa.taps(1, "a")
    host.goes_on()
    assert not db.session.scalars(select(LiveResult)).all()


def test_who_is_deleted_leaves_bars_and_no_name(client_of, facilitator, resident) -> None:
    live = quiz(facilitator)
    host, hers = Host(client_of(facilitator), live), Phone(client_of(resident), live)
    hers.joins_with_card()
    host.goes_on()
    hers.taps(1, "a")
    host.goes_on()
    told = own_data.everything_about(resident)["do_vui"]
    assert told[0]["da_chon"] == [{"cau": 1, "chon": "A"}]
    own_data.forget(resident)
    db.session.commit()
    assert not db.session.scalars(select(LiveResult)).all()
    assert [(who.person_id, who.name) for who in db.session.scalars(select(LiveParticipant))] == [(None, "")]
    assert "1 câu trả lời" in host.sees()


# Speed, only where it was switched on


def test_speed_counts_only_when_asked_for(app, client_of, facilitator, clock) -> None:
    live = quiz(facilitator, questions=1, seconds=20, speed_points=True)
    host = Host(client_of(facilitator), live)
    quick, slow = phone(app, live, "Nhanh"), phone(app, live, "Chậm")
    host.goes_on()
    quick.taps(1, right_of(live, 1))
    clock.move(seconds=10)
    slow.taps(1, right_of(live, 1))
    host.goes_on(2)
    page = host.sees()
    assert page.index("Nhanh · 1.000 điểm") < page.index("Chậm · 750 điểm")


def test_points_fall_to_half_and_no_further(clock) -> None:
    moments = [clock.now() for _ in range(1)]
    spans = [clock.move(seconds=after) - moments[0] for after in (0, 10, 10, 500)]
    assert [points(20, span) for span in spans] == [1000, 750, 500, 500]


# News for phones


def test_nothing_new_is_answered_without_asking_the_database(app, facilitator, queries) -> None:
    live = quiz(facilitator)
    hoa = phone(app, live)
    assert hoa.asks().status_code == 200
    with queries() as log:
        assert [hoa.asks().status_code for _ in range(5)] == [304] * 5
    assert len(log) <= 1


def test_a_proxy_may_weaken_the_tag(app, facilitator) -> None:
    live = quiz(facilitator)
    hoa = phone(app, live)
    hoa.asks()
    hoa.tag = f"W/{hoa.tag}"
    assert hoa.asks().status_code == 304


def test_a_step_is_news_for_every_phone(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, phones = Host(client_of(facilitator), live), [phone(app, live, name) for name in ("Hoa", "Lan")]
    for one in phones:
        one.asks()
    host.goes_on()
    answers = [one.asks() for one in phones]
    assert all('name="cau" value="1"' in answer.get_json()["man"] for answer in answers)
    ids = {answer.get_json()["man"].split('name="ma" value="')[1][:36] for answer in answers}
    assert len(ids) == 2


def test_an_answer_costs_few_queries_however_many_are_in(app, client_of, facilitator, queries) -> None:
    live = quiz(facilitator)
    host = Host(client_of(facilitator), live)
    phones = [phone(app, live, f"Máy {number} a") for number in range(12)]
    host.goes_on()
    costs = []
    for one in (phones[0], phones[-1]):
        with queries() as log:
            one.taps(1, "a")
        costs.append(len(log))
    assert costs[0] == costs[1] <= 2


def test_a_crowd_is_asked_to_come_less_often_but_never_late() -> None:
    assert [come_again(crowd) for crowd in (0, 40, 300, 600)] == [QUICKEST, QUICKEST, QUICKEST, 2.5]


# With a meeting


def test_a_meeting_offers_the_questions_of_what_it_teaches(client_of, facilitator, resident) -> None:
    class_ = meeting(facilitator)
    browser = client_of(facilitator)
    address = f"/can-bo/buoi-hoc/{class_.id}/do-vui"
    assert class_.title in browser.get(address).get_data(as_text=True)
    made = browser.post(address, data=said() | {"noi": "1"})
    live = lives()[0]
    assert made.headers["Location"] == f"/can-bo/do-vui/{live.id}"
    assert (live.meeting_id, live.place_id) == (class_.id, class_.place_id)
    assert f"mở lại màn hình “{live.title}”".lower() in browser.get(address).get_data(as_text=True).lower()

    hers = Phone(client_of(resident), live)
    hers.joins_with_card()
    host = Host(browser, live)
    host.goes_on()
    hers.taps(1, "a")
    host.goes_on()
    assert db.session.scalars(select(LiveResult.meeting_id)).one() == class_.id


def test_a_meeting_of_others_has_no_quiz_for_strangers(client_of, facilitator, neighbour) -> None:
    class_ = meeting(facilitator)
    assert client_of(neighbour).get(f"/can-bo/buoi-hoc/{class_.id}/do-vui").status_code == 404
    assert client_of(neighbour).post(f"/can-bo/buoi-hoc/{class_.id}/do-vui", data=said()).status_code == 404


def test_who_leads_a_meeting_elsewhere_leads_its_quiz(client_of, facilitator, neighbour) -> None:
    class_ = meeting(facilitator, facilitator_ids=(neighbour.id,))
    browser = client_of(neighbour)
    made = browser.post(f"/can-bo/buoi-hoc/{class_.id}/do-vui", data=said())
    assert made.status_code == 303
    assert browser.get(made.headers["Location"]).status_code == 200

"""One evening from the lobby to the end, as phones and the hall see it."""

from __future__ import annotations

from sqlalchemy import func, select

from learning.core.database import db
from tests.training.live.halls import Host, Phone, hidden, phone, quiz, right_of, wrong_of
from training.live.models import LiveAnswer, LiveParticipant


def test_an_evening_from_the_lobby_to_the_end(app, client_of, facilitator) -> None:
    live = quiz(facilitator, questions=2)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    assert "Chờ một chút" in hoa.sees()
    assert "<b data-live-phones>1</b>" in host.sees()

    host.goes_on()
    assert 'name="chon" value="a"' in hoa.sees()
    assert hoa.taps(1, right_of(live, 1)).get_json() == {"nhan": right_of(live, 1)}
    assert "<b data-live-answered>1</b>" in host.sees()

    host.goes_on()
    assert f"Bác chọn {right_of(live, 1).upper()}, đúng." in hoa.sees()
    assert "1 câu trả lời, 100% đúng" in host.sees()

    host.goes_on()
    hoa.taps(2, wrong_of(live, 2))
    host.goes_on()
    assert f"Bác chọn {wrong_of(live, 2).upper()}." in hoa.sees()

    host.goes_on()
    assert live.phase == "ended"
    assert "Đúng 1/2 câu" in hoa.sees()
    assert "Đố vui đã xong" in host.sees()


def test_reading_and_reloading_changes_nothing(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    hoa.taps(1, "b")
    for _ in range(3):
        assert 'value="b" aria-pressed="true"' in hoa.sees()
    assert db.session.scalar(select(func.count()).select_from(LiveParticipant)) == 1
    assert db.session.scalar(select(func.count()).select_from(LiveAnswer)) == 1


def test_without_a_script_taps_are_forms(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    page = hoa.sees()
    assert '<noscript><meta http-equiv="refresh"' in page
    said = {"ma": hidden(page, "ma"), "cau": hidden(page, "cau"), "chon": "a"}
    answer = hoa.browser.post(f"{hoa.address}/tra-loi", data=said)
    assert (answer.status_code, answer.headers["Location"]) == (303, hoa.address)
    assert 'value="a" aria-pressed="true"' in hoa.sees()


def test_a_late_form_is_told_kindly_and_counts_nothing(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on(2)
    answer = hoa.browser.post(f"{hoa.address}/tra-loi", data={"ma": "", "cau": "1", "chon": "a"})
    assert answer.status_code == 303
    assert "Không sao cả, chơi tiếp nhé" in hoa.browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(LiveAnswer)) == 0


def test_the_code_leads_in_however_it_is_typed(client, facilitator) -> None:
    live = quiz(facilitator)
    typed = f" {live.code[:3]}-{live.code[3:]} "
    assert client.get("/do-vui", query_string={"ma": typed}).headers["Location"] == f"/do-vui/{live.code}"
    assert client.get("/do-vui?ma=000000").status_code == 404
    assert "Mã 6 số" in client.get("/do-vui").get_data(as_text=True)
    assert Phone(client, live).sees().count("Vào chơi") >= 1

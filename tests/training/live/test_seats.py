"""A seat is a token: it survives sleeping, reloading, lost cookies; on a shared phone it is nobody else's."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from learning.core.database import db
from learning.core.text import NotAName
from tests.support import factories
from tests.training.live.halls import Host, Phone, phone, quiz
from training.live import actions
from training.live.actions import Guise, HallFull
from training.live.models import Joined, LiveParticipant
from training.live.naming import MOST_MISSES, play_name


def seats() -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(LiveParticipant)) or 0


def rejoin_of(html: str) -> str:
    """The short code that the phone's page shows."""
    found = re.search(r'class="live-rejoin">([^<]+)<', html)
    assert found is not None
    return found[1]


def test_two_taps_on_the_button_are_one_seat(app, facilitator) -> None:
    live = quiz(facilitator)
    hoa = Phone(app.test_client(), live)
    for _ in range(2):
        assert hoa.joins(ma="0197f5a0-0000-7000-8000-000000000001").status_code == 303
    assert seats() == 1


def test_the_cookie_is_for_this_quiz_alone_and_no_script_reads_it(app, facilitator) -> None:
    live = quiz(facilitator)
    cookie = Phone(app.test_client(), live).joins().headers["Set-Cookie"]
    assert f"Path=/do-vui/{live.code}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_lost_cookie_comes_back_by_the_short_code(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    hoa.taps(1, "b")
    code = rejoin_of(hoa.sees())

    lost = Phone(app.test_client(), live)
    assert "Tôi đã vào rồi" in lost.sees()
    answer = lost.browser.post(f"{lost.address}/vao-lai", data={"ma_vao_lai": f" {code.lower()} "})
    assert answer.status_code == 303
    assert 'value="b" aria-pressed="true"' in lost.sees()
    assert seats() == 1


def test_the_link_for_coming_back_asks_before_it_seats(app, facilitator) -> None:
    """Zalo fetches every link that is pasted into it."""
    live = quiz(facilitator)
    hoa = phone(app, live)
    code = rejoin_of(hoa.sees()).replace(" ", "")
    other = app.test_client()
    opened = other.get(f"{hoa.address}/vao-lai/{code}")
    assert "Bà Hoa" in opened.get_data(as_text=True)
    assert "Set-Cookie" not in opened.headers
    assert other.get(f"{hoa.address}/vao-lai/AAAAAA").status_code == 404


def test_signed_in_people_keep_one_seat_on_any_phone(client_of, facilitator, resident) -> None:
    live = quiz(facilitator)
    one, two = Phone(client_of(resident), live), Phone(client_of(resident), live)
    one.joins_with_card()
    assert "Đang chơi: <b>Nguyễn Thị Hoà</b>" in two.sees()
    two.joins_with_card()
    assert seats() == 1


def test_the_next_person_on_a_shared_phone_has_a_seat_of_their_own(
    app, client_of, facilitator, resident, stranger
) -> None:
    live = quiz(facilitator)
    host = Host(client_of(facilitator), live)
    hers = Phone(client_of(resident), live)
    hers.joins_with_card()
    host.goes_on()
    cookie = hers.browser.get_cookie("do-vui", path=hers.address)
    his = Phone(client_of(stranger), live)
    his.browser.set_cookie("do-vui", cookie.value, path=his.address)

    assert "Nguyễn Thị Hoà" not in his.sees()
    assert his.taps(1, "a").status_code == 403
    his.joins_with_card()
    assert "Đang chơi: <b>Đỗ Văn Lượng</b>" in his.sees()
    assert seats() == 2


def test_letting_go_asks_for_a_name_again(app, client_of, facilitator, resident) -> None:
    live = quiz(facilitator)
    for who in (phone(app, live), Phone(client_of(resident), live)):
        who.joins_with_card()
        left = who.browser.post(f"{who.address}/thoi")
        assert "Tên gọi trên màn hình" in who.browser.get(left.headers["Location"]).get_data(as_text=True)


def test_a_team_says_how_many_it_is(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    team = Phone(app.test_client(), live)
    team.joins("Tổ 3", cach="team", so_nguoi="6")
    assert "(6 người)" in team.sees()
    assert "<b data-live-people>6</b>" in Host(client_of(facilitator), live).sees()
    assert Phone(app.test_client(), live).joins("Tổ 4", cach="team", so_nguoi="51").status_code == 422


def test_two_of_one_name_are_told_apart(app, facilitator) -> None:
    live = quiz(facilitator)
    pages = [phone(app, live, "Bà Hoa").sees() for _ in range(3)]
    assert ["Bà Hoa (3)" in page for page in pages] == [False, False, True]


def test_a_name_that_was_taken_off_is_gone_and_may_be_replaced(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    host, rude = Host(client_of(facilitator), live), phone(app, live, "Tên Xấu")
    host.goes_on()
    rude.taps(1, "a")
    rude.asks()
    who = db.session.scalars(select(LiveParticipant)).one()
    host.browser.post(f"{host.address}/bo-ten", data={"ai": str(who.id)})
    assert rude.asks().status_code == 403
    assert "Người hướng dẫn đã bỏ tên đó" in rude.sees()
    assert rude.taps(1, "b").status_code == 403
    host.goes_on()
    assert "0 câu trả lời" in host.sees()
    assert "Tên Xấu" not in host.sees()
    rude.joins("Ông Sáu")
    assert "Đang chơi: <b>Ông Sáu</b>" in rude.sees()


def test_a_full_hall_takes_nobody_more(app, facilitator, monkeypatch) -> None:
    live = quiz(facilitator)
    monkeypatch.setattr(actions, "MOST_PARTICIPANTS", 2)
    for name in ("Một", "Hai"):
        phone(app, live, name)
    assert "Đã đủ người" in Phone(app.test_client(), live).joins("Ba").get_data(as_text=True)
    with pytest.raises(HallFull):
        actions.join(live, Guise(Joined.NAME, "Bốn"), live.id)


def test_nobody_joins_what_is_over(app, client_of, facilitator, clock) -> None:
    live = quiz(facilitator)
    late = Phone(app.test_client(), live)
    clock.move(hours=12)
    assert "đã kết thúc" in late.sees()
    assert late.joins().status_code == 409
    assert seats() == 0


def test_after_twelve_hours_it_is_over_though_nobody_ended_it(app, client_of, facilitator, clock) -> None:
    live = quiz(facilitator)
    host, hoa = Host(client_of(facilitator), live), phone(app, live)
    host.goes_on()
    hoa.asks()
    clock.move(hours=12, minutes=1)
    assert hoa.taps(1, "a").status_code == 409
    assert "Đố vui đã xong" in hoa.sees()
    assert "Đố vui đã xong" in host.sees()
    host.goes_on()
    assert live.phase == "asking"


def test_guests_names_are_let_go_of_later(app, client_of, facilitator, clock) -> None:
    live = quiz(facilitator)
    phone(app, live)
    clock.move(days=1, hours=1)
    quiz(facilitator)
    clock.move(days=1)
    quiz(facilitator)
    db.session.expire_all()
    assert db.session.scalars(select(LiveParticipant.name)).one() == ""
    assert live.ended_at is not None


def test_guessing_codes_is_slowed_down_but_throws_nobody_out(app, client, facilitator) -> None:
    """A whole hall stands behind one address."""
    live = quiz(facilitator)
    hoa = phone(app, live)
    for _ in range(MOST_MISSES):
        assert client.get("/do-vui/999999").status_code == 404
    slowed = client.get("/do-vui/999999")
    assert slowed.status_code == 429
    assert "Xin chờ một phút" in slowed.get_data(as_text=True)
    assert client.get(f"/do-vui/{live.code}").status_code == 429
    assert "Đang chơi: <b>Bà Hoa</b>" in hoa.sees()
    assert hoa.asks().status_code == 200


@pytest.mark.parametrize("name", ["Bà Hoa", "Tổ 3", "  Đội   Hoa Sen ", "Nguyễn Thị Hoà", "Y Ê-ban", "O'Hara"])
def test_names_that_may_go_up(name: str) -> None:
    assert play_name(name) == " ".join(name.split())


NOT_NAMES = [
    "",
    "   ",
    "123",
    "a" * 33,
    "0912 345 678 Hoa",
    "xem web.com",
    "http://x",
    "<b>",
    "NguyÔn ThÞ Hoa",
    "Hoa ☠",
]
PILED = "Ho\u0300\u0301\u0302\u0303\u0304a"


@pytest.mark.parametrize("name", [*NOT_NAMES, PILED])
def test_names_that_may_not(name: str) -> None:
    with pytest.raises(NotAName):
        play_name(name)


def test_control_characters_never_reach_the_wall() -> None:
    assert play_name("Bà\u200b\u202e\x07 Hoa") == "Bà Hoa"


def test_a_name_is_text_and_not_markup(app, client_of, facilitator) -> None:
    live = quiz(facilitator)
    assert Phone(app.test_client(), live).joins("<script>alert(1)</script>").status_code == 422
    phone(app, live, "Hoa & Lan")
    assert "Hoa &amp; Lan" in Host(client_of(facilitator), live).sees()
    assert factories.COURSE

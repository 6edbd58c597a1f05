"""A laptop in the hall as those who use it see it, and the codes on its screen."""

from __future__ import annotations

import random
from html import unescape

import pytest

from learning.accounts import actions as accounts
from learning.accounts.pins import keeper
from learning.core.database import db
from tests.support import factories
from tests.support.factories import PASSWORD, PIN
from tests.training.hub.halls import someone, there, walk_in
from tests.training.hub.test_there_and_back import count
from training.hub import actions, loading
from training.hub.bundle import NotABundle, pack
from training.hub.codes import PiecesMissing, file_of, frames_of
from training.hub.gathering import lines_of_meeting, recorded_here, write_log
from training.hub.station import the_station
from training.meetings.models import Attendance


def words(answer) -> str:
    """What a page says."""
    return unescape(answer.get_data(as_text=True))


def test_every_page_says_that_nothing_has_reached_the_commune_yet(hall_of, client) -> None:
    assert "chưa gửi về xã" not in words(client.get("/"))
    with hall_of().open() as laptop:
        assert "Trạm lớp học – chưa gửi về xã" in words(laptop.test_client().get("/"))


def test_the_hall_sees_the_address_a_code_and_what_time_the_laptop_thinks_it_is(hall_of) -> None:
    with hall_of().open() as laptop:
        page = words(laptop.test_client().get("/tram/", base_url="http://192.168.43.1:8000"))
    assert "http://192.168.43.1:8000" in page
    assert "Máy này đang ghi" in page
    assert "<svg" in page


def test_cards_and_passwords_of_home_open_in_the_hall(hall_of, resident, facilitator) -> None:
    accounts_password(facilitator)
    with hall_of().open() as laptop:
        learner = laptop.test_client()
        signed = learner.post("/dang-nhap", data={"identifier": resident.card_code, "pin": PIN})
        assert signed.status_code == 303
        assert resident.display_name in words(learner.get("/toi"))
        office = laptop.test_client()
        office.post("/dang-nhap/can-bo", data={"login_name": "quynh", "password": PASSWORD})
        assert office.get("/tram/gui-ve").status_code == 200


def accounts_password(person) -> None:
    """Give somebody a password to sign in with."""
    accounts.set_password(keeper(), person, PASSWORD)
    db.session.commit()


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", f"/giay-xac-nhan/khoa/{factories.COURSE}"),
        ("post", "/toi/xoa"),
        ("post", "/toi/ma-pin"),
        ("get", "/quan-tri/thon"),
        ("get", "/can-bo/tram/"),
    ],
)
def test_what_belongs_home_is_not_done_in_the_hall(hall_of, staff, method: str, address: str) -> None:
    with hall_of().open() as laptop:
        answer = getattr(laptop.test_client(user=someone(staff.id)), method)(address)
    assert answer.status_code in (403, 404, 409)


def test_a_hub_whose_time_is_over_takes_no_more_but_gives_what_it_has(hall_of, staff, clock) -> None:
    hall = hall_of()
    staff_id = staff.id
    clock.move(days=31)
    with hall.open() as laptop:
        assert laptop.test_client().post("/hien-thi", data={}).status_code == 409
        brought = laptop.test_client(user=someone(staff_id)).post("/tram/gui-ve/tep")
    assert brought.status_code == 200
    assert actions.receive(brought.data, None).new == 0


def test_the_file_of_the_page_is_taken_in_by_the_page_at_home(hall_of, client_of, staff, resident, evening, tmp_path):
    hall, ids = hall_of(), (evening.id, resident.id, staff.id)
    with hall.open() as laptop:
        there(ids[0], ids[1])
        brought = laptop.test_client(user=someone(ids[2])).post("/tram/gui-ve/tep")
    path = tmp_path / "gui-ve.tram"
    path.write_bytes(brought.data)
    with path.open("rb") as file:
        answer = client_of(staff).post("/can-bo/tram/nhan", data={"tep": (file, "gui-ve.tram")})
    assert answer.status_code == 303
    assert count(Attendance) == 1


def test_a_wrong_file_is_refused_with_a_sentence_and_changes_nothing(client_of, staff, tmp_path) -> None:
    path = tmp_path / "anh.jpg"
    path.write_bytes(b"\xff\xd8\xff" * 50)
    with path.open("rb") as file:
        answer = client_of(staff).post("/can-bo/tram/nhan", data={"tep": (file, "anh.jpg")})
    assert answer.status_code == 422
    assert "không phải do trạm của xã làm ra" in words(answer)


def test_the_passphrase_is_shown_once_and_only_who_took_the_copy_fetches_it(client_of, facilitator, staff) -> None:
    thon = factories.place("Thôn Mẫu Một").id
    form = {"ten": "Máy của lớp", "noi": [str(thon)], "hub_id": "01900000-0000-7000-8000-000000000001"}
    taken = client_of(facilitator).post("/can-bo/tram/", data=form)
    assert "Mật khẩu chỉ hiện một lần" in words(taken)
    assert client_of(facilitator).post("/can-bo/tram/", data=form).status_code == 303
    address = f"/can-bo/tram/{form['hub_id']}/ban-mang-theo"
    assert client_of(facilitator).get(address).data.startswith(b"BDHVS-TRAM-1")
    assert client_of(staff).get(address).status_code == 404


def test_a_place_of_others_is_not_taken_along(client_of, facilitator) -> None:
    form = {"ten": "Máy", "noi": [str(factories.place("Thôn Mẫu Hai").id)]}
    assert client_of(facilitator).post("/can-bo/tram/", data=form).status_code == 422


def test_a_machine_with_people_of_its_own_never_becomes_a_hub(app, thon_mot, resident, tmp_path) -> None:
    taken = actions.take([thon_mot], "Trạm", None)
    with pytest.raises(loading.AnotherSite):
        loading.load(taken.file, taken.passphrase, tmp_path)


def test_a_copy_is_loaded_within_thirty_days_and_by_a_clock_that_is_right(app, thon_mot, clock, tmp_path) -> None:
    taken = actions.take([thon_mot], "Trạm", None)
    clock.move(days=31)
    with pytest.raises(loading.CopyExpired):
        loading.load(taken.file, taken.passphrase, tmp_path)
    clock.move(days=-33)
    with pytest.raises(loading.ClockBehind):
        loading.load(taken.file, taken.passphrase, tmp_path)


# --- Codes on the screen --------------------------------------------------------------------------------------


@pytest.fixture
def sixty(hall_of, evening):
    """Sixty people checked in, ten of them new, each with a lesson finished; the class's codes."""
    people = [person.id for person in factories.people(50)]
    hall, evening_id = hall_of(), evening.id
    with hall.open():
        newcomers = [walk_in(f"Lê Thị Mới {factories.in_letters(number)}").id for number in range(10)]
        there(evening_id, *people, *newcomers)
        here = the_station()
        lines = lines_of_meeting(write_log(hall.folder, here, recorded_here(here)), evening_id)
        return frames_of(pack(here.id, lines, here.key, here.opener))


def test_sixty_people_fit_into_a_few_codes_scanned_in_any_order(sixty) -> None:
    assert len(sixty) <= 20
    random.Random(1).shuffle(sixty)
    actions.receive(file_of("\n".join([*sixty, sixty[0]])), None)
    assert count(Attendance) == 60


def test_a_code_that_is_missing_is_asked_for(sixty) -> None:
    with pytest.raises(PiecesMissing):
        file_of("\n".join(sixty[1:]))
    with pytest.raises(NotABundle):
        file_of("một mã khác")


def test_the_codes_are_on_the_screen(hall_of, staff, evening, resident) -> None:
    hall, ids = hall_of(), (evening.id, resident.id, staff.id)
    with hall.open() as laptop:
        there(ids[0], ids[1])
        page = words(laptop.test_client(user=someone(ids[2])).get(f"/tram/gui-ve/{ids[0]}/ma"))
    assert "Mã 1 trên" in page


def test_the_log_survives_a_power_cut_in_the_middle_of_a_line(hall_of, evening, resident) -> None:
    hall, ids = hall_of(), (evening.id, resident.id)
    with hall.open():
        there(*ids)
    first = hall.lines()
    with (hall.folder / "facts.jsonl").open("ab") as log:
        log.write(b'{"b":{"half')
    assert hall.lines() == first

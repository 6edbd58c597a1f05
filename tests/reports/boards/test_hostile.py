"""Hostile reading of the boards: other people's places, more people than adults, movers, merged thôn, many thôn."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from learning.accounts import actions as accounts
from learning.accounts.models import Person, Place
from learning.accounts.office_actions import rename_village
from learning.accounts.permissions import Role
from learning.core import clock as site_clock
from learning.core.database import db
from reports.figures import actions as figures
from tests.support import factories
from tests.support.clients import Browser
from tests.support.meetings import came, meeting
from tests.support.moved_clock import MovedClock
from training.meetings import actions as classes

BOARD = "/can-bo/thong-ke"
LISTS = ("", "/tom-tat", "/danh-sach", "/buoi-hoc", "/chua-day", "/tai-ve")
ClientOf = Callable[[Person], Browser]


def main(page: str) -> str:
    """What a reader reads between head and foot."""
    inside = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).replace("\xa0", " ").split())


@pytest.mark.parametrize("door", LISTS)
@pytest.mark.parametrize("value", ["{other}", "{commune}", "0", "-1", "abc", "3 OR 1=1", "٣", "{other}&noi={own}"])
def test_another_place_s_id_opens_no_door(app: Flask, client_of: ClientOf, door: str, value: str) -> None:
    own = factories.staff("Lê Văn Thôn", "thon", Role.STAFF, "Thôn Mẫu Một")
    factories.person("Đỗ Văn Lượng", thon="Thôn Mẫu Hai")
    names = {"own": "Thôn Mẫu Một", "other": "Thôn Mẫu Hai", "commune": "xã"}
    ids = {name: factories.place(place).id for name, place in names.items()}
    for task in ("so=registered", "viec=chua-bat-dau", "so=reached&phan=tu-so&rieng=1"):
        answer = client_of(own).get(f"{BOARD}{door}?{task}&noi={value.format(**ids)}")
        assert answer.status_code in (400, 404) and "Lượng" not in answer.text, (door, value)


def test_staff_of_one_thon_count_and_name_only_their_own(app: Flask, client_of: ClientOf) -> None:
    own = factories.staff("Lê Văn Thôn", "thon", Role.STAFF, "Thôn Mẫu Một")
    factories.finished_lessons(factories.person("Đỗ Văn Lượng", thon="Thôn Mẫu Hai"))
    factories.finished_lessons(factories.person("Nguyễn Thị Hoà"))
    led = factories.staff("Ngô Thị Hướng", "huong", Role.FACILITATOR, "Thôn Mẫu Hai")
    meeting(led, title="Lớp thôn Hai", place=factories.place("Thôn Mẫu Hai"), starts_at=site_clock.now())
    browser = client_of(own)
    for door in (
        "",
        "/tom-tat",
        "/danh-sach?so=active",
        "/danh-sach?viec=chua-bat-dau",
        "/buoi-hoc?cho=1",
        "/chua-day",
    ):
        said = main(browser.get(f"{BOARD}{door}").text)
        assert not re.search("Lượng|Hướng|Lớp thôn Hai|Thôn Mẫu Hai", said), door


@pytest.mark.parametrize("adults", [0, 1, 2])
def test_more_people_than_adults_is_said_and_never_a_share(
    staff: Person, thon_mot: Place, thon_hai: Place, client_of: ClientOf, adults: int
) -> None:
    for person in factories.people(3):
        factories.finished_course(person)
    for place in (thon_mot, thon_hai):
        figures.set_roster_size(place, adults, "Sổ mẫu", date(2026, 1, 1), staff)
    for query in ("", f"?noi={thon_mot.id}", f"?noi={thon_mot.id}&gioi=chua-ghi", f"?noi={thon_hai.id}"):
        for door in ("", "/tom-tat"):
            said = main(client_of(staff).get(f"{BOARD}{door}{query}").text)
            shares = [float(text.replace(",", ".")) for text in re.findall(r"([\d,]+)%", said)]
            assert all(share <= 100 for share in shares), (door, query, shares)
    assert "Xin xem lại số người lớn" in main(client_of(staff).get(f"{BOARD}?noi={thon_mot.id}").text)


def test_whoever_moved_counts_where_they_lived_then(
    clock: MovedClock, staff: Person, thon_hai: Place, thon_mot: Place, client_of: ClientOf
) -> None:
    clock.move(days=-62)
    mover = factories.person("Nguyễn Thị Hoà")
    factories.finished_course(mover)
    then = site_clock.today()
    clock.move(days=31)
    accounts.move(mover, thon_hai)
    clock.move(days=31)
    db.session.commit()
    month = f"ky=thang&nam={then.year}&thang={then.month}"
    browser = client_of(staff)
    there, gone = (main(browser.get(f"{BOARD}/danh-sach?so=completed&{month}&noi={p.id}").text) for p in _two())
    assert "1 người" in there and "Nguyễn Thị Hoà" in there and "Không có ai" in gone


def _two() -> tuple[Place, Place]:
    return factories.place("Thôn Mẫu Một"), factories.place("Thôn Mẫu Hai")


def test_a_thon_that_was_merged_keeps_its_history_and_says_since_when(
    staff: Person, resident: Person, thon_mot: Place, thon_hai: Place, client_of: ClientOf
) -> None:
    factories.finished_course(resident)
    thon_mot.closed_at = site_clock.now()
    db.session.commit()
    for door in ("", f"?noi={thon_mot.id}"):
        assert "đóng từ" in main(client_of(staff).get(f"{BOARD}{door}").text)
    for door in LISTS[1:]:
        assert client_of(staff).get(f"{BOARD}{door}?noi={thon_mot.id}").status_code == 200


def test_a_thon_that_was_renamed_says_what_it_was_called_and_until_when(
    staff: Person, resident: Person, thon_mot: Place, client_of: ClientOf, clock: MovedClock
) -> None:
    """Whoever holds last year's report finds the thôn again; its figures are those of one place all along."""
    factories.finished_course(resident)
    rename_village(thon_mot, "Thôn Sen Hồng", staff)
    db.session.commit()
    clock.move(days=1)
    page = main(client_of(staff).get(f"{BOARD}?ky=nam&noi={thon_mot.id}").text)
    assert re.search(r"Thôn Sen Hồng \(trước \d\d/\d\d/\d{4} là Thôn Mẫu Một\)", page)
    assert "1 trong" in re.sub(r"<[^>]+>", "", page)


def test_a_planned_meeting_took_not_place_yet(staff: Person, resident: Person, client_of: ClientOf) -> None:
    """The dashboard once said two where the report said one."""
    first = meeting(staff, title="Lớp đã mở", starts_at=site_clock.now())
    classes.set_state(first, "opened", site_clock.now(), staff)
    came(first, resident)
    meeting(staff, title="Lớp chưa mở", starts_at=site_clock.now())
    off = meeting(staff, title="Lớp bỏ", starts_at=site_clock.now())
    classes.set_state(off, "cancelled", site_clock.now(), staff, "Mưa to.")
    browser = client_of(staff)
    assert "1 Buổi học đã tổ chức" in main(browser.get(BOARD).text)
    for query, title in (("", "Lớp đã mở"), ("?cho=1", "Lớp chưa mở"), ("?huy=1", "Lớp bỏ")):
        said = main(browser.get(f"{BOARD}/buoi-hoc{query}").text)
        assert title in said and "1 buổi" in said


def test_a_facilitator_of_two_thon_is_one_person(staff: Person, thon_hai: Place, client_of: ClientOf) -> None:
    idle = factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR, "Thôn Mẫu Một")
    accounts.grant(idle, Role.FACILITATOR, thon_hai, None)
    said = main(client_of(staff).get(f"{BOARD}/chua-day").text)
    assert "1 người." in said and "Thôn Mẫu Hai, Thôn Mẫu Một" in said


@pytest.mark.parametrize("people", [0, 1])
@pytest.mark.parametrize("query", ["", "ky=nam&nam=2020", "ky=nam&nam=2099", "ky=tu-chon&tu=02/11/2026&den=01/11/2026"])
def test_nobody_and_one_person_make_pages_that_make_sense(
    staff: Person, client_of: ClientOf, people: int, query: str
) -> None:
    for person in factories.people(people):
        factories.finished_course(person)
    filters = ("", "doi-tuong=nguoi-dan", "tuoi=60-tro-len", "gioi=nu", "kenh=giay", f"khoa={factories.COURSE}")
    for chosen in filters:
        for door in ("", "/tom-tat", "/danh-sach", "/buoi-hoc"):
            said = main(client_of(staff).get(f"{BOARD}{door}?{query}&{chosen}").text)
            assert not re.search(r"\bNone\b|\bnan\b|\binf\b|-0\b", said), (door, chosen)


def test_the_digest_of_a_place_is_of_the_last_whole_month(staff: Person, thon_mot: Place, client_of: ClientOf) -> None:
    """Choosing a place once changed the month too."""
    browser = client_of(staff)
    plain, of_place = (browser.get(f"{BOARD}/tom-tat{query}").text for query in ("", f"?noi={thon_mot.id}"))
    name = re.search("<h1>([^<]+)</h1>", plain)
    assert name and f"<h1>{name.group(1)}</h1>" in of_place


def test_many_thon_ask_no_more_of_the_database(staff: Person, client_of: ClientOf, queries: Callable) -> None:
    """Two thôn and three people, then fourteen and forty: the same questions at every door."""
    doors = [BOARD, f"{BOARD}/tom-tat", f"{BOARD}/danh-sach?so=reached", f"{BOARD}/chi-tieu", f"{BOARD}/nguoi-lon"]
    doors += ["/can-bo/bao-cao", f"{BOARD}/buoi-hoc", f"{BOARD}/chua-day"]
    browser = client_of(staff)

    def asked() -> dict[str, int]:
        numbers = {}
        for door in doors:
            browser.get(door)
            with queries() as log:
                browser.get(door)
            numbers[door] = len(log)
        return numbers

    for person in factories.people(3):
        factories.finished_lessons(person)
    meeting(staff, starts_at=site_clock.now())
    few = asked()
    for number in range(3, 15):
        village = factories.village(f"Thôn Mẫu Số {number}")
        figures.set_roster_size(village, 100 + number, "Sổ mẫu", date(2026, 1, 1), staff)
        for person in factories.people(3, village.name):
            factories.finished_lessons(person)
        meeting(staff, place=village, starts_at=site_clock.now())
        factories.staff(f"Hướng Dẫn {factories.in_letters(number)}", f"hd{number}", Role.FACILITATOR, village.name)
    many = asked()
    assert all(many[door] <= few[door] for door in doors) and max(many.values()) <= 30, (few, many)

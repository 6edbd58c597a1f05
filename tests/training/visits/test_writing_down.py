"""A visit is written down on a phone: whom it may name, what must be said, and that it counts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from learning.accounts.models import AuditEntry, Person, Place
from learning.accounts.permissions import Role
from learning.core import clock as core_clock
from learning.core.clock import LOCAL
from learning.core.database import db
from tests.support import factories
from tests.support.clients import Browser
from tests.support.factories import COURSE, OTHER_COURSE
from training.visits.models import HouseVisit, VisitedCourse, VisitedPerson

LIST, FORM = "/can-bo/den-tan-nha", "/can-bo/den-tan-nha/ghi"


@pytest.fixture
def helper(facilitator: Person, client_of: Callable[[Person], Browser]) -> Browser:
    """The phone of somebody who goes from house to house in Thôn Mẫu Một."""
    return client_of(facilitator)


def words(**said: Any) -> dict[str, Any]:
    """A form as the page sends it."""
    return {"phut": "30", "noi": str(factories.place("Thôn Mẫu Một").id), "ngay": "nay"} | said


def visits() -> list[HouseVisit]:
    """What stands written down."""
    return list(db.session.scalars(select(HouseVisit)))


def taught() -> set[Any]:
    """Who stands on any visit."""
    return set(db.session.scalars(select(VisitedPerson.person_id)))


def said_on(answer: Any) -> str:
    """What the page says."""
    return unescape(answer.get_data(as_text=True))


def test_somebody_is_taught_at_home_and_stands_on_the_list(helper: Browser, resident: Person) -> None:
    assert helper.post(FORM, data=words(ai=str(resident.id), khoa=[COURSE], khach="2")).status_code == 303
    visit = visits()[0]
    assert (visit.minutes, visit.others, visit.place.name) == (30, 2, "Thôn Mẫu Một")
    assert taught() == {resident.id}
    assert list(db.session.scalars(select(VisitedCourse.course_slug))) == [COURSE]
    page = said_on(helper.get(LIST))
    assert "Nguyễn Thị Hoà" in page
    assert "thêm 2 người không ghi tên" in page


def test_a_card_in_the_hand_names_its_holder(helper: Browser, resident: Person) -> None:
    other = factories.person("Phạm Thị Lụa")
    typed = f"{resident.card_code[:3]} {resident.card_code[3:6]}.{resident.card_code[6:]} {other.card_code}"
    assert helper.post(FORM, data=words(the=typed)).status_code == 303
    assert taught() == {resident.id, other.id}


def test_a_form_that_arrives_twice_counts_once(helper: Browser, resident: Person) -> None:
    form = words(ai=str(resident.id), ma=str(uuid4()))
    first = helper.post(FORM, data=form)
    again = helper.post(FORM, data=form | {"phut": "90"})
    assert first.status_code == again.status_code == 303
    assert [visit.minutes for visit in visits()] == [30]
    assert "đã ghi trước đó" in said_on(helper.get(LIST))


def test_what_was_taken_back_does_not_come_again_with_a_late_second_arrival(helper: Browser, resident: Person) -> None:
    form = words(ai=str(resident.id), ma=str(uuid4()))
    helper.post(FORM, data=form)
    assert helper.post(f"{LIST}/{visits()[0].id}/rut-lai").status_code == 303
    assert helper.post(FORM, data=form).status_code == 303
    assert taught() == set()
    assert "Nguyễn Thị Hoà" not in said_on(helper.get(LIST))


def test_the_id_of_another_persons_visit_changes_nothing(helper: Browser, resident: Person, client_of, staff) -> None:
    form = words(ai=str(resident.id), ma=str(uuid4()))
    helper.post(FORM, data=form)
    assert client_of(staff).post(FORM, data=form | {"phut": "90"}).status_code == 409
    assert [visit.minutes for visit in visits()] == [30]


def test_what_waited_on_the_phone_counts_on_the_day_it_was_done(helper: Browser, resident: Person, clock) -> None:
    """The phone's own clock may be years wrong; the time between doing and sending is believed."""
    now = core_clock.now()
    late = {"luc": "2019-01-01T10:00:00+07:00", "gui": "2019-01-11T10:00:00+07:00"}
    helper.post(FORM, data=words(ai=str(resident.id), **late))
    helper.post(FORM, data=words(ai=str(resident.id), ngay="qua", **late))
    assert sorted(now.astimezone(LOCAL).date() - visit.visited_at.astimezone(LOCAL).date() for visit in visits()) == [
        timedelta(days=10),
        timedelta(days=11),
    ]


def test_another_day_can_be_written(helper: Browser, resident: Person) -> None:
    day = core_clock.today() - timedelta(days=40)
    helper.post(FORM, data=words(ai=str(resident.id), ngay="khac", ngay_khac=f"{day:%d/%m/%Y}"))
    assert visits()[0].visited_at.astimezone(LOCAL).date() == day


@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "chưa tới"), (181, "quá 180 ngày"), (None, "ngày/tháng/năm"), ("", "ô “Ngày khác”")]
)
def test_a_day_that_cannot_be_is_said_kindly(helper: Browser, resident: Person, days: Any, sentence: str) -> None:
    day = core_clock.today() - timedelta(days=days) if isinstance(days, int) else None
    typed = f"{day:%d/%m/%Y}" if day else "" if days == "" else "hôm kia"
    answer = helper.post(FORM, data=words(ai=str(resident.id), ngay="khac", ngay_khac=typed))
    assert answer.status_code == 422
    assert sentence in said_on(answer)
    assert not visits()


def test_yesterday_and_another_day_at_once_is_asked_back(helper: Browser) -> None:
    answer = helper.post(FORM, data=words(khach="1", ngay="qua", ngay_khac="05/11/2026"))
    assert answer.status_code == 422
    assert "bỏ một trong hai" in said_on(answer)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "chọn ít nhất một người học"),
        ({"khach": "21"}, "từ 0 đến 20"),
        ({"khach": "²"}, "từ 0 đến 20"),
        ({"khach": "1", "phut": ""}, "Xin điền mục này"),
        ({"khach": "1", "phut": "7"}, "chọn một trong các mục"),
        ({"the": "123 456 789"}, "gõ nhầm"),
        ({"the": "12"}, "có 9 số"),
        ({"khach": "1", "noi": "999"}, "chọn một trong các mục"),
        ({"khach": "1", "khoa": ["a", "b", "c", COURSE, OTHER_COURSE]}, ""),
    ],
)
def test_what_is_missing_is_said_at_its_field(helper: Browser, said: dict[str, Any], sentence: str) -> None:
    answer = helper.post(FORM, data=words(**said))
    assert answer.status_code == (422 if sentence else 303)
    assert sentence in said_on(answer)
    assert len(visits()) == (0 if sentence else 1)


def test_a_card_that_nobody_here_has_is_said(helper: Browser, resident: Person, stranger: Person) -> None:
    """A holder of another thôn is told apart from a card that does not exist by nothing."""
    answer = helper.post(FORM, data=words(the=stranger.card_code, ai=str(resident.id)))
    assert answer.status_code == 422
    assert "Không ai trong địa bàn có thẻ" in said_on(answer)
    assert stranger.full_name not in said_on(answer)
    assert f'value="{resident.id}"' in said_on(answer)  # what was picked is still there


def test_people_of_another_thon_cannot_be_named_and_are_not_shown(
    helper: Browser, resident: Person, stranger: Person
) -> None:
    helper.post(FORM, data=words(ai=[str(stranger.id), str(resident.id), "nonsense"]))
    assert taught() == {resident.id}
    refused = helper.post(FORM, data=words(ai=str(stranger.id)))
    assert refused.status_code == 422
    assert stranger.full_name not in said_on(refused)
    assert stranger.full_name not in said_on(helper.get(f"{FORM}?tim=luong&ai={stranger.id}"))


def test_a_place_beyond_ones_rights_is_refused(helper: Browser, resident: Person, thon_hai: Place) -> None:
    assert helper.post(FORM, data=words(ai=str(resident.id), noi=str(thon_hai.id))).status_code == 422
    assert not visits()


def test_nobody_teaches_themselves(helper: Browser, facilitator: Person) -> None:
    answer = helper.post(FORM, data=words(the=facilitator.card_code))
    assert answer.status_code == 422
    assert "không ghi tên mình" in said_on(answer)


def test_a_name_is_found_without_marks_and_what_was_filled_in_stays(helper: Browser, resident: Person) -> None:
    lan, day = factories.person("Nguyễn Thị Lan"), "05/11/2026"
    asked = {"tim": "thi hoa", "ai": str(lan.id), "phut": "45", "khach": "1", "ngay_khac": day, "ma": str(uuid4())}
    page = said_on(helper.get(FORM, query_string=asked))
    assert "Nguyễn Thị Hoà" in page
    assert f'value="{lan.id}" id="ai-{lan.id.hex}" checked' in page
    assert f'value="{resident.id}" id="ai-{resident.id.hex}">' in page
    assert asked["ma"] in page
    assert day in page
    assert looks() == ["see_people", "see_visits"]  # what was found, and who was ticked


def looks() -> list[str]:
    """The looks that have left a trace, by name."""
    query = select(AuditEntry.action).where(AuditEntry.actor_id.is_not(None), AuditEntry.action.startswith("see_"))
    return sorted(db.session.scalars(query))


def test_a_search_alone_is_one_look(helper: Browser, resident: Person) -> None:
    helper.get(f"{FORM}?tim=thi+hoa")
    assert looks() == ["see_people"]


def test_a_name_behind_an_id_is_not_shown_without_a_trace(helper: Browser, resident: Person, stranger: Person) -> None:
    helper.get(f"{FORM}?ai={stranger.id}")
    assert looks() == []
    assert "Nguyễn Thị Hoà" in said_on(helper.get(f"{FORM}?ai={resident.id}"))
    assert looks() == ["see_visits"]


def test_whoever_was_taught_lately_is_not_shown_without_a_trace(helper: Browser, resident: Person) -> None:
    helper.get(FORM)
    helper.post(FORM, data=words(ai=str(resident.id)))
    assert looks() == []
    assert "Nguyễn Thị Hoà" in said_on(helper.get(FORM))
    assert looks() == ["see_visits"]


@pytest.mark.parametrize("place", ["9" * 20, "-1", "999", "abc"])
def test_a_search_at_a_place_that_is_none_finds_people_all_the_same(
    helper: Browser, resident: Person, place: str
) -> None:
    answer = helper.get(FORM, query_string={"tim": "thi hoa", "noi": place})
    assert answer.status_code == 200
    assert "Nguyễn Thị Hoà" in said_on(answer)


def test_a_search_by_card_finds_its_holder(helper: Browser, resident: Person) -> None:
    assert "Nguyễn Thị Hoà" in said_on(helper.get(FORM, query_string={"tim": resident.card_code}))


def test_whoever_was_visited_lately_is_offered_again(helper: Browser, resident: Person) -> None:
    assert "Nguyễn Thị Hoà" not in said_on(helper.get(FORM))
    helper.post(FORM, data=words(ai=str(resident.id)), follow_redirects=True)
    page = helper.get(FORM)
    assert "Nguyễn Thị Hoà" in said_on(page)
    assert page.headers["X-Giu"] == "lau"  # so that it is there without a network
    assert "X-Giu" not in helper.get(f"{FORM}?tim=hoa").headers


def test_the_thon_used_last_is_chosen_beforehand(client_of, staff: Person, resident: Person, thon_hai: Place) -> None:
    browser = client_of(staff)
    browser.post(FORM, data=words(ai=str(resident.id), noi=str(thon_hai.id)))
    assert f'<option selected value="{thon_hai.id}">' in said_on(browser.get(FORM))


def test_a_visit_late_from_a_thon_that_was_closed_meanwhile_is_taken(
    helper: Browser, resident: Person, thon_mot: Place
) -> None:
    thon_mot.closed_at = core_clock.now()
    assert helper.post(FORM, data=words(ai=str(resident.id))).status_code == 303


def test_somebody_who_left_meanwhile_does_not_keep_the_others_away(helper: Browser, resident: Person) -> None:
    helper.post(FORM, data=words(ai=[str(uuid4()), str(resident.id)]))
    assert taught() == {resident.id}


def test_a_form_of_somebody_else_on_the_same_phone_is_refused(helper: Browser, resident: Person, staff: Person) -> None:
    assert helper.post(FORM, data=words(ai=str(resident.id), nguoi=staff.key)).status_code == 412
    assert not visits()


@pytest.mark.parametrize("who", ["resident", "stranger", "editor"])
def test_whoever_may_not_hold_meetings_finds_no_door(client_of, request: pytest.FixtureRequest, who: str) -> None:
    browser = client_of(request.getfixturevalue(who))
    assert browser.get(LIST).status_code == browser.get(FORM).status_code == 403
    assert browser.post(FORM, data=words(khach="1")).status_code == 403


def test_a_list_of_many_asks_no_more_than_one_of_few(
    client_of, staff: Person, queries: Any, resident: Person, thon_mot: Place
) -> None:
    browser, asked = client_of(staff), []
    for _ in range(2):
        for someone in factories.people(3):
            browser.post(FORM, data=words(ai=[str(someone.id), str(resident.id)], khoa=[COURSE, OTHER_COURSE]))
        browser.get(LIST)
        with queries() as log:
            browser.get(LIST)
        asked.append(len(log))
    assert asked[0] == asked[1] <= 12


def test_writing_down_asks_little_whatever_the_number(client_of, staff: Person, queries: Any) -> None:
    browser, asked = client_of(staff), []
    browser.post(FORM, data=words(khach="1"))
    for number in (2, 20):
        people = [str(someone.id) for someone in factories.people(number)]
        with queries() as log:
            assert browser.post(FORM, data=words(ai=people)).status_code == 303
        asked.append(len(log))
    assert asked[0] == asked[1] <= 16


def test_a_facilitator_of_two_thon_may_choose(client_of, home: Place, resident: Person) -> None:
    someone = factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR)
    page = said_on(client_of(someone).get(FORM))
    assert "Thôn Mẫu Một" in page
    assert "Thôn Mẫu Hai" in page

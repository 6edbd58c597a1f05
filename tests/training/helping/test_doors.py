"""The doors: a learner and a card, a class and its facilitator, one record and the office."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from learning.accounts.models import AuditEntry, Person
from learning.accounts.permissions import Role
from learning.core import clock as core_clock
from learning.core.codes import show_card_code
from learning.core.database import db, new_id
from tests.support import factories
from tests.support.clients import Browser
from tests.support.meetings import came, meeting
from tests.support.moved_clock import MovedClock
from training.helping import actions
from training.helping.class_views import label
from training.helping.models import Helping
from training.meetings.models import Meeting
from training.merging.actions import merge

MINE = "/toi/nguoi-day"
WRONG = "100000006"  # a right check digit, nobody's card


@pytest.fixture
def neighbour(app) -> Person:
    """Somebody of the same thôn who knows how."""
    return factories.person("Trần Văn Ba")


@pytest.fixture
def phone(resident: Person, client_of: Callable[[Person], Browser]) -> Browser:
    """The resident's."""
    return client_of(resident)


@pytest.fixture
def evening(facilitator: Person, resident: Person, neighbour: Person) -> Meeting:
    """A class at which both are."""
    found = meeting(facilitator, facilitator_ids=(facilitator.id,), starts_at=core_clock.now() - timedelta(minutes=30))
    came(found, resident, neighbour)
    db.session.commit()
    return found


def said(answer) -> str:
    return unescape(answer.get_data(as_text=True))


def rows() -> list[tuple[uuid.UUID, uuid.UUID, bool]]:
    query = select(Helping).order_by(Helping.named_at, Helping.id).execution_options(populate_existing=True)
    return [(row.learner_id, row.helper_id, row.withdrawn_at is None) for row in db.session.scalars(query)]


def door(found: Meeting) -> str:
    return f"/can-bo/buoi-hoc/{found.id}/nguoi-day"


# --- The learner's own ----------------------------------------------------------------------------------------


def test_a_learner_names_who_teaches_them_and_is_told_no_name(
    phone: Browser, resident: Person, neighbour: Person
) -> None:
    assert phone.post(MINE, data={"the": show_card_code(neighbour.card_code), "ma": str(new_id())}).status_code == 303
    assert rows() == [(resident.id, neighbour.id, True)]
    page = said(phone.get(MINE))
    assert neighbour.full_name not in page
    assert neighbour.card_code[:6] not in page.replace(" ", "")
    assert f"có đuôi <b>{neighbour.card_code[-3:]}</b>" in page
    assert db.session.scalar(select(AuditEntry).where(AuditEntry.action == "name_helper")) is None


def test_a_phone_number_means_nobody(phone: Browser) -> None:
    """Else whoever types numbers would learn who is on the register."""
    factories.person("Lê Văn Tư", phone="0912345678")
    db.session.commit()
    assert phone.post(MINE, data={"the": "0912345678", "ma": str(new_id())}).status_code == 422
    assert rows() == []


def test_a_form_that_comes_twice_counts_once(phone: Browser, resident: Person, neighbour: Person) -> None:
    form = {"the": neighbour.card_code, "ma": str(new_id())}
    assert [phone.post(MINE, data=form).status_code for _ in range(2)] == [303, 303]
    assert rows() == [(resident.id, neighbour.id, True)]


def test_what_was_said_without_a_network_stands_from_then_on(phone: Browser, neighbour: Person) -> None:
    then = datetime(2020, 1, 1, 8, 0)  # the phone's clock is years behind
    sent = f"{then + timedelta(days=3):%Y-%m-%dT%H:%M:%S}+07:00"
    phone.post(MINE, data={"the": neighbour.card_code, "luc": f"{then:%Y-%m-%dT%H:%M:%S}+07:00", "gui": sent})
    row = db.session.scalars(select(Helping)).one()
    assert timedelta(days=2, hours=23) < core_clock.now() - row.named_at < timedelta(days=3, hours=1)
    assert core_clock.now() - row.recorded_at < timedelta(hours=1)


def test_changing_and_taking_back(phone: Browser, resident: Person, neighbour: Person, stranger: Person) -> None:
    phone.post(MINE, data={"the": neighbour.card_code})
    phone.post(MINE, data={"the": stranger.card_code})
    assert rows() == [(resident.id, neighbour.id, False), (resident.id, stranger.id, True)]
    word = re.search(r'name="viec" value="([^"]+)"', said(phone.get(MINE)))
    assert word is not None
    for _ in range(2):
        assert phone.post(f"{MINE}/thoi", data={"viec": word.group(1)}).status_code == 303
    assert not any(stands for _, _, stands in rows())
    assert "Thôi ghi người này" not in said(phone.get(MINE))


def test_nobody_takes_back_what_another_has_said(
    phone: Browser, neighbour: Person, stranger: Person, client_of: Callable[[Person], Browser]
) -> None:
    phone.post(MINE, data={"the": neighbour.card_code})
    word = db.session.scalars(select(Helping.id)).one()
    for somebody in (stranger, neighbour):
        assert client_of(somebody).post(f"{MINE}/thoi", data={"viec": str(word)}).status_code == 404
    assert phone.post(f"{MINE}/thoi", data={"viec": "%"}).status_code == 404


@pytest.mark.parametrize("typed", ["", "12", "abc", "100000006", "9" * 20])
def test_what_is_no_card_code_is_said_at_the_field(phone: Browser, typed: str) -> None:
    answer = phone.post(MINE, data={"the": typed})
    assert answer.status_code == 422
    assert "Cần sửa" in said(answer)


def test_ones_own_card_is_refused_kindly(phone: Browser, resident: Person) -> None:
    answer = phone.post(MINE, data={"the": resident.card_code})
    assert answer.status_code == 422
    assert actions.OwnHelper.sentence in said(answer)
    assert not rows()


def test_guessing_cards_is_slowed_down_as_guessing_pins_is(
    phone: Browser, neighbour: Person, clock: MovedClock
) -> None:
    answers = [said(phone.post(MINE, data={"the": WRONG})) for _ in range(4)]
    assert "Không tìm thấy thẻ có mã này" in answers[0]
    refused = phone.post(MINE, data={"the": neighbour.card_code})  # a right one has to wait as well
    assert refused.status_code == 429
    assert "Đã nhập sai nhiều lần" in said(refused)
    clock.move(minutes=20)
    assert phone.post(MINE, data={"the": neighbour.card_code}).status_code == 303


def test_wrong_cards_of_an_address_count_with_its_wrong_pins(
    phone: Browser, client: Browser, clock: MovedClock
) -> None:
    for _ in range(22):
        phone.post(MINE, data={"the": WRONG})
        clock.move(seconds=1)
        clock.move(minutes=16)
    clock.move(minutes=-16)
    shut = client.post("/dang-nhap", data={"identifier": "123456789", "pin": "111111"})
    assert "Đã nhập sai nhiều lần" in said(shut)


def test_a_helper_sees_how_many_and_never_who(
    resident: Person, neighbour: Person, client_of: Callable[[Person], Browser], phone: Browser
) -> None:
    yesterday = core_clock.now() - timedelta(days=1)
    actions.name_helpers([actions.Word(resident, neighbour, new_id())], yesterday)
    helper = client_of(neighbour)
    assert "Chưa có ai bác dạy đạt" in said(helper.get(MINE))
    factories.passed_attempt(resident).supervised_at = "Nhà văn hóa"
    db.session.commit()
    page = said(helper.get(MINE))
    assert "<b>1 người</b>" in page
    assert resident.full_name not in page
    assert resident.card_code not in page


# --- A class --------------------------------------------------------------------------------------------------


def filled(page: str) -> dict[str, str]:
    """The fields of the form as they were shown."""
    shown = re.findall(r'name="((?:day|cu|viec)-[0-9a-f]+)" value="([^"]*)"', page)
    return dict(shown)


def test_a_facilitator_says_who_teaches_whom_in_one_form(
    evening: Meeting,
    resident: Person,
    neighbour: Person,
    stranger: Person,
    facilitator: Person,
    client_of: Callable[[Person], Browser],
) -> None:
    laptop = client_of(facilitator)
    page = said(laptop.get(door(evening)))
    assert f'<option value="{label(neighbour)}">' in page
    assert f'<option value="{label(facilitator)}">' in page
    form = filled(page) | {"ma": str(new_id())}  # as the phone makes it
    form |= {f"day-{resident.id.hex}": label(neighbour), f"day-{neighbour.id.hex}": show_card_code(stranger.card_code)}
    assert [laptop.post(door(evening), data=form).status_code for _ in range(2)] == [303, 303]
    assert sorted(rows()) == sorted([(resident.id, neighbour.id, True), (neighbour.id, stranger.id, True)])
    deeds = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.actor_id == facilitator.id).order_by(AuditEntry.at, AuditEntry.id)
    ).all()
    assert deeds.count("name_helper") == 2
    assert "see_helpers" in deeds

    page = said(laptop.get(door(evening)))
    assert f"Thẻ có đuôi {stranger.card_code[-3:]}" in page  # of another thôn: not named to this facilitator
    assert stranger.full_name not in page
    form = filled(page)
    form[f"day-{resident.id.hex}"] = ""
    laptop.post(door(evening), data=form)
    assert sorted(rows()) == sorted([(resident.id, neighbour.id, False), (neighbour.id, stranger.id, True)])


def test_a_name_alone_is_enough_where_one_has_it(
    evening: Meeting, resident: Person, neighbour: Person, facilitator: Person, client_of: Callable[[Person], Browser]
) -> None:
    client_of(facilitator).post(door(evening), data={f"day-{resident.id.hex}": "tran van ba"})
    assert rows() == [(resident.id, neighbour.id, True)]


def test_one_wrong_line_keeps_back_the_form_and_says_why(
    evening: Meeting, resident: Person, neighbour: Person, facilitator: Person, client_of: Callable[[Person], Browser]
) -> None:
    laptop = client_of(facilitator)
    form = {f"day-{resident.id.hex}": label(neighbour), f"day-{neighbour.id.hex}": "Ông Không Có"}
    answer = laptop.post(door(evening), data=form)
    assert answer.status_code == 422
    assert "Trong lớp không có ai tên này" in said(answer)
    assert 'value="Ông Không Có"' in said(answer)
    assert label(neighbour) in said(answer)
    assert not rows()
    own = laptop.post(door(evening), data={f"day-{resident.id.hex}": label(resident)})
    assert actions.OwnHelper.sentence in said(own)


def test_a_stale_page_takes_nothing_back_that_was_said_since(
    evening: Meeting,
    resident: Person,
    neighbour: Person,
    facilitator: Person,
    phone: Browser,
    client_of: Callable[[Person], Browser],
) -> None:
    laptop = client_of(facilitator)
    laptop.post(door(evening), data={f"day-{resident.id.hex}": label(neighbour)})
    stale = filled(said(laptop.get(door(evening))))
    phone.post(MINE, data={"the": facilitator.card_code})
    laptop.post(door(evening), data=stale | {f"day-{resident.id.hex}": ""})
    assert rows()[-1] == (resident.id, facilitator.id, True)


@pytest.fixture
def twin(resident: Person, evening: Meeting) -> Person:
    """A second record of the resident, which is in the class as well."""
    found = factories.person(resident.full_name)
    came(evening, found)
    db.session.commit()
    return found


def test_what_was_said_of_a_record_that_has_become_anothers_is_about_that_one(
    evening: Meeting, resident: Person, neighbour: Person, twin: Person, facilitator: Person, client_of: Callable
) -> None:
    """The phone had no network, and meanwhile the office made two records one."""
    laptop = client_of(facilitator)
    form = filled(said(laptop.get(door(evening)))) | {f"day-{twin.id.hex}": label(neighbour)}
    merge(twin.id, resident.id, None)
    db.session.commit()
    assert laptop.post(door(evening), data=form).status_code == 303
    assert rows() == [(resident.id, neighbour.id, True)]


def test_taking_back_on_a_page_of_before_the_merge_ends_the_word_that_came_over(
    evening: Meeting, resident: Person, neighbour: Person, twin: Person, facilitator: Person, client_of: Callable
) -> None:
    laptop = client_of(facilitator)
    laptop.post(door(evening), data={f"day-{twin.id.hex}": label(neighbour)})
    form = filled(said(laptop.get(door(evening)))) | {f"day-{twin.id.hex}": ""}
    merge(twin.id, resident.id, None)
    db.session.commit()
    laptop.post(door(evening), data=form)
    assert rows() == [(resident.id, neighbour.id, False)]


def test_two_records_that_said_two_things_are_asked_about(
    evening: Meeting, resident: Person, neighbour: Person, twin: Person, facilitator: Person, client_of: Callable
) -> None:
    laptop = client_of(facilitator)
    two = {f"day-{twin.id.hex}": label(neighbour), f"day-{resident.id.hex}": label(facilitator)}
    merge(twin.id, resident.id, None)
    db.session.commit()
    answer = laptop.post(door(evening), data=two)
    assert answer.status_code == 422
    assert "đã gộp làm một" in said(answer)
    assert not rows()


def test_a_line_about_somebody_who_left_the_class_is_said_and_not_dropped(
    evening: Meeting, resident: Person, neighbour: Person, stranger: Person, facilitator: Person, client_of: Callable
) -> None:
    lines = {f"day-{stranger.id.hex}": label(neighbour), f"day-{resident.id.hex}": label(neighbour)}
    answer = client_of(facilitator).post(door(evening), data=lines)
    assert answer.status_code == 422
    assert "có 1 người nay không còn trong lớp này" in said(answer)
    assert "Không có gì thay đổi" not in said(answer)
    assert f'value="{label(neighbour)}"' in said(answer)
    assert stranger.full_name not in said(answer)
    assert not rows()
    again = filled(said(answer))
    assert client_of(facilitator).post(door(evening), data=again).status_code == 303
    assert rows() == [(resident.id, neighbour.id, True)]


def test_the_facilitator_of_another_thon_and_people_not_in_the_class_are_out_of_reach(
    evening: Meeting, neighbour: Person, stranger: Person, facilitator: Person, client_of: Callable[[Person], Browser]
) -> None:
    other = client_of(factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR, "Thôn Mẫu Hai"))
    assert other.get(door(evening)).status_code == 404
    assert other.post(door(evening), data={f"day-{neighbour.id.hex}": label(facilitator)}).status_code == 404
    client_of(facilitator).post(door(evening), data={f"day-{stranger.id.hex}": label(neighbour)})
    assert not rows()


def test_sixty_people_do_not_ask_sixty_questions(
    evening: Meeting, facilitator: Person, client_of: Callable[[Person], Browser], queries: Callable
) -> None:
    helper, *learners = factories.people(61)
    came(evening, helper, *learners)
    actions.name_helpers([actions.Word(one, helper, new_id()) for one in learners], core_clock.now(), facilitator)
    laptop = client_of(facilitator)
    laptop.get(door(evening))
    with queries() as log:
        assert laptop.get(door(evening)).status_code == 200
    assert len(log) <= 12
    form = {f"day-{learner.id.hex}": label(facilitator) for learner in learners}
    with queries() as log:
        assert laptop.post(door(evening), data=form).status_code == 303
    assert len(log) <= 16


# --- One record -----------------------------------------------------------------------------------------------


def test_the_office_sets_and_takes_back_for_one_person(
    resident: Person, neighbour: Person, staff: Person, client_of: Callable[[Person], Browser]
) -> None:
    office, here = client_of(staff), f"/can-bo/nguoi-hoc/{resident.id}/nguoi-day"
    assert "Ai dạy người này?" in said(office.get(f"/can-bo/nguoi-hoc/{resident.id}"))
    assert "Chưa ghi ai." in said(office.get(here))
    assert office.post(here, data={"the": neighbour.card_code, "ma": str(new_id())}).status_code == 303
    page = said(office.get(here))
    assert neighbour.full_name in page
    word = re.search(r'name="viec" value="([^"]+)"', page)
    assert word is not None
    assert office.post(f"{here}/thoi", data={"viec": word.group(1)}).status_code == 303
    assert rows() == [(resident.id, neighbour.id, False)]
    deeds = db.session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.subject == f"person:{resident.id}")
        .order_by(AuditEntry.at, AuditEntry.id)
    ).all()
    assert {"see_helper", "name_helper", "take_back_helper"} <= set(deeds)


def test_a_word_about_one_person_is_not_taken_back_at_anothers_door(
    resident: Person, neighbour: Person, staff: Person, client_of: Callable[[Person], Browser], phone: Browser
) -> None:
    phone.post(MINE, data={"the": neighbour.card_code})
    word = db.session.scalars(select(Helping.id)).one()
    answer = client_of(staff).post(f"/can-bo/nguoi-hoc/{neighbour.id}/nguoi-day/thoi", data={"viec": str(word)})
    assert answer.status_code == 404


# --- What is kept about a person ------------------------------------------------------------------------------


def test_both_see_what_is_kept_of_them_and_neither_who_the_other_is(
    resident: Person, neighbour: Person, phone: Browser, client_of: Callable[[Person], Browser]
) -> None:
    phone.post(MINE, data={"the": neighbour.card_code})
    mine = phone.get("/toi/du-lieu.json").get_json()
    theirs = client_of(neighbour).get("/toi/du-lieu.json").get_json()
    assert [row["the_co_duoi"] for row in mine["nguoi_day_toi"]] == [neighbour.card_code[-3:]]
    assert (mine["toi_day"], theirs["nguoi_day_toi"], len(theirs["toi_day"])) == ([], [], 1)
    assert str(resident.id) not in str(theirs)
    assert "1 lần ghi người dạy mình" in said(phone.get("/toi/du-lieu"))

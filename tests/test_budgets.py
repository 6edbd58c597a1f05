"""How often the database is asked: few times, and exactly as often among forty others as alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core.database import db
from tests.support import factories
from tests.support.answers import right_values
from tests.support.clients import Browser
from tests.support.databases import Image, forget_memories, image
from tests.support.factories import COURSE, LESSON, PIN, QUIZ, TIMED_QUIZ
from tests.support.queries import QueryLog, counted

READ_BY_ALL = ["/", "/khoa-hoc/", f"/khoa-hoc/{COURSE}/", f"/khoa-hoc/{COURSE}/{LESSON}"]
OTHERS = (0, 40)


@dataclass(frozen=True)
class Village:
    """The resident and staff, a course finished by the resident and by so many others."""

    first: Image
    learner_id: Any
    staff_id: Any


@dataclass(frozen=True)
class Sent:
    """One request: whose browser, what address, what form."""

    browser: Browser
    address: str
    form: dict[str, Any] | None = None


Prepare = Callable[[Person], Sent]
Budget = Callable[[Prepare], int]


@pytest.fixture(scope="module")
def villages(_site: SimpleNamespace) -> Iterator[list[Village]]:
    with _site.app.app_context():
        yield [_village(_site, number) for number in OTHERS]
        db.session.remove()


def _village(site: SimpleNamespace, others: int) -> Village:
    db.session.remove()
    site.image.restore()
    forget_memories(site.app)
    for who in [*factories.people(others), learner := factories.person("Nguyễn Thị Hoà", birth_year=1960)]:
        factories.certificate(who)
    officer = factories.staff("Phùng Đức Thắng", "thang", Role.STAFF)
    db.session.commit()
    built = Village(image(), learner.id, officer.id)
    db.session.remove()
    return built


@pytest.fixture
def asked(app: Flask, villages: list[Village]) -> Budget:
    """``asked(prepare)``: how often the request that ``prepare`` makes asks, the same in both villages."""

    def in_one(village: Village, prepare: Prepare) -> QueryLog:
        db.session.remove()
        village.first.restore()
        forget_memories(app)
        sent = prepare(db.session.get_one(Person, village.learner_id))
        for address in (*READ_BY_ALL, "/tim-kiem?q=doan"):  # the process has been running for a while
            app.test_client().get(address)
        with counted() as log:
            answer = (
                sent.browser.get(sent.address) if sent.form is None else sent.browser.post(sent.address, data=sent.form)
            )
        assert answer.status_code in (200, 303), answer.status_code
        return log

    def in_both(prepare: Prepare) -> int:
        alone, crowded = (in_one(village, prepare) for village in villages)
        assert len(alone) == len(crowded), f"alone:\n{alone}\namong forty:\n{crowded}"
        return len(crowded)

    return in_both


def signed_in(app: Flask, person: Person) -> Browser:
    """The person's browser."""
    db.session.commit()
    return app.test_client(user=person)


@pytest.mark.parametrize("address", [*READ_BY_ALL, "/tim-kiem?q=doan"])
def test_reading_as_a_guest_asks_nothing(app: Flask, asked: Budget, address: str) -> None:
    def prepare(_learner: Person) -> Sent:
        guest = app.test_client()
        guest.set_cookie("khac", "1")  # with any cookie the page comes from Flask and not from the shelf before it
        return Sent(guest, address)

    assert asked(prepare) == 0


@pytest.mark.parametrize(
    ("address", "budget"),
    [
        (f"/khoa-hoc/{COURSE}/{LESSON}", 2),
        (f"/khoa-hoc/{COURSE}/", 2),
        ("/khoa-hoc/", 2),
        ("/", 1),
        ("/toi", 6),  # also where one stopped reading, the scam test, answers of the office
        (f"/kiem-tra/{COURSE}/{QUIZ}", 2),
        (f"/giay-xac-nhan/khoa/{COURSE}", 3),
        ("/toi/du-lieu", 34),  # one question for each table that may hold something of a person
        ("/toi/du-lieu.json", 31),
        ("/toi/sua", 2),
    ],
)
def test_what_a_learner_opens(app: Flask, asked: Budget, address: str, budget: int) -> None:
    assert asked(lambda learner: Sent(signed_in(app, learner), address)) <= budget


@pytest.mark.parametrize(
    ("address", "form", "budget"),
    [
        (f"/khoa-hoc/{COURSE}/{LESSON}/da-hoc-xong", {}, 5),  # on PostgreSQL; SQLite needs no lock on the person
        (f"/kiem-tra/{COURSE}/{TIMED_QUIZ}/luot", {}, 5),
        (f"/giay-xac-nhan/khoa/{COURSE}", {}, 5),
    ],
)
def test_what_a_learner_does(app: Flask, asked: Budget, address: str, form: dict[str, str], budget: int) -> None:
    assert asked(lambda learner: Sent(signed_in(app, learner), address, form)) <= budget


@pytest.mark.parametrize(("door", "budget"), [("", 2), ("/nhap", 4), ("/nop", 7)])
def test_an_attempt(app: Flask, asked: Budget, door: str, budget: int) -> None:
    def prepare(learner: Person) -> Sent:
        attempt = factories.open_attempt(learner, quiz=TIMED_QUIZ)
        answers = right_values(attempt)  # also brings the revision into memory
        return Sent(signed_in(app, learner), f"/kiem-tra/luot/{attempt.id}{door}", answers if door else None)

    assert asked(prepare) <= budget


def test_the_result_of_an_attempt(app: Flask, asked: Budget) -> None:
    def prepare(learner: Person) -> Sent:
        return Sent(signed_in(app, learner), f"/kiem-tra/luot/{factories.passed_attempt(learner).id}/ket-qua")

    assert asked(prepare) <= 3


def test_the_page_of_a_certificate(app: Flask, asked: Budget) -> None:
    assert (
        asked(lambda learner: Sent(signed_in(app, learner), f"/giay-xac-nhan/{factories.certificate(learner).code}"))
        <= 2
    )


def test_verifying(app: Flask, asked: Budget) -> None:
    assert asked(lambda learner: Sent(app.test_client(), f"/xac-minh/{factories.certificate(learner).code}")) == 1


def test_registering(app: Flask, asked: Budget) -> None:
    def prepare(learner: Person) -> Sent:
        form = {"full_name": "Cao Thị Mới", "audience": "residents", "place": str(learner.place_id), "may_record": "y"}
        return Sent(app.test_client(), "/dang-ky", form | {"pin": PIN, "pin_again": PIN})

    assert asked(prepare) <= 7  # also whether the new card was ever another record's


def test_signing_in(app: Flask, asked: Budget) -> None:
    """One of them asks which records have become this person's: work may wait on the phone under those."""
    assert (
        asked(lambda learner: Sent(app.test_client(), "/dang-nhap", {"identifier": learner.card_code, "pin": PIN})) <= 7
    )


@pytest.mark.parametrize(
    ("address", "budget"),
    [("/can-bo/", 5), ("/can-bo/nguoi-hoc", 9), ("/can-bo/giay-xac-nhan", 9), ("/can-bo/nguoi-hoc/{learner}", 12)],
)
def test_what_staff_open(app: Flask, asked: Budget, villages: list[Village], address: str, budget: int) -> None:
    def prepare(learner: Person) -> Sent:
        officer = next(found for village in villages if (found := db.session.get(Person, village.staff_id)))
        return Sent(signed_in(app, officer), address.format(learner=learner.id))

    assert asked(prepare) <= budget


def test_the_counter_counts(app: Flask) -> None:
    with counted() as log:
        factories.place("xã")
    assert len(log) == 1
    assert log[0].startswith("SELECT")

"""Writes of five people from one phone, late, twice, in any order: each counts once, for whoever did it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from learning.accounts.models import Person
from learning.core import clock as core_clock
from learning.core.database import db
from learning.core.late import LONGEST_WAY
from learning.progress.models import Completion
from tests.support import factories
from tests.support.clients import Browser

PEOPLE = 5
deliveries = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 2), st.integers(0, PEOPLE - 1)), min_size=1, max_size=40
)


def lessons() -> list[str]:
    return [lesson.slug for lesson in factories.course(factories.COURSE).lessons]


def send(browser: Browser, lesson: str, **fields: Any) -> int:
    answer = browser.post(f"/khoa-hoc/{factories.COURSE}/{lesson}/da-hoc-xong", data=fields)
    return answer.status_code


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=deliveries)
def test_any_order_and_repetition_gives_everybody_their_own_work(
    app: Flask, blank_again: Callable[[], None], sent: list[tuple[int, int, int]]
) -> None:
    """Each delivery: whose work it is, which lesson, and who is signed in at that moment."""
    blank_again()
    people = [factories.person(f"Người Mẫu {name}") for name in ("An", "Bình", "Chi", "Dũng", "Én")]
    db.session.commit()
    browsers = [app.test_client(user=person) for person in people]
    slugs = lessons()
    expected: dict[Any, set[str]] = defaultdict(set)
    for whose, lesson, signed_in in sent:
        status = send(browsers[signed_in], slugs[lesson], nguoi=people[whose].key, ma=str(uuid4()))
        assert status == (303 if whose == signed_in else 412)
        if whose == signed_in:
            expected[people[whose].id].add(f"{factories.COURSE}/{slugs[lesson]}")

    rows = db.session.execute(
        select(Completion.person_id, Completion.item_key, func.count()).group_by("person_id", "item_key")
    )
    found: dict[Any, set[str]] = defaultdict(set)
    for person_id, key, count in rows:
        assert count == 1
        if "/" in key:
            found[person_id].add(key)
    assert found == expected


def at(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("behind", "on_its_way"),
    [
        (timedelta(), timedelta(hours=3)),
        (timedelta(days=-3000), timedelta(hours=3)),
        (timedelta(days=3000), timedelta(days=2)),
        (timedelta(), timedelta(days=-1)),
        (timedelta(), timedelta(days=400)),
    ],
    ids=["right clock", "years behind", "years ahead", "sent before it was done", "a year on its way"],
)
def test_a_wrong_clock_does_not_move_the_work(
    app: Flask, client_of: Callable[[Person], Browser], behind: timedelta, on_its_way: timedelta
) -> None:
    person = factories.person()
    phone = datetime.now(UTC) + behind
    lesson = lessons()[0]
    send(client_of(person), lesson, nguoi=person.key, luc=at(phone - on_its_way), gui=at(phone))

    row = db.session.scalars(select(Completion).where(Completion.item_key.endswith(lesson))).one()
    believed = min(max(on_its_way, timedelta()), LONGEST_WAY)
    assert abs(row.finished_at - (core_clock.now() - believed)) < timedelta(minutes=1)


@pytest.mark.parametrize("junk", ["", "hôm qua", "2026-13-45", "2026-11-23T10:00:00", "9" * 400])
def test_junk_in_place_of_a_clock_is_now(app: Flask, client_of: Callable[[Person], Browser], junk: str) -> None:
    person = factories.person()
    assert send(client_of(person), lessons()[0], nguoi=person.key, ma=junk, luc=junk, gui=junk) == 303


def test_a_guests_work_is_not_taken_for_somebody_who_has_signed_in_since(
    app: Flask, client: Browser, client_of: Callable[[Person], Browser]
) -> None:
    assert send(client_of(factories.person()), lessons()[0], nguoi="") == 412
    assert send(client, lessons()[0], nguoi="") == 303


def test_a_deleted_persons_work_is_refused_and_not_lost(app: Flask, client: Browser) -> None:
    """The phone keeps it until somebody decides: 401 is an answer that makes it wait."""
    gone = factories.person()
    db.session.commit()
    assert send(client, lessons()[0], nguoi=gone.key) == 401


def test_the_worker_is_told_where_to_go_on_by_the_site_itself(client_of: Callable[[Person], Browser]) -> None:
    """A redirect shows a script nothing, so it could be anybody's; the worker believes only this mark."""
    browser, path = client_of(factories.person()), f"/khoa-hoc/{factories.COURSE}/{lessons()[0]}/da-hoc-xong"
    done = browser.post(path, headers={"X-Gui": "1"})
    assert (done.status_code, done.headers["X-Toi"], done.data) == (204, path, b"")
    refused = browser.post(path.replace(factories.COURSE, "khong-con"), headers={"X-Gui": "1"})
    assert (refused.status_code, refused.headers["X-Toi"]) == (404, "-")
    assert browser.post(path).status_code == 303

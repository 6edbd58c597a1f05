"""The same moment, on a real database file or PostgreSQL: one helper stands, and no credit is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id
from quizzes.models import Attempt
from reports.figures.actions import catch_up
from reports.figures.figuring import figure
from reports.figures.periods import year_of
from reports.figures.scope import Scope
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.support import factories
from tests.support.answers import right_values
from training.helping.models import Helping

Send = Callable[[list[tuple[str, dict[str, Any]]]], list[Any]]


@pytest.fixture
def village(tmp_path) -> Iterator[tuple[list[Person], Send]]:
    """A learner with four neighbours, and ``send(requests)`` from the learner's phones, all in one moment."""
    with site_on_disk(tmp_path) as site:
        people = factories.people(5)
        db.session.commit()
        phones = [site.test_client(user=people[0]) for _ in range(8)]

        def send(requests: list[tuple[str, dict[str, Any]]]) -> list[Any]:
            db.session.remove()
            return at_once(len(requests), lambda index: phones[index].post(requests[index][0], data=requests[index][1]))

        yield people, send


def test_eight_words_of_one_moment_leave_one_helper(village: tuple[list[Person], Send]) -> None:
    people, send = village
    cards = [neighbour.card_code for neighbour in people[1:]] * 2
    answers = send([("/toi/nguoi-day", {"the": card, "ma": str(new_id())}) for card in cards])
    assert {answer.status_code for answer in answers} == {303}
    rows = db.session.scalars(select(Helping).order_by(Helping.named_at, Helping.id)).all()
    assert len(rows) == 8
    assert [row.withdrawn_at is None for row in rows] == [False] * 7 + [True]
    assert all(row.withdrawn_at == after.named_at for row, after in pairwise(rows))


def test_one_form_eight_times_at_once_is_one_word(village: tuple[list[Person], Send]) -> None:
    people, send = village
    form = {"the": people[1].card_code, "ma": str(new_id())}
    assert {answer.status_code for answer in send([("/toi/nguoi-day", form)] * 8)} == {303}
    assert len(db.session.scalars(select(Helping)).all()) == 1


def test_a_pass_and_a_name_of_one_moment_make_a_credit(village: tuple[list[Person], Send]) -> None:
    people, send = village
    for neighbour, course in zip(people[1:3], (factories.COURSE, factories.OTHER_COURSE), strict=True):
        learner = db.session.get_one(Person, people[0].id)
        quiz = next(quiz for quiz in factories.course(course).quizzes if quiz.certificate)
        attempt = factories.open_attempt(learner, course, quiz.slug)
        attempt.supervised_at = "Nhà văn hóa"
        db.session.commit()
        sheet, right = f"/kiem-tra/luot/{attempt.id}/nop", right_values(attempt)
        answers = send([(sheet, right), ("/toi/nguoi-day", {"the": neighbour.card_code})])
        assert {answer.status_code for answer in answers} == {303}
    assert db.session.scalars(select(Attempt.passed)).all() == [True, True]
    while catch_up():
        pass
    assert figure("credits", Scope(year_of(clock.today()))).numerator == 2

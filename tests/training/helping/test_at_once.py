"""The same moment, on a real database file or PostgreSQL: one helper stands, and no credit is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db, may_write, new_id
from quizzes.models import Attempt
from reports.figures.actions import catch_up
from reports.figures.figuring import figure
from reports.figures.periods import year_of
from reports.figures.scope import Scope
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.support import factories
from tests.support.answers import right_values
from tests.support.meetings import came, meeting
from training.helping.actions import Word, bring_home, name_helpers
from training.helping.class_views import label
from training.helping.models import Helping
from training.merging.actions import merge

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


TURNS = 6


def test_two_who_name_each_other_at_one_moment_are_both_written_down(tmp_path) -> None:
    with site_on_disk(tmp_path) as site:
        pairs = [factories.people(2) for _ in range(TURNS)]
        cards = [[one.card_code for one in pair] for pair in pairs]
        phones = [[site.test_client(user=one) for one in pair] for pair in pairs]
        db.session.commit()
        db.session.remove()

        def send(turn: int, who: int) -> int:
            form = {"the": cards[turn][1 - who], "ma": str(new_id())}
            return phones[turn][who].post("/toi/nguoi-day", data=form, **_from(who)).status_code

        for turn in range(TURNS):
            assert at_once(2, lambda who, turn=turn: send(turn, who)) == [303, 303]  # type: ignore[misc]
        assert len(db.session.scalars(select(Helping)).all()) == 2 * TURNS


def _from(who: int) -> dict[str, Any]:
    """Each at their own address: those of one address queue at its guard."""
    return {"environ_overrides": {"REMOTE_ADDR": f"192.0.2.{who + 1}"}}


def test_two_facilitators_save_one_class_at_one_moment(tmp_path) -> None:
    """Each ends what stands for one half of the class and names somebody for the other, crosswise."""
    with site_on_disk(tmp_path) as site:
        leaders = [factories.staff(f"Phùng Đức {letter}", letter.lower(), Role.FACILITATOR) for letter in ("Anh", "Ba")]
        helper, *learners = factories.people(9)
        held = meeting(leaders[0], facilitator_ids=tuple(one.id for one in leaders), starts_at=clock.now())
        came(held, helper, *learners)
        db.session.commit()
        laptops, here = [site.test_client(user=one) for one in leaders], f"/can-bo/buoi-hoc/{held.id}/nguoi-day"
        halves, named = (learners[::2], learners[1::2]), [label(leaders[1]), label(leaders[0])]

        def form(who: int) -> dict[str, str]:
            standing = {row.learner_id: row.id.hex for row in db.session.scalars(select(Helping).where(_STANDS))}
            ended = {f"day-{one.id.hex}": "" for one in halves[who]} | {"ma": str(new_id())}
            ended |= {f"cu-{one.id.hex}": label(helper) for one in halves[who]}
            ended |= {f"viec-{one.id.hex}": standing[one.id] for one in halves[who]}
            return ended | {f"day-{one.id.hex}": named[who] for one in halves[1 - who]}

        for _ in range(TURNS):
            name_helpers([Word(one, helper, new_id()) for one in learners], clock.now(), leaders[0])
            db.session.commit()
            forms = [form(who) for who in range(2)]
            db.session.rollback()
            answers = at_once(2, lambda who, forms=forms: _save(laptops[who], here, forms[who], who))  # type: ignore[misc]
            assert answers == [303, 303]


_STANDS = Helping.withdrawn_at.is_(None)


def _save(laptop: Any, here: str, form: dict[str, str], who: int) -> int:
    return laptop.post(here, data=form, **_from(who)).status_code


def test_two_words_from_two_halls_about_each_other_both_come_home(tmp_path) -> None:
    with site_on_disk(tmp_path) as site:
        pairs = [[one.id for one in factories.people(2)] for _ in range(TURNS)]
        db.session.commit()
        db.session.remove()

        def tell(turn: int, who: int) -> bool:
            learner, helper = pairs[turn][who], pairs[turn][1 - who]
            row = Helping(id=new_id(), learner_id=learner, helper_id=helper, named_at=clock.now())
            return _alone(site, lambda: bring_home(row))

        for turn in range(TURNS):
            assert at_once(2, lambda who, turn=turn: tell(turn, who)) == [True, True]  # type: ignore[misc]
        assert len(db.session.scalars(select(Helping).where(_STANDS)).all()) == 2 * TURNS


def test_a_class_is_named_anew_while_the_helper_of_all_becomes_another(tmp_path) -> None:
    """Both write the same rows: they must come to them in one order."""
    with site_on_disk(tmp_path) as site:
        leader = factories.staff("Phùng Đức Anh", "anh", Role.FACILITATOR)
        learners, pairs = factories.people(40), [factories.people(2) for _ in range(TURNS)]
        db.session.commit()

        def name_all() -> None:
            people = [db.session.get_one(Person, key) for key in (*keys, leader_id)]
            name_helpers([Word(one, people[-1], new_id()) for one in people[:-1]], clock.now(), people[-1])

        def happen(who: int, pair: tuple[UUID, UUID]) -> bool:
            return _alone(site, (lambda: merge(*pair, None)) if who else name_all)

        keys, leader_id = [one.id for one in learners], leader.id
        for goes, stays in pairs:
            pair = goes.id, stays.id
            name_helpers([Word(one, goes, new_id()) for one in learners], clock.now(), leader)
            db.session.commit()
            assert at_once(2, lambda who, pair=pair: happen(who, pair)) == [True, True]  # type: ignore[misc]
            standing = db.session.scalars(select(Helping.helper_id).where(_STANDS)).all()
            assert set(standing) == {leader_id}
            assert len(db.session.scalars(select(Helping.id).where(Helping.helper_id == pair[1])).all()) == 40
            db.session.rollback()


def _alone(site: Any, work: Callable[[], Any]) -> bool:
    """Do it in a transaction of one's own."""
    with site.app_context():
        may_write.set(True)
        try:
            work()
            db.session.commit()
        finally:
            db.session.remove()
    return True

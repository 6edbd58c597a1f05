"""Who teaches whom, said late, twice and in any order; and who is credited when somebody passes."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from certificates.models import Certificate, Revocation
from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id
from pages.own_data import forget
from quizzes.models import Attempt
from reports.figures.actions import catch_up
from reports.figures.figuring import figure
from reports.figures.periods import year_of
from reports.figures.scope import Scope
from tests.support import factories
from tests.support.factories import COURSE, OTHER_COURSE, QUIZ
from training.helping import actions, queries
from training.helping.actions import Word
from training.helping.models import Helping

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def noon(app) -> datetime:
    """Noon in Vietnam, five days ago."""
    return clock.now().replace(hour=5, minute=0, second=0, microsecond=0) - 5 * DAY


@pytest.fixture
def three(app) -> list[Person]:
    """A learner and two neighbours."""
    return factories.people(3)


def name(learner: Person, helper: Person, at: datetime, made: uuid.UUID | None = None) -> None:
    actions.name_helpers([Word(learner, helper, made or new_id())], at)


def pass_watched(who: Person, at: datetime, course: str = COURSE, on_paper: bool = False) -> Attempt:
    """A test passed before a facilitator."""
    row = Attempt(
        person_id=who.id,
        course_slug=course,
        quiz_slug=QUIZ,
        item_key=f"{course}/{QUIZ}",
        revision_id=factories.course(course).revision_id,
        pass_mark=60,
        drawn=[],
        answers={},
        opened_at=at,
        handed_in_at=at,
        percent=90,
        passed=True,
        supervised_at="Nhà văn hóa",
        supervised_until=None if on_paper else at + HOUR,
    )
    db.session.add(row)
    db.session.flush()
    return row


def counted(**narrowed: object) -> tuple[int | None, int | None]:
    """People who are credited, and credits, this year."""
    while catch_up():
        pass
    scope = Scope(year_of(clock.today()), **narrowed)  # type: ignore[arg-type]
    return figure("helpers", scope).numerator, figure("credits", scope).numerator


def times(learner: Person) -> list[tuple[uuid.UUID, datetime, datetime | None]]:
    return [(row.helper_id, row.named_at, row.withdrawn_at) for row in queries.words_of([learner.id])[learner.id]]


# --- Words ----------------------------------------------------------------------------------------------------


def test_whoever_is_named_anew_follows_whoever_stood(three: list[Person], noon: datetime) -> None:
    learner, first, second = three
    name(learner, first, noon)
    name(learner, second, noon + HOUR)
    assert times(learner) == [(first.id, noon, noon + HOUR), (second.id, noon + HOUR, None)]


def test_the_order_of_arrival_does_not_matter(three: list[Person], noon: datetime) -> None:
    learner, first, second = three
    said = [(first, noon), (second, noon + HOUR), (first, noon + 2 * HOUR)]
    for order in itertools.permutations(said):
        actions.forget(learner.id)
        for helper, at in order:
            name(learner, helper, at)
        assert [row[:2] for row in times(learner)] == [(helper.id, at) for helper, at in said]
        assert [row[2] for row in times(learner)] == [noon + HOUR, noon + 2 * HOUR, None]


def test_the_same_word_twice_is_one(three: list[Person], noon: datetime) -> None:
    learner, first, second = three
    made = new_id()
    name(learner, first, noon, made)
    name(learner, second, noon + HOUR)
    name(learner, first, noon + 2 * HOUR, made)  # sent again, its clock a little off
    assert [row[0] for row in times(learner)] == [first.id, second.id]


def test_taking_back_ends_it_once(three: list[Person], noon: datetime) -> None:
    learner, first, second = three
    name(learner, first, noon)
    word = queries.words_of([learner.id])[learner.id][0]
    actions.take_back([word], noon + HOUR)
    actions.take_back([word], noon + 3 * HOUR)
    assert times(learner) == [(first.id, noon, noon + HOUR)]
    name(learner, second, noon + 2 * HOUR)
    actions.take_back([word], noon + 3 * HOUR)
    assert times(learner)[1] == (second.id, noon + 2 * HOUR, None)


def test_nobody_teaches_themselves(three: list[Person], noon: datetime) -> None:
    with pytest.raises(actions.OwnHelper):
        name(three[0], three[0], noon)
    db.session.add(Helping(learner_id=three[0].id, helper_id=three[0].id, named_at=noon))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_database_keeps_it_to_one_helper(three: list[Person], noon: datetime) -> None:
    name(three[0], three[1], noon)
    db.session.add(Helping(learner_id=three[0].id, helper_id=three[2].id, named_at=noon))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_word_from_the_future_is_taken_as_now(three: list[Person]) -> None:
    name(three[0], three[1], clock.now() + DAY)
    assert times(three[0])[0][1] <= clock.now()


# --- Credit ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "withdrawn", "credited"),
    [
        (-DAY, None, True),
        (-DAY, DAY, True),
        (7 * HOUR, None, True),  # the evening after the test
        (-DAY, -HOUR, False),
        (-DAY, HOUR, False),  # mended the same day
        (DAY, None, False),
        (12 * HOUR, None, False),  # midnight in Vietnam
    ],
)
def test_credit_goes_to_whoever_stands_when_the_day_is_over(
    three: list[Person], noon: datetime, named: timedelta, withdrawn: timedelta | None, credited: bool
) -> None:
    learner, helper, _ = three
    name(learner, helper, noon + named)
    if withdrawn is not None:
        actions.take_back(queries.words_of([learner.id])[learner.id], noon + withdrawn)
    pass_watched(learner, noon)
    assert counted() == ((1, 1) if credited else (0, 0))
    assert queries.helped_to_pass(helper.id) == credited


def test_a_course_is_credited_once_at_the_first_pass(three: list[Person], noon: datetime) -> None:
    learner, first, second = three
    name(learner, first, noon - DAY)
    early = pass_watched(learner, noon, on_paper=True)
    name(learner, second, noon + DAY)
    pass_watched(learner, noon + 2 * DAY)
    assert counted() == (1, 1)
    assert (queries.helped_to_pass(first.id), queries.helped_to_pass(second.id)) == (1, 0)
    assert counted(channel="giay") == (1, 1)
    assert counted(channel="lop") == (0, 0)
    db.session.delete(early)  # then the later one is the first
    db.session.flush()
    assert (queries.helped_to_pass(first.id), queries.helped_to_pass(second.id)) == (0, 1)
    assert counted(channel="lop") == (1, 1)
    assert counted(channel="giay") == (0, 0)


def test_people_and_credits_are_kept_apart(three: list[Person], noon: datetime) -> None:
    one, other, helper = three
    for learner in (one, other):
        name(learner, helper, noon - DAY)
        pass_watched(learner, noon)
        pass_watched(learner, noon, OTHER_COURSE)
    assert counted() == (1, 4)
    assert counted(courses=frozenset({OTHER_COURSE}), course=OTHER_COURSE) == (1, 2)
    assert queries.helped_to_pass(helper.id) == 2


def test_two_who_name_each_other_are_both_credited(three: list[Person], noon: datetime) -> None:
    one, other, _ = three
    name(one, other, noon - DAY)
    name(other, one, noon - DAY)
    pass_watched(one, noon)
    pass_watched(other, noon)
    assert counted() == (2, 2)


def test_a_test_taken_alone_brings_nothing(three: list[Person], noon: datetime) -> None:
    name(three[0], three[1], noon)
    factories.passed_attempt(three[0])
    assert counted() == (0, 0)


def test_a_credit_goes_with_the_revoked_paper_and_comes_back_with_a_new_one(
    three: list[Person], noon: datetime, staff: Person
) -> None:
    learner, helper, _ = three
    name(learner, helper, noon - DAY)
    pass_watched(learner, noon)
    paper = factories.certificate(learner)
    paper.level, paper.supervised_at = "supervised", "Nhà văn hóa"
    db.session.flush()
    assert counted() == (1, 1)
    db.session.add(Revocation(certificate_id=paper.id, reason="Nhầm người"))
    db.session.flush()
    assert counted() == (0, 0)
    assert queries.helped_to_pass(helper.id) == 0
    values = {column.name: getattr(paper, column.name) for column in Certificate.__table__.columns}
    again = values | {"id": new_id(), "code": "0000000000", "serial": "9999/2026", "issue_no": 2}
    db.session.add(Certificate(**again))
    db.session.flush()
    assert counted() == (1, 1)


@pytest.mark.parametrize("who", [0, 1])
def test_credit_and_words_go_with_either_of_the_two(three: list[Person], noon: datetime, who: int) -> None:
    name(three[0], three[1], noon)
    pass_watched(three[0], noon + HOUR)
    assert counted() == (1, 1)
    forget(three[who])
    assert counted() == (0, 0)
    assert not db.session.scalars(select(Helping)).all()


def test_a_pass_that_comes_home_late_counts_on_its_own_day(three: list[Person], noon: datetime) -> None:
    learner, helper, other = three
    name(learner, helper, noon - DAY)
    name(learner, other, noon + DAY)
    assert counted() == (0, 0)
    pass_watched(learner, noon)
    assert counted() == (1, 1)
    assert queries.helped_to_pass(helper.id) == 1


# --- Many at once ---------------------------------------------------------------------------------------------


def test_a_class_is_written_down_in_a_handful_of_questions(app, queries: Callable, staff: Person) -> None:
    helper, *learners = factories.people(61)
    db.session.commit()
    with queries() as log:
        actions.name_helpers([Word(learner, helper, new_id()) for learner in learners], clock.now(), staff)
    assert len(log) <= 6
    db.session.commit()
    rows = db.session.scalars(select(Helping)).all()
    with queries() as log:
        actions.take_back(rows, clock.now(), staff)
    assert len(log) <= 5


# --- Two records of one person --------------------------------------------------------------------------------


def test_what_was_said_by_and_about_two_records_of_one_person_becomes_one(three: list[Person], noon: datetime) -> None:
    gone, kept, helper = three
    pupil = factories.person("Lê Thị Trò")
    name(gone, helper, noon)
    name(kept, pupil, noon + HOUR)
    name(gone, kept, noon + 2 * HOUR)  # oneself, as it turns out
    name(pupil, gone, noon)
    actions.hand_over(gone.id, kept.id)
    actions.hand_over(gone.id, kept.id)
    assert times(kept) == [(helper.id, noon, noon + HOUR), (pupil.id, noon + HOUR, None)]
    assert times(pupil) == [(kept.id, noon, None)]
    assert gone.id not in queries.words_of([gone.id])

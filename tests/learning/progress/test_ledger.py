"""The ledger: any order and any repetition of the same facts gives the same rows, and more never means less."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from learning.core.database import db
from learning.progress.actions import conclude, forget, record
from learning.progress.models import Completion, ForgottenTally
from learning.progress.queries import completions_of, done_keys, standing
from tests.support import factories

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
ITEMS = ("a/mot", "a/hai", "a/ba", "a-b/mot", "a")
LEDGER = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

facts = st.tuples(
    st.sampled_from(ITEMS),
    st.sampled_from(("self", "supervised", "paper")),
    st.integers(-5000, 4000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)
in_some_order = st.lists(facts, min_size=1, max_size=8).flatmap(
    lambda once: st.tuples(st.just(once), st.permutations(once + once[: len(once) // 2]))
)


@pytest.fixture
def learner(app, clock):
    """Somebody whose ledger is empty."""
    clock.set(NOON)
    return factories.person()


def write(person_id, rows):
    for item, source, moment in rows:
        record(person_id, item, moment, source)


def ledger(person_id):
    return [(row.item_key, row.source, row.finished_at) for row in completions_of(person_id)]


# --- properties -------------------------------------------------------------------------------------------


@LEDGER
@given(in_some_order)
def test_any_order_with_any_repetition_gives_the_same_ledger(app, clock, blank_again, orders):
    clock.set(NOON)
    ledgers = []
    for rows in orders:
        blank_again()
        person = factories.person()
        write(person.id, rows)
        ledgers.append(ledger(person.id))
    assert sorted(ledgers[0]) == sorted(ledgers[1])


@LEDGER
@given(st.lists(facts, max_size=8))
def test_recording_more_never_takes_anything_away(app, clock, blank_again, rows):
    blank_again()
    clock.set(NOON)
    person = factories.person()
    missing = [standing(person.id, ITEMS).missing]
    for row in rows:
        write(person.id, [row])
        missing.append(standing(person.id, ITEMS).missing)
    assert all(set(later) <= set(earlier) for earlier, later in pairwise(missing))


@LEDGER
@given(st.lists(facts, min_size=1, max_size=8))
def test_of_several_moments_the_earliest_stays_and_none_lies_ahead(app, clock, blank_again, rows):
    blank_again()
    clock.set(NOON)
    person = factories.person()
    write(person.id, rows)
    for item, source, kept in ledger(person.id):
        told = [moment for name, means, moment in rows if (name, means) == (item, source)]
        assert kept <= NOON + timedelta(minutes=5)
        assert kept == min(moment if moment <= NOON + timedelta(minutes=5) else NOON for moment in told)


# --- recording --------------------------------------------------------------------------------------------


def test_a_phone_whose_clock_runs_ahead_finishes_now_and_not_next_year(learner):
    record(learner.id, "a/mot", NOON + timedelta(days=365))
    assert ledger(learner.id) == [("a/mot", "self", NOON)]


def test_what_was_done_offline_last_week_keeps_its_day_and_tells_when_it_came_in(learner):
    record(learner.id, "a/mot", NOON - timedelta(days=7))
    (row,) = completions_of(learner.id)
    assert (row.finished_at, row.recorded_at) == (NOON - timedelta(days=7), NOON)


def test_the_same_item_by_another_means_is_a_row_of_its_own(learner):
    write(learner.id, [("a/mot", "self", NOON), ("a/mot", "supervised", NOON)])
    assert len(ledger(learner.id)) == 2 and done_keys(learner.id) == {"a/mot"}


def test_a_means_that_nobody_knows_is_refused_by_the_database(learner):
    with pytest.raises(IntegrityError), db.session.begin_nested():
        record(learner.id, "a/mot", NOON, "rumour")


def test_nobody_can_finish_anything_for_a_person_who_is_not_there(app):
    with pytest.raises(IntegrityError), db.session.begin_nested():
        record(uuid.uuid4(), "a/mot", NOON)


def test_the_ledger_of_one_is_not_that_of_another(learner, stranger):
    record(learner.id, "a/mot", NOON)
    assert done_keys(stranger.id) == frozenset()


# --- questions --------------------------------------------------------------------------------------------


def test_what_is_done_within_a_course_does_not_count_for_one_with_a_similar_name(learner):
    write(learner.id, [(item, "self", NOON) for item in ("a", "a/mot", "a-b/mot", "ab/mot")])
    assert done_keys(learner.id, "a") == {"a", "a/mot"}


def test_what_is_missing_is_told_in_the_order_of_the_course(learner):
    record(learner.id, "a/hai", NOON)
    found = standing(learner.id, ("a/ba", "a/hai", "a/mot"))
    assert (found.missing, found.complete, found.done) == (("a/ba", "a/mot"), False, {"a/hai"})


# --- concluding -------------------------------------------------------------------------------------------


def test_a_course_is_finished_with_its_last_item_and_not_before(learner, clock):
    record(learner.id, "a/mot", NOON)
    assert conclude(learner.id, "a", ("a/mot", "a/hai")) is False and "a" not in done_keys(learner.id)
    record(learner.id, "a/hai", NOON)
    assert conclude(learner.id, "a", ("a/mot", "a/hai")) is True and "a" in done_keys(learner.id)


def test_a_finished_course_keeps_its_day_when_a_lesson_is_read_again(learner, clock):
    record(learner.id, "a/mot", NOON)
    conclude(learner.id, "a", ("a/mot",))
    clock.move(days=30)
    record(learner.id, "a/mot", clock.now())
    conclude(learner.id, "a", ("a/mot",))
    assert {item: moment for item, _, moment in ledger(learner.id)}["a"] == NOON


def test_a_course_stays_finished_when_a_lesson_is_added_later(learner):
    record(learner.id, "a/mot", NOON)
    conclude(learner.id, "a", ("a/mot",))
    assert conclude(learner.id, "a", ("a/mot", "a/moi")) is False
    assert "a" in done_keys(learner.id)


# --- forgetting -------------------------------------------------------------------------------------------


def tallies():
    rows = db.session.scalars(select(ForgottenTally).order_by(ForgottenTally.item_key, ForgottenTally.month))
    return [(row.item_key, row.source, row.month.isoformat(), row.completions) for row in rows]


def test_of_somebody_who_is_forgotten_only_how_many_there_were_stays(learner, stranger):
    write(learner.id, [("a/mot", "self", NOON), ("a/hai", "paper", NOON)])
    record(stranger.id, "a/mot", NOON)
    forget(learner.id, learner.place_id, learner.audience)
    assert ledger(learner.id) == [] and len(ledger(stranger.id)) == 1
    assert tallies() == [("a/hai", "paper", "2026-11-01", 1), ("a/mot", "self", "2026-11-01", 1)]


def test_several_who_are_forgotten_are_added_up(app, clock):
    clock.set(NOON)
    for person in factories.people(3):
        record(person.id, "a/mot", NOON)
        forget(person.id, person.place_id, person.audience)
    assert tallies() == [("a/mot", "self", "2026-11-01", 3)]


def test_a_month_begins_at_midnight_in_vietnam_and_not_in_london(learner, clock):
    clock.set(datetime(2026, 11, 1, 12, tzinfo=UTC))
    record(learner.id, "a/mot", datetime(2026, 10, 31, 16, 59, tzinfo=UTC))
    record(learner.id, "a/hai", datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    forget(learner.id, learner.place_id, learner.audience)
    assert [(item, month) for item, _, month, _ in tallies()] == [("a/hai", "2026-11-01"), ("a/mot", "2026-10-01")]


def test_a_tally_names_nobody(learner):
    record(learner.id, "a/mot", NOON)
    forget(learner.id, learner.place_id, learner.audience)
    columns = {column.name for column in ForgottenTally.__table__.columns}
    assert columns == {"id", "place_id", "audience", "item_key", "source", "month", "completions"}
    assert db.session.query(Completion).filter_by(person_id=learner.id).count() == 0

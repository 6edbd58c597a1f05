"""Whatever happens, in whatever order: the sets say what a recount says, and lists are as long as their numbers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from learning.accounts.audiences import Audience
from learning.core.database import db
from reports.figures import actions, queries
from reports.figures.bits import unpack
from reports.figures.models import Presence
from reports.figures.periods import Period, free, month_of, quarter_of, year_of
from reports.figures.scope import Scope
from tests.reports.figures.histories import COURSES, NOW, PATH, History
from tests.reports.figures.recount import Recount
from tests.support.moved_clock import MovedClock

VERBS = {
    "register": 4,
    "finish": 4,
    "unfinish": 1,
    "hand_in": 4,
    "pass_watched": 4,
    "unwatch": 1,
    "name_helper": 3,
    "take_back_helper": 2,
    "certify": 4,
    "revoke": 1,
    "practise": 4,
    "tell_scams": 4,
    "rate": 4,
    "unrate": 1,
    "meet": 3,
    "attend": 2,
    "unattend": 1,
    "reschedule": 3,
    "reteach": 1,
    "drop_meeting": 1,
    "supervise": 2,
    "visit": 4,
    "change_visit": 5,
    "take_back_visit": 1,
    "drop_visit": 1,
    "correct": 4,
    "leave": 1,
    "vanish": 1,
    "merge": 2,
    "catch_up": 1,
}
MEASURES = (
    "registered reached active begun completed items certified_self certified_supervised attended turns hours"
    " first_try_passes practice_success scam_detection gain satisfaction helpers credits"
    " visited visits visit_hours"
).split()
EXAMPLES = int(os.environ.get("HISTORIES", "25"))
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # a story is short enough to be read as it is
numbers = st.integers(min_value=0, max_value=120)
often = (
    ["finish"] * 5
    + ["correct"] * 3
    + ["attend"] * 3
    + ["hand_in"] * 3
    + ["certify"] * 2
    + ["register"] * 2
    + ["rate"] * 3
    + ["merge"] * 3
    + ["visit"] * 3
    + ["pass_watched"] * 3
    + ["name_helper"] * 4
)
happenings = st.sampled_from(sorted(VERBS) + often).flatmap(
    lambda verb: st.tuples(st.just(verb), *(numbers for _ in range(VERBS[verb])))
)
days = st.dates(min_value=date(2026, 7, 1), max_value=date(2026, 12, 31))
periods = st.one_of(
    days.map(month_of),
    days.map(quarter_of),
    days.map(year_of),
    st.tuples(days, days).map(lambda pair: free(min(pair), max(pair))),
)


@st.composite
def scopes(draw: st.DrawFn, places: list[int]) -> Scope:
    """Any combination of filters; a path stands for itself and the courses on it."""
    period: Period = draw(periods)
    course = draw(st.sampled_from(["", COURSES[0], COURSES[1], PATH]))
    chosen = {"": None, PATH: frozenset({PATH, COURSES[0]})}.get(course, frozenset({course}))
    return Scope(
        period,
        places=draw(st.none() | st.sets(st.sampled_from(places)).map(frozenset)),
        audience=draw(st.none() | st.sampled_from(list(Audience))),
        course=course,
        courses=chosen,
        channel=draw(st.sampled_from(["", "tu-hoc", "lop", "tai-nha", "giay"])),
        gender=draw(st.sampled_from(["", "nu", "nam", "chua-ghi"])),
        age=draw(st.sampled_from(["", "duoi-18", "18-34", "35-49", "50-59", "60-tro-len", "chua-ghi"])),
    )


def whole_table() -> dict[tuple[object, ...], tuple[frozenset[int], frozenset[int]]]:
    """Every set that is not empty."""
    rows = db.session.execute(select(*Presence.__table__.columns)).all()
    sets = {tuple(row[:5]): (frozenset(unpack(row.people)), frozenset(unpack(row.days))) for row in rows}
    return {address: both for address, both in sets.items() if any(both)}


def caught_up() -> None:
    """All of the log is worked in."""
    while actions.catch_up():
        pass


@pytest.mark.parametrize("pieces", [3, 2000])
def test_the_sets_say_what_a_recount_says(
    blank_again: Callable[[], None], clock: MovedClock, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PEOPLE_AT_ONCE", pieces)

    @settings(max_examples=EXAMPLES, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(story=st.lists(happenings, min_size=25, max_size=60), data=st.data())
    def check(story: list[tuple[str, int]], data: st.DataObject) -> None:
        blank_again()
        history = History(clock)
        for verb, *how in story:
            history.happen(verb, *how)
        caught_up()
        compare(history, data)
        kept = whole_table()
        actions.rebuild()
        assert kept == whole_table()

    check()


def compare(history: History, data: st.DataObject) -> None:
    """Every measure, in the year and in a few scopes drawn at random."""
    db.session.flush()
    db.session.expire_all()
    recount, book = Recount(), queries.open_book()
    wanted = [*everywhere(history), *(data.draw(scopes([place.id for place in history.places])) for _ in range(6))]
    for scope in wanted:
        for key in MEASURES:
            figure = queries.figure(key, scope, book)
            assert (figure.numerator, figure.denominator) == recount.number(key, scope), (key, scope)
            for part, number in (("numerator", figure.numerator), ("denominator", figure.denominator)):
                behind = queries.people_behind(key, scope, book, part)
                assert number is None or behind.total == number or key == "gain", (key, part)


def everywhere(history: History) -> Iterator[Scope]:
    """Every month at every place, every course, and a stretch that begins and ends inside a month."""
    for month in year_of(NOW.date()).months()[6:11]:
        yield Scope(month)
        for place in history.places:
            yield Scope(month, places=frozenset({place.id}))
    for place in history.places:
        yield Scope(year_of(NOW.date()), places=frozenset({place.id}))
    for course in COURSES:
        yield Scope(year_of(NOW.date()), course=course, courses=frozenset({course}))
    yield Scope(free(date(2026, 9, 10), date(2026, 10, 20)))
    yield Scope(free(date(2026, 11, 3), date(2026, 11, 4)), places=frozenset({history.places[0].id}))

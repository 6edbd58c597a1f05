"""Two records are counted as two until they are one; what a report has frozen stays, and the difference shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from learning.core.database import db
from learning.progress import actions as ledger
from reports.figures import actions as figures
from reports.figures import queries as counted
from reports.figures.periods import Period, month_of, year_of
from reports.figures.scope import Scope
from reports.papers import queries as papers
from reports.papers.actions import check_whole
from reports.papers.choosing import choice_for
from tests.support import factories
from tests.support.moved_clock import MovedClock
from training.merging.actions import merge

SEPTEMBER, OCTOBER = datetime(2026, 9, 8, 3, tzinfo=UTC), datetime(2026, 10, 8, 3, tzinfo=UTC)
NOW = datetime(2026, 11, 10, 3, tzinfo=UTC)
PAGE = "/can-bo/bao-cao?ky=thang&nam=2026&thang=10"


def up_to_date() -> None:
    """The figures know everything."""
    while figures.catch_up():
        pass
    db.session.commit()


def number(measure: str, period: Period) -> float | None:
    """What a measure came to."""
    return counted.figure(measure, Scope(period), counted.open_book()).value


def twins(clock: MovedClock) -> tuple[Any, Any]:
    """One woman, written down in September and again in October; she has finished the course under both names."""
    made = []
    for moment in (SEPTEMBER, OCTOBER):
        clock.set(moment)
        one = factories.person("Nguyễn Thị Hoà", birth_year=1960)
        ledger.record(one.id, factories.COURSE, moment)
        made.append(one)
    clock.set(NOW)
    db.session.commit()
    up_to_date()
    return made[0], made[1]


def test_one_person_is_counted_once_where_the_first_record_was_made(app, staff, clock: MovedClock) -> None:
    first, again = twins(clock)
    months = {"registered": (1, 1), "completed": (1, 1)}
    for measure, (september, october) in months.items():
        assert number(measure, month_of(SEPTEMBER.date())) == september, measure
        assert number(measure, month_of(OCTOBER.date())) == october, measure
    assert number("completed", year_of(NOW.date())) == 2
    merge(first.id, again.id, staff)
    db.session.commit()
    up_to_date()
    for measure in months:
        assert number(measure, month_of(SEPTEMBER.date())) == 1, measure
        assert number(measure, month_of(OCTOBER.date())) == 0, measure
    assert number("completed", year_of(NOW.date())) == 1
    assert counted.people_behind("completed", Scope(year_of(NOW.date()))).total == 1


def test_a_frozen_report_stands_and_the_difference_shows(app, staff, client_of, clock: MovedClock) -> None:
    first, again = twins(clock)
    browser = client_of(staff)
    assert browser.post(PAGE.replace("?", "/chot?")).status_code == 303
    choice = choice_for(staff, {"ky": "thang", "nam": "2026", "thang": "10"})
    frozen = papers.freeze_of(choice)
    assert frozen is not None
    kept = frozen.body
    merge(again.id, first.id, staff)
    db.session.commit()
    up_to_date()
    db.session.expire_all()
    frozen = papers.freeze_of(choice)
    assert frozen is not None
    check_whole(frozen)
    assert frozen.body == kept
    page = browser.get(PAGE).text
    row = '<th scope="row">Người hoàn thành khóa học</th><td>Chung</td><td class="num">1</td><td class="num">0</td>'
    assert "Sau khi chốt, số liệu thay đổi" in page
    assert row in page

"""A commune in which something has happened: in October, in September, and a class in the hall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from feedback import actions as feedback
from learning.accounts.audiences import Audience
from learning.accounts.models import Person
from learning.core import clock as core_clock
from learning.core.database import db, new_id
from learning.progress import actions as ledger
from reports.figures import actions as figures
from tests.support import factories
from tests.support.meetings import came, meeting
from tests.support.moved_clock import MovedClock
from training.meetings import actions as classes

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
OCTOBER = {"ky": "thang", "nam": "2026", "thang": "10"}


@pytest.fixture
def october(app: Flask, clock: MovedClock, staff: Person) -> SimpleNamespace:
    """What has happened by 10 November 2026."""
    clock.set(datetime(2026, 9, 20, 3, 0, tzinfo=UTC))
    early = factories.person("Phạm Thị Sớm", birth_year=1958)
    finish(early, factories.OTHER_COURSE)
    clock.set(datetime(2026, 10, 8, 3, 0, tzinfo=UTC))
    hoa = factories.person("Nguyễn Thị Hoà", birth_year=1960)
    shop = factories.person("Bùi Thị Bán Hàng", "Thôn Mẫu Hai", audience=Audience.BUSINESSES)
    finish(hoa, factories.COURSE)
    ledger.record(shop.id, f"{factories.COURSE}/mot", core_clock.now(), "self")
    lesson = meeting(staff, starts_at=core_clock.now() + timedelta(hours=8))
    clock.move(hours=8)
    classes.set_state(lesson, "opened", core_clock.now(), staff)
    came(lesson, hoa, shop, by=staff)
    feedback.ask(hoa, new_id(), feedback.Asked("Máy cứ quay tròn?", f"{factories.COURSE}/mot", ""), core_clock.now())
    clock.set(NOW)
    db.session.commit()
    up_to_date()
    return SimpleNamespace(hoa=hoa, shop=shop, early=early, meeting=lesson, staff=staff)


def finish(who: Person, slug: str) -> None:
    """Somebody finishes one lesson of a course and the course."""
    ledger.record(who.id, f"{slug}/mot", core_clock.now(), "self")
    ledger.record(who.id, slug, core_clock.now(), "self")


def up_to_date() -> None:
    """The figures know everything."""
    while figures.catch_up():
        db.session.commit()
    db.session.commit()

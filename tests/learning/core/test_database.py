"""The database: moments in UTC, foreign keys hold, writers queue, a full disk is told and nothing is half-written."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, StatementError

from learning.accounts.models import AuditEntry, Consent, Person, Place
from learning.core import clock as core_clock
from learning.core.database import UtcDateTime, db, new_id
from learning.progress.models import Completion
from tests.support import factories, journeys
from tests.support.databases import TEST_SERVER, forget_memories

DIALECTS = [sqlite.dialect(), postgresql.dialect()]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_naive_moment_is_refused(dialect) -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2026, 11, 23, 8, 0), dialect)


def test_a_naive_moment_does_not_reach_a_table(app: Flask) -> None:
    db.session.add(AuditEntry(action="a", subject="b", at=datetime(2026, 11, 23, 8, 0)))
    with pytest.raises(StatementError, match="naive"):
        db.session.flush()


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    for dialect in DIALECTS:
        kept = UtcDateTime().process_bind_param(moment, dialect)
        back = UtcDateTime().process_result_value(kept, dialect)
        assert back == moment.astimezone(UTC)
        assert back.utcoffset() == timedelta(0)


def test_a_moment_survives_the_real_database(app: Flask) -> None:
    in_hanoi = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7)))
    db.session.add(AuditEntry(action="a", subject="b", at=in_hanoi))
    db.session.commit()
    db.session.expire_all()
    assert db.session.scalars(select(AuditEntry.at).where(AuditEntry.action == "a")).one() == datetime(
        2026, 11, 23, 1, 0, tzinfo=UTC
    )


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200
    assert {one.version for one in made} == {7}


def test_a_reference_to_nobody_is_refused(app: Flask) -> None:
    db.session.add(Consent(person_id=uuid.uuid4(), purpose="learning_record", version=1, channel="web"))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_thon_without_a_commune_is_refused(app: Flask) -> None:
    db.session.add(Place(kind="village", name="Thôn lạc", path="/lạc/"))
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.skipif(bool(TEST_SERVER), reason="pragmas are SQLite's")
def test_the_pragmas_are_in_force_on_the_shared_database(app: Flask) -> None:
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_pragmas_are_in_force_on_a_file(site_on_file: Callable[..., Flask]) -> None:
    with site_on_file().app_context():
        asked = {
            name: db.session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_writer_waits_for_another_writer(site_on_file: Callable[..., Flask], tmp_path: Path) -> None:
    """Without BEGIN IMMEDIATE the second of two writers fails at once with "database is locked"."""
    app = site_on_file()
    held = threading.Event()

    def holds_the_pen() -> None:
        with app.app_context():
            db.session.add(AuditEntry(action="chậm", subject="một"))
            db.session.flush()
            held.set()
            time.sleep(0.3)
            db.session.commit()

    slow = threading.Thread(target=holds_the_pen)
    slow.start()
    held.wait(5)
    begun = time.monotonic()
    with app.app_context():
        # reads first: with a plain BEGIN this snapshot would be stale and the write after it refused
        before = db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.subject == "một"))
        db.session.add(AuditEntry(action="nhanh", subject="hai"))
        db.session.commit()
        waited = time.monotonic() - begun
        kept = set(db.session.scalars(select(AuditEntry.subject).where(AuditEntry.subject.in_(["một", "hai"]))))
    slow.join()

    assert before == 1
    assert waited > 0.2
    assert kept == {"một", "hai"}


def test_readers_do_not_wait_for_a_writer(site_on_file: Callable[..., Flask], tmp_path: Path) -> None:
    browser = site_on_file(busy_seconds=0).test_client()
    with AnotherWriter(tmp_path):
        assert browser.get("/khoa-hoc/").status_code == 200
        assert browser.get("/dang-ky").status_code == 200


class AnotherWriter:
    """Another process that holds the right to write."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "site.db", isolation_level=None)

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_reason: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


def _registration(app: Flask, name: str = "Nguyễn Thị Hoà") -> dict[str, str]:
    with app.app_context():
        place = factories.place("Thôn Mẫu Một").id
        db.session.rollback()
    form = {"person_id": str(uuid.uuid4()), "full_name": name, "audience": "residents", "place": str(place)}
    return form | {"pin": factories.PIN, "pin_again": factories.PIN, "may_record": "y", "birth_year": "1960"}


def test_a_locked_database_keeps_what_was_typed(site_on_file: Callable[..., Flask], tmp_path: Path) -> None:
    app = site_on_file(busy_seconds=0)
    browser, form = app.test_client(), _registration(app)
    browser.get("/dang-ky")
    with AnotherWriter(tmp_path):
        answer = browser.post("/dang-ky", data=form)

    shown = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "Chưa lưu được, hãy thử lại" in shown
    assert 'action="/dang-ky"' in shown
    for name in ("full_name", "birth_year", "person_id", "may_record", "audience"):
        assert f'name="{name}" value="{form[name]}"' in shown
    assert browser.post("/dang-ky", data=form).status_code == 303


def test_a_locked_database_never_shows_secrets_again(site_on_file: Callable[..., Flask], tmp_path: Path) -> None:
    app = site_on_file(busy_seconds=0)
    browser, form = app.test_client(), _registration(app)
    with AnotherWriter(tmp_path):
        shown = browser.post("/dang-ky", data=form).get_data(as_text=True)

    assert factories.PIN not in shown
    assert shown.count('type="password"') == 2


def test_a_locked_database_is_told_to_somebody_signed_in(site_on_file: Callable[..., Flask], tmp_path: Path) -> None:
    """The error page reads who is signed in and the commune's name: that must not ask for the pen again."""
    app = site_on_file(busy_seconds=0)
    with app.app_context():
        browser = app.test_client(user=factories.person())
        db.session.commit()
        db.session.remove()
    form = {"full_name": "Trần Văn Bốn", "audience": "residents", "place": _registration(app)["place"]}
    with AnotherWriter(tmp_path):
        answer = browser.post("/toi/sua", data=form)

    shown = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert 'value="Trần Văn Bốn"' in shown
    assert "Đang học: </span>Văn Ba" in shown
    assert "xã Hải Hưng, thành phố Hải Phòng" in shown
    assert browser.post("/toi/sua", data=form).status_code == 303


def test_a_database_that_is_away_altogether_still_gets_a_page(
    site_on_file: Callable[..., Flask], tmp_path: Path
) -> None:
    app = site_on_file()
    browser, form = app.test_client(), _registration(app)
    with app.app_context():
        db.engine.dispose()
    forget_memories(app)
    (tmp_path / "site.db").rename(tmp_path / "away.db")
    (tmp_path / "site.db").mkdir()

    told, refused = browser.get("/toi"), browser.post("/dang-ky", data=form)

    assert (told.status_code, refused.status_code) == (503, 503)
    assert "Trang đang gặp trục trặc" in told.get_data(as_text=True)
    assert 'value="Nguyễn Thị Hoà"' in refused.get_data(as_text=True)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    site_on_file: Callable[..., Flask], tmp_path: Path
) -> None:
    app = site_on_file()
    with app.app_context():
        pages = db.session.scalar(text("PRAGMA page_count"))
        db.session.rollback()
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages}"))

    answers = [_told(app, f"Trần Văn {factories.in_letters(number)}") for number in range(60)]

    assert 503 in answers
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == answers.count(303)
        assert db.session.scalar(select(func.count()).select_from(Consent)) == answers.count(303)


def _told(app: Flask, name: str) -> int:
    answer = app.test_client().post("/dang-ky", data=_registration(app, name))
    if answer.status_code == 503:
        assert name in answer.get_data(as_text=True)
    return answer.status_code


def test_the_clock_moves_for_column_defaults_too(app: Flask, clock) -> None:
    """The models hold on to ``clock.now`` itself; moving the clock must reach them all the same."""
    clock.set(datetime(2030, 1, 2, 3, 4, tzinfo=UTC))
    somebody = factories.person()
    assert somebody.registered_at == datetime(2030, 1, 2, 3, 4, tzinfo=UTC)


def test_today_is_a_date_in_vietnam(clock) -> None:
    clock.set(datetime(2026, 11, 22, 17, 30, tzinfo=UTC))
    assert core_clock.today().isoformat() == "2026-11-23"


def test_finishing_a_lesson_twice_at_once_is_one_row(app: Flask, client_of, resident: Person) -> None:
    browser = client_of(resident)
    for _ in range(2):
        assert journeys.finishes_lesson(browser, factories.LESSON).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Completion)) == 1


def test_a_question_left_half_read_does_not_hold_the_next_test_up(app: Flask, blank_again: Callable[[], None]) -> None:
    """As a failed request leaves one behind, in the frames of its traceback."""
    factories.person("Nguyễn Thị Hoà")
    db.session.commit()
    half_read = db.session.connection().connection.driver_connection.execute("SELECT name FROM place")
    assert half_read.fetchone()
    blank_again()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    del half_read

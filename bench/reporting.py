"""Figures over many facts: how long a dashboard waits, what ten times the facts cost, what recording one costs.

The facts are made in bulk and not by ``flask demo``, which takes minutes; ``rebuild`` then makes the sets as it would
after any import.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event, insert, select

from app import create_app
from bench.figures import Figure, measures
from bench.ground import Ground
from learning.accounts.actions import add_village
from learning.accounts.audiences import Audience
from learning.accounts.models import Person
from learning.accounts.places import plant_commune
from learning.core import clock
from learning.core.database import db, new_id
from learning.core.settings import Settings
from learning.progress import actions as ledger
from learning.progress.models import Completion
from pages.cli import migrate
from reports.figures import actions, queries, triggers
from reports.figures.grids import DIMENSIONS
from reports.figures.periods import Period, free, month_of, quarter_of, year_of
from reports.figures.scope import Scope, at_place

PEOPLE, FACTS, DAYS, VILLAGES, COURSES, LESSONS = 50_000, 1_000_000, 1095, 14, 25, 5
HEADLINES = ("reached", "completed", "certified_self", "turns", "first_try_passes")
ROUNDS = 30
RECORDED = 400


@measures("reporting", slow=True)
def reporting(ground: Ground) -> Iterator[Figure]:
    """50,000 people: with a tenth of a million facts, then with a million."""
    with _site(ground.folder / "figures") as places:
        _people(places)
        few = _dashboard(places, _facts(FACTS // 10))
        rebuilt = _facts(FACTS - FACTS // 10)
        many = _dashboard(places, rebuilt)
        yield Figure("figures.rebuild", rebuilt, "s", detail={"people": PEOPLE, "facts": FACTS})
        yield Figure("figures.dashboard_p95", many[0], "ms", most=300, detail={"queries": many[2], "scopes": ROUNDS})
        busy = {"a_tenth_ms": round(few[1], 1), "all_ms": round(many[1], 1)}  # processor time: others work here too
        yield Figure("figures.ten_times_the_facts", many[1] / few[1], "×", most=1.3, detail=busy)
        with_them, without = _recording()
        detail = {"with_ms": round(with_them, 3), "without_ms": round(without, 3)}
        yield Figure("figures.recording", with_them / without, "×", most=1.5, detail=detail)
        yield Figure("figures.catching_up", _catching_up(), "ms", detail={"facts": RECORDED})


@contextmanager
def _site(folder: Path) -> Iterator[list[int]]:
    folder.mkdir()
    url = f"sqlite:///{folder / 'site.db'}"
    app = create_app(
        Settings(data_dir=folder, database_url=url, secret_key="only to measure", pin_rounds=1, testing=True)
    )
    with app.app_context():
        migrate()
        commune = plant_commune(11257)
        villages = [add_village(commune, f"Thôn {number} (mẫu)", None) for number in range(1, VILLAGES + 1)]
        db.session.commit()
        yield [village.id for village in villages]
        db.session.remove()
        db.engine.dispose()


def _in_bulk(table: Any, rows: Iterator[dict[str, Any]], at_once: int = 20_000) -> None:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == at_once:
            db.session.execute(insert(table), part)
            part.clear()
    if part:
        db.session.execute(insert(table), part)
    db.session.commit()


def _people(places: list[int]) -> None:
    rng, now = random.Random(1), clock.now()
    words = {"full_name": "Phạm Thị Mẫu", "name_key": "mẫu", "search_key": "pham thi mau", "sign_in_epoch": 1}
    rows = (
        words
        | {"id": new_id(), "audience": rng.choice(list(Audience)).value, "place_id": rng.choice(places)}
        | {
            "gender": rng.choice(["female", "male"]),
            "birth_year": rng.randint(1940, 2010),
            "card_code": f"{number:09d}",
        }
        | {"registered_at": now - timedelta(days=rng.random() * DAYS), "is_demo": True}
        for number in range(PEOPLE)
    )
    _in_bulk(Person, rows)


def _facts(number: int) -> float:
    """Write so many completions without triggers, as an import would, and make the sets; returns how long that took."""
    for statement in triggers.taken_away("sqlite"):
        db.session.connection().exec_driver_sql(statement)
    rng, now = random.Random(number), clock.now()
    people = list(db.session.scalars(select(Person.id)))

    def facts() -> Iterator[dict[str, Any]]:
        for turn in range(number):
            course, lesson = rng.randrange(COURSES), rng.randint(0, LESSONS)
            key = f"khoa-{course}/bai-{lesson}-{turn}" if lesson else f"khoa-{course}"
            when = now - timedelta(days=rng.random() * DAYS)
            row = {"id": new_id(), "person_id": rng.choice(people), "item_key": key, "recorded_at": now}
            yield row | {"source": "self" if lesson else f"{rng.choice(['self', 'supervised'])}", "finished_at": when}

    seen: set[tuple[UUID, str, str]] = set()
    _in_bulk(Completion, (row for row in facts() if _is_new(seen, row)))
    actions.put_triggers_in_place()
    began = time.perf_counter()
    actions.rebuild()
    db.session.commit()
    return time.perf_counter() - began


def _is_new(seen: set[tuple[UUID, str, str]], row: dict[str, Any]) -> bool:
    address = row["person_id"], row["item_key"], row["source"]
    if "/" in row["item_key"]:
        return True
    if address in seen or db.session.scalar(
        select(Completion.id).filter_by(person_id=address[0], item_key=address[1], source=address[2])
    ):
        return False
    seen.add(address)
    return True


def _dashboard(places: list[int], _rebuilt: float) -> tuple[float, float, int]:
    """The 95th percentile over many scopes by the clock and in processor time, in milliseconds; the most questions."""
    rng, today = random.Random(7), clock.today()
    taken, busy, asked = [], [], 0
    for number in range(ROUNDS + 1):
        day = today - timedelta(days=rng.randrange(DAYS - 400))
        period = (month_of, quarter_of, year_of, _hundred_days_to)[number % 4](day)
        scope = Scope(period, audience=rng.choice([None, *Audience]))
        queries.open_book()._known.clear()  # as after a change: nothing is worked out yet
        began, worked = time.perf_counter(), time.process_time()
        asked = max(asked, _one_dashboard(scope, places))
        if number:  # the first one also reads the book
            taken.append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.process_time() - worked))
        db.session.commit()
    return statistics.quantiles(taken, n=20)[-1], statistics.quantiles(busy, n=20)[-1], asked


def _hundred_days_to(day: date) -> Period:
    return free(day - timedelta(days=99), day)


def _one_dashboard(scope: Scope, places: list[int]) -> int:
    """The five numbers and those before, completion by thôn and audience, a trend, the courses, who is behind one."""
    counted = _Counted()
    with counted:
        book = queries.open_book()
        queries.figures(HEADLINES, scope, book)
        queries.figures(HEADLINES, scope.previous(), book)
        for key in ("active", "completed", "turns"):
            for place in places:
                for row in DIMENSIONS["doi-tuong"](at_place(scope, place), ()):
                    queries.figure(key, row.scope, book)
        queries.trend("completed", scope.during(year_of(scope.period.last)), book)
        for course in range(COURSES):
            one = Scope(scope.period, course="x", courses=frozenset({f"khoa-{course}"}))
            for key in ("begun", "completed", "completion_rate"):
                queries.figure(key, one, book)
        queries.people_behind("completed", scope, book)
    return counted.number


class _Counted:
    """Counts what is sent to the database."""

    def __init__(self) -> None:
        self.number = 0

    def __enter__(self) -> None:
        event.listen(db.engine, "before_cursor_execute", self._one)

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._one)

    def _one(self, *_: object) -> None:
        self.number += 1


def _recording() -> tuple[float, float]:
    """Milliseconds for recording one finished lesson and committing it, with the triggers and without, in turns."""
    people = list(db.session.scalars(select(Person.id).limit(RECORDED)))
    db.session.commit()
    times: dict[bool, list[float]] = {True: [], False: []}
    for start in range(0, RECORDED, 20):  # in small turns, so that whatever else the machine does falls on both
        for half in (True, False):
            _switch(half)
            _record(people[0], half)  # the first one after a switch reads the schema again
            times[half] += [_timed(lambda: _record(person, half)) for person in people[start : start + 20]]  # noqa: B023
    _switch(True)
    return statistics.median(times[True]), statistics.median(times[False])


def _switch(on: bool) -> None:
    statements = triggers.taken_away("sqlite") + (triggers.made("sqlite") if on else [])
    for statement in statements:
        db.session.connection().exec_driver_sql(statement)
    db.session.commit()


def _record(person: UUID, half: bool) -> None:
    ledger.record(person, f"khoa-1/do-{half}-{time.perf_counter_ns()}", clock.now())
    db.session.commit()


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _catching_up() -> float:
    def work() -> None:
        while actions.catch_up():
            db.session.commit()

    return _timed(work)

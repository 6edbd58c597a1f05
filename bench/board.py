"""The statistics page as staff open it: fifty thousand people over three years, any filter, both databases.

``flask demo`` makes the commune, so that its facts are of every kind; ``script/server`` answers.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from bench.figures import Figure, NotHere, measures
from bench.ground import ROOT, Ground, Server
from bench.visitor import Answer, Unexpected, Visitor, form_to
from learning.accounts.audiences import Audience
from learning.core import clock
from reports.figures.periods import free, month_of, quarter_of, year_of
from reports.figures.scope import AGES, CHANNELS, GENDERS

PEOPLE, YEARS = 50_000, 3
PAGES, WARM = 100, 12  # looks that are measured; looks before them, which give both workers their sets
BOARD = "/can-bo/thong-ke"
COURSES = ("dich-vu-cong", "thanh-toan-so", "nhan-biet-lua-dao", "lo-trinh-nguoi-dan")
OFTEN = 0.35  # of the looks choose each filter


@measures("board", slow=True)
def board(ground: Ground) -> Iterator[Figure]:
    """One look at the statistics after another, each with other filters."""
    for name, address in (("sqlite", ""), ("postgresql", ground.postgresql)):
        if name == "sqlite" or address:
            yield from _board(ground, name, {"DATABASE_URL": address} if address else {})


def _board(ground: Ground, name: str, env: dict[str, str]) -> Iterator[Figure]:
    env |= {"DATA_DIR": str(ground.folder / name)}
    began = time.perf_counter()
    password = _people_the_site(env)
    made_in = time.perf_counter() - began
    with ground.start_site(name, **env) as server:
        staff = _staff(server, password)
        first = _timed(staff, BOARD)
        looks = _looks(form_to(staff.get(BOARD).text, BOARD).choices["noi"])
        for path in looks[:WARM]:
            staff.get(path)
        worked, taken = server.cpu_seconds(), sorted(_timed(staff, path) for path in looks[WARM:])
        worked = 1000 * (server.cpu_seconds() - worked) / PAGES
    p95 = statistics.quantiles(taken, n=20)[-1]
    detail = {
        "people": PEOPLE,
        "looks": PAGES,
        "median_ms": round(statistics.median(taken)),
        "most_ms": round(taken[-1]),
    }
    yield Figure(f"board.p95.{name}", p95, "ms", most=300, detail=detail | {"processor_mean_ms": round(worked)})
    yield Figure(f"board.first.{name}", first, "ms", detail={"demo_s": round(made_in)})


def _people_the_site(env: dict[str, str]) -> str:
    """Fill an empty site and count everything; returns the password of the staff in it."""
    _flask(env, "prepare")
    said = _flask(env, "demo", "--people", str(PEOPLE), "--seed", "1", "--years", str(YEARS))
    _flask(env, "reports", "catch-up")
    found = re.search(r"password of both is (\S+)", said)
    if found is None:
        raise NotHere("flask demo told no password")
    return found[1]


def _flask(env: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(done.stderr.strip()[-300:])
    return done.stdout


def _staff(server: Server, password: str) -> Visitor:
    visitor, door = Visitor(server), "/dang-nhap/can-bo"
    form = form_to(visitor.get(door).text, door)
    answer = visitor.post(door, form.values | {"login_name": "canbo-mau", "password": password})
    if answer.status != 303:
        raise Unexpected(f"could not sign in: status {answer.status}")
    return visitor


def _timed(visitor: Visitor, path: str) -> float:
    began = time.perf_counter()
    answer: Answer = visitor.get(path)
    if answer.status != 200:
        raise Unexpected(f"status {answer.status} at {path}")
    return 1000 * (time.perf_counter() - began)


def _looks(places: list[str]) -> list[str]:
    rng, today = random.Random(1), clock.today()
    choices = {
        "noi": places,
        "doi-tuong": [audience.slug for audience in Audience],
        "khoa": COURSES,
        "kenh": list(CHANNELS),
        "gioi": list(GENDERS),
        "tuoi": list(AGES),
    }
    kinds = (month_of, quarter_of, year_of, lambda day: free(day - timedelta(days=99), day))
    looks = []
    for number in range(WARM + PAGES):
        period = kinds[number % len(kinds)](today - timedelta(days=rng.randrange(365 * YEARS - 100)))
        asked = {name: rng.choice(some) for name, some in choices.items() if some and rng.random() < OFTEN}
        looks.append(f"{BOARD}?{urlencode(period.query() | asked)}")
    return looks

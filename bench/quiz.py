"""A whole quiz attempt against a lesson page, and a class of sixteen handing in at the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from sqlalchemy import create_engine, text

from bench.figures import Figure, NotHere, measures
from bench.ground import Ground, Server
from bench.visitor import Answer, Unexpected, Visitor, form_to, path_of
from bench.weight import LINK, lesson_paths

PEOPLE, PAGES, ROUNDS = 20, 100, 3
CLASS = 16
GIVEN = ("Hồng", "Lan", "Cúc", "Mai", "Đào", "Huệ")


def quiz_path(site: Server) -> str:
    """The first quiz that the site links to."""
    visitor = Visitor(site)
    for course in sorted({path for path in LINK.findall(visitor.get("/khoa-hoc/").text) if path.endswith("/")}):
        text = visitor.get(course).text
        if 'href="/kiem-tra/' in text:
            return "/kiem-tra/" + text.split('href="/kiem-tra/')[1].split('"')[0]
    raise NotHere("no course shows a quiz yet")


@measures("quiz-attempt")
def quiz_attempt(ground: Ground) -> Iterator[Figure]:
    """Processor time of opening, reading, handing in and seeing the result, in lesson pages of the same learners."""
    site, quiz, lesson = ground.site, quiz_path(ground.site), lesson_paths(ground.site)[0]
    ratios, attempts, pages = [], [], []
    for _ in range(ROUNDS):
        learners = _learners(site, PEOPLE)
        pages.append(_cost(site, PAGES, lambda turn, who=learners: who[turn % PEOPLE].get(lesson)))  # type: ignore[misc]
        attempts.append(_cost(site, PEOPLE, lambda turn, who=learners: take(who[turn], quiz)))  # type: ignore[misc]
        ratios.append(attempts[-1] / pages[-1])
    detail = {"attempt_cpu_ms": round(median(attempts), 2), "lesson_cpu_ms": round(median(pages), 2), "quiz": quiz}
    yield Figure("quiz-attempt-cpu", median(ratios), "× signed-in lesson page", most=8, detail=detail)


@measures("quiz-class")
def quiz_class(ground: Ground) -> Iterator[Figure]:
    """Sixteen learners at once, each tapping the last button twice; none may be lost, none counted twice."""
    yield _class("sqlite", ground.site, f"sqlite:///{ground.folder / 'site' / 'site.db'}")
    if ground.site_on_postgresql is None:
        raise NotHere("no PostgreSQL on this machine")
    yield _class(
        "postgresql", ground.site_on_postgresql, ground.postgresql.replace("postgresql://", "postgresql+psycopg://")
    )


def _class(name: str, server: Server, database: str) -> Figure:
    quiz, learners = quiz_path(server), _learners(server, CLASS)
    gate, before = threading.Barrier(CLASS), _attempts(database)

    def at_once(learner: Visitor) -> set[str]:
        gate.wait(60)
        return set(take(learner, quiz, taps=2))

    with ThreadPoolExecutor(CLASS) as pool:
        led_to = list(pool.map(at_once, learners))
    new = _attempts(database) - before
    seen = {
        "lost": CLASS - len(set().union(*led_to)),
        "doubled": sum(len(places) > 1 for places in led_to),
        "rows_too_many_or_few": sum(new.values()) - CLASS,
        "left_open": new["open"],
    }
    wrong = sum(abs(count) for count in seen.values())
    return Figure(f"quiz-class-{name}", wrong, "lost or doubled", most=0, detail=seen | {"learners": CLASS})


def _attempts(database: str) -> Counter[str]:
    """How many attempts the database holds, open ones and handed in."""
    engine = create_engine(database)
    with engine.connect() as connection:
        handed_in = text("SELECT handed_in_at IS NOT NULL FROM attempt")
        counted = Counter("handed in" if done else "open" for done in connection.execute(handed_in).scalars())
    engine.dispose()
    return counted


def _learners(site: Server, how_many: int) -> list[Visitor]:
    learners = [Visitor(site) for _ in range(how_many)]
    for number, learner in enumerate(learners):
        learner.register(f"Nguyễn Thị {GIVEN[number % len(GIVEN)]}")
    return learners


def _cost(site: Server, times: int, act: Callable[[int], object]) -> float:
    before = site.cpu_seconds()
    for turn in range(times):
        act(turn)
    return 1000 * (site.cpu_seconds() - before) / times


def take(learner: Visitor, quiz: str, taps: int = 1) -> list[str]:
    """One whole attempt; returns where each tap on the last button led."""
    sheet = _opened(learner, quiz)
    form = form_to(sheet.text, "/nop")
    where = []
    for _ in range(taps):
        answer = learner.post(path_of(form.action), form.answered())
        result = learner.follow(answer)
        if result.status != 200:
            raise Unexpected(f"the result was answered with {result.status}")
        where.append(path_of(answer.headers["location"]))
    return where


def _opened(learner: Visitor, quiz: str) -> Answer:
    form = form_to(learner.get(quiz).text, "/luot")
    return learner.follow(learner.post(path_of(form.action), form.values))

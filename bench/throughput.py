"""What a lesson page costs the machine, against a bare Flask view that answers a constant string of the same length."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.figures import Figure, measures
from bench.ground import Ground, Server
from bench.load import Load, press
from bench.visitor import Visitor
from bench.weight import lesson_paths

ROUNDS = 3
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


@measures("lesson-throughput")
def lesson_throughput(ground: Ground) -> Iterator[Figure]:
    """Requests a second and processor time a request, as a guest and signed in; rounds take turns with the bare app."""
    path = lesson_paths(ground.site)[0]
    learner = Visitor(ground.site)
    learner.register("Nguyễn Thị Đo Lường")
    length = len(learner.get(path).body)
    bare = ground.start_bare(CONSTANT_LENGTH=str(length))
    cookie = {"Cookie": learner.cookie_header}
    runs: dict[str, list[Load]] = {"bare": [], "guest": [], "signed-in": []}
    for _ in range(ROUNDS):
        runs["bare"].append(press(bare, "/"))
        runs["guest"].append(press(ground.site, path))
        runs["signed-in"].append(press(ground.site, path, cookie))
    compressed = _compressed(ground.site, path, cookie)

    for who, least in (("guest", 0.5), ("signed-in", 0.12)):
        rate = _middle(runs[who], "per_second") / _middle(runs["bare"], "per_second")
        cost = _middle(runs["bare"], "cpu_ms") / _middle(runs[who], "cpu_ms")
        detail = {"page": path, "characters": length} | {name: _told(runs[name]) for name in ("bare", who)}
        yield Figure(f"lesson-{who}-requests", rate, "× bare Flask", least=least, detail=detail | compressed[who])
        yield Figure(f"lesson-{who}-cpu", cost, "× bare Flask", least=least, detail=detail | compressed[who])


def _compressed(site: Server, path: str, cookie: dict[str, str]) -> dict[str, dict[str, object]]:
    asked = {"guest": press(site, path, BROWSER, 2), "signed-in": press(site, path, cookie | BROWSER, 2)}
    return {who: {"compressed": _told([load])} for who, load in asked.items()}


def _middle(loads: list[Load], what: str) -> float:
    return median(getattr(load, what) for load in loads)


def _told(loads: list[Load]) -> dict[str, float]:
    return {what: round(_middle(loads, what), 3) for what in ("per_second", "cpu_ms")}


@measures("lesson-queries")
def lesson_queries(ground: Ground) -> Iterator[Figure]:
    """How many statements a signed-in lesson page sends to the database once the catalogue is in memory."""
    from sqlalchemy import event

    from app import create_app
    from learning.core.database import db
    from learning.core.settings import load_settings

    path = lesson_paths(ground.site)[0]
    learner = Visitor(ground.site)
    learner.register("Trần Văn Đếm")
    app = create_app(load_settings({"DATA_DIR": str(ground.folder / "site")}))
    client = app.test_client()
    for name, value in learner.cookies.items():
        client.set_cookie(name, value)
    client.get(path)

    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        client.get(path)
    yield Figure(
        "lesson-signed-in-queries", len(seen), "SQL statements", detail={"statements": [sql[:120] for sql in seen]}
    )

"""Three hundred phones in one live quiz, a third of them coming and going, one worker killed on the way."""

from __future__ import annotations

import http.client
import json
import random
import re
import signal
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from os import kill
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.figures import Figure, NotHere, measures
from bench.ground import Ground, Server
from bench.visitor import Answer, Visitor, path_of

PHONES, QUESTIONS, OPEN, SHOWN = 300, 8, 9.0, 4.0  # people, questions, seconds a question is open, seconds of its bars
RECONNECTING = 1 / 3
LETTERS = "ab"  # every question has at least two options
KILLED_AT = 4  # the question during which a worker is killed
TRIES = 40
RETRIED = (OSError, http.client.HTTPException)


@dataclass
class Seen:
    """What all phones measured together."""

    answers: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    polls: int = 0
    fresh: int = 0
    resent: int = 0
    final: dict[tuple[str, int], str] = field(default_factory=dict)
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Phone(threading.Thread):
    """Joins, asks as often as it is told to, taps once or twice a question, and resends until it is heard."""

    def __init__(self, number: int, server: Server, code: str, seen: Seen, moments: dict[int, float]) -> None:
        super().__init__(daemon=True)
        self._rng = random.Random(number)
        self._server, self._code, self._seen, self._moments = server, code, seen, moments
        self._name, self._cookie, self._tag = f"Máy {number}", "", ""
        self._line: http.client.HTTPConnection | None = None
        self._restless = self._rng.random() < RECONNECTING
        self._due: list[tuple[float, int, str]] = []
        self._last = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Until the quiz has ended."""
        try:
            self._join()
            while not self.over.is_set():
                self._look()
        except Exception as broken:  # noqa: BLE001 – a phone that breaks is a result
            self._seen.faults.append(repr(broken))

    def _join(self) -> None:
        form = {"ma": str(uuid.uuid4()), "cach": "name", "ten": self._name}
        _, headers, _ = self._until_heard("POST", "/vao", form)
        self._cookie = headers["set-cookie"].split(";")[0]

    def _look(self) -> None:
        status, headers, body = self._until_heard("GET", "/trang-thai")
        self._seen.polls += 1
        if status == 200:
            self._tag = headers["etag"]
            self._read(json.loads(body)["man"])
        wake = time.monotonic() + float(headers.get("x-come-again", 2)) * self._rng.uniform(0.9, 1.1)
        self._tap_until(wake)
        if self._restless and self._rng.random() < 0.4:
            self._hang_up()

    def _read(self, screen: str) -> None:
        self._seen.fresh += 1
        found = re.search(r'name="cau" value="(\d+)"', screen)
        if "Đố vui đã xong" in screen:
            self.over.set()
        if found is None or int(found[1]) <= self._last:
            return
        number = self._last = int(found[1])
        self._seen.lags.append(time.monotonic() - self._moments[number])
        first = time.monotonic() + self._rng.uniform(0.1, 3.0)
        self._due = [(first, number, self._rng.choice(LETTERS))]
        if self._rng.random() < 0.3:  # changes their mind
            self._due.append((first + self._rng.uniform(0.2, 1.0), number, self._rng.choice(LETTERS)))

    def _tap_until(self, wake: float) -> None:
        while self._due and self._due[0][0] < wake:
            at, number, letter = self._due.pop(0)
            time.sleep(max(0.0, at - time.monotonic()))
            self._tap(number, letter)
        time.sleep(max(0.0, wake - time.monotonic()))

    def _tap(self, number: int, letter: str) -> None:
        form = {"ma": str(uuid.uuid4()), "cau": str(number), "chon": letter}
        began = time.monotonic()
        status, _, _ = self._until_heard("POST", "/tra-loi", form)
        self._seen.answers.append(time.monotonic() - began)
        if status == 200:
            self._seen.final[self._name, number] = letter
        else:
            self._seen.refused += 1
        if self._restless and self._rng.random() < 0.3:  # the acknowledgement was lost: the same tap once more
            self._hang_up()
            self._until_heard("POST", "/tra-loi", form)

    def _until_heard(
        self, method: str, door: str, form: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        for attempt in range(TRIES):
            try:
                return self._once(method, door, form)
            except RETRIED:
                self._hang_up()
                self._seen.resent += 1
                time.sleep(min(0.1 * 2**attempt, 2.0))
        raise TimeoutError(door)

    def _once(self, method: str, door: str, form: dict[str, str] | None) -> tuple[int, dict[str, str], bytes]:
        self._line = self._line or http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=15)
        headers = {"Cookie": self._cookie, "Accept": "application/json", "If-None-Match": self._tag}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request(method, f"/do-vui/{self._code}{door}", urlencode(form) if form else None, headers)
        response = self._line.getresponse()
        body = response.read()
        if response.status >= 500:
            raise http.client.HTTPException(str(response.status))
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class Facilitator(Visitor):
    """The first administrator, who also leads: prepares a quiz and goes on, through the pages of the site."""

    def __init__(self, server: Server, log: str) -> None:
        super().__init__(server)
        self._server = server
        token = re.search(r"/thiet-lap/\S+", log)
        if token is None:
            raise NotHere("the site printed no link for its first administrator")
        said = {"full_name": "Cao Văn Quản", "login_name": "quan", "password": "mot-cau-ngan-de-nho"}
        self.post(token[0], said)
        self.address = self._prepared()
        self.code = re.search(r"<b>(\d{3} \d{3})</b>", self.get(self.address).text)[1].replace(" ", "")  # type: ignore[index]

    def _prepared(self) -> str:
        page = self.get("/can-bo/do-vui/moi?khoa=dich-vu-cong").text
        fields = dict(re.findall(r'<input[^>]*type="hidden" name="(ma|khoa)" value="([^"]+)"', page))
        keys = re.findall(r'name="cau" id="cau-\d+" value="([^"]+)"', page)[:QUESTIONS]
        place = re.findall(r'<option value="(\d+)"', page)[0]
        pairs = [*fields.items(), ("ten", "Đo tải"), ("noi", place), *(("cau", key) for key in keys)]
        answer = self._send("POST", "/can-bo/do-vui/moi", urlencode(pairs).encode())
        return path_of(answer.headers["location"])

    def goes_on(self) -> float:
        """Press the large button; when it was pressed. Pressed again until it is heard: a step counts once."""
        version = re.search(r'name="ban" value="(\d+)"', self._heard("GET", self.address).text)
        began = time.monotonic()
        form = {"ban": version[1] if version else "0", "viec": "tiep"}
        self._heard("POST", f"{self.address}/buoc", urlencode(form).encode())
        return began

    def _heard(self, method: str, path: str, body: bytes | None = None) -> Answer:
        for _ in range(TRIES):
            try:
                return self._send(method, path, body)
            except RETRIED:
                self._line = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=15)
                time.sleep(0.1)
        raise TimeoutError(path)


def _evening(server: Server, host: Facilitator, seen: Seen) -> None:
    """All phones join; every question is opened and closed; during one of them a worker dies."""
    moments: dict[int, float] = {}
    phones = [Phone(number, server, host.code, seen, moments) for number in range(PHONES)]
    for phone in phones:
        phone.start()
        time.sleep(0.015)  # a hall comes in within some seconds
    time.sleep(3)
    for number in range(1, QUESTIONS + 1):
        moments[number] = time.monotonic()
        moments[number] = host.goes_on()
        if number == KILLED_AT:
            time.sleep(1.5)
            kill(server.workers[0], signal.SIGKILL)
        time.sleep(OPEN)
        host.goes_on()
        time.sleep(SHOWN)
    host.goes_on()
    for phone in phones:
        phone.join(30)
    seen.faults += ["a phone did not see the end"] * sum(phone.is_alive() for phone in phones)


def _kept(database: Path) -> dict[tuple[str, int], list[str]]:
    """What the database holds: the answers of every name and question."""
    query = """SELECT p.name, q.number, a.choice FROM live_answer a
               JOIN live_participant p ON p.id = a.participant_id JOIN live_question q ON q.id = a.question_id"""
    rows: dict[tuple[str, int], list[str]] = {}
    with closing(sqlite3.connect(database)) as connection:
        for name, number, choice in connection.execute(query):
            rows.setdefault((name, number), []).append(choice)
    return rows


def _names(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM live_participant").fetchone()[0])


@measures("live-quiz", slow=True)
def live_quiz(ground: Ground) -> Iterator[Figure]:
    """How long an answer takes, how late a step is seen, and whether an answer was lost or doubled."""
    seen = Seen()
    with ground.start_site("live") as server:
        host = Facilitator(server, (ground.folder / "live.log").read_text(errors="replace"))
        _evening(server, host, seen)
    database = ground.folder / "live" / "site.db"
    kept = _kept(database)
    wrong = {
        "lost": sum(seen_letter not in kept.get(key, []) for key, seen_letter in seen.final.items()),
        "doubled": sum(len(letters) > 1 for letters in kept.values()),
        "of_nobody": len(kept.keys() - seen.final.keys()),
        "names_too_many": abs(_names(database) - PHONES),
        "phones_broken": len(seen.faults),
    }
    detail: dict[str, Any] = {"phones": PHONES, "questions": QUESTIONS, "polls": seen.polls, "resent": seen.resent}
    detail |= {"refused_as_late": seen.refused, "faults": seen.faults[:3]}
    yield Figure(
        "live-quiz-answer-p95", 1000 * _p95(seen.answers), "ms", most=250, detail=detail | _spread(seen.answers)
    )
    yield Figure("live-quiz-step-seen-by-all", max(seen.lags), "s", most=3, detail=_spread(seen.lags))
    yield Figure(
        "live-quiz-answers", sum(wrong.values()), "lost or doubled", most=0, detail=wrong | {"kept": len(kept)}
    )


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"median_s": round(ordered[len(ordered) // 2], 3), "max_s": round(ordered[-1], 3), "counted": len(ordered)}

"""The real site for a browser: granian on a free loopback port, a folder of its own, killed and started at will."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from flask import Flask

from app import create_app
from learning.core.database import db, may_write
from learning.core.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds that a start may take on a busy machine


class Server:
    """One installation: its folder, its address, its processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[bytes] | None = None
        self.first_link = ""

    def prepare(self, people: int) -> str:
        """Make the site and a small commune in it; returns the path of the first administrator's link."""
        said = self._flask("prepare")
        self._flask("demo", "--people", str(people), "--seed", "1")
        link = re.search(r"^first-administrator: (\S+)$", said, re.MULTILINE)
        assert link is not None, said
        return link.group(1)

    def _flask(self, *words: str) -> str:
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def _environment(self) -> dict[str, str]:
        return os.environ | {"DATA_DIR": str(self.folder)}

    def start(self) -> None:
        """Start as script/server does; returns when the site answers."""
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", "2", "--blocking-threads", "4"]
        quiet = ["--no-ws", "--no-access-log", "--log-level", "warning", "--workers-kill-timeout", "5"]
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--factory",
            "app:create_app",
            *where,
            *quiet,
        ]
        log = (self.folder / "server.log").open("ab")
        with log:
            self._running = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/suc-khoe", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"the site does not answer: {(self.folder / 'server.log').read_text()[-2000:]}")

    @property
    def runs(self) -> bool:
        """Whether it was started and not ended."""
        return self._running is not None

    def pull_the_plug(self) -> None:
        """SIGKILL to every process at once: nothing is written down, nobody says goodbye."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End the site as a technician would."""
        self._signal(signal.SIGTERM)

    def _signal(self, what: signal.Signals) -> None:
        if self._running is not None:
            os.killpg(self._running.pid, what)
            self._running.wait(timeout=15)
            self._running = None

    @cached_property
    def _app(self) -> Flask:
        return create_app(load_settings({"DATA_DIR": str(self.folder)}))

    @contextmanager
    def records(self, writing: bool = False) -> Iterator[None]:
        """Look into the site's own database, or with ``writing`` put something there that only code can make."""
        with self._app.app_context():
            allowed = may_write.set(writing)
            try:
                yield
                db.session.commit()
            finally:
                db.session.remove()
                may_write.reset(allowed)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])

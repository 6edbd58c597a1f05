"""The ground all figures stand on: the site as script/server starts it, and a bare app under the same settings."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0  # seconds for a first start, which publishes every course
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS = 2


class NotStarted(Exception):
    """A server did not answer in time."""


class Server(AbstractContextManager["Server"]):
    """One running server: where it is, what its workers have used."""

    def __init__(self, command: list[str], port: int, env: dict[str, str], ready: str, log: Path) -> None:
        self.url, self.port = f"http://127.0.0.1:{port}", port
        self._began = time.monotonic()
        with log.open("ab") as into:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | env, stdin=subprocess.DEVNULL, stdout=into, stderr=into
            )
        self._log = log
        self._await(ready)
        self.started_in = time.monotonic() - self._began

    def _await(self, path: str) -> None:
        while time.monotonic() - self._began < PATIENCE:
            if self._process.poll() is not None:
                break
            try:
                with urlopen(self.url + path, timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.02)
        self.stop()
        raise NotStarted(self._log.read_text(errors="replace")[-800:])

    @property
    def command(self) -> list[str]:
        """The words the server process was started with, after the script has handed over to it."""
        words = Path(f"/proc/{self._process.pid}/cmdline").read_bytes().split(b"\0")
        return [word.decode() for word in words if word]

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests: children of the first one that hold the app."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def cpu_seconds(self) -> float:
        """What the workers have used so far, in user and kernel mode."""
        return sum(_ticks(pid) for pid in self.workers) / TICKS

    def stop(self) -> float:
        """Ask it to go, insist after a while; returns how long it took."""
        began = time.monotonic()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        return time.monotonic() - began

    def __exit__(self, *_: object) -> None:
        self.stop()


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Ground(AbstractContextManager["Ground"]):
    """Starts each server once, when first asked for, and stops all of them at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgresql = os.environ.get("BENCH_DATABASE_URL", "")
        self._stack = ExitStack()

    def start_site(self, name: str, **env: str) -> Server:
        """``script/server`` on a free port, its state in a folder of that name."""
        port = free_port()
        given = {"HOST": "127.0.0.1", "PORT": str(port), "DATA_DIR": str(self.folder / name), "WORKERS": str(WORKERS)}
        return Server([str(ROOT / "script/server")], port, given | env, "/suc-khoe", self.folder / f"{name}.log")

    @cached_property
    def site(self) -> Server:
        """The site on its embedded database."""
        return self._stack.enter_context(self.start_site("site"))

    @cached_property
    def site_on_postgresql(self) -> Server | None:
        """The site on PostgreSQL, where script/bench has found one."""
        if not self.postgresql:
            return None
        return self._stack.enter_context(self.start_site("on-postgresql", DATABASE_URL=self.postgresql))

    def start_bare(self, **env: str) -> Server:
        """``bench.constant_app`` under the very options that the site's server was started with."""
        port = free_port()
        words = ["bench.constant_app:create_app" if word == "app:create_app" else word for word in self.site.command]
        words[words.index("--port") + 1] = str(port)
        return self._stack.enter_context(Server(words, port, env, "/", self.folder / "bare.log"))

    def __exit__(self, *_: Any) -> None:
        self._stack.close()

"""Many requests for one address, for a few seconds: how many were answered, and what the workers paid for each."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass

from bench.ground import Server

CONNECTIONS = 8


@dataclass(frozen=True)
class Load:
    """One bounded run."""

    requests: int
    seconds: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Answered requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor for one request, over all workers."""
        return 1000 * self.cpu / self.requests


def press(server: Server, path: str, headers: dict[str, str] | None = None, seconds: int = 3) -> Load:
    """Ask again and again; raises ``ValueError`` when anything but 200 comes back."""
    headers = headers or {}
    before = server.cpu_seconds()
    count = _with_wrk if shutil.which("wrk") else _with_threads
    requests, took = count(server, path, headers, seconds)
    return Load(requests, took, server.cpu_seconds() - before)


def _with_wrk(server: Server, path: str, headers: dict[str, str], seconds: int) -> tuple[int, float]:
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    words += [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    said = subprocess.run([*words, server.url + path], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise ValueError(f"{path} was not always answered: {said}")
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", said)
    if found is None:
        raise ValueError(f"wrk said something new: {said}")
    return int(found[1]), float(found[2]) * {"ms": 0.001, "s": 1, "m": 60}[found[3]]


def _with_threads(server: Server, path: str, headers: dict[str, str], seconds: int) -> tuple[int, float]:
    counts, began = [0] * CONNECTIONS, time.monotonic()

    def ask(which: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while time.monotonic() - began < seconds:
            line.request("GET", path, headers=headers)
            response = line.getresponse()
            response.read()
            counts[which] += response.status == 200

    threads = [threading.Thread(target=ask, args=(which,)) for which in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts), time.monotonic() - began

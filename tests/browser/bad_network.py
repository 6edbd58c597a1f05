"""A network as it is at the edge of the commune: connections refused, cut before or after the site has answered."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class BadNetwork:
    """Stands between a browser and the site on a port of its own; ``chance`` of the connections go wrong."""

    def __init__(self, port: int, seed: int = 1) -> None:
        self._site = port
        self._dice = random.Random(seed)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.chance = 0.0
        self.cut = 0
        self.patch = (b"", b"")  # words of the site's answers, and others of the same length in their place

    def run(self) -> None:
        """Take connections until closed, each in a thread of its own."""
        while True:
            try:
                phone, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(phone,), daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self._listening.close()

    def _carry(self, phone: socket.socket) -> None:
        fate = self._dice.choice(("refused", "unanswered")) if self._dice.random() < self.chance else "carried"
        self.cut += fate != "carried"
        with phone, suppress(OSError):
            asked = _request(phone)
            if fate == "refused" or not asked:
                return
            with socket.create_connection(("127.0.0.1", self._site)) as site:
                site.sendall(asked)
                answered = b"".join(iter(lambda: site.recv(65536), b""))
            if fate == "carried":
                phone.sendall(answered.replace(*self.patch) if self.patch[0] else answered)


def _request(phone: socket.socket) -> bytes:
    """One whole request, told to close its connection, each with a fate of its own, and to be answered plainly."""
    phone.settimeout(20)
    got = b""
    while b"\r\n\r\n" not in got:
        part = phone.recv(65536)
        if not part:
            return b""
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    spoken = (b"connection:", b"accept-encoding:", b"if-none-match:")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(spoken)]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += phone.recv(65536)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


@contextmanager
def bad_network(port: int, seed: int = 1) -> Iterator[BadNetwork]:
    """A bad network in front of the site at ``port``, good until ``chance`` is raised."""
    network = BadNetwork(port, seed)
    thread = threading.Thread(target=network.run, daemon=True)
    thread.start()
    yield network
    network.close()
    thread.join(timeout=5)

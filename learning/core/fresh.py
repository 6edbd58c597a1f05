"""A value kept in memory that notices when the database holds a newer one.

Reading costs nothing; at most every ``patience`` seconds one cheap question asks whether the version has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from learning.core import clock

Value = TypeVar("Value")


class Fresh(Generic[Value]):
    """Holds what ``load()`` gave until ``version()`` says something else."""

    def __init__(self, load: Callable[[], Value], version: Callable[[], Hashable], patience: float = 2.0) -> None:
        self._load, self._version, self._patience = load, version, patience
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._seen: Hashable = None
        self._value: Value | None = None

    def get(self) -> Value:
        """The newest value known; at most ``patience`` seconds behind the database."""
        if self._value is None or clock.ticks() - self._asked_at > self._patience:
            self._look()
        assert self._value is not None
        return self._value

    def forget(self) -> None:
        """Look again at the next reading; whoever writes in this process calls it."""
        self._asked_at = float("-inf")

    def _look(self) -> None:
        with self._lock:
            version = self._version()
            if self._value is None or version != self._seen:
                self._value, self._seen = self._load(), version
            self._asked_at = clock.ticks()

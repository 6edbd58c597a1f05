"""A value in memory that notices a newer one."""

from __future__ import annotations

import threading
import time

import pytest

from learning.core.fresh import Fresh


class Source:
    """A database of one value, counting what is asked of it."""

    def __init__(self) -> None:
        self.version, self.loads, self.asked = 1, 0, 0

    def load(self) -> str:
        self.loads += 1
        return f"value {self.version}"

    def ask(self) -> int:
        self.asked += 1
        return self.version


def test_reading_again_costs_nothing() -> None:
    source = Source()
    fresh = Fresh(source.load, source.ask, patience=3600)
    assert [fresh.get() for _ in range(5)] == ["value 1"] * 5
    assert (source.loads, source.asked) == (1, 1)


def test_after_a_while_it_asks_but_loads_only_what_is_new() -> None:
    source = Source()
    fresh = Fresh(source.load, source.ask, patience=-1)
    fresh.get()
    fresh.get()
    assert (source.loads, source.asked) == (1, 2)

    source.version = 2
    assert fresh.get() == "value 2"
    assert source.loads == 2


def test_whoever_writes_makes_it_look_again() -> None:
    source = Source()
    fresh = Fresh(source.load, source.ask, patience=3600)
    fresh.get()
    source.version = 2
    assert fresh.get() == "value 1"
    fresh.forget()
    assert fresh.get() == "value 2"


def test_many_first_readers_load_once() -> None:
    source = Source()

    def slow_load() -> str:
        time.sleep(0.02)
        return source.load()

    fresh = Fresh(slow_load, source.ask, patience=3600)
    readers = [threading.Thread(target=fresh.get) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert source.loads == 1


def test_a_load_that_fails_is_tried_again() -> None:
    answers = iter([RuntimeError("away"), "here"])

    def load() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    fresh = Fresh(load, lambda: 1, patience=3600)
    with pytest.raises(RuntimeError):
        fresh.get()
    assert fresh.get() == "here"

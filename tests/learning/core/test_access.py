"""Declaring who may open a door."""

from __future__ import annotations

from enum import Enum

from learning.core.access import declared_access, public, require


class Right(Enum):
    """One permission of a test."""

    LOOK = "look"


def test_a_public_door_asks_for_nothing() -> None:
    access = declared_access(public(lambda: ""))
    assert access is not None
    assert access.permission is None


def test_a_door_says_which_permission_it_asks_for() -> None:
    access = declared_access(require(Right.LOOK)(lambda: ""))
    assert access is not None
    assert access.permission is Right.LOOK


def test_a_silent_door_has_declared_nothing() -> None:
    assert declared_access(lambda: "") is None
    assert declared_access(None) is None


def test_declaring_does_not_wrap_the_view() -> None:
    def view() -> str:
        return ""

    assert require(Right.LOOK)(view) is view

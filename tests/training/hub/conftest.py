"""Halls for tests: an empty machine is migrated once and copied for each hub."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from learning.accounts.models import Person, Place
from tests.support import factories
from tests.support.meetings import meeting
from tests.training.hub.halls import Hall, empty_machine, open_hall
from training.meetings.models import Meeting


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("may-trong")
    empty_machine(folder)
    return folder


@pytest.fixture
def evening(app, facilitator: Person) -> Meeting:
    """A class in Thôn Mẫu Một tomorrow evening."""
    return meeting(facilitator)


@pytest.fixture
def hall_of(app, _empty: Path, tmp_path: Path) -> Callable[..., Hall]:
    """``hall_of("Thôn Mẫu Một")``: a hub with the people of these places."""

    def opened(*thon: str, taker: Person | None = None) -> Hall:
        places: list[Place] = [factories.place(name) for name in thon or ("Thôn Mẫu Một",)]
        return open_hall(_empty, tmp_path / f"tram-{len(list(tmp_path.iterdir()))}", places, taker)

    return opened

"""A woman with two records: she registered herself, and a list wrote her down again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from learning.accounts.models import Person
from learning.core.database import db
from tests.support import factories

OTHER_PIN = "730158"


@pytest.fixture
def twin(app: Flask, resident: Person) -> Person:
    """The second record of the resident, with another PIN."""
    return factories.person(resident.full_name, pin=OTHER_PIN)


@pytest.fixture
def merges(client_of: Callable[[Person], Any], staff: Person) -> Callable[..., Any]:
    """``merges(goes, stays, by)``: the form of the comparing page, as it is sent."""

    def sent(goes: Person, stays: Person, by: Person | None = None, **more: str) -> Any:
        address, form = f"/can-bo/nguoi-hoc/{stays.id}/gop/{goes.id}", {"giu": str(stays.id), "hoi": "y"} | more
        answer = client_of(by or staff).post(address, data=form)
        db.session.expire_all()
        return answer

    return sent

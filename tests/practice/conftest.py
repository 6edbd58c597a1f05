"""Scenarios as they ship: their courses published beside the ones of the seed."""

from __future__ import annotations

import pytest
from flask import Flask

from courses import actions as courses
from courses.catalogue import catalogue, forget_catalogue
from learning.core.database import db
from practice.queries import Found, scenario_of
from tests.practice.shipped import package_of


@pytest.fixture
def found(app: Flask) -> Found:
    """The scenario of a call that claims to come from the police."""
    return published("goi-gia-cong-an")


def published(slug: str) -> Found:
    """A shipped scenario, its course published in this test."""
    courses.publish(package_of(slug))
    db.session.commit()
    forget_catalogue()
    return scenario_of(catalogue(), slug)

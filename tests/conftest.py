"""One app for the whole run; before every test its database and its memory are as new. See tests/support/."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from app import create_app
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Role
from learning.core import clock as core_clock
from learning.core.database import db
from pages.cli import migrate
from tests.support import factories
from tests.support.clients import Browser
from tests.support.databases import Image, forget_memories, image, main_database, settings_for
from tests.support.moved_clock import MovedClock
from tests.support.queries import QueryLog, counted

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The app, migrated and seeded once, and the image of that moment."""
    data_dir = tmp_path_factory.mktemp("data")
    with main_database(data_dir) as url:
        app = create_app(settings_for(url, data_dir))
        app.test_client_class = Browser
        with app.app_context():
            migrate()
            factories.seed()
            yield SimpleNamespace(app=app, image=image())
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(_site: SimpleNamespace) -> Iterator[Flask]:
    """The site with nobody in it but its commune, two thôn and two courses; an application context is open."""
    with _site.app.app_context():
        _bring_back(_site.app, _site.image)
        yield _site.app
        db.session.remove()


def _bring_back(app: Flask, first: Image) -> None:
    db.session.remove()
    first.restore()
    forget_memories(app)


@pytest.fixture
def blank_again(app: Flask, _site: SimpleNamespace) -> Callable[[], None]:
    """Make everything as new inside a test: for Hypothesis, which does not reset fixtures between its examples."""
    return lambda: _bring_back(app, _site.image)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test talks to another machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test wanted to reach {address}")
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if host is not None and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test wanted to find {host}")
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    """The clock of the site, standing still: ``clock.move(minutes=5)``, ``clock.set(moment)``."""
    moved = MovedClock()
    monkeypatch.setattr(core_clock, "datetime", moved)
    return moved


@pytest.fixture
def queries(app: Flask) -> Callable[[], AbstractContextManager[QueryLog]]:
    """``with queries() as log:`` counts what is sent to the database."""
    return counted


@pytest.fixture
def client(app: Flask) -> Browser:
    """A guest."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask) -> Callable[[Person], Browser]:
    """``client_of(person)``: a browser in which the person is signed in."""

    def signed_in(person: Person) -> Browser:
        db.session.commit()
        return app.test_client(user=person)

    return signed_in


@pytest.fixture
def home(app: Flask) -> Place:
    """The commune."""
    return factories.place("xã")


@pytest.fixture
def thon_mot(app: Flask) -> Place:
    """The thôn of the resident and of the facilitator."""
    return factories.place("Thôn Mẫu Một")


@pytest.fixture
def thon_hai(app: Flask) -> Place:
    """The stranger's thôn."""
    return factories.place("Thôn Mẫu Hai")


@pytest.fixture
def resident(app: Flask) -> Person:
    """A woman of 66 who learns here; her PIN is ``factories.PIN``."""
    return factories.person("Nguyễn Thị Hoà", birth_year=1960)


@pytest.fixture
def stranger(app: Flask) -> Person:
    """Another resident, of another thôn, with another PIN."""
    return factories.person("Đỗ Văn Lượng", thon="Thôn Mẫu Hai", pin="730158")


@pytest.fixture
def facilitator(app: Flask) -> Person:
    """Teaches in Thôn Mẫu Một and nowhere else."""
    return factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR, "Thôn Mẫu Một")


@pytest.fixture
def staff(app: Flask) -> Person:
    """Watches completion in the whole commune."""
    return factories.staff("Phùng Đức Thắng", "thang", Role.STAFF)


@pytest.fixture
def editor(app: Flask) -> Person:
    """Publishes courses."""
    return factories.staff("Hoàng Mỹ Uyên", "uyen", Role.EDITOR)


@pytest.fixture
def admin(app: Flask) -> Person:
    """Looks after people, places, roles and settings; signs in with ``factories.PASSWORD``."""
    return factories.staff("Vũ Thế Kỷ", "ky", Role.ADMIN, password=factories.PASSWORD)

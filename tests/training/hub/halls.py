"""A second machine beside the commune's site: its own folder, its own database, its own key."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import select

from app import create_app
from learning.accounts.models import Person
from learning.accounts.pins import keeper
from learning.core import clock
from learning.core.database import db, new_id
from learning.core.settings import Settings
from pages.cli import migrate
from tests.support import factories
from tests.support.clients import Browser
from tests.support.databases import forget_memories
from training.hub import actions, loading
from training.hub.bundle import Line, pack
from training.hub.gathering import recorded_here, write_log
from training.hub.models import Hub
from training.hub.station import install_station, the_station
from training.meetings import actions as classes
from training.meetings.models import Meeting

OTHER_SECRET = "một khóa khác, của máy xách tay, chỉ để thử"


def machine(folder: Path) -> Flask:
    """The site on another machine, with a file of its own for a database."""
    app = create_app(settings_of(folder))
    app.test_client_class = Browser
    return app


def settings_of(folder: Path) -> Settings:
    """A machine with a secret of its own."""
    return Settings(folder, f"sqlite:///{folder / 'site.db'}", OTHER_SECRET, pin_rounds=1, testing=True)


def empty_machine(folder: Path) -> None:
    """A migrated database with nobody in it, to be copied."""
    app = machine(folder)
    with app.app_context():
        migrate()
        db.session.remove()
        db.engine.dispose()


@dataclass
class Hall:
    """A class with a hub: ``with hall.open():`` everything happens on the laptop."""

    folder: Path
    hub_id: UUID
    passphrase: str
    app: Flask

    @contextmanager
    def open(self) -> Iterator[Flask]:
        """On the laptop; what it did is committed when one leaves."""
        home = current_app._get_current_object()  # type: ignore[attr-defined]
        db.session.commit()
        forget_memories(self.app)
        with self.app.app_context():
            yield self.app
            db.session.commit()
            db.session.remove()
        forget_memories(home)

    def lines(self) -> list[Line]:
        """The whole log, brought up to date."""
        with self.open():
            here = the_station()
            return write_log(self.folder, here, recorded_here(here))

    def bundle(self, keep: Callable[[Line], bool] = lambda line: True) -> bytes:
        """The file that is carried home, or a part of it."""
        lines = [line for line in self.lines() if keep(line)]
        with self.open():
            here = the_station()
            return pack(here.id, lines, here.key, here.opener)

    @property
    def hub(self) -> Hub:
        """The hub as home knows it."""
        return db.session.get_one(Hub, self.hub_id)


Opener = Callable[..., Hall]


def open_hall(blank: Path, folder: Path, places: list[Any], taker: Person | None = None) -> Hall:
    """Take a copy at home and make a hub of an empty machine with it."""
    taken = actions.take(places, f"Trạm {folder.name}", taker)
    db.session.commit()
    shutil.copytree(blank, folder)
    hall = Hall(folder, taken.hub.id, taken.passphrase, machine(folder))
    with hall.open():
        here, fresh = loading.load(taken.file, taken.passphrase, folder)
        assert fresh
        db.session.commit()
        loading.become(here, folder)
    install_station(hall.app, settings_of(folder))
    return hall


# --- What happens in a hall -----------------------------------------------------------------------------------


def someone(person_id: UUID) -> Person:
    """A person of the machine one stands at."""
    return db.session.get_one(Person, person_id)


def walk_in(full_name: str = "Lê Thị Mới", thon: str = "Thôn Mẫu Một", **said: Any) -> Person:
    """Somebody registers in the hall."""
    return factories.person(full_name, thon, **said)


def there(meeting_id: UUID, *people: UUID, by: UUID | None = None) -> None:
    """These people are ticked off by somebody in the hall."""
    found = db.session.get_one(Meeting, meeting_id)
    leader = someone(by) if by else None
    classes.check_in(found, [someone(one) for one in people], "tick", clock.now(), leader, new_id())
    db.session.commit()


def person_called(full_name: str) -> Person | None:
    """Whoever has this name, None for nobody."""
    return db.session.scalar(select(Person).where(Person.full_name == full_name))


def home_pin(person: Person, pin: str) -> bool:
    """Whether the PIN opens the person's record on this machine."""
    return keeper().matches(person.pin_hash, pin)

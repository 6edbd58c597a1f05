"""Which screens of which lessons somebody has read aloud: held in memory, as the catalogue is, without the sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from sqlalchemy import func, select

from courses.content import kilobytes
from courses.models import Recording
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.fresh import Fresh


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded screen; ``digest`` names the sound, ``text_hash`` the words it was read from."""

    screen: int
    text_hash: str
    digest: str
    size: int
    seconds: int

    @property
    def kilobytes(self) -> int:
        """The weight as a listener is told it."""
        return kilobytes(self.size)

    @property
    def address(self) -> str:
        """What stands in the address of the sound: enough of its hash."""
        return self.digest[:16]


class Recordings:
    """All recordings by the key of their lesson."""

    def __init__(self, rows: dict[str, tuple[Recorded, ...]]) -> None:
        self._rows = rows

    def of(self, lesson_key: str) -> tuple[Recorded, ...]:
        """The recordings of one lesson in the order of its screens, those of changed screens too."""
        return self._rows.get(lesson_key, ())


def _load() -> Recordings:
    columns = (Recording.screen, Recording.text_hash, Recording.digest, Recording.size, Recording.seconds)
    query = select(Recording.course_slug, Recording.lesson_slug, *columns).order_by(Recording.screen)
    rows = defaultdict(list)
    for row in db.session.execute(query):
        recorded = Recorded(row.screen, row.text_hash, row.digest, row.size, row.seconds)
        rows[f"{row.course_slug}/{row.lesson_slug}"].append(recorded)
    return Recordings({key: tuple(found) for key, found in rows.items()})


def _version() -> Hashable:
    """Another value after every write: a new recording is the newest, a deleted one makes them fewer."""
    return tuple(db.session.execute(select(func.max(Recording.recorded_at), func.count())).one())


_fresh = Fresh(_load, _version)


def recordings() -> Recordings:
    """The recordings of this moment, at most two seconds behind the database."""
    return _fresh.get()


def recordings_now() -> Recordings:
    """As they stand in the database: for editors, who look at what they have just done, perhaps in another process."""
    return _load()


def forget_recordings() -> None:
    """Look again at the next reading; called by whoever has just recorded or deleted."""
    _fresh.forget()


def sound(course_slug: str, address: str) -> Recording:
    """The recording under this address; raises ``NotFound``."""
    same = Recording.digest.startswith(address, autoescape=True)
    found = db.session.scalar(select(Recording).where(Recording.course_slug == course_slug, same).limit(1))
    if found is None or len(address) != 16:
        raise NotFound
    return found

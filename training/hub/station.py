"""A machine that is a hub: what it knows of itself, and how that changes the site it serves.

``station.json`` under DATA_DIR makes a hub of an installation. Its keeper tries PINs with the commune's pepper, its
gate opens only what a class needs, and every page says that nothing has reached the commune yet.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, current_app

from learning.accounts.permissions import Permission
from learning.core import clock
from learning.core.errors import NotFound, Refusal
from learning.core.settings import Settings
from training.hub.pepper import HallKeeper, Pepper

FILE = "station.json"
IN_THE_HALL = frozenset(
    {
        Permission.LEARN,
        Permission.TEACH,
        Permission.SEE_PEOPLE,
        Permission.ENROL_PEOPLE,
        Permission.HOLD_MEETINGS,
    }
)
# Rooms and doors whose writes make no sense without the commune's own site.
AT_HOME_ONLY = frozenset(
    {
        "certificates",
        "certificate_office",
        "meeting_certificates",
        "roster",
        "accounts.replace_card",
        "accounts.save_pin",
        "meeting_office.cancel",
        "meeting_office.save",
        "pages.delete_me",
        "pages.save_correction",
        "pages.withdraw_contact",
    }
)
STILL_OPEN = frozenset({"accounts.open_with_password", "accounts.sign_out", "hub_station.bundle"})


class StationOver(Refusal):
    """The copy is too old to teach with; what was recorded can still be brought home."""

    title = "Trạm đã hết hạn"
    sentence = (
        "Bản mang theo của trạm này đã quá hạn, không ghi thêm được nữa. "
        "Xin gửi về xã những gì đã ghi, rồi lấy bản mới."
    )


class OnlyAtHome(Refusal):
    """Something that is done on the commune's own site only."""

    title = "Việc này làm ở trang của xã"
    sentence = (
        "Đây là trạm lớp học, không có mạng. Giấy xác nhận, mã PIN và việc sửa hồ sơ làm ở trang của xã, "
        "sau khi trạm đã gửi kết quả về."
    )


@dataclass(frozen=True, slots=True)
class Station:
    """What a hub knows of itself; ``people`` and ``meetings`` are the ids that came along with the copy."""

    hub_id: str
    name: str
    home_commune: int
    taken_at: str
    expires_at: str
    loaded_at: str
    private_key: str
    home_key: str
    opener: str
    pepper: dict[str, str]
    people: tuple[str, ...]
    meetings: tuple[str, ...]

    @property
    def id(self) -> UUID:
        """The hub's id."""
        return UUID(self.hub_id)

    @property
    def key(self) -> Ed25519PrivateKey:
        """What this hub signs with."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.private_key))

    @property
    def over(self) -> bool:
        """Whether the copy has expired."""
        return clock.now() > self.good_until

    @property
    def good_until(self) -> datetime:
        """Until when classes may be held with it."""
        return datetime.fromisoformat(self.expires_at)

    @property
    def clock_is_behind(self) -> bool:
        """Whether this machine's clock shows a moment before the copy was taken."""
        return clock.now() < datetime.fromisoformat(self.taken_at)


def read_station(data_dir: Path) -> Station | None:
    """The station that this installation is, None for a site of its own."""
    path = data_dir / FILE
    if not path.exists():
        return None
    said = json.loads(path.read_text())
    return Station(**{**said, "people": tuple(said["people"]), "meetings": tuple(said["meetings"])})


def write_station(data_dir: Path, station: Station) -> None:
    """Make a hub of this installation; the file appears whole, readable by its owner alone."""
    handle, unfinished = tempfile.mkstemp(dir=data_dir, prefix=FILE)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(station), file)
        file.flush()
        os.fsync(file.fileno())
    Path(unfinished).replace(data_dir / FILE)


def station() -> Station | None:
    """The station that this process serves, None on the commune's own site."""
    known: Station | None = current_app.extensions.get("station")
    return known


def the_station() -> Station:
    """The station; raises ``NotFound`` on the commune's own site."""
    here = station()
    if here is None:
        raise NotFound
    return here


def install_station(app: Flask, settings: Settings) -> None:
    """Teach the app to be a hub where ``station.json`` says so; call it after the sign-in and the gate."""
    here = read_station(settings.data_dir)
    app.extensions["station"] = here
    app.jinja_env.globals["station"] = here
    if here is None:
        return
    app.config["HOME_COMMUNE"] = here.home_commune
    app.extensions["keeper"] = HallKeeper(Pepper(**here.pepper), settings.secret_key, settings.pin_rounds)
    app.extensions["allows"] = _in_the_hall(app.extensions["allows"])


def _in_the_hall(allows: Any) -> Any:
    """What a permission opens on a hub."""

    def narrowed(person: Any, permission: Enum) -> bool:
        return permission in IN_THE_HALL and allows(person, permission)

    return narrowed

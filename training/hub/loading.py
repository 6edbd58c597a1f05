"""A copy becomes a hub: checked, opened, written into an empty database. Nothing here commits."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from learning.core import clock
from learning.core.errors import Refusal
from training.hub.copying import is_empty, take_in
from training.hub.sealing import NotACopy, read_head, unseal
from training.hub.station import Station, read_station, write_station

CLOCKS_DIFFER = timedelta(hours=12)


class AnotherSite(Refusal):
    """The folder holds people already: a site of its own, or another hub that has not come home."""

    title = "Thư mục dữ liệu đang có người khác"
    sentence = (
        "Thư mục dữ liệu (DATA_DIR) này đã có dữ liệu của nơi khác hoặc của trạm chưa gửi về. "
        "Xin dùng một thư mục trống."
    )


class CopyExpired(Refusal):
    """The copy is older than thirty days."""

    status = 422
    title = "Bản mang theo đã hết hạn"
    sentence = "Bản mang theo này đã quá 30 ngày. Xin lấy bản mới từ trang của xã."


class ClockBehind(Refusal):
    """This machine's clock shows a time before the copy was made."""

    status = 422
    title = "Đồng hồ máy này chạy sai"
    sentence = "Đồng hồ máy này đang chậm hơn lúc lấy bản mang theo. Xin chỉnh ngày giờ của máy rồi mở lại."


def load(file: bytes, passphrase: str, data_dir: Path) -> tuple[Station, bool]:
    """Write the copy into the empty database; gives the station and whether that is news.

    Raises ``NotACopy``, ``WrongPassphrase``, ``CopyExpired``, ``ClockBehind`` and ``AnotherSite``.
    """
    head = read_head(file)
    _check_time(head)
    here = read_station(data_dir)
    if here is not None and here.hub_id == head["hub"]:
        return here, False
    if here is not None or not is_empty():
        raise AnotherSite
    inside = json.loads(unseal(file, passphrase))
    people, meetings = take_in(base64.b64decode(inside["tables"]))
    return _station(head, inside, people, meetings), True


def become(here: Station, data_dir: Path) -> None:
    """From the next start this installation is a hub; call it when the rows are committed."""
    write_station(data_dir, here)


def _check_time(head: dict[str, str]) -> None:
    try:
        taken, expires = (datetime.fromisoformat(head[name]) for name in ("taken_at", "expires_at"))
    except (KeyError, ValueError) as damaged:
        raise NotACopy from damaged
    if clock.now() > expires:
        raise CopyExpired
    if clock.now() < taken - CLOCKS_DIFFER:
        raise ClockBehind


def _station(head: dict[str, str], inside: dict[str, Any], people: list[str], meetings: list[str]) -> Station:
    return Station(
        hub_id=head["hub"],
        name=head["name"],
        home_commune=int(inside["home_commune"]),
        taken_at=head["taken_at"],
        expires_at=head["expires_at"],
        loaded_at=clock.now().isoformat(),
        private_key=inside["private_key"],
        home_key=head["home"],
        opener=inside["opener"],
        pepper=dict(inside["pepper"]),
        people=tuple(people),
        meetings=tuple(meetings),
    )

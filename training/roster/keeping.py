"""A reading as a file for a day: lines and sheets without identity numbers. The upload itself is never stored."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from learning.core.errors import Refusal
from learning.core.kept_files import is_kept, keep, kept_path
from training.roster.lines import KeptSheet, Line, Reading


class RosterGone(Refusal):
    """The lines were taken in or their day is over."""

    status = 410
    title = "Danh sách này không còn"
    sentence = "Danh sách đã nhập xong hoặc đã quá 24 giờ nên trang đã xóa tệp. Xin gửi lại tệp nếu còn cần."


def keep_reading(reading: Reading) -> str:
    """Write the reading; returns the key of the file."""
    plain = {
        "lines": [dataclasses.astuple(line) for line in reading.lines],
        "sheets": [dataclasses.astuple(sheet) for sheet in reading.sheets],
    }
    return keep(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())


def kept_reading(key: str | None) -> Reading:
    """Read it back; raises ``RosterGone``."""
    if not is_kept(key):
        raise RosterGone
    try:
        plain = json.loads(kept_path(key or "").read_bytes())
    except (FileNotFoundError, ValueError) as gone:
        raise RosterGone from gone
    return Reading(tuple(map(_line, plain["lines"])), tuple(map(_sheet, plain["sheets"])), ())


def _line(values: list[Any]) -> Line:
    named: dict[str, Any] = dict(zip((field.name for field in dataclasses.fields(Line)), values, strict=True))
    return Line(**named | {"faults": tuple(named["faults"]), "remarks": tuple(named["remarks"])})


def _sheet(values: list[Any]) -> KeptSheet:
    name, heading, rows = values
    return KeptSheet(name, heading, tuple(map(tuple, rows)))

"""Reading values out of a TOML table with a fault for each that is missing, mistyped or unknown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.faults import FaultList, line_of

KINDS = {
    str: "một dòng chữ trong ngoặc kép",
    int: "một số nguyên",
    float: "một con số",
    bool: "true hoặc false",
    list: "một danh sách trong ngoặc vuông",
    date: "ngày dạng 2026-11-22",
}
Check = Callable[[Any], str | None]


@dataclass
class Table:
    """One table, the text it stood in (for line numbers), and where its faults go.

    A table that could not be read at all (``readable`` is False) has said so once and misses nothing further.
    """

    values: dict[str, Any]
    text: str
    faults: FaultList
    offset: int = 0
    readable: bool = True

    def take(self, name: str, kind: type, *checks: Check, default: Any = None) -> Any:
        """The value under ``name``; without a ``default`` it must be there."""
        if name not in self.values:
            if default is None and self.readable:
                self.faults.add(1 + self.offset, f"Thiếu mục {name}.", f"Thêm dòng {name} = {KINDS[kind]}.")
            return default
        value = self.values.pop(name)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not kind:
            self.fault(name, f"Mục {name} sai kiểu.", f"Viết {name} = {KINDS[kind]}.")
            return default
        for check in checks:
            if remedy := check(value):
                self.fault(name, f"Mục {name} chưa dùng được.", remedy)
        return value

    def fault(self, name: str, message: str, remedy: str) -> None:
        """Note a fault on the line where ``name`` is set."""
        self.faults.add(line_of(self.text, rf"^\s*{re.escape(name)}\s*=") + self.offset, message, remedy)

    def refuse_rest(self) -> None:
        """A name that nobody asked for is a typing error."""
        for name in self.values:
            self.fault(name, f"Không biết mục {name}.", "Xóa dòng này, hoặc sửa lại tên cho đúng.")


def read_table(text: str, faults: FaultList, offset: int = 0) -> Table:
    """The table in ``text``; a syntax error becomes a fault on its line and an unreadable, empty table."""
    try:
        return Table(tomllib.loads(text), text, faults, offset)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        faults.add(line + offset, "Dòng này không đúng cách viết TOML.", "Viết: tên = giá trị, chữ để trong ngoặc kép.")
        return Table({}, text, faults, offset, readable=False)


def one_of(known: frozenset[str]) -> Check:
    """Every entry of a list must be known."""

    def check(entries: list[str]) -> str | None:
        strange = [str(entry) for entry in entries if not isinstance(entry, str) or entry not in known]
        return f"Chỉ dùng: {', '.join(sorted(known))}." if strange or not entries else None

    return check


def between(low: float, high: float) -> Check:
    """A number in a range."""
    return lambda value: None if low <= value <= high else f"Chọn một số từ {low} đến {high}."


def at_most(letters: int) -> Check:
    """A text of bounded length that is not empty."""
    return lambda value: None if 0 < len(value) <= letters else f"Viết từ 1 đến {letters} chữ."


def lines_of_text(entries: list[Any]) -> str | None:
    """Every entry of a list must be a line of text."""
    whole = all(isinstance(entry, str) and entry.strip() for entry in entries)
    return None if whole else "Mỗi mục là một dòng chữ trong ngoặc kép."

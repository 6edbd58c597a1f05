"""Reading values out of a TOML table with a fault for each that is missing, mistyped or unknown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from courses.faults import FaultList, line_of

KINDS = {
    str: "một dòng chữ trong ngoặc kép",
    int: "một số nguyên",
    float: "một con số",
    bool: "true hoặc false",
    list: "một danh sách trong ngoặc vuông",
}
Check = Callable[[Any], str | None]


def parse_toml(text: str, faults: FaultList, offset: int = 0) -> dict[str, Any]:
    """The table in ``text``; a syntax error becomes a fault on its line and an empty table."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        faults.add(line + offset, "Dòng này không đúng cách viết TOML.", "Viết: tên = giá trị, chữ để trong ngoặc kép.")
        return {}


@dataclass
class Table:
    """One table, the text it stood in (for line numbers), and where its faults go."""

    values: dict[str, Any]
    text: str
    faults: FaultList
    offset: int = 0

    def take(self, name: str, kind: type, *checks: Check, default: Any = None) -> Any:
        """The value under ``name``; without a ``default`` it must be there."""
        if name not in self.values:
            if default is None and self.values:
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


def one_of(known: frozenset[str]) -> Check:
    """Every entry of a list must be known."""

    def check(entries: list[str]) -> str | None:
        strange = [str(entry) for entry in entries if entry not in known]
        return f"Chỉ dùng: {', '.join(sorted(known))}." if strange or not entries else None

    return check


def between(low: float, high: float) -> Check:
    """A number in a range."""
    return lambda value: None if low <= value <= high else f"Chọn một số từ {low} đến {high}."


def at_most(letters: int) -> Check:
    """A text of bounded length that is not empty."""
    return lambda value: None if 0 < len(value) <= letters else f"Viết từ 1 đến {letters} chữ."

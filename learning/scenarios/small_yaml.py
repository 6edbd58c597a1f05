"""The small part of YAML that scenarios are written in: every value is text and knows the line it stands on.

Maps, lists, one-line text with or without double quotes, and folded text (``>-``). What YAML would read as something
else than its author sees (tags, anchors, a colon or # inside bare text) is refused with its remedy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"([a-z][a-z_]*):(?: +(.*))?", re.ASCII)
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_NOT_BARE = re.compile(r"^[\[\]{}&*!|>'\"%@`,?#-]|: |:$| #")
_QUOTE_IT = 'Đặt cả câu trong ngoặc kép: "…" (ngoặc kép ở giữa câu viết thành “ và ”).'


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line it begins on."""

    line: int
    value: str | dict[str, Node] | list[Node]


@dataclass(frozen=True, slots=True)
class Row:
    """One line with something on it."""

    line: int
    indent: int
    text: str


class NotOurYaml(Exception):
    """The text cannot be read from ``line`` on."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.message, self.remedy = line, message, remedy


def read_yaml(text: str) -> Node:
    """The whole text; raises ``NotOurYaml`` at the first line that cannot be read."""
    reader = _Reader(_rows(text))
    if not reader.rows:
        raise NotOurYaml(1, "Tệp trống.", "Viết tình huống theo mẫu trong tài liệu soạn bài.")
    node = reader.block(0)
    if reader.rows:
        raise NotOurYaml(reader.rows[0].line, "Dòng này thụt vào không đều.", "Thụt bằng các dòng cùng nhóm.")
    return node


def _rows(text: str) -> list[Row]:
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if "\t" in line:
            raise NotOurYaml(number, "Có phím Tab trong dòng.", "Thay bằng hai dấu cách.")
        rows.append(Row(number, len(line) - len(line.lstrip(" ")), bare))
    return rows


class _Reader:
    """Takes rows from the front; each block ends where the indentation falls back."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def block(self, indent: int) -> Node:
        row = self.rows[0]
        if row.indent != indent:
            raise NotOurYaml(row.line, "Dòng này thụt vào không đều.", "Thụt bằng các dòng cùng nhóm.")
        return self._list(indent) if row.text.startswith("- ") else self._map(indent)

    def _map(self, indent: int) -> Node:
        line, values = self.rows[0].line, {}
        while self.rows and self.rows[0].indent == indent:
            row = self.rows.pop(0)
            found = _KEY.fullmatch(row.text)
            if found is None:
                raise NotOurYaml(
                    row.line, "Dòng này không có dạng “tên: giá trị”.", "Viết tên, dấu hai chấm, dấu cách."
                )
            name, rest = found.groups()
            if name in values:
                raise NotOurYaml(row.line, f"Mục {name} viết hai lần.", "Xóa bớt một dòng.")
            values[name] = self._value(row, rest or "", indent)
        return Node(line, values)

    def _list(self, indent: int) -> Node:
        line, entries = self.rows[0].line, []
        while self.rows and self.rows[0].indent == indent and self.rows[0].text.startswith("- "):
            row = self.rows[0]
            rest = row.text[2:].lstrip()
            inner = indent + len(row.text) - len(rest)
            if _KEY.fullmatch(rest):
                self.rows[0] = Row(row.line, inner, rest)
                entries.append(self._map(inner))
            else:
                self.rows.pop(0)
                entries.append(Node(row.line, _scalar(row.line, rest)))
        return Node(line, entries)

    def _value(self, row: Row, rest: str, indent: int) -> Node:
        deeper = bool(self.rows) and self.rows[0].indent > indent
        if rest == ">-":
            return Node(row.line, self._folded(indent))
        if rest:
            return Node(row.line, _scalar(row.line, rest))
        if not deeper:
            raise NotOurYaml(row.line, "Sau dấu hai chấm chưa có gì.", "Viết giá trị, hoặc xóa dòng này.")
        return self.block(self.rows[0].indent)

    def _folded(self, indent: int) -> str:
        parts = []
        while self.rows and self.rows[0].indent > indent:
            parts.append(self.rows.pop(0).text)
        return " ".join(parts)


def _scalar(line: int, text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return re.sub(r'\\(["\\])', r"\1", quoted.group(1))
    if _NOT_BARE.search(text):
        raise NotOurYaml(line, "Câu này có dấu mà máy hiểu nhầm được (: # - ngoặc ở đầu).", _QUOTE_IT)
    return text

"""How far the filled cells of a sheet reach, told from its XML piece by piece, before any reader makes a table of it.

A reader's table spans from the first filled cell to the last, so two cells in far corners fill the memory. The parts are
walked by an XML parser and not searched for how Excel happens to write them: quotes, spaces and order are the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Protocol
from xml.parsers.expat import ExpatError, ParserCreate

Far = Callable[[int, int], None]  # is told rows and columns, and raises when that is too far
_PLACE = re.compile(r"\$?([A-Za-z]{1,9})\$?([0-9]{1,18})")
_FARTHEST = 10**9


class NotToBeFollowed(ValueError):
    """It is a sheet, and it is not written as XML is, so nobody can say how far it reaches."""


class Elements(Protocol):
    """Is told of every element that begins; ``mark`` is a name that no sheet of the kind is without."""

    mark: bytes

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""


class XlsxCells:
    """The cells of an xlsx part: each says where it stands, or stands beside the one before. Empty ones do not count."""

    mark = b"sheetData"

    def __init__(self, far: Far) -> None:
        self._far = far
        self._row = self._column = 0
        self._in_cell = False

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell, or what a cell holds begins."""
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = _number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column, self._in_cell = 0, False
        elif local == "c":
            self._stand(attributes.get("r"))
        elif self._in_cell and local in ("v", "is", "f"):
            self._far(self._row, self._column)
            self._in_cell = False

    def _stand(self, place: str | None) -> None:
        self._column, self._in_cell = self._column + 1, True
        if place is None:
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise NotToBeFollowed
        self._row, self._column = int(found[2]), _letters(found[1])


class OdsCells:
    """The cells of an ods part: written once and repeated by a number. Empty ones at the end reach nowhere."""

    mark = b"table:table-row"

    def __init__(self, far: Far) -> None:
        self._far = far
        self._below = self._height = self._column = 0
        self._in_cell = False

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        """A table, a row, a cell, or what a cell holds begins."""
        local = name.rpartition(":")[2]
        if local == "table":
            self._below = self._height = self._column = 0
        elif local == "table-row":
            self._below, self._column = self._below + self._height, 0
            self._height = _repeated(attributes, "number-rows-repeated")
        elif local in ("table-cell", "covered-table-cell"):
            self._column += _repeated(attributes, "number-columns-repeated")
            self._in_cell = True
            if any(key.startswith("office:") for key in attributes):
                self._reach()
        elif self._in_cell and local == "p":
            self._reach()

    def _reach(self) -> None:
        self._far(self._below + self._height, self._column)
        self._in_cell = False


def walk(chunks: Iterable[bytes], told: Elements) -> None:
    """Tell of every element of a part; what is no sheet may be broken. Raises ``NotToBeFollowed``."""
    parser, is_sheet, broken, rest = ParserCreate(), False, False, b""
    parser.StartElementHandler = told
    parser.StartDoctypeDeclHandler = _refuse_definitions
    for chunk in chain(chunks, [b""]):
        is_sheet = is_sheet or told.mark in rest + chunk
        rest = chunk[-len(told.mark) :]
        if not broken:
            try:
                parser.Parse(chunk, not chunk)
            except ExpatError:
                broken = True
        if broken and is_sheet:
            raise NotToBeFollowed


def _refuse_definitions(*_: object) -> None:
    """A document that defines words of its own could hide its cells behind them."""
    raise NotToBeFollowed


def _repeated(attributes: dict[str, str], name: str) -> int:
    said = [value for key, value in attributes.items() if key.rpartition(":")[2] == name]
    return max(map(_number, said), default=1)


def _number(text: str) -> int:
    try:
        return min(int(text), _FARTHEST)
    except ValueError as no_number:
        raise NotToBeFollowed from no_number


def _letters(text: str) -> int:
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

"""How far the filled cells of a sheet reach, told from its XML piece by piece, before any reader makes a table of it.

A reader's table spans from the first filled cell to the last, so two cells in far corners fill the memory. The parts
are walked by an XML parser, not searched for how Excel happens to write them: quotes, spaces, order are the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Protocol
from xml.parsers.expat import ExpatError, ParserCreate

Far = Callable[[int, int], None]  # is told rows and columns, and raises when that is too far
Much = Callable[[int], None]  # is told how many letters a reader would write out, and raises when that is too much
_PLACE = re.compile(r"\$?([A-Za-z]{1,9})\$?([0-9]{1,18})")
_FARTHEST = 10**9


class NotToBeFollowed(ValueError):
    """It is a sheet, and it is not written as XML is, so nobody can say how far it reaches."""


class Elements(Protocol):
    """Is told of every element that begins; ``mark`` is a name that no sheet of the kind is without."""

    mark: bytes
    listens: bool

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def hear(self, text: str) -> None:
        """Letters stand there; told only while ``listens``."""


class SharedStrings:
    """Texts that an xlsx file holds once and its cells ask for again and again: a reader copies them for each."""

    def __init__(self, much: Much) -> None:
        self._much = much
        self._longest = self._asked = self._length = 0

    def begin(self) -> None:
        """The next text begins."""
        self._length = 0

    def grow(self, letters: int) -> None:
        """It goes on."""
        self._length += letters
        if self._length > self._longest:
            self._longest = self._length
            self._much(self._longest * self._asked)

    def ask(self) -> None:
        """A cell asks for one of them: for the longest, as far as anybody knows."""
        self._asked += 1
        self._much(self._longest * self._asked)


class XlsxCells:
    """The cells of an xlsx part: each says where it stands, or stands beside the last one. Empty ones do not count."""

    mark = b"sheetData"

    def __init__(self, far: Far, strings: SharedStrings) -> None:
        self._far, self._strings = far, strings
        self._row = self._column = 0
        self._in_cell = self.listens = False

    def hear(self, text: str) -> None:
        """A piece of a shared text."""
        self._strings.grow(len(text))

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell, or what a cell holds begins."""
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = _number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column, self._in_cell = 0, False
        elif local == "c":
            self._stand(attributes.get("r"))
            if attributes.get("t") == "s":
                self._strings.ask()
        elif local == "si":
            self.listens = True
            self._strings.begin()
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
    listens = True

    def __init__(self, far: Far, much: Much) -> None:
        self._far, self._much = far, much
        self._below = self._height = self._column = 0
        self._repeated = self._times = self._letters = 0  # what stands in the present cell counts ``_times``
        self._in_cell = False

    def hear(self, text: str) -> None:
        """A piece of what a cell says, as often as the cell is repeated."""
        self._letters += len(text) * self._times
        self._much(self._letters)

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        """A table, a row, a cell, or what a cell holds begins."""
        local = name.rpartition(":")[2]
        if local == "table":
            self._below = self._height = self._column = 0
        elif local == "table-row":
            self._below, self._column = self._below + self._height, 0
            self._height = _repeated(attributes, "number-rows-repeated")
        elif local in ("table-cell", "covered-table-cell"):
            repeated = _repeated(attributes, "number-columns-repeated")
            self._column, self._times, self._in_cell = self._column + repeated, 0, True
            self._repeated = self._height * repeated
            if any(key.startswith("office:") for key in attributes):
                self._reach()
                self.hear("".join(attributes.values()))
        elif self._in_cell and local == "p":
            self._reach()

    def _reach(self) -> None:
        self._far(self._below + self._height, self._column)
        self._in_cell, self._times = False, self._repeated


def walk(chunks: Iterable[bytes], told: Elements) -> None:
    """Tell of every element of a part; what is no sheet may be broken. Raises ``NotToBeFollowed``."""
    parser, is_sheet, broken, rest = ParserCreate(), False, False, b""

    def begin(name: str, attributes: dict[str, str]) -> None:
        told(name, attributes)
        if told.listens and parser.CharacterDataHandler is None:  # from the first shared text on: sheets go quicker
            parser.CharacterDataHandler = told.hear

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, _refuse_definitions
    parser.buffer_text = True
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

"""Old fonts in rosters: a sheet in TCVN3 or VNI becomes Unicode, cell by cell, and its reader is told.

One cell alone may be read in both ways ("Thò" is a word, and VNI for "Thị"), so the whole sheet says which font was
used, and the column whether such a cell belongs to it. Where both kinds stand in one column, such a cell stays unsure.
"""

from __future__ import annotations

from collections.abc import Sequence

from learning.core.legacy_text import Script, converted, evidence, is_certain, script_of
from learning.core.sheets import Cell

Rows = list[list[Cell]]


def to_unicode(rows: Sequence[Sequence[Cell]]) -> tuple[Rows, Script, set[tuple[int, int]]]:
    """The rows in Unicode, how they were written, and the cells (row, column from 0) of which it is not sure."""
    script = script_of([cell for row in rows for cell in row if isinstance(cell, str)])
    copied = [list(row) for row in rows]
    unsure: set[tuple[int, int]] = set()
    if script is Script.UNICODE:
        return copied, script, unsure
    for column in range(max(map(len, copied), default=0)):
        unsure |= _convert_column(copied, column, script)
    return copied, script, unsure


def _convert_column(rows: Rows, column: int, script: Script) -> set[tuple[int, int]]:
    """Convert one column in place; returns the cells that may be either."""
    cells = {number: row[column] for number, row in enumerate(rows) if column < len(row)}
    texts = {number: cell for number, cell in cells.items() if isinstance(cell, str) and not cell.isascii()}
    is_mixed = any(_is_certainly_unicode(text, script) for text in texts.values())
    unsure = set()
    for number, text in texts.items():
        if is_certain(text, script) or (not is_mixed and not evidence([text], script).impossible):
            rows[number][column] = converted(text, script)
        elif is_mixed and not _is_certainly_unicode(text, script) and converted(text, script) != text:
            unsure.add((number, column))
    return unsure


def _is_certainly_unicode(text: str, script: Script) -> bool:
    """Possible as it is, and nonsense when read as the old font."""
    read_as_it_is, read_as_old = evidence([text], Script.UNICODE), evidence([text], script)
    return not read_as_it_is.impossible and bool(read_as_old.impossible)

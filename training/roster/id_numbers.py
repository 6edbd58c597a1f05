"""Numbers of identity papers in rosters: they are taken out before anything else looks at the cells.

The site asks for no such number (Luật 91/2025/QH15, Điều 3), so none reaches the database, the log, a page or a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from learning.core.phones import NotAPhone, is_mobile, normalise_phone
from learning.core.sheets import Cell

_TWELVE = re.compile(r"(?<!\d)(?<!\d[ .\-])\d(?:[ .\-]{0,2}\d){11}(?![ .\-]?\d)")
_SIGNS = re.compile(r"[\s.\-]")
LONG = 9  # digits; a CMND has nine, a CCCD twelve, and one that a sheet took for a number has lost its zeros
MOSTLY = 0.6


def without_id_numbers(cell: Cell, is_phone: bool) -> Cell:
    """The cell as it may be kept: no run of twelve digits, no long number but a telephone's where one belongs."""
    if isinstance(cell, str):
        return _TWELVE.sub("", cell).strip() if any(sign.isdigit() for sign in cell) else cell
    if isinstance(cell, date) or abs(cell) < 10**LONG:
        return cell
    return cell if is_phone and len(str(int(cell))) < 12 and is_a_phone(str(cell)) else ""


def is_a_phone(text: str) -> bool:
    """Whether somebody could be called at it."""
    try:
        normalise_phone(text)
    except NotAPhone:
        return False
    return True


def is_a_long_number(cell: Cell) -> bool:
    """Whether the whole cell is a number of nine digits or more, however grouped."""
    if isinstance(cell, date):
        return False
    digits = _SIGNS.sub("", str(cell).removesuffix(".0"))
    return digits.isdecimal() and LONG <= len(digits) <= 14


def holds_id_numbers(cells: Sequence[Cell]) -> bool:
    """Whether a column that nobody has named is full of such numbers; telephone numbers with their 0 are none."""
    filled = [cell for cell in cells if cell != ""]
    suspect = [cell for cell in filled if is_a_long_number(cell) and not _is_plainly_a_phone(cell)]
    return len(suspect) > MOSTLY * len(filled) if filled else False


def _is_plainly_a_phone(cell: Cell) -> bool:
    text = _SIGNS.sub("", str(cell))
    return (
        text.startswith(("0", "+84"))
        and len(text) in (10, 11, 12)
        and is_a_phone(text)
        and is_mobile(normalise_phone(text))
    )

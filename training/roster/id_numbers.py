"""Numbers of identity papers in rosters: they are taken out before anything else looks at the cells.

The site asks for no such number (Luật 91/2025/QH15, Điều 3), so none reaches the database, the log, a page or a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from learning.core.phones import NotAPhone, is_mobile, normalise_phone
from learning.core.sheets import Cell

_NUMBERS = re.compile(r"\d+(?:[ .\-_\u00a0\u2009\u202f]{1,2}\d+)*")  # numbers with nothing but such signs between
_GROUPS = re.compile(r"\d+")
_SIGNS = re.compile(r"[\s.\-]")
LONG = 9  # digits; a CMND has nine, a CCCD twelve, and one that a sheet took for a number has lost its zeros
CCCD = 12
MOSTLY = 0.6


def without_id_numbers(cell: Cell, is_phone: bool) -> Cell:
    """The cell as it may be kept: no twelve digits together or in groups, no other long number but telephones."""
    if isinstance(cell, str):
        hidden = _NUMBERS.sub(lambda found: _without(found[0], is_phone), cell)
        return hidden.strip() if hidden != cell else cell
    if isinstance(cell, date) or abs(cell) < 10 ** (LONG - 1):
        return cell
    return cell if is_phone and len(str(int(cell))) < CCCD and is_a_phone(str(cell)) else ""


def _without(written: str, is_phone: bool) -> str:
    """Numbers that stand side by side, without the groups that make up an identity number."""
    groups = list(_GROUPS.finditer(written))
    for first in range(len(groups)):
        for last in range(first, len(groups)):
            if _is_an_id([group[0] for group in groups[first : last + 1]], is_phone):
                before, behind = written[: groups[first].start()], written[groups[last].end() :]
                return f"{_without(before, is_phone)} {_without(behind, is_phone)}".strip(" .-")
    return written


def _is_an_id(groups: list[str], is_phone: bool) -> bool:
    """Whether these groups together are an identity number; telephones are none, mistyped ones where they belong."""
    digits = "".join(groups)
    if len(groups) == 1 and len(digits) >= LONG:
        dialled = digits.startswith(("0", "84"))
        return len(digits) >= CCCD or sum((dialled, is_phone, is_a_phone(digits))) < 2  # two signs of three
    if len(digits) == CCCD:
        return digits.startswith("0") and not _is_plainly_a_phone(groups[0])
    lost_zeros = len(digits) in (CCCD - 1, CCCD - 2) and digits[0] != "0" and _in_thousands(groups)
    return lost_zeros and not (digits.startswith("84") and is_a_phone(digits))


def _in_thousands(groups: list[str]) -> bool:
    """31.160.001.234: a sheet has taken the number for an amount, and its zeros are gone."""
    return len(groups) > 1 and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


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

"""Single cells of a roster: a year of birth, a gender, telephone numbers, a group, as people write them in Excel."""

from __future__ import annotations

import re
from datetime import date, timedelta

from learning.accounts.audiences import Audience
from learning.core.phones import NotAPhone, normalise_phone
from learning.core.sheets import Cell
from learning.core.text import fold, nfc

OLDEST = 120  # years
_FIRST_DAY = date(1899, 12, 30)  # day 0 of Excel's calendar
_SERIALS = range(3_000, 80_000)  # 1908 … 2119
_FOUR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_SHORT = re.compile(r"^\D*(?:\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*|['’]?)(\d{2})\D*$")
_BETWEEN_PHONES = re.compile(r"[/;,\n|&]|\bhoặc\b|\s-\s|\s{2,}|(?<=\d{10}) (?=0)")


class NotAYear(ValueError):
    """The cell names no year of birth; the text of the error says why, in Vietnamese."""


def text_of(cell: Cell) -> str:
    """A cell as a person reads it, in one line."""
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
    return " ".join(nfc(str(cell)).split())


def birth_year(cell: Cell, this_year: int) -> int | None:
    """The year of birth, None for an empty cell; raises ``NotAYear``."""
    if cell == "" or (isinstance(cell, str) and not cell.strip(" -–._?xX")):
        return None
    year = _year_of(cell, this_year)
    if year is None:
        raise NotAYear(f"Năm sinh “{text_of(cell)[:30]}” chưa rõ. Xin ghi bốn chữ số, thí dụ 1960.")
    if not this_year - OLDEST <= year <= this_year:
        raise NotAYear(f"Năm sinh {year} không thể đúng. Xin xem lại.")
    return year


def _year_of(cell: Cell, this_year: int) -> int | None:
    if isinstance(cell, date):
        return _of_date(cell, this_year)
    if isinstance(cell, str):
        return _of_text(cell, this_year)
    number = int(cell) if float(cell).is_integer() else None
    if number is None:
        return None
    if number in _SERIALS:
        return (_FIRST_DAY + timedelta(days=number)).year
    return number if 1000 <= number <= 9999 else _of_text(str(number), this_year)


def _of_date(day: date, this_year: int) -> int:
    """A year that was typed into a cell meant for dates has become a day in 1905: 1960 is 13/05/1905."""
    serial = (day - _FIRST_DAY).days
    return serial if this_year - OLDEST <= serial <= this_year else day.year


def _of_text(text: str, this_year: int) -> int | None:
    plain = nfc(text)
    if plain.strip().isdecimal() and int(plain) in _SERIALS:
        return (_FIRST_DAY + timedelta(days=int(plain))).year
    years = set(_FOUR.findall(plain))
    if len(years) == 1:
        return int(years.pop())
    short = _SHORT.match(plain.strip())
    if years or short is None:
        return None
    century = int(short[1])
    return 1900 + century if century > this_year % 100 else None  # "10" may be 1910 or 2010


def gender_of(cell: Cell) -> str | None:
    """ "male", "female", or None for what says neither."""
    word = fold(text_of(cell)).strip(" .")
    if word in ("nam", "trai", "m", "male", "ong"):
        return "male"
    return "female" if word in ("nu", "gai", "f", "female", "ba") else None


def is_marked(cell: Cell) -> bool:
    """Whether somebody has put a cross, a tick or a 1 into the cell."""
    return fold(text_of(cell)) in ("x", "v", "1", "✓", "✔", "√", "+", "*", "co")


def phone_of(cell: Cell) -> tuple[str | None, str]:
    """The first telephone number of a cell, and a remark about what was left out ("" when nothing was)."""
    written = text_of(cell)
    if not any(sign.isdigit() for sign in written):
        return None, ""
    parts = [part for part in _BETWEEN_PHONES.split(str(cell)) if any(sign.isdigit() for sign in part)]
    good, reason = [], ""
    for part in parts:
        try:
            good.append(normalise_phone(part))
        except NotAPhone as why:
            reason = str(why)
    if good:
        more = "Ô có nhiều số điện thoại, chỉ lấy số đầu." if len(set(good)) > 1 or len(parts) > len(good) else ""
        return good[0], more
    return None, f"Không nhập số điện thoại: {reason}" if reason else ""


_AUDIENCES: tuple[tuple[Audience, re.Pattern[str]], ...] = (
    (Audience.COMMUNITY_TECH_TEAMS, re.compile(r"to cong nghe|cnscd|tcns|cong nghe so cong dong")),
    (
        Audience.RESIDENTS,
        re.compile(r"huu tri|nguoi dan|nong dan|hoi vien|doan vien|cao tuoi|hoc sinh|sinh vien|lao dong|noi tro"),
    ),
    (
        Audience.BUSINESSES,
        re.compile(r"doanh nghiep|kinh doanh|tieu thuong|buon ban|\bhkd\b|hop tac xa|\bhtx\b|\bdn\b"),
    ),
    (Audience.OFFICIALS, re.compile(r"cong chuc|vien chuc|can bo|giao vien|cbcc|ccvc")),
)


def audience_of(cell: Cell) -> Audience | None:
    """The group that a word in the roster means, None for a word nobody knows."""
    word = fold(text_of(cell))
    return next((audience for audience, pattern in _AUDIENCES if pattern.search(word)), None)

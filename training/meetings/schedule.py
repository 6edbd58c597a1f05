"""Dates and times of meetings as people write them, and how a weekly class repeats. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from learning.core.clock import LOCAL

WEEK = timedelta(days=7)
MOST_REPEATS = 52
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s*(?:[:.,hg]|giờ)\s*(\d{2})?(?:\s*(?:phút|p))?", re.ASCII | re.IGNORECASE)


def read_day(text: str) -> date | None:
    """ "25/11/2026" (also with dots, hyphens, single digits) as a date, None for anything else."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """ "19:30", "19h30", "19h", "19 giờ 30" as a time of day, None for anything else."""
    found = _TIME.fullmatch(text.strip())
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def at(day: date, hour: time) -> datetime:
    """That time of that day in Vietnam."""
    return datetime.combine(day, hour, tzinfo=LOCAL)


def weekly(first: date, times: int, until: date | None = None) -> tuple[date, ...]:
    """The first day and the same weekday of the following weeks: ``times`` in all, or up to ``until``."""
    days = tuple(first + WEEK * number for number in range(MOST_REPEATS if until else times))
    return tuple(day for day in days if until is None or day <= until) or (first,)


def weekday_vi(moment: datetime) -> str:
    """ "Thứ Tư", in Vietnam's time."""
    return WEEKDAYS[moment.astimezone(LOCAL).weekday()]


def clock_vi(moment: datetime) -> str:
    """ "19:30", in Vietnam's time."""
    return f"{moment.astimezone(LOCAL):%H:%M}"


def when_vi(starts_at: datetime, ends_at: datetime) -> str:
    """ "Thứ Tư 25/11/2026, 19:30–21:00"; over midnight the second date is written too."""
    first, last = starts_at.astimezone(LOCAL), ends_at.astimezone(LOCAL)
    end = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%H:%M} ngày {last:%d/%m/%Y}"
    return f"{weekday_vi(starts_at)} {first:%d/%m/%Y}, {first:%H:%M}–{end}"

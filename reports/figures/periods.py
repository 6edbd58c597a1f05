"""Stretches of time: month, quarter, year, campaign, free; and the one before each. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from learning.core.formats import date_vi

KINDS = ("thang", "quy", "nam", "dot", "tu-chon")
FIRST_YEAR, LAST_YEAR = 2020, 2100
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A month, or the part of it from one day to another; ``whole`` when it is all of the month."""

    month: int
    first: int
    last: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; ``name`` is how people say it."""

    kind: str
    first: date
    last: date
    name: str
    campaign: int = 0

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The period month by month; only its first and last may be parts."""
        return _stretches(self.first, self.last)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def previous(self) -> Period:
        """The month, quarter or year before; for others as many days right before."""
        eve = self.first - timedelta(days=1)
        makers = {"thang": month_of, "quy": quarter_of, "nam": year_of}
        if self.kind in makers:
            return makers[self.kind](eve)
        return free(eve - timedelta(days=self.days - 1), eve)

    def months(self) -> tuple[Period, ...]:
        """The period month by month, for a trend; the first and the last may be parts of a month."""
        return tuple(
            Period("thang" if part.whole else "tu-chon", _day(part, part.first), _day(part, part.last), _short(part))
            for part in self.stretches
        )

    def query(self) -> dict[str, str]:
        """The period in an address."""
        match self.kind:
            case "thang":
                own = {"nam": str(self.first.year), "thang": str(self.first.month)}
            case "quy":
                own = {"nam": str(self.first.year), "quy": str((self.first.month + 2) // 3)}
            case "nam":
                own = {"nam": str(self.first.year)}
            case "dot":
                own = {"dot": str(self.campaign)}
            case _:
                own = {"tu": self.first.isoformat(), "den": self.last.isoformat()}
        return {"ky": self.kind, **own}


@lru_cache(maxsize=500)
def _stretches(first: date, last: date) -> tuple[Stretch, ...]:
    found, day = [], first
    while day <= last:
        end = _end_of_month(day)
        found.append(Stretch(day.year * 100 + day.month, day.day, min(end, last).day, day.day == 1 and end <= last))
        day = end + timedelta(days=1)
    return tuple(found)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day(part: Stretch, number: int) -> date:
    return date(part.month // 100, part.month % 100, number)


def _short(part: Stretch) -> str:
    name = f"{part.month % 100:02d}/{part.month // 100}"
    return name if part.whole else f"{part.first:02d}–{part.last:02d}/{name}"


def month_of(day: date) -> Period:
    """The month in which the day lies."""
    return Period("thang", day.replace(day=1), _end_of_month(day), f"Tháng {day.month}/{day.year}")


def quarter_of(day: date) -> Period:
    """The quarter in which the day lies."""
    number = (day.month - 1) // 3
    first = date(day.year, 3 * number + 1, 1)
    return Period("quy", first, _end_of_month(first.replace(month=first.month + 2)), f"Quý {_ROMAN[number]}/{day.year}")


def year_of(day: date) -> Period:
    """The year in which the day lies."""
    return Period("nam", date(day.year, 1, 1), date(day.year, 12, 31), f"Năm {day.year}")


def free(first: date, last: date, name: str = "", campaign: int = 0) -> Period:
    """From one day to another; with a name it is a campaign."""
    said = name or f"từ {date_vi(first)} đến {date_vi(last)}"
    return Period("dot" if campaign else "tu-chon", first, last, said, campaign)

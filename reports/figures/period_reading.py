"""Reading a period from an address. What cannot be read becomes this month, and a sentence says so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from reports.figures import periods
from reports.figures.models import Campaign
from reports.figures.periods import FIRST_YEAR, LAST_YEAR, Period

LONGEST = 3660  # days of a free period
REVERSED = "Ngày cuối đứng trước ngày đầu, nên đã đổi chỗ hai ngày cho nhau."
UNREADABLE = "Không đọc được kỳ đã chọn, nên đang xem tháng này."
HALF = "Xin ghi cả ngày đầu và ngày cuối, thí dụ 01/10/2026 và 31/10/2026. Đang xem tháng này."
TOO_LONG = "Kỳ tự chọn dài nhất là mười năm. Đang xem tháng này."
FUTURE = "Kỳ này chưa tới, nên chưa có số liệu."
UNFINISHED = "Kỳ này chưa hết: số liệu tính đến lúc này."
NO_CAMPAIGN = "Không tìm thấy đợt đã chọn, nên đang xem tháng này."


def read_period(
    values: Mapping[str, str], today: date, campaigns: Iterable[Campaign]
) -> tuple[Period, tuple[str, ...]]:
    """The period that an address asks for, and the sentences that go with it."""
    period, said = _read(values, today, {campaign.id: campaign for campaign in campaigns})
    if period.first > today:
        return period, (*said, FUTURE)
    return period, (*said, UNFINISHED) if period.last > today and period.kind != "thang" else said


def _read(values: Mapping[str, str], today: date, campaigns: Mapping[int, Campaign]) -> tuple[Period, tuple[str, ...]]:
    now = periods.month_of(today)
    kind = values.get("ky") or "thang"
    if kind == "dot":
        chosen = campaigns.get(_number(values.get("dot", ""), 0) or 0)
        return (_campaign(chosen), ()) if chosen else (now, (NO_CAMPAIGN,))
    if kind == "tu-chon":
        return _free(values.get("tu", ""), values.get("den", ""), now)
    year = _number(values.get("nam", ""), today.year)
    month = _number(values.get("thang", ""), today.month)
    quarter = _number(values.get("quy", ""), (today.month + 2) // 3)
    if year is None or month is None or quarter is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return now, (UNREADABLE,)
    if kind == "thang" and 1 <= month <= 12:
        return periods.month_of(date(year, month, 1)), ()
    if kind == "quy" and 1 <= quarter <= 4:
        return periods.quarter_of(date(year, 3 * quarter, 1)), ()
    return (periods.year_of(date(year, 1, 1)), ()) if kind == "nam" else (now, (UNREADABLE,))


def _number(typed: str, otherwise: int) -> int | None:
    if not typed:
        return otherwise
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _campaign(chosen: Campaign) -> Period:
    return periods.free(chosen.first_day, chosen.last_day, chosen.name, chosen.id)


def _free(typed_first: str, typed_last: str, now: Period) -> tuple[Period, tuple[str, ...]]:
    if not typed_first.strip() or not typed_last.strip():
        return now, (HALF,)
    first, last = read_day(typed_first), read_day(typed_last)
    if first is None or last is None:
        return now, (UNREADABLE,)
    said = (REVERSED,) if last < first else ()
    period = periods.free(min(first, last), max(first, last))
    return (now, (TOO_LONG,)) if period.days > LONGEST else (period, said)


def read_day(typed: str) -> date | None:
    """A day as people here write it, or as a browser's date field does."""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            day = datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007  # a day on a calendar has no zone
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None

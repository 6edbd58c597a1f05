"""Numbers, dates and durations as Vietnamese readers expect them.

Moments come in aware (stored in UTC) and are shown in Vietnam's time; naive ones are refused. Between
a number and its unit stands a no-break space (U+00A0), so that "3 bài" never breaks over two lines;
dates use plain spaces.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from learning.core.clock import LOCAL

NBSP = "\u00a0"

Number = int | float | Decimal


# --- Dates and moments ------------------------------------------------------------------------------------


def date_vi(day: date | datetime) -> str:
    """Show a day as "05/11/2026"; a moment is taken in Vietnam's time, a naive one raises ValueError."""
    local = _local_day(day)
    return f"{local.day:02d}/{local.month:02d}/{local.year:04d}"


def datetime_vi(moment: datetime) -> str:
    """Show a moment in Vietnam's time as "19:05 ngày 05/11/2026"; a naive one raises ValueError."""
    return f"{_local(moment):%H:%M} ngày {date_vi(moment)}"


def long_date_vi(day: date | datetime) -> str:
    """Show a day as official papers do: "ngày 05 tháng 02 năm 2026", but "ngày 15 tháng 3 năm 2026".

    Decree 30/2020 puts a zero before days under 10 and before months 1 and 2 only.
    """
    local = _local_day(day)
    month = f"{local.month:02d}" if local.month <= 2 else str(local.month)
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def ago_vi(then: datetime, now: datetime) -> str:
    """Show how long ago a moment was: "vừa xong", "3 phút trước", "hôm qua"; after a week its date.

    A moment that lies ahead (a phone with a wrong clock) is shown in full.
    """
    passed = _local(now) - _local(then)
    if passed < -timedelta(minutes=1):
        return datetime_vi(then)
    if passed < timedelta(hours=1):
        return _minutes_ago(passed)
    return _days_ago(then, now)


def _minutes_ago(passed: timedelta) -> str:
    minutes = passed // timedelta(minutes=1)
    return f"{count_vi(minutes, 'phút')} trước" if minutes > 0 else "vừa xong"


def _days_ago(then: datetime, now: datetime) -> str:
    days = (_local_day(now) - _local_day(then)).days
    if days == 0:
        return f"{count_vi((now - then) // timedelta(hours=1), 'giờ')} trước"
    if days <= 2:
        return "hôm qua" if days == 1 else "hôm kia"
    return f"{count_vi(days, 'ngày')} trước" if days < 7 else date_vi(then)


def _local_day(day: date | datetime) -> date:
    return _local(day).date() if isinstance(day, datetime) else day


def _local(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"a naive datetime cannot be shown: {moment!r}")
    return moment.astimezone(LOCAL)


# --- Numbers and amounts ----------------------------------------------------------------------------------


def number_vi(value: Number, places: int = 2) -> str:
    """Show a number as "1.234,5": at most so many decimals, rounded half up, idle zeros cut.

    Raises ValueError for NaN and infinity.
    """
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a number to show: {value!r}")

    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, decimals = f"{abs(rounded):,f}".partition(".")
    decimals = decimals.rstrip("0")
    sign = "-" if rounded < 0 else ""
    return sign + whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def percent_vi(share: Number, places: int = 1) -> str:
    """Show a share (0–1) as a percentage: 0.456 → "45,6%", with `places=0` "46%"."""
    return f"{number_vi(Decimal(str(share)) * 100, places)}%"


def count_vi(number: int, noun: str) -> str:
    """Show how many there are: "3 bài", "1.234 người"; Vietnamese nouns have no plural."""
    return f"{number_vi(number)}{NBSP}{noun}"


def kilobytes_vi(size: int) -> str:
    """Show bytes as a reader pays for them: "38 KB", rounded up, or from 1000 KB "1,2 MB"."""
    kilobytes = -(-size // 1024)
    if kilobytes < 1000:
        return count_vi(kilobytes, "KB")
    return f"{number_vi(size / 1024**2, 1)}{NBSP}MB"


def hours_vi(hours: Number) -> str:
    """Show learning hours: "2,5 giờ"."""
    return f"{number_vi(hours)}{NBSP}giờ"


def minutes_vi(minutes: int) -> str:
    """Show whole minutes: "6 phút", from an hour on "1 giờ 30 phút"."""
    hours, rest = divmod(minutes, 60)
    shown = [count_vi(hours, "giờ")] if hours else []
    if rest or not hours:
        shown.append(count_vi(rest, "phút"))
    return " ".join(shown)

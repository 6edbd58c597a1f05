"""Where a target stands and where the present pace leads, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from learning.core.formats import date_vi, number_vi
from reports.figures.formulas import Measure, OfRoster, People, Sum

SOON = 7  # days after which a pace means something


@dataclass(frozen=True, slots=True)
class Outlook:
    """A target's state: ``percent`` of the way (0 to 100) and the sentence about the pace."""

    percent: int
    reached: bool
    sentence: str


def grows(measure: Measure) -> bool:
    """Whether the number only grows as days go by, so that a pace can be told."""
    return isinstance(measure.counted, People | Sum | OfRoster)


def outlook(measure: Measure, value: float | None, amount: int, first: date, due: date, today: date) -> Outlook:
    """How far a target is, and what the pace so far would come to on its last day."""
    if value is None:
        return Outlook(0, False, "Chưa có số để so với chỉ tiêu.")
    percent = max(0, min(100, int(100 * value / amount)))
    if value >= amount:
        return Outlook(100, True, "Đã đạt chỉ tiêu.")
    short = f"còn thiếu {_said(amount - value, measure)}"
    if today > due:
        return Outlook(percent, False, f"Đã hết hạn ngày {date_vi(due)}, {short}.")
    if today < first:
        return Outlook(percent, False, f"Bắt đầu tính từ ngày {date_vi(first)}.")
    return Outlook(percent, False, _pace(measure, value, amount, first, due, today, short))


def _pace(measure: Measure, value: float, amount: int, first: date, due: date, today: date, short: str) -> str:
    passed, left = (today - first).days + 1, (due - today).days
    if not grows(measure):
        return f"Hiện {short}. Con số này là tỷ lệ, không dồn theo ngày, nên không ước tính."
    if passed < SOON:
        return f"Hiện {short}. Mới tính {passed} ngày nên chưa ước tính được nhịp."
    expected = value * (passed + left) / passed
    if expected >= amount:
        return f"Hiện {short}. Giữ nhịp này thì kịp: đến {date_vi(due)} được khoảng {_said(expected, measure)}."
    need = (amount - value) / max(left, 1) * 7
    weekly = f"cần thêm khoảng {_said(ceil(need), measure)} mỗi tuần" if left >= SOON else f"chỉ còn {left} ngày"
    return f"Hiện {short}. Với nhịp này, đến {date_vi(due)} mới được khoảng {_said(expected, measure)}; {weekly}."


def _said(value: float, measure: Measure) -> str:
    if isinstance(measure.counted, OfRoster):
        return f"{number_vi(value, 1)}%"
    unit = measure.counts.value
    return f"{number_vi(value, 1)}%" if unit == "%" else f"{number_vi(ceil(value))} {unit}"

"""Numbers in Vietnamese sentences: nobody, one, many; more, fewer, as many; no percentage of nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from learning.core.formats import count_vi, number_vi
from reports.papers.findings import Found

DOTS = "…" * 30
WITH_N = ("satisfaction",)
PERIOD_WORDS = ("Tháng", "Quý", "Năm", "Đợt", "Kỳ", "Tuần", "Ngày")


def shown(found: Found) -> str:
    """The bare number as a table shows it: "1.234", "45,2", "–" where there is none."""
    if found.value is None:
        return "–"
    return number_vi(found.value, 0 if found.unit in ("người", "lượt", "buổi", "câu") else 1)


def in_a_table(found: Found) -> str:
    """The same in an annex table: what few people said of something stands there with how many they were."""
    many = f" ({number_vi(found.denominator or 0)})" if found.measure in WITH_N and found.value is not None else ""
    return shown(found) + many


def counted(found: Found) -> str:
    """The number with its noun: "1.234 người"."""
    return count_vi(found.whole, found.unit)


def percent(found: Found) -> str:
    """A share with what it is made of: "45,2% (56/124)"."""
    made_of = f" ({number_vi(found.numerator or 0)}/{number_vi(found.denominator or 0)})"
    return f"{number_vi(found.value or 0, 1)}%{made_of}"


def compared(now: Found, then: Found, before: str) -> str:
    """How a count stands against the one of the period before: a clause without an end."""
    new, old = now.whole, then.whole
    if new == old:
        return f"bằng {before}" if new else f"{before} cũng chưa có"
    if not old:
        return f"{before} chưa có"
    word = "tăng" if new > old else "giảm"
    return f"{word} {count_vi(abs(new - old), now.unit)} ({number_vi(100 * abs(new - old) / old, 1)}%) so với {before}"


def lowered(text: str) -> str:
    """A period's name for the middle of a sentence. A campaign's own name ("NQ 57", "Tết trồng cây") stays as it is."""
    return text[:1].lower() + text[1:] if text.partition(" ")[0] in PERIOD_WORDS else text


def raised(text: str) -> str:
    """The text for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """ "A", "A và B", "A, B và C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} và {names[-1]}"

"""Reads a number as people in Vietnam type it, and writes one as they read it.

A lone "." or "," is the decimal mark: "1,5" and "1.5" are 1.5. Repeated, it groups thousands: "1.500.000".
With both, the last one is the decimal mark: "1.234,5". One mark before just three digits ("1.500") can be
either, so both readings are given; the answers of the question decide which was meant.
"""

import re
from decimal import Decimal

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_SIGNED = re.compile(r"([-+]?)(.*)", re.DOTALL)
_DIGITS = re.compile(r"[0-9]{1,30}")
_DECIMAL = re.compile(r"([0-9]{0,30})[.,]([0-9]{1,30})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_MIXED = re.compile(r"([1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?=,)|(?:,[0-9]{3})+(?=\.)))[.,]([0-9]{1,30})")


def readings(typed: str) -> tuple[Decimal, ...]:
    """Every number the typed text can mean: none, one, or two where a mark before three digits is unclear."""
    text = _SPACES.sub("", typed).replace("\u2212", "-")
    signed = _SIGNED.fullmatch(text)
    sign, digits = (signed[1], signed[2]) if signed else ("", text)
    return tuple(Decimal(sign + reading) for reading in _unsigned(digits))


def _unsigned(text: str) -> list[str]:
    if _DIGITS.fullmatch(text):
        return [text]
    mixed = _MIXED.fullmatch(text)
    if mixed:
        return [f"{_joined(mixed[1])}.{mixed[2]}"]
    found = []
    if _GROUPED.fullmatch(text):
        found.append(_joined(text))
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        found.append(f"{decimal[1] or '0'}.{decimal[2]}")
    return found


def _joined(grouped: str) -> str:
    return grouped.replace(".", "").replace(",", "")


def vietnamese(number: Decimal) -> str:
    """A number with the decimal comma."""
    return f"{number:f}".replace(".", ",")

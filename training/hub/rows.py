"""Rows as plain values that JSON can carry, and back; strict on the way in, for another machine wrote them."""

from __future__ import annotations

import base64
import math
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, Integer, LargeBinary, String, Uuid

from learning.core.database import Base, UtcDateTime

LONGEST_TEXT = 20_000  # characters where the column sets no limit, as at the gate
_WHOLE = 2**31 - 1


class NotARow(ValueError):
    """A value that this column cannot hold."""


def told(row: Any, columns: Iterable[str]) -> dict[str, Any]:
    """These columns of a row, as JSON carries them."""
    return {name: plain(getattr(row, name)) for name in columns}


def plain(value: Any) -> Any:
    """One value as JSON carries it."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def read(
    model: type[Base], told_values: Mapping[str, Any], columns: Iterable[str], longest: int = LONGEST_TEXT
) -> dict[str, Any]:
    """The values of these columns; raises ``NotARow`` for what is missing, of another kind, or too long.

    ``longest``: where the column sets no limit.
    """
    table = model.__table__
    try:
        return {name: _value(table.c[name], told_values[name], longest) for name in columns}
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as wrong:
        raise NotARow(f"{model.__tablename__}: {type(wrong).__name__}") from wrong


def _value(column: Any, value: Any, longest: int) -> Any:
    if value is None:
        if column.nullable:
            return None
        raise NotARow(column.name)
    return _read_kind(column, value, longest)


def _read_kind(column: Any, value: Any, longest: int) -> Any:
    match column.type:
        case Uuid():
            return uuid.UUID(hex=value)
        case UtcDateTime():
            return _moment(value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return base64.b64decode(value, validate=True)
        case Boolean() | Integer() | Float():
            return _number(column, value)
        case JSON():
            return value
        case String():
            return _text(value, column.type.length or longest)
    raise NotARow(column.name)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not 2020 <= moment.year <= 2200:
        raise NotARow("moment")
    return moment


def _number(column: Any, value: Any) -> Any:
    if isinstance(column.type, Boolean) != isinstance(value, bool) or not isinstance(value, int | float):
        raise NotARow(column.name)
    if not math.isfinite(value) or abs(value) > _WHOLE:
        raise NotARow(column.name)
    if isinstance(column.type, Integer) and not isinstance(value, int):
        raise NotARow(column.name)
    return value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise NotARow("text")
    return value

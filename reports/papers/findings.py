"""Everything a report says in numbers, as plain values: what is frozen, printed and compared. Pure.

A report is drawn from ``Findings`` and from nothing else that can change, so one that is frozen stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

TOTALS, BEFORE = "A", "T"  # the letters of figures about everybody, now and in the period before; tables have others


@dataclass(frozen=True, slots=True)
class Found:
    """One figure: its code on paper, what it counts, what it came to, and the scope whose list stands behind it."""

    code: str
    measure: str
    name: str
    unit: str
    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    said: tuple[str, ...] = ()
    scope: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> int:
        """The value of a count, 0 where there is none."""
        return int(self.value or 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its name and the codes of its figures."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """One annex table. ``key`` says what it is cut by, ``columns`` are names with units."""

    letter: str
    key: str
    title: str
    first: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All figures of one period and place. ``over`` says whether the period had ended when they were taken."""

    period: str
    kind: str
    first: str
    last: str
    before: str
    over: bool
    place: str
    place_kind: str
    figures: tuple[Found, ...]
    tables: tuple[FoundTable, ...]
    topics: tuple[tuple[str, int], ...]

    def find(self, code: str) -> Found | None:
        """The figure with this code."""
        return next((found for found in self.figures if found.code == code), None)

    def total(self, measure: str, before: bool = False) -> Found:
        """The figure about everybody, in the period or in the one before."""
        start = BEFORE if before else TOTALS
        return next(found for found in self.figures if found.measure == measure and found.code.startswith(start))

    def seek(self, measure: str) -> Found | None:
        """The same, or None: what was frozen years ago does not know every measure of today."""
        return next((one for one in self.figures if one.measure == measure and one.code.startswith(TOTALS)), None)

    def table(self, key: str) -> FoundTable | None:
        """The table cut by ``key``, if the report has it."""
        return next((table for table in self.tables if table.key == key), None)

    def cells(self, key: str) -> Iterator[tuple[str, dict[str, Found]]]:
        """A table row by row: the row's name and its figures by measure, the row of totals left out."""
        table = self.table(key)
        by_code = {found.code: found for found in self.figures}
        for row in table.rows if table else ():
            if not row.codes[0].startswith(TOTALS):
                yield row.name, {by_code[code].measure: by_code[code] for code in row.codes}


def canonical(findings: Findings) -> str:
    """The figures as text: the same figures always give the same letters."""
    return json.dumps(asdict(findings), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(body: str) -> str:
    """The SHA-256 by which everybody can check that nothing was changed."""
    return sha256(body.encode()).hexdigest()


def read_findings(body: str) -> Findings:
    """The figures that ``canonical`` has written."""
    said: dict[str, Any] = json.loads(body)
    said["figures"] = tuple(_found(one) for one in said["figures"])
    said["tables"] = tuple(_table(one) for one in said["tables"])
    said["topics"] = tuple((title, number) for title, number in said["topics"])
    return Findings(**said)


def _found(said: dict[str, Any]) -> Found:
    scope = tuple((name, value) for name, value in said["scope"])
    return Found(**said | {"said": tuple(said["said"]), "scope": scope})


def _table(said: dict[str, Any]) -> FoundTable:
    rows = tuple(Row(row["name"], tuple(row["codes"])) for row in said["rows"])
    return FoundTable(**said | {"columns": tuple(map(tuple, said["columns"])), "rows": rows})


Place = tuple[str, tuple[tuple[str, str], ...]]  # a measure and the scope it was asked in


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another one by now: where it stands, what was frozen and what is so today."""

    name: str
    where: str
    frozen: Found | None
    now: Found | None


def changes(frozen: Findings, now: Findings) -> tuple[Change, ...]:
    """What has been corrected since: figures by what they count and where, whatever their place in a table is now.

    A measure that the site did not have when the figures were frozen is no correction, nor one that it has no more.
    """
    known = {one.measure for one in frozen.figures} & {one.measure for one in now.figures}
    then, today = (
        {(one.measure, one.scope): one for one in findings.figures if one.measure in known}
        for findings in (frozen, now)
    )
    where = _places(now) | _places(frozen)
    found = []
    for key in dict.fromkeys((*then, *today)):
        old, new = then.get(key), today.get(key)
        if _numbers(old) != _numbers(new):
            name = old.name if old else new.name if new else ""
            found.append(Change(name, where.get(key, "Chung"), old, new))
    return tuple(found)


def _numbers(found: Found | None) -> tuple[object, ...] | None:
    return None if found is None else (found.value, found.numerator, found.denominator)


def _places(findings: Findings) -> dict[Place, str]:
    """In words where each figure stands; what stands in no table is about everybody."""
    by_code = {found.code: found for found in findings.figures}
    named = {
        (by_code[code].measure, by_code[code].scope): f"{table.title}: {row.name}"
        for table in findings.tables
        for row in table.rows
        for code in row.codes
        if not code.startswith(TOTALS)
    }
    before = {(one.measure, one.scope): findings.before for one in findings.figures if one.code.startswith(BEFORE)}
    return named | before

"""How many adults live where, as the commune says it, on a certain day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from learning.accounts.models import Place
from learning.core.database import db
from learning.core.formats import date_vi
from reports.figures.models import RosterSize
from reports.figures.scope import Scope

MISSING = "Xã chưa nhập số người lớn cho {}, nên chưa tính được tỷ lệ."


@dataclass(frozen=True, slots=True)
class Roster:
    """The adults of a scope, None where a thôn's number is missing, and what must be said about them."""

    adults: int | None
    sentences: tuple[str, ...]


class Rosters:
    """The rosters that hold on one day: of each place the newest by then, else the oldest after it."""

    def __init__(self, day: date) -> None:
        rows = db.session.scalars(select(RosterSize).order_by(RosterSize.as_of.desc()))
        self._held: dict[int, RosterSize] = {}
        for row in rows:
            held = self._held.get(row.place_id)
            if held is None or held.as_of > day:
                self._held[row.place_id] = row
        query = select(Place.id, Place.name, Place.kind, Place.parent_id, Place.closed_at).where(
            Place.kind != "province"
        )
        self._places = {row.id: row for row in db.session.execute(query.order_by(Place.id))}

    def of(self, scope: Scope) -> Roster:
        """The roster of the scope's places: that of a commune as a whole, or of its thôn added up."""
        counted = self._places.keys() if scope.places is None else self._places.keys() & scope.places
        whole = [place for place in counted if self._places[place].kind == "commune" and not scope.alone]
        taken = [place for place in whole if place in self._held]
        rest = [place for place in counted if place not in whole and self._places[place].parent_id not in taken]
        rest = [place for place in rest if place in self._held or self._places[place].closed_at is None]
        missing = [self._places[place].name for place in rest if place not in self._held]
        if missing or not (taken or rest):
            return Roster(None, (MISSING.format(_some(missing) or "nơi này"),))
        held = [self._held[place] for place in (*taken, *rest)]
        return Roster(sum(row.adults for row in held), (_said(held),))


def _some(names: list[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" và {more} nơi nữa" if more > 0 else "")


def _said(rows: list[RosterSize]) -> str:
    """Where the denominator comes from."""
    sources = sorted({row.source for row in rows})
    newest = max(row.as_of for row in rows)
    adults = f"{sum(row.adults for row in rows):,}".replace(",", ".")
    return f"Số người lớn: {adults}, theo {'; '.join(sources[:3])}, đến ngày {date_vi(newest)}."

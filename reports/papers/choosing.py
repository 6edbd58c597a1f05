"""Which report is meant: a period and a place, read from an address and written back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from courses.catalogue import catalogue
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from learning.core.errors import Forbidden
from reports.figures.periods import month_of, quarter_of, year_of
from reports.figures.queries import campaigns
from reports.figures.scope import Scope, read_scope

FORMS = {"co-quan": "Báo cáo của cơ quan", "doan": "Báo cáo của Đoàn"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One report: its scope, the place it is about, and in whose form it is written."""

    scope: Scope
    place: Place
    form: str = "co-quan"

    @property
    def period_key(self) -> str:
        """The period in few letters, the same for everybody who means it."""
        period = self.scope.period
        return f"{period.kind}.{period.first:%Y%m%d}.{period.last:%Y%m%d}.{period.campaign}"

    @property
    def over(self) -> bool:
        """Whether the last day of the period has begun."""
        return self.scope.period.last <= clock.today()

    def query(self) -> dict[str, str]:
        """The report in an address."""
        own = {"mau": self.form} if self.form != "co-quan" else {}
        return self.scope.query() | own


def choice_for(viewer: Person, values: Mapping[str, str], permission: Permission = Permission.WRITE_REPORT) -> Choice:
    """The report that an address asks for, within the viewer's places; raises ``NotFound`` for a place beyond.

    Without a place it is about the first one of theirs, a commune before its thôn. Whatever narrows figures further
    (audience, course …) has no say here: a report is about everybody.
    """
    reach = places_for(viewer, permission, closed_too=True)
    if not reach:
        raise Forbidden
    wanted = {name: values[name] for name in ("ky", "nam", "thang", "quy", "dot", "tu", "den") if name in values}
    scope = read_scope(
        wanted | {"noi": values.get("noi") or str(reach[0].id)}, reach, catalogue(), campaigns(), clock.today()
    )
    place = next(place for place in reach if place.id == scope.place)
    form = values.get("mau", "")
    return Choice(scope, place, form if form in FORMS else "co-quan")


def previous_month(values: Mapping[str, str]) -> dict[str, str]:
    """Nothing chosen yet: the month that is over, because that is the one to report on."""
    if values.get("ky"):
        return dict(values)
    today = clock.today()
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return dict(values) | {"ky": "thang", "nam": str(year), "thang": str(month)}


def places_to_choose(viewer: Person, permission: Permission = Permission.WRITE_REPORT) -> Sequence[Place]:
    """The places that a report can be about."""
    return places_for(viewer, permission, closed_too=True)


def shortcuts(today: date) -> tuple[tuple[str, dict[str, str]], ...]:
    """The periods that are reported on most: the last three months, the last quarter, this year."""
    month = month_of(today)
    found = [month.previous().previous(), month.previous(), month]
    return tuple((period.name, period.query()) for period in (*found, quarter_of(today).previous(), year_of(today)))

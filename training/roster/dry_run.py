"""What a roster would do, before it does it: figures, and one leaf of the lines of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from learning.accounts.models import Person
from learning.core.errors import NotFound
from training.roster import queries
from training.roster.keeping import kept_reading
from training.roster.lines import Reading
from training.roster.matching import Judged, Verdict, judge, placed
from training.roster.models import Roster

A_LEAF = 50


@dataclass(frozen=True, slots=True)
class Drawer:
    """One kind of lines: its name in addresses, what stands on it, and the verdicts in it."""

    slug: str
    label: str
    verdicts: frozenset[Verdict]

    def holds(self, one: Judged) -> bool:
        """Whether the line lies in this drawer; one that was decided stays where it was decided."""
        if one.decided is not None:
            return Verdict.DOUBTFUL in self.verdicts
        return one.verdict in self.verdicts


DOUBTFUL = Drawer("can-xem", "Cần quyết định", frozenset({Verdict.DOUBTFUL}))
DRAWERS = (
    DOUBTFUL,
    Drawer("sai", "Cần sửa", frozenset({Verdict.WRONG})),
    Drawer("moi", "Người mới", frozenset({Verdict.NEW})),
    Drawer("da-co", "Đã có trong sổ", frozenset({Verdict.SAME})),
    Drawer("lap", "Lặp lại trong tệp", frozenset({Verdict.REPEATED})),
)


@dataclass(frozen=True, slots=True)
class DryRun:
    """All lines with their verdicts, and the sheets they came in."""

    reading: Reading
    judged: tuple[Judged, ...]

    def in_drawer(self, drawer: Drawer) -> list[Judged]:
        """The lines of one kind, in the order of the file."""
        return [one for one in self.judged if drawer.holds(one)]

    def counts(self) -> tuple[tuple[Drawer, int], ...]:
        """How many lines lie in each drawer."""
        return tuple((drawer, len(self.in_drawer(drawer))) for drawer in DRAWERS)

    def verdicts(self) -> Counter[Verdict]:
        """What would become of all lines if it were taken in now."""
        return Counter(one.verdict for one in self.judged)


def dry_run(sender: Person, roster: Roster) -> DryRun:
    """Judge every line as things stand now; raises ``RosterGone``."""
    reading = kept_reading(roster.file_key)
    villages = queries.villages_for(sender, roster.place)
    lines = placed(reading.lines, villages, queries.secret())
    grounds = queries.grounds_for(sender, roster, lines)
    return DryRun(reading, tuple(judge(one, grounds, villages) for one in lines))


def drawer_called(slug: str, run: DryRun) -> Drawer:
    """The drawer that the address names, else the first one with something in it."""
    named = next((drawer for drawer in DRAWERS if drawer.slug == slug), None)
    return named or next((drawer for drawer, number in run.counts() if number), DOUBTFUL)


def leaf(rows: Sequence[Judged], number: int) -> tuple[Judged, ...]:
    """One leaf of the lines; raises ``NotFound`` beyond the end."""
    found = tuple(rows[(number - 1) * A_LEAF : number * A_LEAF])
    if not found and number > 1:
        raise NotFound
    return found

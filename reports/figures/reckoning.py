"""Working numbers out from a book of sets. Pure but for the days of a month that is cut by the period's edge.

People are united over months, courses and channels, so nobody counts twice; what adds up is added month by month.
Whoever moved is counted, month by month, where they lived at the end of that month; whoever's audience, gender or year
of birth was corrected counts under the corrected one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pyroaring import BitMap

from learning.accounts.queries import home_commune
from reports.figures.bits import added_up, of_days, sum_up, union
from reports.figures.book import Book
from reports.figures.by_day import Address, Digits
from reports.figures.facts import RATED
from reports.figures.formulas import Measure, People, Sum
from reports.figures.marks import rated_from
from reports.figures.periods import Stretch
from reports.figures.scope import AGES, GENDERS, Scope

ADULT = 18
NO_COURSE = frozenset({""})


class Reckoner:
    """The numbers of one measure in one scope."""

    def __init__(self, book: Book, scope: Scope, measure: Measure) -> None:
        self._book, self._scope = book, scope
        free = measure.ignores
        self._keys = NO_COURSE if scope.courses is None or "course" in free else scope.courses
        self._sources = None if "channel" in free else scope.sources
        everywhere = scope.places is None or scope.places >= book.places
        self._places = None if everywhere else scope.places
        self._stretches = scope.period.stretches
        self._edges = frozenset(part.month for part in self._stretches if not part.whole)

    def number(self, counted: People | Sum) -> int:
        """How many people, or what the sum is (in the units of the sets)."""
        return len(self.people(counted)) if isinstance(counted, People) else self._sum(counted)

    def people(self, counted: People) -> BitMap:
        """Who is counted."""
        found = self._located(*self._months(counted))
        for class_ in self._classes(counted.adults):
            found = found & class_
        return found

    def turns(self, counted: Sum) -> Counter[int]:
        """What each person adds to the sum."""
        each: Counter[int] = Counter()
        for digits, among in self._addends(counted):
            for digit, people in digits.items():
                for ordinal in people if among is None else people & among:
                    each[ordinal] += 1 << digit
        return each

    def _sum(self, counted: Sum) -> int:
        return sum(added_up(digits, among) for digits, among in self._addends(counted))

    def _months(self, counted: People) -> tuple[dict[int, BitMap], BitMap]:
        """Who has one of the facts in each month of the period, and in any of them, wherever they live."""
        sources = self._narrowed(counted.sources)

        def gather() -> tuple[dict[int, BitMap], BitMap]:
            months = {part.month: self._in_part(counted.kinds, part, sources) for part in self._stretches}
            return months, union(months.values())

        return self._book.once(("months", counted.kinds, self._keys, sources, self._stretches), gather)

    def _narrowed(self, own: frozenset[str] | None) -> frozenset[str] | None:
        if own is None or self._sources is None:
            return own or self._sources
        both = own & self._sources
        return both or frozenset({"-"})  # a source that no fact carries

    def _in_part(self, kinds: tuple[str, ...], part: Stretch, sources: frozenset[str] | None) -> BitMap:
        """Who has one of the facts; days are united over all kinds before they are cut, which is most of the work."""

        def together() -> BitMap:
            by_kind = [self._sets(kind, part) for kind in kinds]
            found = union(digits[0] for sets in by_kind for digits in self._chosen(sets, sources))
            return found if part.whole else union(of_days(found, part.first, part.last))

        return self._book.once_a_month(part.month, (kinds, self._keys, sources, part), together)

    def _sets(self, kind: str, part: Stretch) -> Mapping[Address, Digits]:
        book = self._book
        return book.at(kind, part.month) if part.whole else book.by_day(self._edges)[part.month].get(kind, {})

    def _chosen(self, sets: Mapping[Address, Digits], sources: frozenset[str] | None) -> Iterator[Digits]:
        """The sets of the chosen courses and channels."""
        for (key, source), digits in sets.items():
            if key in self._keys and (sources is None or source in sources):
                yield digits

    def _located(self, months: dict[int, BitMap], whole: BitMap) -> BitMap:
        """The people of the months who then lived at the places that count."""
        if self._places is None or not months:
            return whole
        movers = self._book.movers(min(months))
        settled = (whole - movers) & self._book.living(self._places, max(months))
        if not movers:
            return settled
        moved = (people & movers & self._book.living(self._places, month) for month, people in months.items())
        return union((settled, *moved))

    def _classes(self, adults: bool = False) -> Iterator[BitMap]:
        scope, book = self._scope, self._book
        if scope.audience:
            yield book.class_of("audience", (scope.audience.value,))
        if scope.gender:
            yield book.class_of("gender", (GENDERS[scope.gender][1],))
        if scope.age:
            ages = AGES[scope.age][1]
            yield self._born(*ages) if ages else book.class_of("born", ("",))
        if adults:
            yield self._born(ADULT, 300) | book.class_of("born", ("",))

    def _born(self, youngest: int, oldest: int) -> BitMap:
        """Who is of this age in the year in which the period ends."""
        year = self._scope.period.last.year
        return self._book.class_of(
            "born", (str(born) for born in self._book.births() if youngest <= year - born <= oldest)
        )

    def _addends(self, counted: Sum) -> Iterator[tuple[Digits, BitMap | None]]:
        """Numbers digit by digit and among whom they count.

        Whoever has not moved lives at one place all the time: their months are added up beforehand. Only of the others
        each month is looked at by itself.
        """
        months, whole = self._summed(counted.kind)
        if counted.kind in RATED:
            yield whole, self._raters(whole)
            return
        classes = list(self._classes())
        if self._places is None or not months:
            yield whole, _common(classes)
            return
        movers = self._book.movers(min(months))
        yield whole, _common([self._book.living(self._places, max(months)) - movers, *classes])
        if movers:
            for month, digits in months.items():
                yield digits, _common([movers, self._book.living(self._places, month), *classes])

    def _raters(self, rated: Digits) -> BitMap | None:
        """The numbers that stand for the places and audiences that count; None: all of them.

        Whoever rated without a known place counts with those of the commune whose thôn nobody has written down.
        """
        places, audience = self._scope.places, self._scope.audience
        if places is None and audience is None:
            return None
        wanted = None if audience is None else audience.value
        return BitMap(
            number
            for number in union(rated.values())
            for place, group in (rated_from(number),)
            if (places is None or (place or home_commune().id) in places) and (wanted is None or group == wanted)
        )

    def _summed(self, kind: str) -> tuple[dict[int, Digits], Digits]:
        """What each person's facts add up to in each month of the period, and in all of it, wherever they live."""

        def gather() -> tuple[dict[int, Digits], Digits]:
            months = {part.month: sum_up(self._numbers(kind, part)) for part in self._stretches}
            return months, sum_up(months.values())

        return self._book.once(("sums", kind, self._keys, self._sources, self._stretches), gather)

    def _numbers(self, kind: str, part: Stretch) -> Iterator[Digits]:
        """What is added up in a month, for its edges day by day."""
        for digits in self._chosen(self._sets(kind, part), self._sources):
            if part.whole:
                yield digits
                continue
            by_day = {digit: of_days(people, part.first, part.last) for digit, people in digits.items()}
            for day in range(part.last - part.first + 1):
                yield {digit: people[day] for digit, people in by_day.items()}


def _common(classes: list[BitMap]) -> BitMap | None:
    """Who is in all of the classes; None where there is none: everybody."""
    return BitMap.intersection(*classes) if classes else None

"""One number, several, or one month by month: worked out from a book of sets by the measure's definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from reports.figures.book import Book, open_book
from reports.figures.formulas import Gain, Measure, OfRoster, People, Share, Sum
from reports.figures.marks import GAIN_SHIFT
from reports.figures.measures import MEASURES
from reports.figures.reckoning import Reckoner
from reports.figures.roster import Rosters
from reports.figures.scope import Scope

NOTHING = "Kỳ này chưa có gì để tính."
MORE_THAN_ALL = "Số người đã tính nhiều hơn số người lớn xã đã nhập, nên không ghi tỷ lệ. Xin xem lại số người lớn."
ALL_ADULTS = "Mẫu số là mọi người lớn, không chia theo đối tượng, giới tính hay tuổi."
FEW = 30  # below this a mean of gains says little, and a sentence says so
_FILTERS = {"course": "khóa học", "channel": "hình thức học", "gender": "giới tính", "age": "tuổi"}
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it was made of. ``value`` is None where there is none: nothing to divide by.

    ``numerator`` and ``denominator`` are the numbers whose lists can be opened; ``low`` and ``high`` a 95 % interval;
    ``sentences`` must be shown beside the number.
    """

    measure: Measure
    scope: Scope
    value: float | None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    sentences: tuple[str, ...] = ()

    @property
    def n(self) -> int | None:
        """How many stand behind a share or a mean."""
        return self.denominator


def figure(measure: Measure | str, scope: Scope, book: Book | None = None, rosters: Rosters | None = None) -> Figure:
    """One number. ``rosters`` saves a question where many shares of the roster are asked for."""
    measure = MEASURES[measure] if isinstance(measure, str) else measure
    reckoner = Reckoner(book or open_book(), scope, measure)
    match measure.counted:
        case People() as people:
            number = reckoner.number(people)
            return Figure(measure, scope, number, number, sentences=_ignoring(measure, scope))
        case Sum(per=per) as turns:
            number = reckoner.number(turns)
            return Figure(
                measure, scope, number / per if per > 1 else number, number, sentences=_ignoring(measure, scope)
            )
        case Share(part=part, whole=whole):
            return _share(measure, scope, reckoner.number(part), reckoner.number(whole))
        case OfRoster(part=part):
            return _of_roster(measure, scope, reckoner, rosters or Rosters(scope.period.last), part)
        case Gain():
            return _gain(measure, scope, reckoner)


def figures(measures: Iterable[Measure | str], scope: Scope, book: Book | None = None) -> tuple[Figure, ...]:
    """Several numbers from one book."""
    book, rosters = book or open_book(), Rosters(scope.period.last)
    return tuple(figure(measure, scope, book, rosters) for measure in measures)


def trend(measure: Measure | str, scope: Scope, book: Book | None = None) -> tuple[Figure, ...]:
    """The number month by month through the period."""
    book = book or open_book()
    return tuple(figure(measure, scope.during(month), book) for month in scope.period.months())


def _ignoring(measure: Measure, scope: Scope) -> tuple[str, ...]:
    """Say it when a filter has no say over this number."""
    chosen = {"course": scope.course, "channel": scope.channel, "gender": scope.gender, "age": scope.age}
    words = [word for name, word in _FILTERS.items() if name in measure.ignores and chosen[name]]
    return (f"Số này không chia theo {_listed(words)}.",) if words else ()


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} và {last}" if first else last


def _share(measure: Measure, scope: Scope, part: int, whole: int) -> Figure:
    said = _ignoring(measure, scope)
    if not whole:
        return Figure(measure, scope, None, part, whole, sentences=(*said, NOTHING))
    return Figure(measure, scope, 100 * part / whole, part, whole, sentences=said)


def _of_roster(measure: Measure, scope: Scope, reckoner: Reckoner, rosters: Rosters, part: People) -> Figure:
    """People in a hundred of the roster; only thôn with a roster count on either side, and more than all is said."""
    there = len(reckoner.people(part))
    found = rosters.of(scope)
    if found.adults is None:
        return Figure(measure, scope, None, there, None, sentences=found.sentences)
    if there > found.adults:
        return Figure(measure, scope, None, there, found.adults, sentences=(*found.sentences, MORE_THAN_ALL))
    value = 100 * there / found.adults if found.adults else None
    said = (*found.sentences, *([ALL_ADULTS] if scope.audience or scope.gender or scope.age else []))
    return Figure(measure, scope, value, there, found.adults, sentences=said)


def _gain(measure: Measure, scope: Scope, reckoner: Reckoner) -> Figure:
    pairs = reckoner.number(Sum("pairs"))
    if not pairs:
        return Figure(measure, scope, None, 0, 0, sentences=(NOTHING,))
    total = reckoner.number(Sum("gains")) - GAIN_SHIFT * pairs  # hundredths of a point
    mean = total / pairs
    said = (f"Mới có {pairs} cặp bài: con số này còn thay đổi nhiều.",) if pairs < FEW else ()
    if pairs < 2:
        return Figure(measure, scope, mean / 100, total, pairs, sentences=said)
    variance = max(0.0, (reckoner.number(Sum("squared_gains")) - pairs * mean * mean) / (pairs - 1))
    half = _student(pairs - 1) * sqrt(variance / pairs)
    return Figure(measure, scope, mean / 100, total, pairs, (mean - half) / 100, (mean + half) / 100, said)


def _student(freedom: int) -> float:
    """The 97.5 % point of Student's t: exact for one and two degrees of freedom, else by Cornish and Fisher."""
    if freedom <= 2:
        return (12.7062, 4.3027)[freedom - 1]
    z, v = _Z, freedom
    terms = (
        (z**3 + z) / (4 * v),
        (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2),
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3),
    )
    return z + sum(terms)

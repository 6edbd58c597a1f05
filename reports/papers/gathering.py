"""Making the findings of a report: every number is a figure of the dictionary, asked of one book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from courses.catalogue import catalogue
from learning.accounts.audiences import Audience
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from reports.boards import queries as boards
from reports.figures.measures import MEASURES
from reports.figures.queries import Book, Figure, Slice, campaigns, figure, open_book, slices
from reports.figures.roster import Rosters
from reports.figures.scope import Scope, read_scope
from reports.papers import queries
from reports.papers.choosing import Choice
from reports.papers.findings import BEFORE as EARLIER
from reports.papers.findings import TOTALS, Findings, Found, FoundTable, Row

ASKED, ANSWERED, MEETINGS = "asked", "answered", "meetings"
OWN = {  # counts that are no measures of people's learning: name, unit and sentence
    MEETINGS: ("Buổi học đã tổ chức", "buổi", "Số buổi học đã mở trong kỳ tại nơi báo cáo; buổi hủy không tính."),
    ASKED: ("Câu hỏi, vướng mắc đã nhận", "câu", "Số câu bà con gửi đến hộp “Hỏi xã” trong kỳ."),
    ANSWERED: ("Câu hỏi, vướng mắc đã trả lời", "câu", "Trong số câu gửi đến trong kỳ, số câu đã có trả lời."),
}
ABOUT_ALL = tuple(MEASURES)
BEFORE = ("reached", "active", "completed", "turns")
WHO = ("reached", "active", "completed", "certified_self", "certified_supervised", "attended", "turns")
WHERE = ("reached", "active", "completed", "certified_self", "certified_supervised", "turns", "adult_share")
HOW = ("active", "items", "completed")
WHAT = ("begun", "completed", "first_try_passes", "satisfaction")
WHEN = ("reached", "active", "completed", "turns")
NEIGHBOURS = ("visited", "visits", "visit_hours", "helpers", "credits")
ORDER = (Audience.OFFICIALS, Audience.BUSINESSES, Audience.COMMUNITY_TECH_TEAMS, Audience.RESIDENTS)  # the plan's, 1.5
TABLES = (  # letter, key, title, what the rows are, measures
    ("B", "doi-tuong", "Kết quả theo đối tượng", "Đối tượng", WHO),
    ("C", "thon", "Kết quả theo thôn", "Thôn", WHERE),
    ("D", "kenh", "Kết quả theo hình thức học", "Hình thức học", HOW),
    ("E", "khoa", "Kết quả theo khóa học", "Khóa học", WHAT),
    ("G", "thang", "Kết quả theo tháng", "Tháng", WHEN),
    ("H", "tai-nha", "Hướng dẫn tại nhà và người hướng dẫn được ghi công", "Thôn", NEIGHBOURS),
)
MOST_TOPICS = 5


def findings_of(choice: Choice, viewer: Person, book: Book | None = None) -> Findings:
    """All numbers of a report as they are now."""
    gatherer = _Gatherer(choice, viewer, book or open_book())
    gatherer.about_all()
    gatherer.before()
    topics = gatherer.enquiries()
    tables = tuple(table for row in TABLES if (table := gatherer.table(*row)).rows)
    period = choice.scope.period
    return Findings(
        period=period.name,
        kind=period.kind,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        before=period.previous().name,
        over=choice.over,
        place=choice.place.name,
        place_kind=choice.place.kind,
        figures=tuple(gatherer.found),
        tables=tables,
        topics=topics,
    )


class _Gatherer:
    """Asks for one figure after the other and gives each its code."""

    def __init__(self, choice: Choice, viewer: Person, book: Book) -> None:
        self.choice, self.viewer, self.book = choice, viewer, book
        self.scope = replace(choice.scope, sentences=())
        self.rosters = Rosters(self.scope.period.last)
        self.found: list[Found] = []

    def about_all(self) -> None:
        """A1, A2 …: everybody in the period."""
        for number, measure in enumerate(ABOUT_ALL, 1):
            self._ask(f"{TOTALS}{number}", measure, self.scope)
        held = boards.meetings_held(self.scope).held
        self._count(f"{TOTALS}{len(ABOUT_ALL) + 1}", MEETINGS, held, self.scope)

    def before(self) -> None:
        """T1, T2 …: everybody in the period before."""
        before = self.scope.previous()
        for number, measure in enumerate(BEFORE, 1):
            self._ask(f"{EARLIER}{number}", measure, before)

    def enquiries(self) -> tuple[tuple[str, int], ...]:
        """How many questions came and were answered; returns the courses that most of them were about."""
        rows, scope, first = queries.enquiries_by_item(self.scope), self.scope, len(ABOUT_ALL) + 2
        self._count(f"{TOTALS}{first}", ASKED, sum(asked for _, asked, _ in rows), scope)
        self._count(f"{TOTALS}{first + 1}", ANSWERED, sum(answered for *_, answered in rows), scope)
        by_course: dict[str, int] = {}
        for item, asked, _ in rows:
            course = catalogue().find(item.partition("/")[0]) if item else None
            if course is not None:
                by_course[course.title] = by_course.get(course.title, 0) + asked
        most = sorted(by_course.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(most[:MOST_TOPICS])

    def table(self, letter: str, key: str, title: str, first: str, measures: Sequence[str]) -> FoundTable:
        """One table: a row for each part of the scope, and the row of totals where the figures allow one."""
        measures = [measure for measure in measures if measure in ABOUT_ALL]
        columns = tuple((MEASURES[measure].name, str(MEASURES[measure].counts)) for measure in measures)
        rows: list[Row] = []
        for part in self._parts(key):
            codes = tuple(f"{letter}{len(rows) + 1}.{column}" for column in range(1, len(measures) + 1))
            asked = [self._asked(code, measure, part.scope) for code, measure in zip(codes, measures, strict=True)]
            if key != "khoa" or any(one.value for one in asked):
                self.found += asked
                rows.append(Row(part.name, codes))
        if rows and key != "khoa":
            rows.append(Row("Tính chung", tuple(self._code_of_total(measure) for measure in measures)))
        return FoundTable(letter, key, title, first, columns, tuple(rows))

    def _parts(self, key: str) -> Iterable[Slice]:
        """The rows of a table; a thôn has no thôn below it, a month no months, what nobody has done no table."""
        if key in ("thon", "tai-nha") and self.choice.place.kind == "village":
            return ()
        if key == "tai-nha":
            none = not any(one.value for one in self.found if one.measure in NEIGHBOURS)
            return () if none else slices(self.scope, "thon", self.viewer)
        if key == "thang" and len(self.scope.period.stretches) < 2:
            return ()
        parts = slices(self.scope, key, self.viewer)
        if key == "thang":
            return tuple(
                part for part in parts if part.scope.period.first <= clock.today()
            )  # no row for what is to come
        return self._in_the_plans_order(parts) if key == "doi-tuong" else parts

    def _in_the_plans_order(self, parts: Iterable[Slice]) -> Iterator[Slice]:
        by_audience = {part.scope.audience: part for part in parts}
        return (by_audience[audience] for audience in ORDER)

    def _code_of_total(self, measure: str) -> str:
        return f"{TOTALS}{ABOUT_ALL.index(measure) + 1}"

    def _ask(self, code: str, measure: str, scope: Scope) -> None:
        self.found.append(self._asked(code, measure, scope))

    def _asked(self, code: str, measure: str, scope: Scope) -> Found:
        return found_of(code, figure(measure, scope, self.book, self.rosters))

    def _count(self, code: str, measure: str, number: int, scope: Scope) -> None:
        name, unit, _ = OWN[measure]
        self.found.append(Found(code, measure, name, unit, number, number, scope=tuple(scope.query().items())))


def found_of(code: str, asked: Figure) -> Found:
    """A figure as a report keeps it; what is not whole is kept to a millionth."""
    value, low, high = (None if number is None else round(number, 6) for number in (asked.value, asked.low, asked.high))
    return Found(
        code,
        asked.measure.key,
        asked.measure.name,
        str(asked.measure.counts),
        value,
        asked.numerator,
        asked.denominator,
        low,
        high,
        asked.sentences,
        tuple(asked.scope.query().items()),
    )


def own_scope(choice: Choice, found: Found, viewer: Person) -> Scope:
    """The scope of one figure of a report, read back from what was kept with it, within the viewer's places."""
    reach = places_for(viewer, Permission.WRITE_REPORT, closed_too=True)
    return read_scope(dict(found.scope), reach, catalogue(), campaigns(), choice.scope.period.last)

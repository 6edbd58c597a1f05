"""Lists to act on: whom to call next. Worked out from the same sets as the figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pyroaring import BitMap
from sqlalchemy import case, func, select

from courses.catalogue import catalogue
from courses.path_compiler import CLOSING, PLACEMENT
from learning.core import clock
from learning.core.clock import LOCAL
from learning.core.database import db
from quizzes.models import Attempt
from reports.figures.models import FigurePerson
from reports.figures.periods import FIRST_YEAR, Period, free, month_of
from reports.figures.queries import Behind, Book, people_behind
from reports.figures.scope import Scope

IDLE_DAYS = 14
TWICE = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One list to act on: its name in an address, its title, its sentence, and what to do."""

    key: str
    title: str
    sentence: str
    advice: str


TASKS = {
    task.key: task
    for task in (
        Task(
            "chua-bat-dau",
            "Đăng ký rồi, chưa học gì",
            "Đăng ký trong kỳ, đến hôm nay chưa học xong mục nào, chưa làm bài, chưa tập, chưa dự buổi học nào,"
            " chưa được hướng dẫn tại nhà.",
            "Mời tới buổi học gần nhất, hoặc nhờ Tổ công nghệ số cộng đồng đến nhà.",
        ),
        Task(
            "bo-do",
            f"Đang học dở, nghỉ {IDLE_DAYS} ngày",
            f"Bắt đầu một khóa trong kỳ, chưa xong khóa đó, và {IDLE_DAYS} ngày nay không học gì.",
            "Gọi hỏi vướng ở đâu; bài đã học vẫn còn, chỉ cần học tiếp.",
        ),
        Task(
            "truot-hai-lan",
            "Trượt từ hai lần",
            "Làm cùng một bài kiểm tra từ hai lần trở lên mà chưa lần nào đạt; lần cuối nằm trong kỳ.",
            "Ngồi cạnh giúp đọc lại bài rồi mới làm lần nữa.",
        ),
    )
}

ANYBODY = Task(
    "can-goi-nhac",
    "Người cần gọi, nhắc",
    "Có tên trong ít nhất một danh sách: đăng ký rồi mà chưa học gì, đang học dở, trượt từ hai lần; mỗi người tính một"
    " lần.",
    "Mở từng danh sách ở mục Việc nên làm ngay để biết mỗi người vướng gì.",
)
LISTS = TASKS | {ANYBODY.key: ANYBODY}


def to_act_on(key: str, scope: Scope, book: Book) -> Behind:
    """Who stands on one of the lists, or on any of them."""
    if key == ANYBODY.key:
        return Behind(BitMap.union(*(to_act_on(each, scope, book).people for each in TASKS)))
    find = {"chua-bat-dau": _never_begun, "bo-do": _idle, "truot-hai-lan": _failed_twice}[key]
    return Behind(find(scope, book))


def _ever() -> Period:
    """From the first year to the end of this month: whole months, so that nothing is counted day by day."""
    return free(date(FIRST_YEAR, 1, 1), month_of(clock.today()).last)


def _anywhere(scope: Scope, period: Period, course: str = "", courses: frozenset[str] | None = None) -> Scope:
    """Only the period and the courses: whoever learnt elsewhere, or in another way, has learnt."""
    return Scope(period, course=course or scope.course, courses=courses or scope.courses)


def _never_begun(scope: Scope, book: Book) -> BitMap:
    active = people_behind("active", _anywhere(scope, _ever()), book)
    return people_behind("registered", scope, book).people - active.people


def _idle(scope: Scope, book: Book) -> BitMap:
    today = clock.today()
    unfinished = BitMap()
    wanted = scope.courses if scope.courses is not None else [course.slug for course in catalogue().courses]
    for slug in wanted:
        own = frozenset({slug})
        begun = people_behind("begun", replace(scope, course=slug, courses=own), book).people
        unfinished |= begun - people_behind("completed", _anywhere(scope, _ever(), slug, own), book).people
    lately = free(today - timedelta(days=IDLE_DAYS - 1), month_of(today).last)
    return unfinished - people_behind("active", Scope(lately), book).people


def _failed_twice(scope: Scope, book: Book) -> BitMap:
    first, last = scope.period.first, scope.period.last
    failed = BitMap(
        ordinal
        for ordinal, course, at in book.once(("failed twice",), _failures)
        if (scope.courses is None or course in scope.courses) and first <= at.astimezone(LOCAL).date() <= last
    )
    return failed & people_behind("active", scope, book).people


def _failures() -> tuple[tuple[int, str, datetime], ...]:
    """Person, course and last moment of every quiz that somebody has failed at least twice and never passed."""
    query = select(FigurePerson.ordinal, Attempt.course_slug, func.max(Attempt.handed_in_at))
    query = query.join(Attempt, Attempt.person_id == FigurePerson.person_id)
    query = query.where(Attempt.handed_in_at.is_not(None), Attempt.quiz_slug.not_in((PLACEMENT, CLOSING)))
    query = query.group_by(FigurePerson.ordinal, Attempt.course_slug, Attempt.item_key)
    passed = func.sum(case((Attempt.passed.is_(True), 1), else_=0))
    rows = db.session.execute(query.having(func.count() >= TWICE, passed == 0))
    return tuple((ordinal, course, at) for ordinal, course, at in rows if at is not None)

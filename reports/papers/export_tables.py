"""What an export holds: tables of figures, one line a person, the definitions, and what the file says of itself."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import select

from courses.catalogue import catalogue
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core.codes import show_card_code
from learning.core.database import db
from learning.core.phones import show_phone
from learning.core.sheet_writing import Table, Value
from reports.figures.measures import MEASURES
from reports.figures.models import FigurePerson
from reports.figures.queries import Book, figure, people_behind, slices
from reports.figures.roster import Rosters
from reports.figures.scope import AGES, CHANNELS, GENDERS, Scope

FEW = 5  # a group of fewer people could be recognised
HIDDEN = "ẩn: nhóm nhỏ"
EVERY_MEASURE = tuple(MEASURES.values())
CUTS = (
    ("thon", "Theo thôn"),
    ("doi-tuong", "Theo đối tượng"),
    ("kenh", "Theo hình thức"),
    ("khoa", "Theo khóa"),
    ("gioi", "Theo giới tính"),
    ("tuoi", "Theo tuổi"),
    ("thang", "Theo tháng"),
)
DEEDS = (
    "Có học (1 là có)",
    "Số khóa hoàn thành",
    "Lượt bài học xong",
    "Lượt dự buổi học",
    "Giấy tự học (1 là có)",
    "Giấy có giám sát (1 là có)",
)
NAMED = ("STT", "Họ và tên", "Thôn", "Đối tượng", "Giới tính", "Năm sinh", "Điện thoại", "Mã thẻ", "Ngày đăng ký")
UNNAMED = ("Mã trong tệp này", "Thôn", "Đối tượng", "Giới tính", "Nhóm tuổi", "Ghi chú")


# --- Figures ---------------------------------------------------------------------------------------------


def figure_tables(scope: Scope, viewer: Person, book: Book) -> Iterator[Table]:
    """All measures of a scope: together, then cut by each dimension."""
    rosters = Rosters(scope.period.last)
    heading = ("Con số", "Giá trị", "Đơn vị", "Tử số", "Mẫu số", "Khoảng tin cậy từ", "đến", "Cách tính", "Lưu ý")
    whole = (figure(measure, scope, book, rosters) for measure in EVERY_MEASURE)
    rows = (
        (
            one.measure.name,
            one.value,
            str(one.measure.counts),
            one.numerator,
            one.denominator,
            one.low,
            one.high,
            one.measure.sentence,
            " ".join(one.sentences),
        )
        for one in whole
    )
    yield Table("Chung", (heading, *rows), 1, (34, 12, 10, 12, 12, 12, 12, 70, 50))
    names = tuple(f"{measure.name} ({measure.counts})" for measure in EVERY_MEASURE)
    for key, title in CUTS:
        parts = slices(scope, key, viewer)
        lines = (
            (part.name, *(figure(measure, part.scope, book, rosters).value for measure in EVERY_MEASURE))
            for part in parts
        )
        yield Table(title, ((title, *names), *lines), 1, (30, *(14 for _ in names)))


# --- People ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learner:
    """One person behind the number of people reached, and what the figures say of them in this scope."""

    id: UUID
    name: str
    place_id: int
    place: str
    audience: str
    gender: str | None
    birth_year: int | None
    phone: str | None
    card_code: str
    registered_at: datetime
    deeds: tuple[int, ...]


def learners(scope: Scope, book: Book) -> list[Learner]:
    """Everybody reached in the scope, in the order of Vietnamese lists; as many as the figure says."""
    wanted, deeds = people_behind("reached", scope, book).people, _deeds(scope, book)
    query = select(FigurePerson.ordinal, *_OF_A_PERSON).join(Person, Person.id == FigurePerson.person_id)
    query = query.join(Place, Place.id == Person.place_id).order_by(Person.name_key, Person.id)
    rows = db.session.execute(query, execution_options={"yield_per": 2000})
    return [Learner(*(*values, tuple(one[who] for one in deeds))) for who, *values in rows if who in wanted]


_OF_A_PERSON: tuple[Any, ...] = (
    Person.id,
    Person.full_name,
    Person.place_id,
    Place.name,
    Person.audience,
    Person.gender,
    Person.birth_year,
    Person.phone,
    Person.card_code,
    Person.registered_at,
)


def _deeds(scope: Scope, book: Book) -> tuple[Counter[int], ...]:
    """What each person has done, from the very sets that the figures are counted from."""
    completed: Counter[int] = Counter()
    for part in (piece.scope for piece in _courses(scope)):
        completed.update(people_behind("completed", part, book).people)
    for who in people_behind("completed", scope, book).people - BitMap(completed):
        completed[who] = 1  # a course that is withdrawn by now
    behind = {key: people_behind(key, scope, book) for key in _KEYS}
    each = {key: Counter(found.people) if found.turns is None else found.turns for key, found in behind.items()}
    return each["active"], completed, *(each[key] for key in _KEYS[1:])


_KEYS = ("active", "items", "turns", "certified_self", "certified_supervised")


def _courses(scope: Scope) -> Iterable[Any]:
    """The scope cut by course; no rights are needed to know the courses."""
    return slices(scope, "khoa", None)  # type: ignore[arg-type]


def named_table(people: Sequence[Learner], viewer: Person) -> Table:
    """One line a person, with names and numbers where the viewer may see people."""
    allowed = {place.id for place in places_for(viewer, Permission.SEE_PEOPLE, closed_too=True)}
    rows = (_named(number, one, one.place_id in allowed) for number, one in enumerate(people, 1))
    return Table(
        "Người học", _with((*NAMED, *DEEDS), rows), 1, (6, 28, 18, 26, 10, 10, 14, 14, 16, *(12 for _ in DEEDS))
    )


def _with(heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    yield heading
    yield from rows


def _named(number: int, one: Learner, seen: bool) -> Sequence[Value]:
    if not seen:
        return (number, "Không hiện tên", "Nơi khác", *[None] * (len(NAMED) - 3), *one.deeds)
    phone = show_phone(one.phone) if one.phone else None
    words = (one.name, one.place, Audience(one.audience).label, _gender(one), one.birth_year, phone)
    return (number, *words, show_card_code(one.card_code), one.registered_at, *one.deeds)


def _gender(one: Learner) -> str:
    return next(label for label, value in GENDERS.values() if value == (one.gender or ""))


def unnamed_table(people: Sequence[Learner], year: int) -> Table:
    """One line a person without anything that names them: bands for years, no days, small groups hidden.

    Whatever the columns say of somebody, at least ``FEW`` lines say: where place, audience, gender and age together are
    of fewer, only the audience is left, and not even that where it is of fewer among those.

    The codes are random, made for this file alone; so is the order of the lines.
    """
    groups = Counter(_group(one, year) for one in people)
    codes = _codes(len(people))
    lines = sorted(zip(codes, people, strict=True), key=lambda pair: pair[0])
    small = Counter(one.audience for one in people if groups[_group(one, year)] < FEW)
    rows = (_unnamed(code, one, year, groups[_group(one, year)] < FEW, small[one.audience]) for code, one in lines)
    return Table("Không tên", _with((*UNNAMED, *DEEDS), rows), 1, (16, 18, 26, 14, 18, 40, *(12 for _ in DEEDS)))


def _codes(number: int) -> list[str]:
    """So many different codes that follow from nothing."""
    found: set[str] = set()
    while len(found) < number:
        found.add(secrets.token_hex(5))
    codes = list(found)
    secrets.SystemRandom().shuffle(codes)
    return codes


def _group(one: Learner, year: int) -> tuple[object, ...]:
    return one.place_id, one.audience, one.gender, _band(one, year)


def _band(one: Learner, year: int) -> str:
    if one.birth_year is None:
        return AGES["chua-ghi"][0]
    age = year - one.birth_year
    return next((label for label, ages in AGES.values() if ages and ages[0] <= age <= ages[1]), AGES["duoi-18"][0])


def _unnamed(code: str, one: Learner, year: int, small: bool, alike: int) -> Sequence[Value]:
    group = Audience(one.audience).label
    if not small:
        return (code, one.place, group, _gender(one), _band(one, year), None, *one.deeds)
    note = f"Nhóm dưới {FEW} người: đã ẩn thôn, giới tính, tuổi"
    return (code, HIDDEN, group if alike >= FEW else HIDDEN, HIDDEN, HIDDEN, note, *one.deeds)


# --- What the file says of itself ------------------------------------------------------------------------


def definitions() -> Table:
    """The dictionary of measures, as on its page."""
    heading = ("Con số", "Cách tính", "Đơn vị", "Đếm gì (tử số)", "Mẫu số", "Tính vào lúc nào")
    rows = (
        (one.name, one.sentence, str(one.counts), one.numerator, one.denominator, one.when) for one in MEASURES.values()
    )
    return Table("Định nghĩa", (heading, *rows), 1, (32, 70, 10, 50, 50, 50))


def about(
    scope: Scope, viewer: Person, now: datetime, what: str, places: Sequence[Place]
) -> tuple[tuple[str, Value], ...]:
    """Period, filters, who made the file and when."""
    course = catalogue().find(scope.course)
    chosen = next((place.name for place in places if place.id == scope.place), "Mọi nơi được giao")
    return (
        ("Tệp này", what),
        ("Kỳ", scope.period.name),
        ("Từ ngày", _day(scope.period.first)),
        ("Đến hết ngày", _day(scope.period.last)),
        ("Nơi", chosen),
        ("Đối tượng", scope.audience.label if scope.audience else "Tất cả"),
        ("Khóa học", course.title if course else "Tất cả"),
        ("Hình thức học", CHANNELS[scope.channel][0] if scope.channel else "Tất cả"),
        ("Giới tính", GENDERS[scope.gender][0] if scope.gender else "Tất cả"),
        ("Tuổi", AGES[scope.age][0] if scope.age else "Tất cả"),
        ("Người tải", viewer.full_name),
        ("Tải lúc", now),
        ("Lưu ý", "“Người” là số người khác nhau; “lượt” là số lần. Không cộng hai cách đếm vào nhau."),
    )


def _day(day: date) -> Value:
    return day

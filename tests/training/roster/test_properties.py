"""What holds for every roster: no identity number survives the reading, nobody is made twice, order does not matter."""

from __future__ import annotations

import random
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.core.sheet_kinds import Kind
from learning.core.sheets import Sheet, Workbook
from learning.core.text import fold, name_sort_key
from training.roster.cells import NotAYear, birth_year, phone_of
from training.roster.id_numbers import without_id_numbers
from training.roster.keeping import _line
from training.roster.matching import Grounds, Judged, Known, Verdict, judge, placed
from training.roster.reading import read_roster
from training.roster.villages import Spot, Villages

VILLAGES = Villages([Spot(2, "Thôn Mẫu Một", True), Spot(3, "Thôn Mẫu Hai", False)], Spot(2, "Thôn Mẫu Một", True))
NAMES = st.sampled_from(["Cao Thị Mẫu", "Cao Thi Mẫu", "Cao Văn Mẫu Hoà", "Cao Văn Mẫu Hòa", "CAO THỊ MẪU"])
YEARS = st.sampled_from(["", 1950, "1951", "12/5/1950"])
PHONES = st.sampled_from(["", 912345678, "0912 345 679"])
PEOPLE = st.lists(st.tuples(NAMES, YEARS, PHONES), min_size=1, max_size=8)
PAPERS = st.from_regex(r"[0-9]{12}", fullmatch=True)


def read(rows: list[tuple[object, ...]], heading: tuple[str, ...] = ("Họ và tên", "Năm sinh", "SĐT")) -> list[Judged]:
    book = Workbook(Kind.XLSX, (Sheet("S", (heading, *rows)),))  # type: ignore[arg-type]
    return placed(read_roster(book, 2026).lines, VILLAGES, "khóa")


def taken_in(lines: list[Judged], people: list[Known], entries: dict[str, Known]) -> int:
    """Judge as the work does and make whoever is new; returns how many."""
    grounds = Grounds({}, dict(entries), {})
    known: dict[str, list[Known]] = {}
    for person in people:
        known.setdefault(fold(person.full_name), []).append(person)
    made = 0
    for one in lines:
        verdict = judge(one, Grounds(known, grounds.taken_in, {}), VILLAGES)
        if verdict.verdict is Verdict.NEW:
            line = one.line
            person = Known(
                uuid.uuid4(), line.name, name_sort_key(line.name), line.birth_year, line.gender, line.phone, 2, "1"
            )
            people.append(person)
            entries[one.fingerprint] = person
            made += 1
    return made


@settings(max_examples=150, deadline=None)
@given(PEOPLE)
def test_taken_in_twice_it_makes_nobody_the_second_time(rows: list[tuple[object, ...]]) -> None:
    people: list[Known] = []
    entries: dict[str, Known] = {}
    taken_in(read(rows), people, entries)
    assert taken_in(read(rows), people, entries) == 0


@settings(max_examples=100, deadline=None)
@given(PEOPLE, st.integers(0, 99))
def test_no_two_new_people_are_plainly_one(rows: list[tuple[object, ...]], seed: int) -> None:
    random.Random(seed).shuffle(rows)
    people: list[Known] = []
    taken_in(read(rows), people, {})
    plain = [(person.name_key, person.birth_year) for person in people if person.birth_year]
    assert len(plain) == len(set(plain))


@settings(max_examples=150, deadline=None)
@given(PAPERS, st.sampled_from(["{}", "CCCD: {}", "{} ", "số {}.", "A{}B"]), st.integers(0, 4), st.booleans())
def test_no_identity_number_survives_wherever_it_stands(number: str, words: str, column: int, is_number: bool) -> None:
    cells: list[object] = ["Cao Thị Mẫu", 1950, "0912345678", "x", "ghi chú"]
    cells[column] = int(number) if is_number else words.format(number)
    heading = ("Họ và tên", "Năm sinh", "SĐT", "Số CCCD", "Ghi chú")
    book = Workbook(Kind.XLSX, (Sheet("S", (heading, ("Bùi Thị Mẫu", 1951, "", "", ""), tuple(cells))),))  # type: ignore[arg-type]
    reading = read_roster(book, 2026)
    told = repr(reading)
    assert number not in told
    assert int(number) < 10**9 or str(int(number)) not in told


@settings(deadline=None)
@given(st.text("0123456789 .-/xa", max_size=30))
def test_of_any_text_no_twelve_digits_in_a_row_are_left(text: str) -> None:
    left = str(without_id_numbers(text, is_phone=True))
    runs = "".join(sign if sign.isdigit() else " " for sign in left).split()
    assert all(len(run) < 12 for run in runs)


@pytest.mark.parametrize(
    "text",
    [
        "000000000000.0",
        "Cao Thị Mẫu 1960 031160001234",
        "031160001234 1960",
        "0912345678 031160001234",
        "1960 - 031 160 001 234",
        "031\u00a0160\u00a0001\u00a0234",
        "031_160_001_234",
        "0311600012345",
        "CMND 131234567",
        "31160001234",
        "31.160.001.234",
        131234567,
        31160001234,
    ],
)
@pytest.mark.parametrize("column", [0, 1, 3])
def test_no_identity_number_survives_beside_another_number(text: str | int, column: int) -> None:
    """Among names, years and notes; in the name of a sheet as well."""
    cells: list[object] = ["Cao Thị Mẫu", 1950, "0912345678", "ghi chú"]
    cells[column] = text
    heading = ("Họ và tên", "Năm sinh", "SĐT", "Ghi chú")
    rows = (heading, ("Bùi Thị Mẫu", 1951, "", ""), tuple(cells))
    book = Workbook(Kind.XLSX, (Sheet(str(text), rows), Sheet(f"Tờ {text}", (("gì đó",),))), hidden=(str(text),))  # type: ignore[arg-type]
    told = "".join(sign for sign in repr(read_roster(book, 2026)) if sign.isdigit())
    assert not [number for number in ("031160001234", "31160001234", "131234567", "000000000000") if number in told]


@pytest.mark.parametrize(
    "text",
    [
        "0912 345 678 0987 654 321",
        "0912.34.56.78 - 0987.65.43.21",
        "12.05.1960 0912345678",
        "+84912345678",
        "0225 384 2678",
        "84 387 654 321",
        "1960, 1961, 1962",
        "Ngày 12-05-1960",
        "01683456789",
    ],
)
def test_telephones_and_dates_are_no_identity_numbers(text: str) -> None:
    assert without_id_numbers(text, is_phone=True) == text


@settings(deadline=None)
@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.dates()))
def test_a_cell_is_read_or_refused_and_never_breaks(cell: object) -> None:
    try:
        year = birth_year(cell, 2026)  # type: ignore[arg-type]
    except NotAYear:
        year = None
    assert year is None or 1906 <= year <= 2026
    number, _ = phone_of(cell)  # type: ignore[arg-type]
    assert number is None or number.startswith("0")


@settings(deadline=None)
@given(PEOPLE)
def test_a_line_that_was_kept_comes_back_as_it_was(rows: list[tuple[object, ...]]) -> None:
    import dataclasses
    import json

    for one in read(rows):
        assert _line(json.loads(json.dumps(dataclasses.astuple(one.line)))) == one.line

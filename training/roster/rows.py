"""One row of a roster as a line: what its cells say of one person, what is wrong with it, or that it is nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from learning.accounts.actions import GUARDIAN_BELOW
from learning.core.sheets import Cell
from learning.core.text import NAME_LIMIT, NotAName, clean_name
from training.roster.cells import NotAYear, audience_of, birth_year, gender_of, is_marked, phone_of, text_of
from training.roster.headings import Heading, is_heading_again
from training.roster.lines import Field, Line
from training.roster.passages import is_foot, numbers_the_columns, section_of

Row = Sequence[Cell]
TELLING = (Field.BIRTH, Field.PHONE, Field.GENDER, Field.MALE, Field.FEMALE)  # filled only where there is somebody
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


class RowReader:
    """Takes the rows below a heading one after the other and remembers in which section it is."""

    def __init__(self, sheet: int, heading: Heading, printed: Sequence[Row], this_year: int, hint: str) -> None:
        self.lines: list[Line] = []
        self.unsure: set[tuple[int, int]] = set()  # cells (row, column from 0) that two fonts may have written
        self.passed_over = 0
        self._sheet, self._heading, self._printed, self._this_year, self._hint = (
            sheet,
            heading,
            printed,
            this_year,
            hint,
        )
        self._section = ""
        self._at_the_foot = False

    def take(self, number: int, row: Row) -> None:
        """Read one row; ``number`` counts from 1."""
        if all(cell == "" for cell in row):
            return
        if self._is_no_person(number, row):
            self.passed_over += 1
            return
        if not self._has(row, (Field.NAME, Field.FAMILY, Field.GIVEN)) and not self._has(row, TELLING):
            return  # a number that waits for somebody, or a stray word
        self.lines.append(_Person(self._heading, row, self._this_year, self._name_is_unsure(number)).line(
            self._sheet, number, self._section, self._hint
        ))  # fmt: skip

    def _is_no_person(self, number: int, row: Row) -> bool:
        if is_heading_again(row, self._printed):
            return True
        if number == self._heading.last + 1 and numbers_the_columns(row):
            return True
        section = section_of(row)
        if section:
            self._section, self._at_the_foot = section, False
            return True
        if is_foot(row) and not self._has(row, (Field.PHONE,)):
            self._at_the_foot = True
            return True
        return self._at_the_foot and not self._has(row, (Field.ORDER, *TELLING))

    def _has(self, row: Row, fields: Sequence[Field]) -> bool:
        columns = (column for column, field in self._heading.columns.items() if field in fields)
        return any(column < len(row) and text_of(row[column]) for column in columns)

    def _name_is_unsure(self, number: int) -> bool:
        names = (Field.NAME, Field.FAMILY, Field.GIVEN)
        return any(
            (number - 1, column) in self.unsure for column, field in self._heading.columns.items() if field in names
        )


class _Person:
    """The cells of one row by what they hold; collects faults and remarks while they are read."""

    def __init__(self, heading: Heading, row: Row, this_year: int, name_is_unsure: bool) -> None:
        self._row, self._this_year, self._unsure = row, this_year, name_is_unsure
        self._columns = {field: heading.column(field) for field in Field}
        self._faults: list[str] = []
        self._remarks: list[str] = []

    def line(self, sheet: int, number: int, section: str, hint: str) -> Line:
        """Everything the row says."""
        name = self._name()
        gender, year = self._gender_and_year()
        phone, remark = phone_of(self._cell(Field.PHONE))
        self._remarks += [remark] if remark else []
        audience = self._audience()
        guardian = self._guardian()
        if year and self._this_year - year < GUARDIAN_BELOW and not guardian:
            self._faults.append("Người dưới 16 tuổi: cần thêm cột “Người giám hộ” ghi tên cha, mẹ hoặc người giám hộ.")
        village = text_of(self._cell(Field.VILLAGE))[:120] or section
        return Line(
            sheet,
            number,
            name,
            year,
            gender,
            phone,
            village,
            hint,
            audience,
            guardian,
            tuple(self._faults),
            tuple(self._remarks),
        )

    def _cell(self, field: Field) -> Cell:
        column = self._columns[field]
        return self._row[column] if column is not None and column < len(self._row) else ""

    def _name(self) -> str:
        halves = [text_of(self._cell(field)) for field in (Field.FAMILY, Field.GIVEN)]
        written = text_of(self._cell(Field.NAME)) or " ".join(filter(None, halves))
        plain = _IN_BRACKETS.sub("", written).strip(" .,;")
        if plain != written.strip(" .,;"):
            self._remarks.append("Bỏ phần trong ngoặc của họ tên.")
        try:
            name = clean_name(plain)
        except NotAName as reason:
            self._faults.append("Thiếu họ và tên." if not plain else str(reason))
            return plain[:NAME_LIMIT]
        if len(name.split()) < 2:
            self._faults.append("Chỉ có một chữ. Xin ghi đủ họ và tên.")
        if self._unsure:
            self._faults.append("Không rõ tên này gõ bằng phông nào (cột lẫn phông cũ và Unicode). Xin gõ lại tên.")
        return name

    def _gender_and_year(self) -> tuple[str | None, int | None]:
        gender = gender_of(self._cell(Field.GENDER))
        year = self._year(self._cell(Field.BIRTH))
        crossed = []
        for field, meant in ((Field.MALE, "male"), (Field.FEMALE, "female")):
            cell = self._cell(field)
            if cell == "" or not text_of(cell).strip(" -0"):
                continue
            crossed.append(meant)
            if not is_marked(cell):
                year = year or self._year(cell)
        if len(crossed) > 1:
            self._faults.append("Đánh dấu cả cột Nam và cột Nữ.")
        return (crossed[0] if len(crossed) == 1 else gender), year

    def _year(self, cell: Cell) -> int | None:
        try:
            return birth_year(cell, self._this_year)
        except NotAYear as reason:
            self._faults.append(str(reason))
            return None

    def _audience(self) -> str | None:
        written = self._cell(Field.AUDIENCE)
        found = audience_of(written)
        if found is None and text_of(written):
            self._remarks.append(f"Không rõ đối tượng “{text_of(written)[:40]}”, ghi theo nhóm đã chọn khi gửi tệp.")
        return found.value if found else None

    def _guardian(self) -> str | None:
        written = text_of(self._cell(Field.GUARDIAN))
        try:
            return clean_name(written) if written else None
        except NotAName:
            self._remarks.append("Tên người giám hộ chưa đọc được, không nhập.")
            return None

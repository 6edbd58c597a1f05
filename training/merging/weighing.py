"""What speaks for and against two records being one person, and which of them had better stay. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from learning.accounts.models import Person

HOW = {"web": "tự đăng ký trên trang", "desk": "đăng ký hộ, trước mặt cán bộ"}
BY_LIST = "ghi tên từ danh sách Excel"


@dataclass(frozen=True, slots=True)
class Record:
    """One of two records, with what hangs on it; ``how`` the person came into the register, in words."""

    person: Person
    audience: str
    phone: str
    how: str
    works_here: bool
    lessons: int
    tests: int
    papers: int
    meetings: int

    @property
    def weight(self) -> tuple[bool, int, bool, int]:
        """What is kept rather: whoever works here, holds papers, can sign in, has done more."""
        done = self.lessons + self.tests + self.meetings
        return self.works_here, self.papers, self.person.pin_hash is not None, done

    @property
    def since(self) -> datetime:
        """When the record was made."""
        return self.person.registered_at


def had_better_stay(one: Record, other: Record) -> Record:
    """The heavier record; of two alike the older."""
    if one.weight == other.weight:
        return min(one, other, key=lambda record: (record.since, record.person.id))
    return max(one, other, key=lambda record: record.weight)


def speaks_for(one: Person, other: Person) -> list[str]:
    """What makes it likely that the two are one."""
    return list(_for(one, other))


def speaks_against(one: Person, other: Person) -> list[str]:
    """What makes it likely that they are two."""
    return list(_against(one, other))


def _for(one: Person, other: Person) -> Iterator[str]:
    if one.phone and one.phone == other.phone:
        yield "cùng số điện thoại"
    if one.birth_year and one.birth_year == other.birth_year:
        yield f"cùng năm sinh {one.birth_year}"
    if one.full_name == other.full_name:
        yield "tên giống hệt"
    elif one.search_key == other.search_key:
        yield "tên giống nhau khi bỏ dấu"
    if one.place_id == other.place_id:
        yield f"cùng ở {one.place.name}"
    if one.gender and one.gender == other.gender:
        yield f"cùng là {'nam' if one.gender == 'male' else 'nữ'}"
    if (one.pin_hash is None) != (other.pin_hash is None):
        yield "một bên chưa có mã PIN"


def _against(one: Person, other: Person) -> Iterator[str]:
    if one.search_key != other.search_key:
        yield "tên khác nhau"
    elif one.name_key != other.name_key:
        yield f"dấu trong tên khác nhau: {one.full_name}, {other.full_name}"
    if one.birth_year and other.birth_year and one.birth_year != other.birth_year:
        yield f"năm sinh khác nhau: {one.birth_year}, {other.birth_year}"
    if one.gender and other.gender and one.gender != other.gender:
        yield "một bên ghi nam, một bên ghi nữ"
    if one.place_id != other.place_id:
        yield f"ở hai nơi: {one.place.name}, {other.place.name}"
    if one.phone and other.phone and one.phone != other.phone:
        yield "số điện thoại khác nhau"
    if one.audience != other.audience:
        yield "đối tượng khác nhau"

"""What "Việc của cán bộ" shows: roles in words, the figures of one's places, what the commune has not filled in yet."""

from __future__ import annotations

from dataclasses import dataclass

from certificates.queries import certificate_figures
from courses.catalogue import catalogue
from courses.queries import lesson_figures
from learning.accounts.commune import BLANKS
from learning.accounts.models import Person
from learning.accounts.permissions import GRANTED, Permission, Role
from learning.accounts.queries import Tally, grants_in_words, home_commune, people_figures


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name, its part of today, and the door (an endpoint) to the list behind it."""

    word: str
    tally: Tally
    endpoint: str


@dataclass(frozen=True, slots=True)
class StaffPage:
    """A staff member's roles in words, the names of their permissions, their figures, and what is still missing."""

    person: Person
    roles: tuple[str, ...]
    granted: frozenset[str]
    figures: tuple[Figure, ...]
    missing: tuple[str, ...]


def staff_page(person: Person) -> StaffPage:
    """Everything for one staff member, in at most three questions beyond who they are."""
    granted = frozenset(permission.name for grant in person.grants for permission in GRANTED[Role(grant.role)])
    figures = _figures(person) if Permission.SEE_PEOPLE.name in granted else ()
    missing = _missing() if Permission.MANAGE_SETTINGS.name in granted else ()
    return StaffPage(person, tuple(grants_in_words(person)), granted, figures, missing)


def _figures(person: Person) -> tuple[Figure, ...]:
    return (
        Figure("người đã đăng ký", people_figures(person), "accounts.people"),
        Figure("lượt bài đã học xong", lesson_figures(person, catalogue()), ""),
        Figure("giấy xác nhận còn hiệu lực", certificate_figures(person), "certificate_office.listing"),
    )


def _missing() -> tuple[str, ...]:
    home = home_commune()
    return tuple(blank.label for blank in BLANKS if not home.value(blank.key))

"""What "Việc của cán bộ" shows: the figures of one's places, and what the commune has not filled in."""

from __future__ import annotations

from collections.abc import Callable

from learning.accounts.commune import BLANKS
from learning.accounts.models import Person
from learning.core.database import db
from pages.staff_page import staff_page
from tests.support import factories


def figures(person: Person) -> list[tuple[int, int]]:
    return [(figure.tally.total, figure.tally.today) for figure in staff_page(person).figures]


def test_a_facilitator_counts_her_own_thon_and_today_in_vietnam(
    facilitator: Person, resident: Person, stranger: Person, clock: object
) -> None:
    factories.certificate(resident)
    factories.certificate(stranger)
    assert figures(facilitator) == [(2, 2), (3, 3), (1, 1)]
    clock.move(days=1)  # type: ignore[attr-defined]
    assert figures(facilitator) == [(2, 0), (3, 0), (1, 0)]


def test_editors_get_no_figures_of_people_and_only_administrators_what_is_missing(
    editor: Person, staff: Person, admin: Person
) -> None:
    assert staff_page(editor).figures == ()
    assert staff_page(staff).missing == ()
    assert len(staff_page(admin).missing) == len(BLANKS)


def test_three_questions_whatever_the_number_of_people(admin: Person, queries: Callable) -> None:
    factories.people(10)
    db.session.flush()
    staff_page(admin)
    with queries() as log:
        staff_page(admin)
    assert len(log) == 3, str(log)

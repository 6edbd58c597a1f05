"""What the site can count has happened in the demonstration too, and hangs together like the real thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import groupby

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.models import Certificate, Revocation, SerialCounter
from courses.path_compiler import CLOSING, PLACEMENT
from demo.commune import Teller
from learning.accounts.models import FormerResidence, Person
from learning.core.database import db
from learning.progress.models import Completion
from quizzes.models import Attempt
from tests.support.real_courses import publish_real_courses, publish_real_path


def tell() -> None:
    Teller(5, "nobody signs in").fill(240)
    db.session.commit()


@pytest.fixture
def told(app: Flask) -> None:
    """Two hundred and forty people who have a path to go."""
    publish_real_courses()
    publish_real_path()
    tell()


def test_a_supervised_paper_names_the_hall_of_a_test_that_was_passed(told: None) -> None:
    papers = list(db.session.scalars(select(Certificate).where(Certificate.level == "supervised")))
    assert len(papers) > 20
    for paper in papers:
        theirs = select(Attempt.supervised_at).where(
            Attempt.person_id == paper.person_id, Attempt.course_slug == paper.course_slug, Attempt.passed.is_(True)
        )
        assert paper.supervised_at in set(db.session.scalars(theirs))
        whole = select(Completion).filter_by(person_id=paper.person_id, item_key=paper.course_slug)
        assert db.session.scalars(whole).first()


def test_the_serials_rise_with_time_and_the_next_one_is_free(told: None) -> None:
    papers = sorted(db.session.scalars(select(Certificate)), key=lambda paper: (paper.issued_on.year, paper.serial))
    for year, those in groupby(papers, lambda paper: paper.issued_on.year):
        row = list(those)
        assert [paper.issued_at for paper in row] == sorted(paper.issued_at for paper in row)
        counter = db.session.scalars(select(SerialCounter).filter_by(year=year)).one()
        assert [paper.serial for paper in row] == [f"{number:04d}/{year}" for number in range(1, counter.last + 1)]


def test_a_few_papers_are_revoked(told: None) -> None:
    revoked = list(db.session.scalars(select(Revocation)))
    assert 0 < len(revoked) < db.session.query(Certificate).count() / 20
    assert all(row.certificate.issued_at <= row.revoked_at and "mẫu" in row.reason for row in revoked)


def test_some_tried_a_path_before_and_after_without_a_question_twice(told: None) -> None:
    tries = {(row.person_id, row.quiz_slug): row for row in db.session.query(Attempt)}
    closing = [row for (_, slug), row in tries.items() if slug == CLOSING]
    assert closing
    for after in closing:
        before = tries[after.person_id, PLACEMENT]
        assert before.handed_in_at and after.handed_in_at and before.handed_in_at < after.handed_in_at
        assert not {row["id"] for row in before.drawn} & {row["id"] for row in after.drawn}


def test_a_few_have_moved_since_they_registered(told: None) -> None:
    moves = list(db.session.scalars(select(FormerResidence)))
    assert 0 < len(moves) < 12
    for move in moves:
        one = db.session.get_one(Person, move.person_id)
        assert one.place_id != move.place_id and one.registered_at < move.until


def test_the_same_seed_gives_the_same_papers(told: None, blank_again: Callable[[], None]) -> None:
    def papers() -> Counter[tuple[str, str, str]]:
        return Counter((row.code, row.level, row.supervised_at) for row in db.session.query(Certificate))

    first = papers()
    blank_again()
    publish_real_courses()
    publish_real_path()
    tell()
    assert papers() == first

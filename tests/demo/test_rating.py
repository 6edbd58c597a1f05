"""The faces of the demonstration: a believable number, the same for the same seed, and nobody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from courses import actions as courses
from courses.catalogue import forget_catalogue
from courses.package import read_package
from demo.commune import Teller
from demo.rating import rate_everything
from feedback.models import Rating
from learning.core.database import db
from learning.progress.models import Completion
from tests.support import factories

CONTENT = Path(courses.__file__).parent / "content"


def told() -> list[tuple[object, ...]]:
    for slug in (factories.COURSE, factories.OTHER_COURSE):
        courses.show(slug, None, None)
    for slug in ("dich-vu-cong", "thanh-toan-so"):
        courses.publish(read_package(CONTENT / slug))
    forget_catalogue()
    Teller(3, "nobody signs in").fill(60)
    db.session.commit()
    return sorted((row.item_key, row.face, str(row.place_id), str(row.audience)) for row in db.session.query(Rating))


def test_some_say_how_they_found_it(app: Flask) -> None:
    faces = Counter(face for _, face, *_ in told())
    learnt = db.session.query(Completion).count()
    assert learnt / 40 < faces.total() < learnt
    assert faces[3] > faces[2] > 0 and faces[3] < 0.95 * faces.total()


def test_a_face_arrives_once_however_often_it_is_sent(app: Flask) -> None:
    first = len(told())
    rate_everything()
    db.session.commit()
    assert db.session.query(Rating).count() == first


def test_guests_are_among_them_and_nobody_has_a_name(app: Flask) -> None:
    told()
    rows = db.session.query(Rating).all()
    assert any(row.place_id is None for row in rows) and any(row.place_id for row in rows)
    assert not {row.id for row in rows} & {row.id for row in db.session.query(Completion)}
    assert all(row.line == "" for row in rows)


def test_the_same_seed_gives_the_same_faces(app: Flask, blank_again: Callable[[], None]) -> None:
    kinds = [Counter(face for _, face, *_ in told())]
    blank_again()
    kinds.append(Counter(face for _, face, *_ in told()))
    assert kinds[0] == kinds[1]

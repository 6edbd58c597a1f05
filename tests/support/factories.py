"""Nouns for tests: people, staff, finished courses, attempts, certificates. Made by the site's own actions.

Sensible defaults, keyword overrides, no chance. Everything is flushed; the next request of a client commits it.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import select

from certificates import actions as certificates
from certificates.models import Certificate
from courses import actions as courses
from courses.catalogue import catalogue, forget_catalogue
from courses.content import Course
from courses.package import read_package
from courses.path_compiler import compile_path
from courses.path_file import read_path
from learning.accounts import actions as accounts
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Role
from learning.accounts.pins import keeper
from learning.accounts.places import plant_commune
from learning.accounts.queries import home_place
from learning.core import clock
from learning.core.database import db
from quizzes import actions as quizzes
from quizzes.models import Attempt
from tests.support.answers import right_values

COURSE_FOLDERS = Path(__file__).parent / "course_folders"
PATH_FILES = Path(__file__).parent / "path_files"
COURSE = "goi-dien-co-hinh"  # three lessons, a certificate quiz of every kind of question, a timed one
OTHER_COURSE = "di-cung-doan"  # one lesson, one quiz
LESSON = "chuan-bi-may"
QUIZ = "kiem-tra-cuoi-khoa"
TIMED_QUIZ = "thu-suc"

PIN = "482916"
PASSWORD = "mo-cua-buoi-sang"


def seed() -> None:
    """What every test finds: the commune, two thôn, two published courses."""
    commune = plant_commune(11257)
    for name in ("Thôn Mẫu Một", "Thôn Mẫu Hai"):
        accounts.add_village(commune, name, None)
    for slug in (COURSE, OTHER_COURSE):
        courses.publish(read_package(COURSE_FOLDERS / slug))
    forget_catalogue()
    db.session.commit()


def path(name: str = "nguoi-dan") -> Course:
    """A learning path over the courses of the seed, published."""
    text = read_path(PATH_FILES / f"{name}.toml")
    courses.publish_content(text.slug, *compile_path(text, catalogue()))
    db.session.commit()
    forget_catalogue()
    return course(text.slug)


def place(name: str) -> Place:
    """A thôn of the seed, or the commune under the name "xã"."""
    return home_place() if name == "xã" else db.session.scalars(select(Place).where(Place.name == name)).one()


def village(name: str = "Thôn Mẫu Ba") -> Place:
    """Another thôn."""
    return accounts.add_village(home_place(), name, None)


def person(full_name: str = "Trần Văn Ba", thon: str = "Thôn Mẫu Một", pin: str = PIN, **said: Any) -> Person:
    """Somebody who registered on the web; ``said`` overrides what they said of themselves."""
    contact = bool(said.get("phone"))
    words = {"audience": Audience.RESIDENTS, "place": place(thon), "may_record": True, "may_contact": contact} | said
    made = accounts.register(keeper(), accounts.Registration(full_name, **words), pin, None, "web")
    db.session.flush()
    return made


def people(number: int, thon: str = "Thôn Mẫu Một") -> list[Person]:
    """So many residents, with names of their own."""
    return [person(f"Phạm Thị {in_letters(index)}", thon) for index in range(number)]


def in_letters(number: int) -> str:
    """A given name for the number."""
    return "Hoa Lan Mai Cúc Đào Sen Huệ Ngọc Yến Thảo".split()[number % 10] + " Anh" * (number // 10)


def staff(full_name: str, login_name: str, role: Role, where: str = "xã", password: str | None = None) -> Person:
    """Somebody who works with the site; with ``password`` they can use the real sign-in form."""
    said = accounts.Registration(full_name, Audience.OFFICIALS, place(where))
    made = accounts.add_staff(said, login_name)
    accounts.grant(made, role, place(where), None)
    if password:
        accounts.set_password(keeper(), made, password)
    db.session.flush()
    return made


def course(slug: str = COURSE) -> Course:
    """A published course as the pages see it."""
    return catalogue().course(slug)


def finished_lessons(who: Person, slug: str = COURSE) -> None:
    """All lessons of a course, read."""
    found = course(slug)
    for lesson in found.lessons:
        courses.finish_lesson(who, found, lesson, clock.now())
    db.session.flush()


def open_attempt(who: Person, slug: str = COURSE, quiz: str = QUIZ) -> Attempt:
    """An attempt that waits to be filled in."""
    found = course(slug)
    wanted = found.quiz(quiz)
    assert wanted is not None
    made = quizzes.open_attempt(who, found, wanted, uuid.uuid4())
    db.session.flush()
    return made


def passed_attempt(who: Person, slug: str = COURSE, quiz: str = QUIZ) -> Attempt:
    """An attempt in which everything is right."""
    attempt = open_attempt(who, slug, quiz)
    quizzes.hand_in(who, attempt.id, right_values(attempt))
    db.session.flush()
    return attempt


def failed_attempt(who: Person, slug: str = COURSE, quiz: str = QUIZ) -> Attempt:
    """An attempt handed in empty."""
    attempt = open_attempt(who, slug, quiz)
    quizzes.hand_in(who, attempt.id, {})
    db.session.flush()
    return attempt


def finished_course(who: Person, slug: str = COURSE) -> None:
    """All lessons read and the certificate quiz passed."""
    finished_lessons(who, slug)
    passed_attempt(who, slug)


def certificate(who: Person, slug: str = COURSE) -> Certificate:
    """A certificate that its holder has earned."""
    finished_course(who, slug)
    issued = certificates.issue(who, course(slug))
    db.session.flush()
    return issued

"""One village with somebody in every role and something behind every door; brought back before every request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses import actions as courses
from courses.catalogue import forget_catalogue
from courses.package import read_package
from courses.path_file import PREFIX
from learning.accounts import invitations
from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core.database import db
from tests.support import factories
from tests.support.answers import right_values

COLUMNS = ("guest", "owner", "stranger", "facilitator", "staff", "editor", "admin")


@dataclass(frozen=True)
class Village:
    """Who lives here (by the cookies they carry) and what addresses and forms need."""

    cookies: dict[str, str]
    values: dict[str, Any]
    attempts: dict[str, UUID]
    answers: dict[str, list[str]]


@dataclass(frozen=True)
class Cookie:
    """What flask-login wants of a person: the text of the cookie."""

    text: str

    def get_id(self) -> str:
        """The text."""
        return self.text


def build() -> Village:
    """Make everything and commit it."""
    owner = factories.person("Nguyễn Thị Hoà", birth_year=1960, phone="0912345678")
    stranger = factories.person("Đỗ Văn Lượng", thon="Thôn Mẫu Hai", pin="730158")
    people = {"owner": owner, "stranger": stranger} | _staff()
    papers = factories.certificate(owner)
    waiting = factories.open_attempt(owner, quiz=factories.TIMED_QUIZ)
    done = factories.passed_attempt(owner, factories.OTHER_COURSE)
    course = factories.course()
    way = factories.path()
    placement = factories.passed_attempt(owner, way.slug, way.quizzes[0].slug)
    people["outsider"] = helper = factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR, "Thôn Mẫu Hai")
    db.session.commit()

    values = {
        "course": factories.COURSE,
        "lesson": factories.LESSON,
        "quiz": factories.QUIZ,
        "code": papers.code,
        "person_id": owner.id,
        "helper_id": helper.id,
        "grant_id": helper.grants[0].id,
        "place_id": factories.place("Thôn Mẫu Hai").id,
        "thon_id": factories.place("Thôn Mẫu Một").id,
        "commune_id": factories.place("xã").id,
        "revision_id": _earlier_revision(),
        "slug": way.slug.removeprefix(PREFIX),
        "token": invitations.invite(None),
        "owner_card": owner.card_code,
        "card_code": stranger.card_code,
        "digest": next(iter(course.media.values()))[:16],
        "name": "hai-may.svg",
    }
    answers = right_values(waiting)
    db.session.commit()
    cookies = {name: person.get_id() for name, person in people.items()}
    return Village(cookies, values, {"waiting": waiting.id, "done": done.id, "placement": placement.id}, answers)


def _staff() -> dict[str, Person]:
    return {
        "facilitator": factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR, "Thôn Mẫu Một"),
        "staff": factories.staff("Phùng Đức Thắng", "thang", Role.STAFF),
        "editor": factories.staff("Hoàng Mỹ Uyên", "uyen", Role.EDITOR),
        "admin": factories.staff("Vũ Thế Kỷ", "ky", Role.ADMIN, password=factories.PASSWORD),
    }


def _earlier_revision() -> UUID:
    """A revision of the other course that is not the published one."""
    first = factories.course(factories.OTHER_COURSE).revision_id
    package = read_package(factories.COURSE_FOLDERS / factories.OTHER_COURSE)
    courses.publish(package.__class__(**{**_fields(package), "title": "Đi cùng Đoàn, bản mới"}))
    db.session.commit()
    forget_catalogue()
    return first


def _fields(package: Any) -> dict[str, Any]:
    return {name: getattr(package, name) for name in package.__slots__}

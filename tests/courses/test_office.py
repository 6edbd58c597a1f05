"""The editor's office: what is published, rolling back, withdrawing."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from courses import actions
from courses.catalogue import forget_catalogue
from courses.models import CourseRevision, Publication
from learning.accounts.models import AuditEntry, Person
from learning.core.database import db
from tests.support.clients import Browser
from tests.support.factories import COURSE, OTHER_COURSE, course

SHELF = "/quan-tri/khoa-hoc/"
ClientOf = Callable[[Person], Browser]


@pytest.fixture
def first(editor: Person) -> UUID:
    """The revision that readers found before the editor published another title."""
    old = course().revision_id
    content = json.loads(db.session.get_one(CourseRevision, old).content) | {"title": "Bản mới của khóa"}
    newer = CourseRevision(course_slug=COURSE, content_hash="b" * 64, content=json.dumps(content))
    db.session.add(newer)
    db.session.flush()
    actions.show(COURSE, newer.id, editor)
    db.session.commit()
    forget_catalogue()
    return old


def test_only_those_who_publish_come_in(
    client: Browser, client_of: ClientOf, editor: Person, admin: Person, staff: Person, resident: Person
) -> None:
    for allowed in (editor, admin):
        assert client_of(allowed).get(SHELF).status_code == 200
    for other in (staff, resident):
        assert client_of(other).get(SHELF).status_code == 403
        assert client_of(other).post(f"{SHELF}{COURSE}/go-xuong").status_code == 403
    assert client.get(SHELF).headers["Location"].startswith("/dang-nhap")


def test_history_tells_who_published_what(client_of: ClientOf, editor: Person, first: UUID) -> None:
    text = client_of(editor).get(f"{SHELF}{COURSE}").text
    assert editor.full_name in text
    assert f"/dang/{first}" in text
    assert text.count("(hiện nay)") == 1


def test_an_earlier_revision_is_asked_about_and_then_shown(
    client: Browser, client_of: ClientOf, editor: Person, first: UUID
) -> None:
    browser, door = client_of(editor), f"{SHELF}{COURSE}/dang/{first}"
    assert "Bản mới của khóa" in client.get(f"/khoa-hoc/{COURSE}/").text
    assert "Đăng lại bản này?" in browser.get(door).text
    assert browser.post(door).status_code == 303
    assert "Bản mới của khóa" not in client.get(f"/khoa-hoc/{COURSE}/").text


def test_a_second_tap_publishes_nothing_twice(client_of: ClientOf, editor: Person, first: UUID) -> None:
    browser, door = client_of(editor), f"{SHELF}{COURSE}/dang/{first}"
    browser.post(door)
    browser.post(door)
    assert len(db.session.scalars(select(Publication).where(Publication.course_slug == COURSE)).all()) == 3


def test_a_revision_of_another_course_is_not_found(client_of: ClientOf, editor: Person, first: UUID) -> None:
    browser = client_of(editor)
    assert browser.get(f"{SHELF}{OTHER_COURSE}/dang/{first}").status_code == 404
    assert browser.post(f"{SHELF}{OTHER_COURSE}/dang/{first}").status_code == 404
    assert browser.get(f"{SHELF}khong-co").status_code == 404


def test_a_withdrawn_course_is_gone_at_once_and_can_come_back(
    client: Browser, client_of: ClientOf, editor: Person
) -> None:
    browser, revision = client_of(editor), course().revision_id
    assert "Gỡ khóa học này xuống?" in browser.get(f"{SHELF}{COURSE}/go-xuong").text
    assert browser.post(f"{SHELF}{COURSE}/go-xuong").status_code == 303
    assert client.get(f"/khoa-hoc/{COURSE}/").status_code == 410
    assert "Đã gỡ xuống" in browser.get(SHELF).text
    browser.post(f"{SHELF}{COURSE}/dang/{revision}")
    assert client.get(f"/khoa-hoc/{COURSE}/").status_code == 200
    mine = select(AuditEntry.action).where(AuditEntry.actor_id == editor.id).order_by(AuditEntry.at, AuditEntry.id)
    assert list(db.session.scalars(mine)) == ["withdraw_course", "publish_course"]

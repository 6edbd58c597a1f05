"""An editor reads a lesson aloud; people hear exactly what they read, and never words that are no longer there."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from courses import actions
from courses.catalogue import catalogue, forget_catalogue
from courses.models import Recording
from courses.package import read_package
from courses.recordings import forget_recordings, recordings
from learning.accounts.actions import fill_in
from learning.accounts.commune import forget_communes
from learning.accounts.models import AuditEntry, Person
from learning.core.database import db
from tests.courses.folder import LESSON, SLUG, course_folder
from tests.support import sounds
from tests.support.clients import Browser
from tests.support.factories import COURSE

BOOK = f"/khoa-hoc/{COURSE}/chuan-bi-may"
ROOM = f"/quan-tri/khoa-hoc/{COURSE}/chuan-bi-may/thu-am"
ClientOf = Callable[[Person], Browser]


@pytest.fixture
def browser(client_of: ClientOf, editor: Person) -> Browser:
    """The editor's."""
    return client_of(editor)


@pytest.fixture
def client(client: Browser) -> Browser:
    """A guest with some cookie, who is answered by the site itself and not from the shelf before it."""
    client.set_cookie("khac", "1")
    return client


def words_of(html: str) -> list[str]:
    """The hash of each screen's words, as the page of the recording room sends it back."""
    return re.findall(r'name="words" value="([0-9a-f]{64})"', html)


def record(browser: Browser, screen: int = 1, body: bytes | None = None, room: str = ROOM, **others: object):
    """Read a screen aloud and keep it."""
    form = {"screen": str(screen), "words": words_of(browser.get(room).text)[screen - 1], "seconds": "4"} | others
    form["sound"] = (io.BytesIO(sounds.webm() if body is None else body), "ban-thu")
    return browser.post(room, data=form)


def sources(html: str) -> list[str]:
    """The addresses of the recordings on a page."""
    return re.findall(r'<audio controls preload="none" src="([^"]+)">', html)


def test_what_is_recorded_is_heard_at_once_and_its_weight_is_told_before(browser: Browser, client: Browser) -> None:
    heavy = sounds.webm(filling=5 * 1024)
    assert not sources(client.get(BOOK).text)
    assert record(browser, 2, heavy).status_code == 303
    html = client.get(BOOK).text
    assert len(sources(html)) == 1
    assert "Nghe phần này (5 KB)" in html
    assert "Có giọng đọc thu sẵn: 5 KB, chỉ tải khi bấm nghe." in html
    answer = client.get(sources(html)[0])
    assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, "audio/webm", len(heavy))


def test_a_recording_stands_at_the_screen_that_was_read(browser: Browser, client: Browser) -> None:
    record(browser, 2)
    screens = client.get(BOOK).text.split('class="screen">')
    assert ["<audio" in screen for screen in screens[1:]] == [False, True, False]


def test_a_sound_may_be_kept_for_ever_and_comes_in_parts(browser: Browser, client: Browser) -> None:
    record(browser)
    address = sources(browser.get(BOOK).text)[0]
    part = client.get(address, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.data) == (206, sounds.webm()[2:6])
    assert part.headers["Content-Range"] == f"bytes 2-5/{len(sounds.webm())}"
    whole = client.get(address)
    assert "immutable" in whole.headers["Cache-Control"] and whole.headers["Accept-Ranges"] == "bytes"
    assert "default-src 'none'" in whole.headers["Content-Security-Policy"]
    assert client.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.get(address, headers={"Range": "bytes=900000-"}).status_code == 416


@pytest.mark.parametrize("digest", ["0" * 16, "%", "_" * 16, "a"])
def test_another_address_is_not_found(browser: Browser, client: Browser, digest: str) -> None:
    record(browser)
    assert client.get(f"/khoa-hoc/{COURSE}/ghi-am/{digest}").status_code == 404


def test_part_of_an_address_is_not_enough(browser: Browser, client: Browser) -> None:
    record(browser)
    address = sources(browser.get(BOOK).text)[0]
    assert client.get(address[:-1]).status_code == 404


def test_a_recording_that_came_with_the_lesson_comes_in_parts_too(client: Browser, tmp_path) -> None:
    folder = course_folder(tmp_path)
    (folder / "media/ma-otp.mp3").write_bytes(b"ID3" + bytes(3000))
    actions.publish(read_package(folder))
    forget_catalogue()
    html = client.get(f"/khoa-hoc/{SLUG}/ma-otp").text
    assert "Có giọng đọc thu sẵn: 3 KB" in html
    part = client.get(sources(html)[0], headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.data, part.mimetype) == (206, b"ID", "audio/mpeg")


def test_recording_again_takes_the_place_of_the_first(browser: Browser) -> None:
    record(browser)
    first = sources(browser.get(BOOK).text)
    record(browser, body=sounds.ogg(9))
    assert "Đã thu 9 giây" in browser.get(ROOM).text
    assert sources(browser.get(BOOK).text) != first
    assert len(db.session.scalars(select(Recording)).all()) == 1


def test_a_deleted_recording_is_gone_for_everybody(browser: Browser, client: Browser, editor: Person) -> None:
    record(browser)
    address = sources(browser.get(BOOK).text)[0]
    for _ in range(2):  # the second tap is harmless
        assert browser.post(f"{ROOM}/1/xoa").status_code == 303
    assert not sources(browser.get(BOOK).text)
    assert client.get(address).status_code == 404
    traced = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.actor_id == editor.id).order_by(AuditEntry.at, AuditEntry.id)
    )
    assert list(traced) == ["record_lesson", "delete_recording"]


# --- words that have changed ------------------------------------------------------------------------------


def published(tmp_path, text: str) -> str:
    """A lesson with this text; returns its recording room."""
    actions.publish(read_package(course_folder(tmp_path, {"01-ma-otp.md": text})))
    db.session.commit()
    forget_catalogue()
    return f"/quan-tri/khoa-hoc/{SLUG}/ma-otp/thu-am"


def test_a_changed_screen_is_not_played_and_the_editor_is_told(browser: Browser, tmp_path) -> None:
    room = published(tmp_path / "a", LESSON)
    for screen in range(1, len(words_of(browser.get(room).text)) + 1):
        assert record(browser, screen, room=room).status_code == 303
    before = len(sources(browser.get(f"/khoa-hoc/{SLUG}/ma-otp").text))
    published(tmp_path / "b", LESSON.replace("Ngân hàng gửi", "Ngân hàng vừa gửi"))
    assert len(sources(browser.get(f"/khoa-hoc/{SLUG}/ma-otp").text)) == before - 1
    assert browser.get(room).text.count("Bài đã đổi, cần thu lại") == 1


def test_what_the_commune_fills_in_is_part_of_the_words(browser: Browser, home) -> None:
    """A telephone number read aloud must be the one on the page."""
    html = browser.get(BOOK).text
    with_number = next(
        number for number, screen in enumerate(html.split('class="screen">')[1:], start=1) if "from-commune" in screen
    )
    record(browser, with_number)
    assert sources(browser.get(BOOK).text)
    fill_in(home, "so-to-cong-nghe-so", "0912 345 678", None)
    db.session.commit()
    forget_communes()
    assert not sources(browser.get(BOOK).text)
    assert "Bài đã đổi" in browser.get(ROOM).text


def test_words_that_changed_while_somebody_read_are_refused(browser: Browser) -> None:
    answer = record(browser, words="0" * 64)
    assert answer.status_code == 422
    assert "Bài vừa được sửa trong lúc thu" in answer.text
    assert db.session.scalar(select(Recording)) is None


# --- refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"", "Chưa có bản ghi âm"), (b"<script>", "không phải bản ghi âm"), (sounds.webm(310), "310 giây")],
)
def test_what_is_no_recording_is_refused_with_a_reason(browser: Browser, body: bytes, said: str) -> None:
    answer = record(browser, body=body)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(select(Recording)) is None


def test_more_than_two_megabytes_are_refused(browser: Browser) -> None:
    answer = record(browser, body=sounds.webm(filling=2 * 1024 * 1024))
    answer.request.environ["wsgi.input"].close()  # the test client's own file on the disk
    assert answer.status_code == 422
    assert "2048 KB" in answer.text


@pytest.mark.parametrize("screen", ["0", "99", "-1", "x", ""])
def test_a_screen_that_is_not_there_cannot_be_recorded(browser: Browser, screen: str) -> None:
    words = words_of(browser.get(ROOM).text)[0]
    form = {"screen": screen, "words": words, "sound": (io.BytesIO(sounds.webm()), "x")}
    assert browser.post(ROOM, data=form).status_code == 422


def test_only_those_who_publish_come_in(
    app: Flask, client_of: ClientOf, staff: Person, resident: Person, facilitator: Person
) -> None:
    for other in (staff, resident, facilitator):
        assert client_of(other).get(ROOM).status_code == 403
        assert client_of(other).post(ROOM, data={}).status_code == 403
        assert client_of(other).post(f"{ROOM}/1/xoa").status_code == 403
    assert app.test_client().post(ROOM, data={}).status_code == 401


def test_the_database_itself_refuses_a_second_recording_of_a_screen(browser: Browser) -> None:
    record(browser)
    kept = db.session.scalars(select(Recording)).one()
    names = ("course_slug", "lesson_slug", "screen", "text_hash", "digest", "mime", "size", "seconds", "body")
    db.session.add(Recording(**{name: getattr(kept, name) for name in names}))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


# --- what it costs ----------------------------------------------------------------------------------------


def test_recordings_cost_a_reader_no_query(browser: Browser, app: Flask, queries) -> None:
    record(browser)
    guest = app.test_client()
    guest.set_cookie("khac", "1")
    guest.get(BOOK)
    with queries() as log:
        assert sources(guest.get(BOOK).text)
    assert not log


def test_the_list_holds_no_sound(browser: Browser, queries) -> None:
    record(browser)
    forget_recordings()
    with queries() as log:
        assert len(recordings().of(f"{COURSE}/chuan-bi-may")) == 1
    assert not [statement for statement in log if "recording.body" in statement]


def test_every_process_hears_of_it(browser: Browser, clock) -> None:
    """Another process asks again after two seconds; so does this one when somebody else has written."""
    record(browser)
    assert recordings().of(f"{COURSE}/chuan-bi-may")
    db.session.delete(db.session.scalars(select(Recording)).one())
    db.session.commit()
    forget_recordings()
    assert not recordings().of(f"{COURSE}/chuan-bi-may")


def test_the_history_leads_to_the_recording_rooms(browser: Browser) -> None:
    record(browser)
    html = browser.get(f"/quan-tri/khoa-hoc/{COURSE}").text
    screens = len(catalogue().course(COURSE).lessons[0].screens)
    assert f'href="{ROOM}"' in html
    assert f"đã thu 1/{screens} phần" in html

"""Publishing: a faulty folder changes nothing, a revision never changes, rolling back and withdrawing lose nothing."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from courses import actions, queries
from courses.catalogue import CourseWithdrawn, catalogue, forget_catalogue, revision
from courses.faults import PackageFaulty
from courses.models import CourseMedia, CourseRevision, Publication
from courses.package import read_package
from learning.core.database import db
from learning.core.errors import NotFound
from tests.courses.folder import BANK, COURSE, LESSON, SLUG, course_folder
from tests.support import factories

RENAMED = {"course.toml": COURSE.replace("Giữ mã OTP", "Giữ kín mã OTP")}
BROKEN = {"01-ma-otp.md": LESSON.replace("media/khoa.svg", "media/mat.svg")}


def publish(where, changed=None):
    """Publish the folder as an author would; tells whether that was news."""
    news = actions.publish(read_package(course_folder(where, changed)))
    db.session.commit()
    forget_catalogue()
    return news


@pytest.fixture
def run(app):
    """``flask courses …`` in this process."""
    return lambda *args: app.test_cli_runner().invoke(args=["courses", *map(str, args)])


def revisions():
    return db.session.scalar(select(func.count()).select_from(CourseRevision).where(CourseRevision.course_slug == SLUG))


def title():
    forget_catalogue()
    return catalogue().course(SLUG).title


def test_a_published_course_is_read_at_once(app, client, tmp_path):
    assert client.get(f"/khoa-hoc/{SLUG}/").status_code == 404
    assert publish(tmp_path) is True
    assert "Giữ mã OTP" in client.get(f"/khoa-hoc/{SLUG}/").text


def test_publishing_the_same_folder_twice_changes_nothing(app, tmp_path):
    publish(tmp_path)
    assert publish(tmp_path) is False
    assert (revisions(), len(queries.history(SLUG))) == (1, 1)


def test_new_content_makes_a_new_revision_and_the_old_one_stays(app, tmp_path):
    publish(tmp_path)
    old = catalogue().course(SLUG)
    assert publish(tmp_path, RENAMED) is True
    assert (revisions(), title(), revision(old.revision_id).title) == (2, "Giữ kín mã OTP", "Giữ mã OTP")


def test_a_picture_of_an_old_revision_can_still_be_seen(app, client, tmp_path):
    publish(tmp_path)
    address = catalogue().course(SLUG).cover
    publish(tmp_path, {"media/khoa.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'})
    assert catalogue().course(SLUG).cover != address
    assert client.get(address).status_code == 200


def test_a_picture_that_two_revisions_share_is_kept_once(app, tmp_path):
    before = db.session.scalar(select(func.count()).select_from(CourseMedia))
    publish(tmp_path)
    publish(tmp_path, RENAMED)
    assert db.session.scalar(select(func.count()).select_from(CourseMedia)) == before + 1


def test_a_faulty_folder_never_replaces_what_is_published(app, client, tmp_path):
    publish(tmp_path)
    with pytest.raises(PackageFaulty):
        publish(tmp_path, BROKEN | RENAMED)
    assert (revisions(), title()) == (1, "Giữ mã OTP")


def test_rolling_back_shows_the_earlier_revision_again(app, editor, tmp_path):
    publish(tmp_path)
    first = catalogue().course(SLUG).revision_id
    publish(tmp_path, RENAMED)
    assert actions.roll_back(SLUG, first, editor) is True
    assert (title(), revisions(), len(queries.history(SLUG))) == ("Giữ mã OTP", 2, 3)


def test_rolling_back_to_what_is_shown_is_no_news(app, editor, tmp_path):
    publish(tmp_path)
    assert actions.roll_back(SLUG, catalogue().course(SLUG).revision_id, editor) is False


@pytest.mark.parametrize("wanted", ["another course", "nothing"])
def test_a_revision_of_another_course_cannot_be_shown(app, editor, tmp_path, wanted):
    publish(tmp_path)
    strange = factories.course().revision_id if wanted == "another course" else uuid.uuid4()
    with pytest.raises(NotFound):
        actions.roll_back(SLUG, strange, editor)


def test_the_history_tells_who_published_what(app, editor, tmp_path):
    publish(tmp_path)
    first = catalogue().course(SLUG).revision_id
    publish(tmp_path, RENAMED)
    actions.roll_back(SLUG, first, editor)
    by = [publication.published_by for publication, _ in queries.history(SLUG)]
    assert by == [editor.id, None, None]


def test_a_withdrawn_course_says_so_kindly(app, client, editor, tmp_path):
    publish(tmp_path)
    assert actions.show(SLUG, None, editor) is True
    forget_catalogue()
    for address in (f"/khoa-hoc/{SLUG}/", f"/khoa-hoc/{SLUG}/ma-otp", f"/kiem-tra/{SLUG}/kiem-tra-cuoi-khoa"):
        gone = client.get(address)
        assert gone.status_code == 410 and "vẫn được giữ nguyên" in gone.text


def test_a_withdrawn_course_stands_in_no_list(app, client, editor, tmp_path):
    publish(tmp_path)
    actions.show(SLUG, None, editor)
    forget_catalogue()
    assert "Giữ mã OTP" not in client.get("/khoa-hoc/").text + client.get("/tim-kiem?q=otp").text
    with pytest.raises(CourseWithdrawn):
        catalogue().course(SLUG)


def test_a_withdrawn_course_comes_back_when_it_is_published_again(app, client, editor, tmp_path):
    publish(tmp_path)
    actions.show(SLUG, None, editor)
    assert publish(tmp_path) is True
    assert client.get(f"/khoa-hoc/{SLUG}/").status_code == 200 and revisions() == 1


def test_what_was_never_published_cannot_be_withdrawn(app, editor):
    with pytest.raises(NotFound):
        actions.show("chua-co", None, editor)


# --- the command line -------------------------------------------------------------------------------------


def test_check_is_content_with_a_faultless_folder_and_writes_nothing(run, tmp_path):
    result = run("check", course_folder(tmp_path))
    assert (result.exit_code, result.output.strip()) == (0, "1 of 1 courses can be published.")
    assert revisions() == 0


def test_check_names_the_faults_of_every_folder_and_fails(run, tmp_path):
    broken = course_folder(tmp_path, BROKEN)
    other = course_folder(tmp_path, {"kiem-tra-cuoi-khoa.gift": BANK.replace("[id:otp-02] ", "")}, slug="khac")
    result = run("check", broken, other, course_folder(tmp_path, slug="lanh"))
    assert result.exit_code == 1 and "1 of 3" in result.output
    assert f"{SLUG}/01-ma-otp.md:13: " in result.output and "khac/kiem-tra-cuoi-khoa.gift:" in result.output


def test_publish_tells_what_changed(run, tmp_path):
    folder = course_folder(tmp_path)
    outputs = [run("publish", folder).output.strip() for _ in range(2)]
    assert outputs == [f"{SLUG}: published", f"{SLUG}: unchanged"]


def test_publish_passes_over_a_faulty_folder_and_still_does_the_others(run, tmp_path):
    publish(tmp_path)
    result = run("publish", course_folder(tmp_path, BROKEN | RENAMED), course_folder(tmp_path, slug="lanh"))
    assert result.exit_code == 1 and "lanh: published" in result.output
    assert (title(), catalogue().course("lanh").title) == ("Giữ mã OTP", "Giữ mã OTP")


def test_a_folder_that_is_not_there_is_refused_by_name(run, tmp_path):
    result = run("publish", tmp_path / "khong-co")
    assert result.exit_code == 2 and "khong-co" in result.output


def test_what_an_editor_rolled_back_stays_rolled_back_over_a_restart(app, editor, tmp_path, monkeypatch):
    monkeypatch.setattr("courses.cli.SHIPPED", tmp_path)
    from courses.cli import publish_shipped

    course_folder(tmp_path)
    publish_shipped()
    first = catalogue().course(SLUG).revision_id
    course_folder(tmp_path, RENAMED)
    publish_shipped()
    actions.roll_back(SLUG, first, editor)
    publish_shipped()
    assert title() == "Giữ mã OTP"


def test_every_change_is_one_publication_more(app, editor, tmp_path):
    publish(tmp_path)
    actions.show(SLUG, None, editor)
    publish(tmp_path)
    rows = db.session.scalars(select(Publication).where(Publication.course_slug == SLUG).order_by(Publication.id)).all()
    assert [row.revision_id is None for row in rows] == [False, True, False]


def test_a_withdrawn_course_stays_withdrawn_over_an_upgrade_of_the_code(app, editor, tmp_path, monkeypatch):
    """New code around a course is no reason to show it again; a new text of the course is."""
    monkeypatch.setattr("courses.cli.SHIPPED", tmp_path)
    from courses import cli

    course_folder(tmp_path)
    cli.publish_shipped()
    actions.show(SLUG, None, editor)
    upgraded = tmp_path / "new-compiler.py"
    upgraded.write_text("pass")
    monkeypatch.setattr(cli, "COMPILER", [*cli.COMPILER, upgraded])
    cli.publish_shipped()
    assert catalogue().find(SLUG) is None
    course_folder(tmp_path, RENAMED)
    cli.publish_shipped()
    assert title() == "Giữ kín mã OTP"

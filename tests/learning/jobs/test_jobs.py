"""Long work: asked for, done beside the requests, told to its owner and nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import create_app
from learning.accounts.models import Person
from learning.core import jobs as core_jobs
from learning.core.database import db
from learning.core.errors import Refusal
from learning.core.jobs import Progress, Queue, job
from learning.core.kept_files import KEPT, is_kept, keep, kept_path, sweep
from learning.jobs import actions, queries
from learning.jobs.cli import do_chore, run_job
from learning.jobs.models import Job
from pages import own_data
from pages.cli import migrate
from tests.support.databases import settings_for

ROOT = Path(__file__).resolve().parents[3]


class Muddy(Refusal):
    sentence = "Tệp này lấm bùn. Xin gửi tệp khác."


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_jobs, "_KINDS", dict(core_jobs._KINDS))

    @job("counting")
    def counting(progress: Progress, args: dict[str, Any]) -> None:
        for number in range(args["to"]):
            progress(number + 1, args["to"])
        progress.result("so.txt").write_text("một hai ba", encoding="utf-8")
        progress.say("Đếm xong.")
        progress.lead_to("/can-bo/", "Về trang cán bộ")

    @job("refusing")
    def refusing(progress: Progress, args: dict[str, Any]) -> None:
        progress.result("do.txt").write_text("dở dang", encoding="utf-8")
        raise Muddy

    @job("breaking")
    def breaking(progress: Progress, args: dict[str, Any]) -> None:
        progress(1, 3)
        db.session.get_one(Person, progress.owner_id).full_name = "Không Được Ghi"
        raise ZeroDivisionError


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No worker is there: what is sent stays lying about."""
    sent: list[str] = []
    monkeypatch.setattr(Queue, "send", lambda self, key: sent.append(key))
    return sent


def started(kind: str, owner: Person, **args: Any) -> Job:
    row = actions.start_job(kind, owner, **args)
    db.session.commit()
    db.session.expire_all()
    return row


def test_a_file_is_not_handed_out_when_the_role_is_gone(client_of, facilitator: Person, thon_hai) -> None:
    """What was made with a right belongs to the right; a page about it may still be seen."""
    row, browser = started("counting", facilitator, to=1), client_of(facilitator)
    assert browser.get(f"/can-bo/viec/{row.id}/tep").status_code == 200
    facilitator.grants[0].place_id = thon_hai.id
    db.session.commit()
    assert browser.get(f"/can-bo/viec/{row.id}/tep").status_code == 404
    assert browser.get(f"/can-bo/viec/{row.id}").status_code == 200


def test_two_who_sweep_at_once_do_not_trip_over_each_other(app, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, old = keep(b"a"), keep(b"b")
    for key in (gone, old):
        os.utime(kept_path(key), (0, 0))
    seen = sorted(kept_path(gone).parent.iterdir())
    kept_path(gone).unlink()
    monkeypatch.setattr(Path, "iterdir", lambda self: iter(seen))
    assert sweep() >= 1
    assert not is_kept(gone)
    assert not kept_path(old).exists()


def test_it_is_done_and_its_file_can_be_fetched(client_of, facilitator: Person) -> None:
    row = started("counting", facilitator, to=3)
    page = client_of(facilitator).get(f"/can-bo/viec/{row.id}").get_data(as_text=True)
    assert "Đếm xong." in page
    assert "Về trang cán bộ" in page
    answer = client_of(facilitator).get(f"/can-bo/viec/{row.id}/tep")
    assert answer.get_data(as_text=True) == "một hai ba"
    assert answer.headers["Content-Disposition"] == "attachment; filename=so.txt"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_nobody_else_sees_it(client_of, facilitator: Person, admin: Person) -> None:
    row = started("counting", facilitator, to=1)
    for address in ("", "/tien-do", "/tep"):
        assert client_of(admin).get(f"/can-bo/viec/{row.id}{address}").status_code == 404


def test_it_begins_only_when_the_door_has_committed(facilitator: Person, idle: list[str]) -> None:
    db.session.commit()
    actions.start_job("counting", facilitator, to=1)
    with db.session.begin_nested():
        pass
    assert idle == []
    db.session.rollback()
    db.session.commit()
    assert idle == []
    row = started("counting", facilitator, to=1)
    assert idle == [str(row.id)]


def test_a_kind_that_nobody_knows_is_not_begun(facilitator: Person) -> None:
    with pytest.raises(LookupError):
        actions.start_job("khong-co", facilitator)


def test_done_twice_it_is_done_once(facilitator: Person, idle: list[str]) -> None:
    row = started("counting", facilitator, to=2)
    run_job(str(row.id))
    finished = db.session.get_one(Job, row.id).finished_at
    run_job(str(row.id))
    assert db.session.get_one(Job, row.id, populate_existing=True).finished_at == finished


def test_a_refusal_is_told_and_a_half_written_file_goes(app, client_of, facilitator: Person) -> None:
    row = started("refusing", facilitator)
    assert Muddy.sentence in client_of(facilitator).get(f"/can-bo/viec/{row.id}").get_data(as_text=True)
    assert db.session.get_one(Job, row.id).file_key is None
    assert b"d\xe1\xbb\x9f dang" not in b"".join(
        path.read_bytes() for path in (app.config["DATA_DIR"] / "jobs").iterdir()
    )


def test_a_fault_of_ours_is_told_and_what_it_had_half_written_is_undone(client_of, facilitator: Person) -> None:
    row = started("breaking", facilitator)
    assert "không phải do bà con" in client_of(facilitator).get(f"/can-bo/viec/{row.id}").get_data(as_text=True)
    assert db.session.get_one(Person, facilitator.id).full_name != "Không Được Ghi"


def test_the_page_says_when_nobody_does_the_work(client_of, facilitator: Person, idle: list[str], clock) -> None:
    row = started("counting", facilitator, to=1)
    browser = client_of(facilitator)
    assert "Đang chờ tới lượt" in browser.get(f"/can-bo/viec/{row.id}").get_data(as_text=True)
    clock.move(seconds=11)
    assert "chưa chạy" in browser.get(f"/can-bo/viec/{row.id}").get_data(as_text=True)
    other = started("counting", facilitator, to=1)
    actions.begin(other.id)
    db.session.commit()
    assert "đang làm một việc khác" in browser.get(f"/can-bo/viec/{row.id}").get_data(as_text=True)


def test_the_bar_comes_anew_without_a_script(client_of, facilitator: Person, idle: list[str]) -> None:
    page = (
        client_of(facilitator).get(f"/can-bo/viec/{started('counting', facilitator, to=1).id}").get_data(as_text=True)
    )
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert '<progress value="0" max="100"' in page


def test_asking_again_costs_nothing_while_nothing_has_changed(client_of, facilitator: Person, idle: list[str]) -> None:
    row, browser = started("counting", facilitator, to=1), client_of(facilitator)
    first = browser.get(f"/can-bo/viec/{row.id}/tien-do")
    assert first.get_json()["state"] == "waiting"
    again = browser.get(f"/can-bo/viec/{row.id}/tien-do", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    run_job(str(row.id))
    now = browser.get(f"/can-bo/viec/{row.id}/tien-do", headers={"If-None-Match": first.headers["ETag"]})
    assert now.get_json() == {"state": "done", "percent": 100, "sentence": "Đếm xong."}


def test_a_file_is_gone_after_a_day(client_of, facilitator: Person) -> None:
    row = started("counting", facilitator, to=1)
    path = kept_path(db.session.get_one(Job, row.id).file_key)
    old = time.time() - KEPT.total_seconds() - 60
    os.utime(path, (old, old))
    assert client_of(facilitator).get(f"/can-bo/viec/{row.id}/tep").status_code == 404
    assert "nay đã xóa" in client_of(facilitator).get(f"/can-bo/viec/{row.id}").get_data(as_text=True)
    assert sweep() == 1
    assert not path.exists()


@pytest.mark.parametrize("key", ["", "../secret-key", "/etc/passwd", "a" * 44, "queue.db"])
def test_only_keys_that_were_made_here_open_a_file(app, key: str) -> None:
    with pytest.raises(ValueError):
        kept_path(key)


def test_kept_files_are_readable_by_the_site_alone(app) -> None:
    assert oct(kept_path(keep(b"x")).stat().st_mode)[-3:] == "600"


def test_a_worker_that_starts_anew_sends_what_waits_and_calls_off_what_was_half_done(
    facilitator: Person, idle: list[str]
) -> None:
    half, waiting = started("counting", facilitator, to=1), started("counting", facilitator, to=1)
    actions.begin(half.id)
    db.session.commit()
    idle.clear()
    actions.pick_up()
    db.session.commit()
    assert idle == [str(waiting.id)]
    assert db.session.get_one(Job, half.id, populate_existing=True).state == "failed"


def test_forgetting_a_person_takes_their_jobs_and_files(facilitator: Person, app) -> None:
    row = started("counting", facilitator, to=1)
    path = kept_path(db.session.get_one(Job, row.id).file_key)
    assert own_data.everything_about(facilitator)["viec_may_lam"][0]["viec"] == "counting"
    own_data.forget(facilitator)
    db.session.commit()
    assert not path.exists()
    assert queries.jobs_of(facilitator.id) == []


def test_old_jobs_are_forgotten(facilitator: Person, clock) -> None:
    started("counting", facilitator, to=1)
    clock.move(days=31)
    actions.clear_away()
    assert db.session.scalars(select(Job)).all() == []


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A real worker on a site of its own, bound to a process that stands for the server."""
    url = f"sqlite:///{tmp_path / 'site.db'}"
    app = create_app(settings_for(url, tmp_path))
    with app.app_context():
        migrate()
        db.session.remove()
        db.engine.dispose()
    server = subprocess.Popen(["sleep", "60"])
    command = [sys.executable, "-m", "flask", "--app", "app", "jobs", "work", "--with-pid", str(server.pid)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DATA_DIR": str(tmp_path)}, text=True)
    process.server = server  # type: ignore[attr-defined]
    yield process
    for one in (server, process):
        if one.poll() is None:
            one.send_signal(signal.SIGKILL)
            one.wait()


def test_the_worker_ends_with_the_server(worker) -> None:
    time.sleep(4)
    assert worker.poll() is None
    worker.server.terminate()
    worker.server.wait()
    assert worker.wait(timeout=15) is not None


def test_files_and_jobs_last_a_day_and_a_month() -> None:
    assert timedelta(hours=24) == KEPT
    assert timedelta(days=30) == actions.REMEMBERED


def test_a_chore_that_fails_hurts_neither_the_data_nor_the_next_one(app, resident: Person) -> None:
    done: list[str] = []

    def failing() -> None:
        db.session.get_one(Person, resident.id).full_name = "Không Được Ghi"
        db.session.flush()
        raise ZeroDivisionError

    def quiet() -> None:
        done.append("một lần")

    name = resident.full_name
    db.session.commit()
    for chore in (failing, quiet):
        do_chore(app, chore)
    assert db.session.scalar(select(Person.full_name).where(Person.id == resident.id)) == name
    assert done == ["một lần"]

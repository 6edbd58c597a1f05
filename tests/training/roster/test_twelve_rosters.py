"""Twelve messy rosters come in with no wrong person, and coming in twice changes nothing."""

from __future__ import annotations

import io
import uuid

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from learning.accounts.models import AuditEntry, Consent, Person
from learning.core.database import db
from learning.jobs.models import Job
from tests.support.clients import Browser
from tests.training.roster.rosters import CCCD, Sample, samples
from training.roster.models import Roster, RosterEntry

SAMPLES = samples()


def send(browser: Browser, body: bytes, name: str = "danh-sach.xlsx", **typed: str) -> TestResponse:
    """Send a file in as the page does."""
    from tests.support import factories

    form = {"place": str(factories.place("xã").id), "audience": "residents", "roster_id": str(uuid.uuid4())} | typed
    return browser.post(
        "/can-bo/danh-sach/", data=form | {"tep": (io.BytesIO(body), name)}, content_type="multipart/form-data"
    )


def take_in(browser: Browser, body: bytes, name: str = "danh-sach.xlsx", **typed: str) -> TestResponse:
    """Send in, and take in what needs no decision; returns the page of the job."""
    shown = send(browser, body, name, **typed).headers["Location"]
    return browser.get(browser.post(f"{shown}/nhap").headers["Location"])


def registered() -> set[tuple[object, ...]]:
    """Everybody who came by a list."""
    people = db.session.scalars(select(Person).join(RosterEntry, RosterEntry.person_id == Person.id))
    return {(one.full_name, one.birth_year, one.gender, one.place.name, one.phone) for one in people}


@pytest.fixture
def browser(client_of, staff: Person) -> Browser:
    return client_of(staff)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_everybody_comes_in_and_nobody_else(browser: Browser, sample: Sample) -> None:
    page = take_in(browser, sample.body, sample.name).get_data(as_text=True)
    assert f"Ghi mới {len(sample.people)}" in page
    assert registered() == set(sample.people)
    assert len(registered()) == db.session.scalar(select(func.count()).select_from(RosterEntry))
    roster = db.session.scalars(select(Roster)).one()
    assert (roster.made, roster.known, roster.left_out) == (len(sample.people), 0, sample.left_out)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_reader_is_told_what_was_done(browser: Browser, sample: Sample) -> None:
    shown = browser.get(send(browser, sample.body, sample.name).headers["Location"]).get_data(as_text=True)
    assert not [words for words in sample.told if words not in shown]
    assert "Chưa ghi gì vào sổ" in shown
    assert registered() == set()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_coming_in_twice_changes_nothing(browser: Browser, sample: Sample) -> None:
    take_in(browser, sample.body, sample.name)
    before = registered()
    codes = set(db.session.scalars(select(Person.card_code)))
    page = take_in(browser, sample.body, sample.name).get_data(as_text=True)
    assert f"Ghi mới 0\xa0người, đã có sẵn {len(sample.people)}\xa0người" in page
    assert registered() == before
    assert set(db.session.scalars(select(Person.card_code))) == codes


def test_people_of_a_list_have_a_card_but_no_pin_and_no_consent(browser: Browser) -> None:
    take_in(browser, SAMPLES[0].body)
    entry = db.session.scalars(select(RosterEntry)).first()
    someone = db.session.get_one(Person, entry.person_id)
    assert someone.pin_hash is None
    assert len(someone.card_code) == 9
    assert not db.session.scalar(select(func.count()).select_from(Consent).where(Consent.person_id == someone.id))
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert actions >= {"send_roster", "import_roster", "import_person"}


def test_no_identity_number_is_anywhere(app, browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the database, nor in the log, nor on a page, nor in a file on the disk."""
    sample = next(sample for sample in SAMPLES if "identity" in sample.name)
    sent = send(browser, sample.body).headers["Location"]
    shown = browser.get(sent).get_data(as_text=True)
    kept = b"".join(path.read_bytes() for path in (app.config["DATA_DIR"] / "jobs").iterdir())
    browser.post(f"{sent}/nhap")
    dump = b"".join(line.encode() for line in db.session.connection().connection.iterdump()) if _on_sqlite() else b""
    everything = shown.encode() + kept + caplog.text.encode() + dump
    for number in (*CCCD, "30159000222", "012345678", "031159000", "030 159 000 222"):
        assert number.encode() not in everything, number


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_the_file_is_gone_when_it_has_come_in(app, browser: Browser) -> None:
    take_in(browser, SAMPLES[0].body)
    roster = db.session.scalars(select(Roster)).one()
    assert roster.file_key is None
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.done, job.total) == ("done", 3, 3)

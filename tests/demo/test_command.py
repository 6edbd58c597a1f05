"""``flask demo``: whoever tries the site finds a commune with nothing left to be entered first."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from learning.accounts.models import Person, Place
from learning.core.database import db
from reports.figures.queries import waiting
from tests.support.clients import Browser
from tests.support.real_courses import publish_real_courses

BOARD = "/can-bo/thong-ke"


@pytest.fixture
def sample_staff(app: Flask) -> Browser:
    """The officer of a demonstration commune of sixty people."""
    publish_real_courses()
    said = app.test_cli_runner().invoke(args=["demo", "--people", "60"])
    assert said.exit_code == 0, said.output
    return app.test_client(user=db.session.query(Person).filter_by(full_name="Cán Bộ Mẫu").one())


def test_the_statistics_are_counted_before_anybody_looks(sample_staff: Browser) -> None:
    assert waiting() == 0
    sample = db.session.query(Place).filter_by(name="Thôn 1 (mẫu)").one()
    page = sample_staff.get(BOARD, query_string={"ky": "nam", "noi": sample.id}).get_data(as_text=True)
    assert "chưa đủ" not in page
    shown = re.search(r"<b>([^<]*)</b><strong>Tỷ lệ người lớn được tiếp cận", page)
    assert shown and re.fullmatch(r"\d+(,\d)?%", shown.group(1))


def test_targets_and_a_campaign_stand_there_as_samples(sample_staff: Browser) -> None:
    assert "Kế hoạch mẫu" in sample_staff.get(f"{BOARD}/chi-tieu").get_data(as_text=True)
    assert "Đợt cao điểm mẫu" in sample_staff.get(f"{BOARD}/dot").get_data(as_text=True)


def test_the_league_knows_the_adults_of_every_sample(sample_staff: Browser) -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", sample_staff.get("/so-lieu").get_data(as_text=True))
    samples = [row for row in rows if "(mẫu)" in row]
    assert len(samples) == 4 and not any("chưa có số người lớn" in row for row in samples)


def test_whoever_has_learners_is_left_alone(app: Flask, resident: Person) -> None:
    db.session.commit()
    refused = app.test_cli_runner().invoke(args=["demo", "--people", "60"])
    assert refused.exit_code != 0 and "already has learners" in refused.output

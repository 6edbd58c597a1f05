"""What every phone has to load once: styles in 10 KB, all scripts in 15 KB, compressed; nothing from elsewhere."""

from __future__ import annotations

import re

from flask import Flask

from learning.core.web.worker import worker_script
from tests.architecture.disk import ROOT

KB = 1024


def test_styles_fit_into_ten_kilobytes(app: Flask) -> None:
    assert len(app.extensions["assets"]["site.css"].brotli) <= 10 * KB


def test_scripts_and_service_worker_fit_into_fifteen_kilobytes(app: Flask) -> None:
    """All that a learner's phone ever loads, but for the scanner and the live quiz, which load when they are opened."""
    names = ("site.js", "pages-js/on-this-phone.js", "pages-js/practice-offline.js", "pages-js/own-card.js")
    weights = [len(app.extensions["assets"][name].brotli) for name in names]
    with app.test_request_context():
        weights.append(len(worker_script([]).brotli))
    assert sum(weights) <= 15 * KB


def test_what_every_page_loads_fits_into_eight_kilobytes(app: Flask) -> None:
    assert len(app.extensions["assets"]["site.js"].brotli) <= 8 * KB


def test_styles_and_scripts_fetch_nothing_from_elsewhere() -> None:
    files = [*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/js").glob("*.js")]
    assert len(files) > 5
    assert not [
        path.name
        for path in files
        if re.search(r"https?://(?!www\.w3\.org/)|@import|\bimport\s*[({'\"]", path.read_text())
    ]


def test_no_text_of_a_script_goes_over_several_lines() -> None:
    """Scripts lose their indentation on the way to the phone; a text would lose it too."""
    files = [path for folder in ("js", "pages-js", "worker") for path in (ROOT / "static" / folder).glob("*.js")]
    assert len(files) > 10
    assert not [path.name for path in files for text in re.findall("`[^`]*`", path.read_text()) if "\n" in text]

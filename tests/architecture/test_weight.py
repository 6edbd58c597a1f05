"""What every phone has to load once: styles within 10 KB, scripts within 6 KB, compressed; nothing from elsewhere."""

from __future__ import annotations

import re

from flask import Flask

from tests.architecture.disk import ROOT

KB = 1024


def test_styles_fit_into_ten_kilobytes(app: Flask) -> None:
    assert len(app.extensions["assets"]["site.css"].brotli) <= 10 * KB


def test_scripts_fit_into_six_kilobytes(app: Flask) -> None:
    assert len(app.extensions["assets"]["site.js"].brotli) <= 6 * KB


def test_styles_and_scripts_fetch_nothing_from_elsewhere() -> None:
    files = [*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/js").glob("*.js")]
    assert len(files) > 5
    assert not [
        path.name
        for path in files
        if re.search(r"https?://(?!www\.w3\.org/)|@import|\bimport\s*[({'\"]", path.read_text())
    ]

"""The village is built once; every request of the matrix finds it as it was built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

import certificates.office_views
import certificates.views
import learning.accounts.views.cards
import training.kit.views
from learning.core.database import db
from tests.access.village import Cookie, Village, bring_back_files, build
from tests.support.clients import Browser
from tests.support.databases import forget_memories, image


@pytest.fixture(scope="package")
def _village(_site: SimpleNamespace) -> Iterator[SimpleNamespace]:
    with _site.app.app_context():
        _site.image.restore()
        forget_memories(_site.app)
        built = build()
        db.session.remove()
        yield SimpleNamespace(village=built, image=image())


@pytest.fixture
def village(_village: SimpleNamespace) -> Village:
    """Who lives there and what is behind the doors."""
    return _village.village


@pytest.fixture
def browser_of(app: Flask, _village: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Browser]:
    """``browser_of("staff")``: the village as new, and a browser in which that person is signed in."""

    def no_paper(*_papers: Any, **_named: Any) -> bytes:
        return b"%PDF-1.7"  # what stands on papers is tested elsewhere; printing costs most of a second

    monkeypatch.setattr(learning.accounts.views.cards, "render_cards", no_paper)
    monkeypatch.setattr(certificates.views, "render_papers", no_paper)
    monkeypatch.setattr(certificates.views, "first_page", lambda _pdf: b"\x89PNG")
    monkeypatch.setattr(certificates.office_views, "render_papers", no_paper, raising=False)
    for printer in ("print_slides", "print_handouts", "print_papers", "print_key"):
        monkeypatch.setattr(training.kit.views, printer, no_paper)

    def fresh(column: str) -> Browser:
        db.session.remove()
        _village.image.restore()
        forget_memories(app)
        bring_back_files(_village.village)
        cookie = _village.village.cookies.get(column)
        return app.test_client(user=Cookie(cookie)) if cookie else app.test_client()

    return fresh

"""What one process remembers of halls is forgotten between tests."""

from __future__ import annotations

import pytest

from training.live import views
from training.live.naming import Misses


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_misses", Misses())

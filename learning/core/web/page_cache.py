"""Whole pages kept in memory for guests: rendered once, compressed once, then only handed out.

Only pages that are the same for every guest may be kept; the key must name everything they depend on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from werkzeug.wrappers import Response

from learning.core.web.assets import Packed, pack, packed_reply


class PageCache:
    """The ``room`` most recently read pages."""

    def __init__(self, room: int = 600) -> None:
        self._room = room
        self._pages: OrderedDict[Hashable, Packed] = OrderedDict()
        self._lock = Lock()

    def reply(self, key: Hashable, render: Callable[[], str]) -> Response:
        """The page under ``key``, rendered now if it is not there yet."""
        packed = self._pages.get(key)
        if packed is None:
            packed = pack("text/html", render().encode(), quality=6)
            self._keep(key, packed)
        return packed_reply(packed, "private, no-cache")

    def forget(self) -> None:
        """Throw all pages away."""
        with self._lock:
            self._pages.clear()

    def _keep(self, key: Hashable, packed: Packed) -> None:
        with self._lock:
            self._pages[key] = packed
            while len(self._pages) > self._room:
                self._pages.popitem(last=False)

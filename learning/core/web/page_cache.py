"""Pages that many people read alike are rendered once, compressed once, and then only handed out.

Guests without any cookie all get the same bytes; within two seconds they are even answered before Flask wakes up.
Signed-in readers of one page differ by their name, which is put into a page rendered with a stand-in.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import current_app, render_template, request, session
from markupsafe import escape
from werkzeug.wrappers import Response

from learning.core import clock
from learning.core.web.assets import Packed, pack, packed_answer, packed_reply
from learning.core.web.device import idle_after
from learning.core.web.replies import display, viewer

PATIENCE = 2.0  # seconds that a guest's page may lag behind, as everything read from memory
PRIVATE = "private, no-cache"
LONGEST_KEPT = 200  # characters of a query; whoever makes up longer ones shall not fill the memory with them
SHELVED = "learning.guest_page"  # where a view leaves a page for the shelf, in the WSGI environment
NAME = "\ue000"  # stands for the reader's name: a private-use sign that no text of ours holds
WHO = "\ue001"  # stands for the reader's id

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The ``room`` most recently made values."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value under ``key``, made now if it is not there yet."""
        value = self._values.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def peek(self, key: Hashable) -> Value | None:
        """The value under ``key`` if it is there."""
        return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value, letting go of the oldest."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._room:
                self._values.popitem(last=False)

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._values.clear()


@dataclass(frozen=True, slots=True)
class StandIn:
    """Stands in the place of a signed-in reader while a page is rendered for all of them."""

    is_staff: bool
    display_name: str = NAME
    key: str = WHO


_guest_pages: Memory[Packed] = Memory(800)
_reader_pages: Memory[str] = Memory(800)
_shelf: Memory[tuple[Packed, float]] = Memory(800)


def shared_page(template: str, contract: Callable[[], object], *key: Hashable) -> Response | str:
    """Answer with a page that depends on nothing but ``key``, how the device wants pages shown and who reads.

    ``contract`` gives the template's dataclass; it is called only when the page must be rendered.
    """
    key = (template, request.path, request.scheme, request.host, display(), *key)
    person = viewer()
    if person is None and not session:
        packed = _guest_pages.get(key, lambda: _packed(render_template(template, page=contract())))
        request.environ[SHELVED] = packed
        return packed_reply(packed, PRIVATE)
    if person is None or "_flashes" in session:
        return render_template(template, page=contract())
    stand_in = StandIn(person.is_staff)
    html = _reader_pages.get(
        (*key, stand_in, idle_after()), lambda: render_template(template, page=contract(), viewer=stand_in)
    )
    return html.replace(NAME, escape(person.display_name)).replace(WHO, person.key)


def forget_pages() -> None:
    """Render everything anew from now on."""
    for memory in (_guest_pages, _reader_pages, _shelf):
        memory.forget()


def _packed(html: str) -> Packed:
    return replace(pack("text/html", html.encode(), quality=6), edition=current_app.extensions["edition"]())


class GuestShelf:
    """Answers guests who bring no cookie straight from the shelf, for as long as ``PATIENCE`` allows."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Hand the page out, or let the site make it and put it on the shelf."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ:
            return self._app(environ, start_response)
        if len(environ.get("QUERY_STRING", "")) > LONGEST_KEPT:
            return self._app(environ, start_response)
        key = (environ.get("HTTP_HOST"), environ["wsgi.url_scheme"], environ["PATH_INFO"], environ.get("QUERY_STRING"))
        kept = _shelf.peek(key)
        if kept is not None and kept[1] > clock.ticks():
            status, headers, body = packed_answer(kept[0], environ, PRIVATE)
            start_response(status, headers)
            return [body]
        answer = self._app(environ, start_response)
        if SHELVED in environ:
            _shelf.put(key, (environ[SHELVED], clock.ticks() + PATIENCE))
        return answer

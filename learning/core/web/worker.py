"""What the service worker is told: which writes may wait on the phone, whose a page is, and which edition it shows.

It keeps pages by person and serves them again, unasked, as long as the edition is the same and nothing was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, session
from flask.globals import request_ctx
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from learning.core.web.assets import EDITION, Packed, pack, script
from learning.core.web.replies import viewer

SOURCES = Path(__file__).resolve().parents[3] / "static" / "worker"
WHOSE = "X-Nguoi"
ONCE = "X-Cu"  # the keys under which that person's writes were kept before two records of theirs became one
KEEP = "X-Giu"  # "khong": not for the worker's shelf; "lau": kept for its person until it is answered
SENDS = "X-Gui"  # the worker's own mark on the forms that it sends
ONWARD = "X-Toi"  # ours on the answer: where to go on, or NOWHERE
NOWHERE = "-"
FORMER_KEYS = "khoa_cu"  # in the session, so that no page has to ask for them
_ARGUMENT = re.compile(r"<[^>]+>")


def install_worker(app: Flask, edition: Callable[[], str]) -> None:
    """Mark every page with whose it is and with ``edition()``: what the site says at this moment, in a few letters."""
    app.extensions["edition"] = edition
    app.after_request(_mark)


def keep_for_later(response: Response) -> Response:
    """Let the worker keep this page for its person until it is answered, however many others are kept."""
    response.headers[KEEP] = "lau"
    return response


def _mark(response: Response) -> Response:
    if SENDS in request.headers:
        _tell_the_worker(response)
    if response.mimetype != "text/html":
        return response
    if response.status_code in (404, 410):  # nothing in between has made it up: what is gone here may be forgotten
        response.headers[EDITION] = NOWHERE
    if response.status_code != 200:
        return response
    _mark_whose(response)
    if EDITION not in response.headers:
        response.headers[EDITION] = current_app.extensions["edition"]()
    if getattr(request_ctx, "flashes", None):  # what was said once shall not be said again
        response.headers[KEEP] = "khong"
    return response


def _mark_whose(response: Response) -> None:
    person = viewer()
    if person is not None:
        response.headers[WHOSE] = person.key
        if FORMER_KEYS in session:
            response.headers[ONCE] = session[FORMER_KEYS]


def _tell_the_worker(response: Response) -> None:
    """Let the worker know that this is the site, and where it leads: of a redirect it would see nothing at all."""
    response.headers[ONWARD] = NOWHERE
    if response.status_code == 303:
        response.headers[ONWARD] = iri_to_uri(response.headers.pop("Location"))
        response.status_code = 204
        response.data = b""


def worker_script(shell: list[str]) -> Packed:
    """The service worker: our own small files, after what it must know about this site.

    ``shell`` are the addresses of what is shown when there is no network and nothing is kept.
    """
    known = {"SHELL": shell, "LATE": late_doors(current_app), "LEAVING": leaving_doors(current_app)}
    return _script(
        "".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in known.items())
    )


@cache
def _script(known: str) -> Packed:
    files = [script(path) for path in sorted(SOURCES.glob("*.js"))]
    return pack("text/javascript", b"\n".join([known.encode(), *files]))


def late_doors(app: Flask) -> list[tuple[str, str]]:
    """Pattern of the path and label of every door declared by ``arrives_late``."""
    found = ((path, getattr(view, "late", None)) for path, view in _doors(app))
    return sorted((f"^{_ARGUMENT.sub('[^/]+', path)}$", label) for path, label in found if label)


def leaving_doors(app: Flask) -> list[str]:
    """The paths by which somebody signs out."""
    return sorted(path for path, view in _doors(app) if getattr(view, "leaves", False))


def _doors(app: Flask) -> Iterator[tuple[str, Any]]:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            yield rule.rule, app.view_functions[rule.endpoint]

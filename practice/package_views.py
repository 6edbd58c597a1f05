"""Door: a scenario to take along on a phone."""

from __future__ import annotations

import json
import re

from flask import render_template
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from learning.core.access import public
from learning.core.database import new_id
from learning.core.errors import NotFound
from learning.core.web.assets import FOR_EVER, Packed, pack, packed_reply
from learning.core.web.page_cache import Memory
from learning.scenarios.playing import Play
from practice.package import package_of
from practice.queries import Found, scenario_of
from practice.views import PlayPage, bp

_packages: Memory[Packed] = Memory(64)
PHONE = re.compile(r'<div class="phone-screen">.*?</section>', re.DOTALL)


@bp.get("/<scenario>/goi/<ban>.json")
@public
def package(scenario: str, ban: str) -> Response:
    """Everything the scenario can show; the address carries the revision, so it may be kept for ever."""
    found = scenario_of(catalogue(), scenario)
    if found.course.revision_id.hex != ban:
        raise NotFound
    return packed_reply(_packages.get((ban, scenario), lambda: _packed(found)), FOR_EVER)


def _packed(found: Found) -> Packed:
    plain = package_of(found.scenario, lambda play: _screen(found, play))
    return pack("application/json", json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())


def _screen(found: Found, play: Play) -> str:
    """The phone's screen and keys, exactly as the page draws them."""
    html = render_template(
        "practice/play.html",
        page=PlayPage(found.course, found.scenario, play, "0", new_id(), "", 0, False),
        viewer=None,
    )
    match = PHONE.search(html)
    assert match is not None
    return re.sub(r"\s*\n\s*", "\n", match.group().removesuffix("</section>"))

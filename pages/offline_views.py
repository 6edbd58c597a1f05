"""Doors of the site without a network: the service worker, the manifest, and what lies on this phone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from werkzeug.wrappers import Response

from learning.accounts.queries import home_commune
from learning.core.access import public
from learning.core.web.assets import Packed, asset_address, pack, packed_reply
from learning.core.web.page_cache import shared_page
from learning.core.web.worker import worker_script
from pages.manifest import manifest
from pages.views import bp


@dataclass(frozen=True, slots=True)
class OnThisPhonePage:
    """Empty: everything on the page lies on the phone and never reaches the server."""


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker, asked for anew at every visit so that it is never old."""
    files = ("site.css", "site.js", "pages-js/on-this-phone.js", "icons/favicon.svg")
    shell = [url_for("pages.on_this_phone"), *(asset_address(name) for name in files)]
    return packed_reply(worker_script(shell), "no-cache")


@bp.get("/manifest.webmanifest")
@public
def web_manifest() -> Response:
    """What a phone needs to put the site on its home screen (W3C Web Application Manifest)."""
    packed: Packed = pack("application/manifest+json", manifest(home_commune().full_name, url_for("pages.home")))
    return packed_reply(packed, "no-cache")


@bp.get("/tren-may")
@public
def on_this_phone() -> Response | str:
    """What is saved, what waits to be sent, and how to learn without a network; also shown when there is none."""
    return shared_page("pages/on_this_phone.html", OnThisPhonePage, home_commune().edition)

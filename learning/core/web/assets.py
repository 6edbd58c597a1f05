"""Our own styles, scripts and icons: read once at start-up, compressed once, served for ever under a hashed address.

The small CSS files are joined in name order into ``site.css``, the small modules into ``site.js``: one request each,
no build step, nothing from elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from flask import Blueprint, Flask, current_app, request
from werkzeug.wrappers import Response

from learning.core.access import public
from learning.core.errors import NotFound

STATIC = Path(__file__).resolve().parents[3] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
EDITION = "X-An-Ban"  # the header that tells the service worker whether a page it keeps is still what the site says
FOLDERS = (
    "icons",
    "pages-js",
    "vendor/qr",
)  # pages-js: scripts that one page alone needs, loaded there and nowhere else
COMPRESSIBLE = (".css", ".js", ".svg", ".webmanifest", ".md")
mimetypes.add_type("text/javascript", ".js")

_EXPLAINING = re.compile(rb"^[ \t]*(?://.*\n|\n)?", re.MULTILINE)  # whole lines, and what indents the others

bp = Blueprint("assets", __name__)


def accepted(encoding: str, header: str) -> bool:
    """Whether an Accept-Encoding header welcomes ``encoding``; ``q=0`` says that it does not (RFC 9110, 12.5.3)."""
    for offer in header.split(","):
        name, _, weight = offer.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


@dataclass(frozen=True, slots=True)
class Packed:
    """One body in the encodings that browsers understand, and its content hash.

    ``edition`` names the state of the site that a page was made from, for the service worker.
    """

    mime: str
    plain: bytes
    gzip: bytes | None
    brotli: bytes | None
    digest: str
    edition: str = ""

    @property
    def content_type(self) -> str:
        """The type as the header says it; what is text is UTF-8."""
        return f"{self.mime}; charset=utf-8" if self.mime.startswith("text/") else self.mime

    def encoded_for(self, accepts: str) -> tuple[bytes, str | None]:
        """The smallest form that ``accepts`` (an Accept-Encoding header) allows, and its name."""
        if self.brotli is not None and accepted("br", accepts):
            return self.brotli, "br"
        if self.gzip is not None and accepted("gzip", accepts):
            return self.gzip, "gzip"
        return self.plain, None


def pack(mime: str, body: bytes, compress: bool = True, quality: int = 11) -> Packed:
    """Compress ``body`` once, for as many readers as come."""
    return Packed(
        mime=mime,
        plain=body,
        gzip=gzip.compress(body, 9, mtime=0) if compress else None,
        brotli=brotli.compress(body, quality=quality) if compress else None,
        digest=hashlib.sha256(body).hexdigest()[:10],
    )


def packed_answer(
    packed: Packed, environ: dict[str, Any], cache_control: str
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body for ``packed``; 304 and nothing when the browser has the very same."""
    etag = f'W/"{packed.digest}"'
    headers = [("Cache-Control", cache_control), ("ETag", etag), ("Vary", "Accept-Encoding, Cookie")]
    if packed.edition:
        headers.append((EDITION, packed.edition))
    if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return "304 NOT MODIFIED", headers, b""
    body, encoding = packed.encoded_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if encoding:
        headers.append(("Content-Encoding", encoding))
    return "200 OK", [*headers, ("Content-Type", packed.content_type), ("Content-Length", str(len(body)))], body


def packed_reply(packed: Packed, cache_control: str) -> Response:
    """Answer a view's request with ``packed``."""
    status, headers, body = packed_answer(packed, request.environ, cache_control)
    return Response(body, status=status, headers=headers)


def install_assets(app: Flask) -> None:
    """Load static/ and teach templates ``asset('site.css')``."""
    shelf = _load()
    app.extensions["assets"] = shelf
    app.jinja_env.globals["asset"] = asset_address
    app.register_blueprint(bp)


def asset_address(name: str) -> str:
    """Where an asset is served, under the hash of its content."""
    return f"/tinh/{_shelf()[name].digest}/{name}"


@bp.get("/tinh/<digest>/<path:name>")
@public
def serve(digest: str, name: str) -> Response:
    """One asset; the hash in the address makes it cacheable for ever."""
    from_shelf = _shelf().get(name)
    if from_shelf is None:
        raise NotFound
    return packed_reply(from_shelf, FOR_EVER if digest == from_shelf.digest else "no-cache")


def _shelf() -> dict[str, Packed]:
    shelf: dict[str, Packed] = current_app.extensions["assets"]
    return shelf


def _load() -> dict[str, Packed]:
    shelf = {"site.css": pack("text/css", _joined_styles()), "site.js": pack("text/javascript", _joined_scripts())}
    for folder in FOLDERS:
        for path in sorted((STATIC / folder).iterdir()):
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            shelf[f"{folder}/{path.name}"] = pack(mime, _body(path), compress=path.suffix in COMPRESSIBLE)
    return shelf


def _body(path: Path) -> bytes:
    return script(path) if path.parent.name == "pages-js" and path.suffix == ".js" else path.read_bytes()


def _joined_styles() -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))


def _joined_scripts() -> bytes:
    """The modules import nothing, so a block around each keeps their names apart."""
    return b"\n".join(b"{\n" + script(path) + b"\n}" for path in sorted((STATIC / "js").glob("*.js")))


def script(path: Path) -> bytes:
    """One of our scripts as phones get it: without what is only for whoever reads it, a tenth of its weight."""
    return _EXPLAINING.sub(b"", path.read_bytes())

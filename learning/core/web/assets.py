"""Our own styles, scripts and icons: read once at start-up, compressed once, served for ever under a hashed address.

The small CSS files are joined in name order into ``site.css``, the small modules into ``site.js``: one request each,
no build step, nothing from elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, current_app, request
from werkzeug.wrappers import Response

from learning.core.access import public
from learning.core.errors import NotFound

STATIC = Path(__file__).resolve().parents[3] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
COMPRESSIBLE = (".css", ".js", ".svg", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")

bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Packed:
    """One body in the encodings that browsers understand, and its content hash."""

    mime: str
    plain: bytes
    gzip: bytes | None
    brotli: bytes | None
    digest: str

    def encoded_for(self, accepts: str) -> tuple[bytes, str | None]:
        """The smallest form that ``accepts`` (an Accept-Encoding header) allows, and its name."""
        if self.brotli is not None and "br" in accepts:
            return self.brotli, "br"
        if self.gzip is not None and "gzip" in accepts:
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


def packed_reply(packed: Packed, cache_control: str) -> Response:
    """Answer with ``packed``, or 304 when the browser has the very same."""
    body, encoding = packed.encoded_for(request.headers.get("Accept-Encoding", ""))
    response = Response(body, mimetype=packed.mime)
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding, Cookie" if "private" in cache_control else "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.set_etag(packed.digest, weak=True)
    response.make_conditional(request.environ)
    return response


def install_assets(app: Flask) -> None:
    """Load static/ and teach templates ``asset('site.css')``."""
    shelf = _load()
    app.extensions["assets"] = shelf
    app.jinja_env.globals["asset"] = lambda name: f"/tinh/{shelf[name].digest}/{name}"
    app.register_blueprint(bp)


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
    for path in sorted((STATIC / "icons").iterdir()):
        mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        shelf[f"icons/{path.name}"] = pack(mime, path.read_bytes(), compress=path.suffix in COMPRESSIBLE)
    return shelf


def _joined_styles() -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))


def _joined_scripts() -> bytes:
    """The modules import nothing, so a block around each keeps their names apart."""
    return b"\n".join(b"{\n" + path.read_bytes() + b"\n}" for path in sorted((STATIC / "js").glob("*.js")))

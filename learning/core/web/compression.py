"""Pages made for one reader are compressed as they leave: lightly, because the processor is shared and phones are near.

Pages shared by many come packed already (``assets.pack``) and pass untouched.
"""

from __future__ import annotations

import zlib

import brotli
from flask import Flask, request
from werkzeug.wrappers import Response

from learning.core.web.assets import accepted

COMPRESSED = ("text/html", "application/json", "text/csv")
SMALLEST = 600  # bytes; less fits into one packet anyway


def install_compression(app: Flask) -> None:
    """Compress what the views answer with."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in COMPRESSED or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    accepts = request.environ.get("HTTP_ACCEPT_ENCODING", "")
    if len(body) >= SMALLEST and accepted("br", accepts):
        _replace(response, brotli.compress(body, quality=1), "br")
    elif len(body) >= SMALLEST and accepted("gzip", accepts):
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        _replace(response, packer.compress(body) + packer.flush(), "gzip")
    return response


def _replace(response: Response, body: bytes, encoding: str) -> None:
    response.set_data(body)
    response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding, Cookie"

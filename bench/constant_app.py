"""The bare app the site is compared with: Flask, one view, one constant string, nothing else.

``CONSTANT_LENGTH`` is how many characters it answers. ``TWIN`` names a file with an HTML page, compressed with gzip
beforehand, that is handed out as it is: the static page that a lesson's first paint is compared with.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response


def create_app() -> Flask:
    """Built as the site is, so that both servers start it the same way."""
    app = Flask(__name__, static_folder=None)
    page = "x" * int(os.environ.get("CONSTANT_LENGTH", "1000"))
    twin = Path(os.environ["TWIN"]).read_bytes() if "TWIN" in os.environ else b""

    @app.get("/")
    def constant() -> str:
        return page

    @app.get("/twin")
    def static_page() -> Response:
        return Response(twin, mimetype="text/html", headers={"Content-Encoding": "gzip"})

    return app

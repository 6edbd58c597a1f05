"""The bare app the site is compared with: Flask, one view, one constant string, nothing else.

``CONSTANT_LENGTH`` is how many characters it answers. ``SHELF`` names a folder of static pages made beforehand:
``shelf.json`` says for each address which file holds its bytes, of which type they are and how they are packed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from flask import Flask, Response


def create_app() -> Flask:
    """Built as the site is, so that both servers start it the same way."""
    app = Flask(__name__, static_folder=None)
    page = "x" * int(os.environ.get("CONSTANT_LENGTH", "1000"))

    @app.get("/")
    def constant() -> str:
        return page

    if "SHELF" in os.environ:
        _put_up(app, Path(os.environ["SHELF"]))
    return app


def _put_up(app: Flask, shelf: Path) -> None:
    kept = {
        address: ((shelf / name).read_bytes(), mime, {"Content-Encoding": packing} if packing else {})
        for address, (name, mime, packing) in json.loads((shelf / "shelf.json").read_text()).items()
    }

    @app.get("/<path:address>")
    def static_file(address: str) -> Response:
        body, mime, headers = kept[f"/{address}"]
        return Response(body, content_type=mime, headers=headers)

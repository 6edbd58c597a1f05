"""The web app manifest, from plain values."""

from __future__ import annotations

import json

from learning.core.web.assets import asset_address

NAME = "Bình dân học vụ số"
COLOUR = "#0a5342"


def manifest(commune: str, start: str) -> bytes:
    """The manifest as JSON: name, icons, and that the site stands by itself on the home screen."""
    icons = [
        {"src": asset_address(f"icons/{name}.png"), "sizes": size, "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("icon-192", "192x192", "any"),
            ("icon-512", "512x512", "any"),
            ("icon-maskable-512", "512x512", "maskable"),
        )
    ]
    plain = {
        "id": "/",
        "name": f"{NAME} – {commune}",
        "short_name": "Học vụ số",
        "description": "Học kỹ năng số từng bước nhỏ, cả khi mất mạng.",
        "lang": "vi",
        "dir": "ltr",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": COLOUR,
        "icons": icons,
    }
    return json.dumps(plain, ensure_ascii=False).encode()

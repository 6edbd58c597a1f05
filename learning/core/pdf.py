"""The PDF room: HTML of plain values in, the same bytes out every time.

It opens nothing but our own ``static/`` folder and what the caller hands in, reads no clock, and prints with the
shipped fonts only. Whatever else a document asks for is refused by name, never skipped silently.
"""

from __future__ import annotations

import atexit
import gc
import io
import mimetypes
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fontTools.ttLib import TTFont

STATIC = Path(__file__).resolve().parents[2] / "static"

# file name → family, weight, style; the only faces that ever reach paper
FACES = {
    "BeVietnamPro-Regular": ("Be Vietnam Pro", 400, "normal"),
    "BeVietnamPro-Italic": ("Be Vietnam Pro", 400, "italic"),
    "BeVietnamPro-Medium": ("Be Vietnam Pro", 500, "normal"),
    "BeVietnamPro-SemiBold": ("Be Vietnam Pro", 600, "normal"),
    "BeVietnamPro-Bold": ("Be Vietnam Pro", 700, "normal"),
    "Tinos-Regular": ("Tinos", 400, "normal"),
    "Tinos-Italic": ("Tinos", 400, "italic"),
    "Tinos-Bold": ("Tinos", 700, "normal"),
    "Tinos-BoldItalic": ("Tinos", 700, "italic"),
}


PICTURE_SCALE = 1.4  # about 1180 points across: readable on a phone, and the QR code can still be scanned
PICTURE_COLOURS = 64


class ResourceRefused(Exception):
    """A document asked for something that is not ours; take the reference out of the template or its values."""


def render_pdf(
    html: str,
    *,
    created: datetime,
    identifier: bytes,
    css: str = "",
    given: Mapping[str, bytes] | None = None,
    tagged: bool = True,
) -> bytes:
    """Print ``html``, dressed in ``css``; the same arguments give the same bytes in any process.

    ``tagged`` writes PDF/UA for screen readers; a stack that only goes to the printer is made faster without.

    ``static:icons/x.svg`` in either text is a file of ours, ``given:x.svg`` is ``given["x.svg"]``.
    """
    if created.tzinfo is None:
        raise ValueError("created needs a time zone: a paper's date must not depend on the machine's")

    options = _TAGGED if tagged else _PLAIN
    # Pango's font map is not thread-safe, and one warm map serves everybody faster than many cold ones.
    with _lock, _no_collector():
        engine = _engine()
        with engine.fetcher.lending(given or {}):
            document = engine.html(string=html, base_url="static:/", url_fetcher=engine.fetcher).render(
                font_config=engine.fonts, stylesheets=[engine.faces, _stylesheet(css)], **options
            )
            document.metadata.created = document.metadata.modified = created.isoformat(timespec="seconds")
            document.metadata.lang = document.metadata.lang or "vi"
            pdf: bytes = document.write_pdf(pdf_identifier=identifier, **options)

    return pdf


def first_page(pdf: bytes) -> bytes:
    """The first page of ``pdf`` as a small PNG, for browsers inside other apps that save no files."""
    import pypdfium2  # needed as seldom as WeasyPrint, and as heavy

    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=PICTURE_SCALE).to_pil().quantize(PICTURE_COLOURS)
    finally:
        document.close()
    picture = io.BytesIO()
    image.save(picture, "PNG", optimize=True)
    return picture.getvalue()


def static_resource(url: str) -> Path:
    """The file of ours that a URL names: ``static:a/b.svg``, ``/static/a/b.svg`` or ``a/b.svg``."""
    path = unquote(url).removeprefix("static:").removeprefix("/static/")
    file = (STATIC / path).resolve() if "\0" not in path else STATIC

    if not file.is_relative_to(STATIC) or not file.is_file():
        raise ResourceRefused(f"{url!r} is not a file in static/")

    return file


def letters_missing(text: str, face: str) -> list[str]:
    """The letters of ``text`` that ``face`` cannot print, each once, in order."""
    widths = _advances(face)

    return [letter for letter in dict.fromkeys(text) if letter not in widths and is_visible(letter)]


def is_visible(letter: str) -> bool:
    """Whether a character leaves a mark or a gap on paper; controls and unseen joiners do not."""
    return unicodedata.category(letter) not in {"Cc", "Cf"}


def text_width(text: str, face: str) -> float:
    """How wide ``text`` runs in ``face``, in ems; kerning is left out, it only makes lines a little shorter."""
    widths = _advances(face)

    return sum(widths.get(letter, 1.0) for letter in text)


def warm_up() -> None:
    """Load the engine and the fonts now, so that the first person to print does not wait a second for them."""
    with _lock:
        _engine()


@contextmanager
def _no_collector() -> Iterator[None]:
    # A document is a million small objects that all live to its end: looking for dead ones among them costs a tenth.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


_lock = threading.RLock()
_PLAIN: dict[str, Any] = {"hinting": False}
_TAGGED = _PLAIN | {"pdf_variant": "pdf/ua-1"}


@dataclass(frozen=True)
class _Engine:
    html: Any
    css: Any
    fonts: Any
    faces: Any
    fetcher: Any


@lru_cache(maxsize=1)
def _engine() -> _Engine:
    # Imported here by the written exception: WeasyPrint costs most of a second, and most processes never print.
    from weasyprint import CSS, HTML, urls
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = _our_fetcher(urls), FontConfiguration()
    faces = CSS(string=_font_faces(), url_fetcher=fetcher, font_config=fonts)
    # The font configuration keeps copies of the fonts in a temporary folder and removes them when it is let go.
    atexit.register(_engine.cache_clear)

    return _Engine(HTML, CSS, fonts, faces, fetcher)


def _our_fetcher(urls: Any) -> Any:
    class OurFetcher(urls.URLFetcher):
        """Reads from ``static/`` and from what the caller lends; whatever else is asked for ends the rendering."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=(), fail_on_errors=True)
            self.given: Mapping[str, bytes] = {}
            self.refused: list[ResourceRefused] = []

        @contextmanager
        def lending(self, given: Mapping[str, bytes]) -> Iterator[None]:
            self.given, self.refused = given, []
            try:
                yield
            except urls.FatalURLFetchingError as stopped:  # a BaseException, which must not leave this room
                if not self.refused:
                    raise RuntimeError(str(stopped)) from stopped
            finally:
                self.given = {}
            if self.refused:  # also those inside an SVG picture, where WeasyPrint swallows every error
                raise self.refused[0]

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                name, body = _read(url, self.given)
            except ResourceRefused as refusal:
                self.refused.append(refusal)
                raise
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"

            return urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return OurFetcher()


def _read(url: str, given: Mapping[str, bytes]) -> tuple[str, bytes]:
    if url.startswith("given:") and (name := url.removeprefix("given:")) in given:
        return name, given[name]

    file = static_resource(url)

    return file.name, file.read_bytes()


@lru_cache(maxsize=16)
def _stylesheet(css: str) -> Any:
    engine = _engine()

    return engine.css(string=css, base_url="static:/", url_fetcher=engine.fetcher, font_config=engine.fonts)


def _font_faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
        f' src: url("static:fonts/{face}.ttf") }}\n'
        for face, (family, weight, style) in FACES.items()
    )


@lru_cache(maxsize=len(FACES))
def _advances(face: str) -> dict[str, float]:
    with TTFont(STATIC / "fonts" / f"{face}.ttf") as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics

        return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}

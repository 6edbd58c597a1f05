"""When a poor phone on a poor network shows its first text, against a static page of the same bytes."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.figures import Figure, NotHere, measures
from bench.ground import Ground
from bench.visitor import Visitor, parse, path_of
from bench.weight import lesson_paths, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium"
ROUNDS = 5
NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
PROCESSOR = {"rate": 4}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2.0,
    "is_mobile": True,
    "has_touch": True,
}
_FIRST_TEXT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@measures("first-paint")
def first_paint(ground: Ground) -> Iterator[Figure]:
    """First contentful paint of a lesson and of its static twin: one file, one request, as many bytes on the wire."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as missing:
        raise NotHere("playwright is not installed") from missing

    path = lesson_paths(ground.site)[0]
    twin = ground.folder / "twin.html.gz"
    twin.write_bytes(static_twin(ground, path))
    bare = ground.start_bare(TWIN=str(twin))
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            seen = [(_open(browser, ground.site.url + path), _open(browser, bare.url + "/twin")) for _ in range(ROUNDS)]
            browser.close()
    except Error as broken:
        raise NotHere(str(broken)[:300]) from broken

    lesson, static = (median(one["paint"] for one in side) for side in zip(*seen, strict=True))
    detail = {
        "lesson_ms": round(lesson),
        "static_ms": round(static),
        "page": path,
        "lesson": seen[0][0],
        "static": seen[0][1],
    }
    yield Figure("first-paint", lesson / static, "× static page", most=1.3, detail=detail)


def _open(browser: Browser, url: str) -> dict[str, Any]:
    context = browser.new_context(**PHONE)
    try:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        arrived: list[float] = []
        wire.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", NETWORK)
        wire.send("Emulation.setCPUThrottlingRate", PROCESSOR)
        page.goto(url, wait_until="load", timeout=60_000)
        page.wait_for_function(_FIRST_TEXT, timeout=30_000)
        return {"paint": page.evaluate(_FIRST_TEXT), "requests": len(arrived), "bytes": round(sum(arrived))}
    finally:
        context.close()


def static_twin(ground: Ground, path: str) -> bytes:
    """The lesson with its styles inside and nothing to fetch, filled up to what the lesson without pictures weighs."""
    html = Visitor(ground.site).get(path).text
    weighed = visit(ground.site, path, frozenset()).bytes_by_kind
    wanted = sum(weighed[kind] for kind in ("html", "css", "js"))
    styles = [address for kind, address in parse(html).parts if kind == "stylesheet"]
    css = "".join(Visitor(ground.site).get(path_of(address)).text for address in styles)
    page = _without_parts(html).replace("</head>", f"<style>{css}</style></head>")
    filler = random.Random(1).randbytes(wanted).hex()

    short, long = 0, len(filler)
    while long - short > 16:  # halving: how much filler brings the compressed page to the wanted weight
        middle = (short + long) // 2
        weight = len(_packed(page, filler[:middle]))
        short, long = (middle, long) if weight < wanted else (short, middle)
    return _packed(page, filler[:short])


def _packed(page: str, filler: str) -> bytes:
    return gzip.compress(page.replace("</body>", f"<!-- {filler} --></body>").encode(), mtime=0)


def _without_parts(html: str) -> str:
    html = re.sub(r"<link [^>]*>|<script [^>]*></script>", "", html)
    return re.sub(r"<img [^>]*>", "", html)

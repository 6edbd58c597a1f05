"""When a poor phone on a poor network shows its first text, against a static page of the same bytes."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
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
    """First contentful paint of a lesson against static pages of the same bytes: all in one file, and a plain copy."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as missing:
        raise NotHere("playwright is not installed") from missing

    path = lesson_paths(ground.site)[0]
    bare = ground.start_bare(SHELF=str(make_shelf(ground, path)))
    pages = {"lesson": ground.site.url + path, "one file": f"{bare.url}/twin", "copy": bare.url + path}
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in pages}
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for _ in range(ROUNDS):
                for name, url in pages.items():
                    seen[name].append(_open(browser, url))
            browser.close()
    except Error as broken:
        raise NotHere(str(broken)[:300]) from broken

    middle = {name: median(one["paint"] for one in runs) for name, runs in seen.items()}
    for figure, other in (("first-paint-one-file", "one file"), ("first-paint-copy", "copy")):
        told = {name: seen[name][0] | {"paint": round(middle[name])} for name in ("lesson", other)}
        ratio = middle["lesson"] / middle[other]
        yield Figure(figure, ratio, "× static page", most=1.3, detail={"page": path} | told)


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


def make_shelf(ground: Ground, path: str) -> Path:
    """Two static pages of the same bytes: the lesson in one file, and a copy of all it consists of."""
    shelf = ground.folder / "shelf"
    shelf.mkdir()
    (shelf / "twin").write_bytes(_in_one_file(ground, path))
    listed = {"/twin": ("twin", "text/html; charset=utf-8", "gzip")}
    visitor = Visitor(ground.site)
    for number, address in enumerate(sorted(visit(ground.site, path, frozenset()).fetched)):
        part = visitor.get(address)
        (shelf / str(number)).write_bytes(part.raw)
        listed[address] = (str(number), part.headers["content-type"], part.headers.get("content-encoding", ""))
    (shelf / "shelf.json").write_text(json.dumps(listed))
    return shelf


def _in_one_file(ground: Ground, path: str) -> bytes:
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

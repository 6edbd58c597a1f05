"""A saved course without a network, on a slow phone: how long each of its pages takes to open."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.figures import Figure, NotHere, measures
from bench.ground import Ground
from bench.paint import CHROMIUM, PHONE, PROCESSOR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

COURSE = "dich-vu-cong"
AWAKE = """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
  || new Promise((ok) => { navigator.serviceWorker.oncontrollerchange = ok; })).then(() => true)"""
_OPENED = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


@measures("offline")
def offline(ground: Ground) -> Iterator[Figure]:
    """From the tap to a page that can be read and pressed, network off, processor four times slower."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as missing:
        raise NotHere("playwright is not installed") from missing
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            opened = _opened(browser, ground.site.url)
            browser.close()
    except Error as broken:
        raise NotHere(str(broken)[:300]) from broken
    slowest = max(opened, key=lambda path: opened[path])
    detail = {"pages": len(opened), "median": round(median(opened.values())), "slowest": slowest}
    yield Figure("offline-page-opens", opened[slowest], "ms, slowest page", most=300, detail=detail)


def _opened(browser: Browser, site: str) -> dict[str, float]:
    context = browser.new_context(**PHONE)
    page = _with_saved_course(context, site)
    listed = page.evaluate(f"fetch('/khoa-hoc/{COURSE}/tai-ve.json').then((answer) => answer.json())")
    pages = [path for path in listed["tep"] if "." not in path and "/tep/" not in path]
    context.set_offline(True)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", PROCESSOR)
    times = {path: median(_open(page, site + path) for _ in range(3)) for path in pages}
    context.close()
    return times


def _with_saved_course(context: BrowserContext, site: str) -> Page:
    page = context.new_page()
    page.goto(f"{site}/")
    page.evaluate(AWAKE)
    page.goto(f"{site}/khoa-hoc/{COURSE}/")
    page.get_by_role("button", name="Tải khóa học về máy").tap()
    page.get_by_text("Đã có trên máy (").wait_for()
    return page


def _open(page: Page, url: str) -> Any:
    page.goto(url, wait_until="load")
    return page.evaluate(_OPENED)

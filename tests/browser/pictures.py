"""Makes the pictures of the README: ``.venv/bin/python -m tests.browser.pictures`` (needs chromium and poppler-utils).

Both show the real thing: a lesson on a phone of 360 × 740, and the first page of a real certificate. Nobody exists who
is named on it.
"""

from __future__ import annotations

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from certificates import queries
from certificates.paper import render_papers
from learning.accounts import actions as accounts
from tests.browser.conftest import CHROMIUM, PHONE, QUIET
from tests.browser.people import COURSE
from tests.browser.server import ROOT, Server
from tests.support import factories

FOLDER = ROOT / "docs/images"
LESSON = f"/khoa-hoc/{COURSE}/nop-ho-so"
COLOURS = 64
MOST_BYTES = 150 * 1024


def make() -> None:
    """Both pictures, from a site that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        site = Server(Path(folder))
        site.prepare(people=10)
        site.start()
        try:
            _keep(_phone(site), "phone.png")
            _keep(_paper(site), "certificate.png")
        finally:
            site.stop()


def _phone(site: Server) -> Image.Image:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_context(**PHONE, device_scale_factor=2, locale="vi-VN").new_page()
        page.goto(site.url + LESSON, wait_until="networkidle")
        picture = page.get_by_alt_text("Hai ảnh chụp giấy tờ")
        picture.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        picture.evaluate("picture => scrollBy(0, picture.getBoundingClientRect().top - 12)")
        page.wait_for_timeout(300)
        taken = page.screenshot()
        browser.close()
    return Image.open(BytesIO(taken))


def _paper(site: Server) -> Image.Image:
    with site.records(writing=True):
        commune = factories.place("xã")
        for key, value in (("don-vi-cap", "PHÒNG VĂN HÓA - XÃ HỘI"), ("chuc-vu-nguoi-ky", "TRƯỞNG PHÒNG")):
            accounts.fill_in(commune, key, value, None)
        certificate = factories.certificate(factories.person("Nguyễn Thị Mẫu", "Thôn 1 (mẫu)"), COURSE)
        pdf = render_papers([queries.paper_of(certificate, "https://hoc.example.vn")])
    command = ["pdftoppm", "-r", "90", "-png", "-singlefile", "-"]
    return Image.open(BytesIO(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout))


def _keep(picture: Image.Image, name: str) -> None:
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(FOLDER / name, optimize=True)
    assert (FOLDER / name).stat().st_size <= MOST_BYTES, name


if __name__ == "__main__":
    make()

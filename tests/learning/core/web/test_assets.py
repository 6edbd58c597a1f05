"""Our own styles, scripts and icons: for ever under a hashed address, as small as the browser can read."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask

from learning.core.web.assets import pack
from tests.support import factories
from tests.support.clients import Browser


@pytest.fixture
def style(app: Flask) -> str:
    """The address of the styles as pages name it."""
    return app.jinja_env.globals["asset"]("site.css")


def test_every_asset_that_pages_name_is_there(app: Flask, client: Browser) -> None:
    for name, packed in app.extensions["assets"].items():
        answer = client.get(app.jinja_env.globals["asset"](name))
        assert (answer.status_code, answer.data) == (200, packed.plain), name


def test_an_asset_may_be_kept_for_ever(client: Browser, style: str) -> None:
    headers = client.get(style).headers
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Type"] == "text/css; charset=utf-8"
    assert "Set-Cookie" not in headers


def test_an_old_address_still_works_but_is_not_kept(client: Browser) -> None:
    """A page saved on a phone names yesterday's styles."""
    answer = client.get("/tinh/0123456789/site.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["khong-co.css", "../app.py", "..%2fapp.py", "icons/../../app.py"])
def test_nothing_else_is_handed_out(client: Browser, name: str) -> None:
    assert client.get(f"/tinh/0123456789/{name}").status_code == 404


@pytest.mark.parametrize(("accepts", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)])
def test_an_asset_comes_packed_as_the_browser_can_read_it(client: Browser, style: str, accepts: str, unpack) -> None:
    answer = client.get(style, headers={"Accept-Encoding": accepts})
    assert answer.headers.get("Content-Encoding", "") == accepts
    assert unpack(answer.data) == client.get(style).data
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_browser_that_has_the_asset_gets_304(client: Browser, style: str) -> None:
    tag = client.get(style).headers["ETag"]
    assert client.get(style, headers={"If-None-Match": tag}).status_code == 304


def test_the_address_changes_with_the_bytes() -> None:
    assert pack("text/css", b"a{}").digest != pack("text/css", b"b{}").digest


def test_what_is_packed_already_is_not_packed_again() -> None:
    assert pack("image/png", b"png", compress=False).encoded_for("br, gzip") == (b"png", None)


def test_a_picture_of_a_course_may_be_kept_for_ever(client: Browser) -> None:
    address = factories.course().cover
    answer = client.get(address)
    assert answer.headers["Cache-Control"].endswith("immutable")
    assert answer.mimetype == "image/svg+xml"


@pytest.mark.parametrize("digest", ["0" * 16, "a", "%", "_" * 16])
def test_a_picture_is_found_only_by_its_whole_hash(client: Browser, digest: str) -> None:
    assert client.get(f"/khoa-hoc/{factories.COURSE}/tep/{digest}/hai-may.svg").status_code == 404

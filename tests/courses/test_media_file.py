"""Pictures can be shown and can do nothing else."""

from __future__ import annotations

import struct

import pytest

from courses.package import read_package
from tests.courses.folder import DRAWING, SLUG, course_folder, the_fault

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 32 18">{}</svg>'


def webp(kind, body):
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@pytest.fixture
def with_media(tmp_path):
    """The folder with one more media file."""
    return lambda name, body: course_folder(tmp_path, {f"media/{name}": body})


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
        '<rect width="9" height="9" onload="alert(1)"/>',
        '<rect width="9" height="9"\n\tonclick="alert(1)"/>',
        '<a href="javascript:alert(1)"><rect width="9" height="9"/></a>',
        '<a href="https://example.vn/"><rect width="9" height="9"/></a>',
        '<a xlink:href="https://example.vn/"><rect width="9" height="9"/></a>',
        '<use href="https://example.vn/a.svg#x"/>',
        '<use width="9" xlink:href="//example.vn/a.svg#x"/>',
        '<image href="https://example.vn/a.png"/>',
        '<filter id="f"><feImage href="https://example.vn/a.png"/></filter>',
        '<rect width="9" height="9" fill="url(https://example.vn/a.svg#x)"/>',
        '<rect width="9" height="9" style="fill: url(//example.vn/a.svg#x)"/>',
        "<style>@import url(https://example.vn/a.css);</style>",
        "<style>rect { background: url('https://example.vn/a.png') }</style>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">chữ</p></foreignObject>',
    ],
)
def test_a_drawing_that_runs_or_fetches_something_is_refused(with_media, inside):
    file, _, sentence = the_fault(with_media("la.svg", SVG.format(inside)))
    assert file == f"{SLUG}/media/la.svg" and "không được phép" in sentence


def test_a_drawing_with_an_entity_is_refused_before_it_grows(with_media):
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + SVG.format("<text>&b;</text>")
    assert "không được phép" in the_fault(with_media("la.svg", bomb))[2]


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><path id="la" d="M0 0h9"/></defs><use href="#la"/><use xlink:href="#la" x="3"/>',
        '<linearGradient id="g"/><rect width="9" height="9" fill="url(#g)"/>',
        "<text>Bấm on/off = bật, tắt</text>",
    ],
)
def test_a_drawing_may_use_its_own_parts(with_media, inside):
    package = read_package(with_media("la.svg", SVG.format(inside)))
    assert (package.media["media/la.svg"].width, package.media["media/la.svg"].height) == (32, 18)


@pytest.mark.parametrize(
    "body",
    [
        "<svg",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        DRAWING.replace("http://www.w3.org/2000/svg", "http://example.vn/svg"),
        DRAWING.replace("0 0 320 180", "0 0 320"),
        DRAWING.replace("0 0 320 180", "0 0 320 0"),
        DRAWING.replace("0 0 320 180", "0 0 inf inf"),
        DRAWING.replace("0 0 320 180", "0 0 nan nan"),
        DRAWING.encode("utf-16"),
        b"",
    ],
)
def test_a_drawing_that_is_broken_or_has_no_size_is_refused(with_media, body):
    assert "viewBox" in the_fault(with_media("la.svg", body))[2]


def test_a_picture_over_thirty_kilobytes_is_told_its_weight(with_media):
    heavy = SVG.format(f"<desc>{'a' * 40 * 1024}</desc>")
    assert "40 KB, quá 30 KB" in the_fault(with_media("la.svg", heavy))[2]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"VP8X", bytes(4) + (319).to_bytes(3, "little") + (179).to_bytes(3, "little")),
        (b"VP8 ", bytes(6) + struct.pack("<HH", 320, 180)),
        (b"VP8L", b"\x2f" + struct.pack("<I", 319 | 179 << 14) + bytes(9)),
    ],
)
def test_a_photograph_is_known_by_its_size(with_media, kind, body):
    file = read_package(with_media("anh.webp", webp(kind, body))).media["media/anh.webp"]
    assert (file.mime, file.width, file.height) == ("image/webp", 320, 180)


@pytest.mark.parametrize(
    "body", [b"", b"RIFF", b"\x89PNG\r\n\x1a\n" + bytes(40), webp(b"VP9 ", bytes(20)), webp(b"VP8X", b"")]
)
def test_a_broken_photograph_is_refused(with_media, body):
    assert "WebP hỏng" in the_fault(with_media("anh.webp", body))[2]


@pytest.mark.parametrize("name", ["anh.png", "phim.mp4", "chu.html", ".DS_Store"])
def test_a_file_of_another_kind_is_refused(with_media, name):
    assert "Loại tệp này" in the_fault(with_media(name, b"x"))[2]


def test_a_folder_inside_media_is_a_fault_and_no_crash(with_media):
    assert the_fault(with_media("anh/khoa.svg", DRAWING))[0] == f"{SLUG}/media/anh"

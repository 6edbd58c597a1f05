"""The PDF room opens nothing but our own files, and its fonts know every Vietnamese letter."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest

from learning.core.pdf import FACES, STATIC, ResourceRefused, letters_missing, render_pdf, static_resource, text_width

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VOWELS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
SMALL = [letter for letter in [*VOWELS, "đ"] if not letter.isascii()]
LETTERS = "".join(SMALL + [letter.upper() for letter in SMALL])

FOREIGN = [
    "http://example.vn/a.png",
    "https://example.vn/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "/etc/passwd",
    "../requirements.txt",
    "static:../requirements.txt",
    "static:/etc/passwd",
    "static:%2e%2e/requirements.txt",
    "/static/../requirements.txt",
    "static:fonts",
    "static:fonts/no-such-font.ttf",
    "static:\0",
    "given:nobody-gave-this.svg",
]


def printed(html: str, css: str = "") -> bytes:
    return render_pdf(html, created=datetime(2026, 11, 5, tzinfo=UTC), identifier=bytes(16), css=css)


def test_there_are_134_vietnamese_letters_with_marks():
    assert len(set(LETTERS)) == len(LETTERS) == 134


@pytest.mark.parametrize("face", FACES)
def test_every_shipped_face_has_every_vietnamese_letter(face):
    assert letters_missing(LETTERS, face) == []


@pytest.mark.parametrize("family", ["BeVietnamPro", "Tinos"])
def test_the_licence_lies_beside_the_fonts(family):
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / f"{family}-OFL.txt").read_text(encoding="utf-8")


def test_letters_outside_a_face_are_named_once():
    assert letters_missing("Ƀuôn Ƀ", "BeVietnamPro-Regular") == ["Ƀ"]


def test_wider_text_measures_wider():
    assert text_width("Nguyễn", "Tinos-Bold") < text_width("Nguyễn Thị", "Tinos-Bold")


def test_our_own_files_are_found_by_each_spelling():
    wanted = STATIC / "fonts" / "Tinos-Bold.ttf"

    spellings = ["static:fonts/Tinos-Bold.ttf", "/static/fonts/Tinos-Bold.ttf", "fonts/Tinos-Bold.ttf"]

    assert [static_resource(url) for url in spellings] == [wanted] * 3


@pytest.mark.parametrize("url", FOREIGN)
def test_what_is_not_ours_is_refused(url):
    with pytest.raises(ResourceRefused):
        static_resource(url)


@pytest.mark.parametrize(
    "html",
    [
        '<img alt="" src="http://example.vn/a.png">',
        '<link rel="stylesheet" href="http://example.vn/a.css">',
        '<link rel="attachment" href="../requirements.txt">',
        '<style>@import "http://example.vn/a.css";</style>',
        '<p style="background: url(http://example.vn/a.png)">x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="file:///etc/passwd"/></svg>',
    ],
)
def test_a_document_that_asks_for_something_foreign_is_not_printed(html):
    with pytest.raises(ResourceRefused):
        printed(html)


def test_a_stylesheet_that_asks_for_something_foreign_is_not_printed():
    with pytest.raises(ResourceRefused):
        printed("<p>x</p>", css="p { background: url(http://example.vn/b.png) }")


def test_a_date_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_pdf("<p>x</p>", created=datetime(2026, 11, 5), identifier=bytes(16))

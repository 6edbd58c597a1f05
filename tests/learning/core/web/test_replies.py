"""Redirects stay on our host; the size of letters; who is asking."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from learning.core.web import safe_next
from tests.support import factories
from tests.support.clients import Browser

PIECES = st.sampled_from(
    [
        "/",
        "//",
        "\\",
        "/\\",
        "xau.example",
        "https:",
        "http://",
        "javascript:",
        "@",
        ":",
        "?",
        "#",
        "%2f",
        "%5c",
        "\t",
        "\n",
        "\r",
        " ",
        "\x00",
        "..",
        ".",
        ";",
        "\u2028",
        "\u3000",
        "\uff0f",
        "toi",
    ]
)
ADDRESSES = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=8).map("".join)
OUR_PAGE = "https://hoc.xa.example/khoa-hoc/mot-khoa"


def as_browsers_read(target: str) -> str:
    """Where a browser goes: white space around and inside is dropped, a backslash is a slash (WHATWG URL)."""
    target = re.sub(r"[\t\n\r]", "", target.strip("".join(map(chr, range(33)))))
    path, hash_sign, rest = target.partition("#")
    return urljoin(OUR_PAGE, path.replace("\\", "/") + hash_sign + rest)


@given(ADDRESSES)
@example("//xau.example")
@example("/\\xau.example")
@example("/\t/xau.example")
@example("\\/xau.example")
@example("https://xau.example")
@example(" //xau.example")
def test_a_redirect_never_leaves_our_host(target: str) -> None:
    try:
        address = urlsplit(as_browsers_read(safe_next(target, "/toi")))
    except ValueError as broken:
        pytest.fail(f"{target!r} is no address: {broken}")
    assert (address.scheme, address.netloc) == ("https", "hoc.xa.example")


@pytest.mark.parametrize("target", ["/toi", "/khoa-hoc/mot-khoa/mot-bai?co=2#bai", "/tim-kiem?q=http://a", "/a:b"])
def test_a_path_of_ours_is_kept(target: str) -> None:
    assert safe_next(target, "/") == target


@pytest.mark.parametrize(
    "target", [None, "", "toi", "https://xau.example/", "//xau.example", "/\\xau.example", "/a\nb"]
)
def test_anything_else_goes_where_we_say(target: str | None) -> None:
    assert safe_next(target, "/toi") == "/toi"


@pytest.mark.parametrize("target", ["//xau.example", "https://xau.example", "/\\xau.example", "/%09/xau.example"])
def test_the_door_itself_does_not_lead_away(client: Browser, target: str) -> None:
    location = client.post("/co-chu", data={"co": "2", "next": target}).headers["Location"]
    assert urlsplit(urljoin("http://localhost/", location)).netloc == "localhost"


def test_the_size_of_letters_is_remembered_on_this_device(client: Browser) -> None:
    assert 'data-text="1"' in client.get("/").get_data(as_text=True)
    client.post("/co-chu", data={"co": "3"})
    for address in ("/", "/dang-ky", f"/khoa-hoc/{factories.COURSE}/{factories.LESSON}"):
        assert 'data-text="3"' in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("chosen", ["9", '"><script>', ""])
def test_a_size_that_does_not_exist_is_not_remembered(client: Browser, chosen: str) -> None:
    assert "Set-Cookie" not in client.post("/co-chu", data={"co": chosen}).headers
    client.set_cookie("co-chu", chosen)
    assert 'data-text="1"' in client.get("/").get_data(as_text=True)

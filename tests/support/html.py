"""One check that every HTML answer of every test passes: well formed, labelled, nothing forgotten in it."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

XHTML = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "for")
_LEFT_OVER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\bNone\b|\bUndefined\b|&lt;(?:p|b|strong|em|br|span)\b|<built-in |object at 0x"
)


class PageFaulty(AssertionError):
    """A page with something wrong in its HTML; names everything at once."""


def check_page(response: TestResponse) -> None:
    """Raises ``PageFaulty`` when an HTML answer has a fault; other answers pass."""
    if response.mimetype != "text/html" or not response.data or response.headers.get("Content-Encoding"):
        return
    if 300 <= response.status_code < 400:
        return  # Werkzeug's two lines for browsers of the last century
    found = faults(response.get_data(as_text=True))
    if found:
        raise PageFaulty(f"{response.request.method} {response.request.path}: " + "; ".join(found))


@functools.lru_cache(maxsize=2000)
def faults(html: str) -> tuple[str, ...]:
    """Everything wrong with a page, in words."""
    try:
        root = html5lib.HTMLParser(strict=True).parse(html)
    except ParseError as broken:
        return (f"not well formed: {broken}",)
    elements = list(root.iter())
    return tuple(fault for check in CHECKS for fault in check(root, elements)) + tuple(_left_over(html))


def _language(root: Element, _elements: list[Element]) -> Iterator[str]:
    if root.get("lang") != "vi":
        yield "the page does not say that it is Vietnamese"


def _one_heading(_root: Element, elements: list[Element]) -> Iterator[str]:
    headings = [element for element in elements if element.tag == f"{XHTML}h1"]
    if len(headings) != 1:
        yield f"{len(headings)} <h1> instead of one"
    elif not "".join(headings[0].itertext()).strip():
        yield "the <h1> is empty"


def _ids(_root: Element, elements: list[Element]) -> Iterator[str]:
    counted = Counter(element.get("id") for element in elements if element.get("id") is not None)
    yield from (f"id {name!r} stands {number} times" for name, number in counted.items() if number > 1)
    for element in elements:
        for attribute in POINTERS:
            for name in (element.get(attribute) or "").split():
                if name not in counted:
                    yield f"{attribute}={name!r} points nowhere"
        target = element.get("href") or ""
        if element.tag == f"{XHTML}a" and target.startswith("#") and target[1:] not in counted:
            yield f"href={target!r} points nowhere"


def _labels(_root: Element, elements: list[Element]) -> Iterator[str]:
    labelled = {element.get("for") for element in elements if element.tag == f"{XHTML}label"}
    inside = {id(child) for element in elements if element.tag == f"{XHTML}label" for child in element.iter()}
    for element in elements:
        if element.tag not in (f"{XHTML}input", f"{XHTML}select", f"{XHTML}textarea"):
            continue
        if element.tag == f"{XHTML}input" and element.get("type") in UNLABELLED:
            continue
        named = element.get("aria-label") or element.get("aria-labelledby")
        if element.get("id") not in labelled and id(element) not in inside and not named:
            yield f"the field {element.get('name')!r} has no label"


def _pictures(_root: Element, elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == f"{XHTML}img" and element.get("alt") is None:
            yield f"the picture {element.get('src')!r} has no alt"


def _names(_root: Element, elements: list[Element]) -> Iterator[str]:
    """A link or button must say something to whoever cannot see it."""
    for element in elements:
        if element.tag not in (f"{XHTML}a", f"{XHTML}button"):
            continue
        pictured = any(child.get("alt") for child in element.iter(f"{XHTML}img"))
        if not ("".join(element.itertext()).strip() or element.get("aria-label") or pictured):
            yield f"<{element.tag.removeprefix(XHTML)}> {element.attrib} has no words"


def _nothing_inline(_root: Element, elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == f"{XHTML}style" or element.get("style") is not None:
            yield "inline style"
        if element.tag == f"{XHTML}script" and not element.get("src"):
            yield "inline script"
        yield from (f"inline {name}" for name in element.attrib if str(name).startswith("on"))


CHECKS = (_language, _one_heading, _ids, _labels, _pictures, _names, _nothing_inline)


def _left_over(html: str) -> Iterator[str]:
    found = _LEFT_OVER.search(html)
    if found:
        yield f"left over: …{html[max(found.start() - 40, 0) : found.end() + 40]}…"

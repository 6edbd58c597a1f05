"""A visitor with a browser's habits and no browser: one kept connection, cookies, compressed answers, forms."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

import brotli

from bench.ground import Server

ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)


class Unexpected(ValueError):
    """The site answered something else than this visit needs."""


@dataclass(frozen=True)
class Answer:
    """One response: ``wire`` is what travelled, head and body, in bytes."""

    status: int
    headers: dict[str, str]
    body: bytes
    wire: int
    raw: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Form:
    """A form of a page: where it goes, what it holds, and what it lets one choose."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    blanks: list[str] = field(default_factory=list)

    def answered(self) -> dict[str, str]:
        """Something in every field: the first choice of each group, a 1 where something is to be typed."""
        return self.values | {name: some[0] for name, some in self.choices.items()} | dict.fromkeys(self.blanks, "1")


class _Page(HTMLParser):
    """Collects forms, and the addresses that a browser fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.parts: list[tuple[str, str]] = []  # kind, address
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "link" and (kind := _fetched_link(given.get("rel", ""))):
            self.parts.append((kind, given["href"]))
        elif tag in ("script", "img") and "src" in given:
            self.parts.append((tag, given["src"]))
        elif self.forms and "name" in given:
            self._field(tag, given)
        elif tag == "option" and self._select and given.get("value"):
            self.forms[-1].choices[self._select].append(given["value"])

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], given["name"], given.get("type", "text")
        if tag == "select":
            self._select = name
            form.choices.setdefault(name, [])
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "textarea" or kind in ("text", "tel", "number", "password"):
            form.blanks.append(name)
        elif tag == "input":
            form.values[name] = given.get("value", "")


def _fetched_link(rel: str) -> str:
    words = rel.split()
    return next((kind for kind in ("stylesheet", "icon", "manifest", "modulepreload", "preload") if kind in words), "")


def parse(html: str) -> _Page:
    """What matters of a page."""
    page = _Page()
    page.feed(html)
    return page


class Visitor:
    """Somebody with a phone."""

    def __init__(self, server: Server, accepts: str = "gzip, deflate, br") -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._accepts = accepts
        self.cookies: dict[str, str] = {}

    @property
    def cookie_header(self) -> str:
        """What this visitor's browser sends back."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> Answer:
        """Fetch one address."""
        return self._send("GET", path, None)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        """Send a form from a page of the site."""
        return self._send("POST", path, urlencode(values).encode())

    def follow(self, answer: Answer) -> Answer:
        """Go where an answer leads; raises ``Unexpected`` when it leads nowhere."""
        if answer.status not in (302, 303):
            raise Unexpected(f"status {answer.status} instead of a redirect: {answer.text[:200]!r}")
        return self.get(path_of(answer.headers["location"]))

    def register(self, name: str, pin: str = "472951") -> None:
        """Make a learning record and be signed in."""
        form = form_to(self.get("/dang-ky").text, "/dang-ky")
        said = {"full_name": name, "audience": "residents", "place": form.choices["place"][-1], "may_record": "y"}
        answer = self.post("/dang-ky", form.values | said | {"pin": pin, "pin_again": pin})
        if answer.status != 303:
            raise Unexpected(f"could not register: status {answer.status}")

    def _send(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"User-Agent": ANDROID, "Accept": "text/html,*/*", "Accept-Encoding": self._accepts}
        if self.cookies:
            headers["Cookie"] = self.cookie_header
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        self._line.request(method, path, body, headers)
        response = self._line.getresponse()
        raw = response.read()
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        head = 17 + sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        known = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, known, _plain(raw, known.get("content-encoding", "")), head + len(raw), raw)


def _plain(raw: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.decompress(raw))
    return gzip.decompress(raw) if encoding == "gzip" else raw


def path_of(address: str, base: str = "/") -> str:
    """The part of an address that goes into the request line."""
    parts = urlsplit(urljoin(base, address))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def form_to(html: str, ending: str) -> Form:
    """The form whose action ends like that."""
    for form in parse(html).forms:
        if path_of(form.action).endswith(ending):
            return form
    raise Unexpected(f"no form leads to …{ending}")

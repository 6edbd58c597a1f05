"""A hand on the practice phone, and no script: it presses what the page offers and types what the page shows."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import html5lib

from tests.support.clients import Browser
from tests.support.html import XHTML

HEAVIEST = 60 * 1024


class Hand:
    """Opens a scenario; ``press`` and ``type`` send exactly what a browser would send."""

    def __init__(self, browser: Browser, slug: str) -> None:
        self.browser, self.slug = browser, slug
        self.url = f"/dien-thoai-tap/{slug}"
        self.open(self.url)

    def open(self, url: str) -> None:
        """Read a page, following where it sends."""
        self._take(self.browser.get(url))

    def press(self, value: str) -> None:
        """Press the button of the screen that has this value."""
        button = next(b for b in self._all("button") if b.get("form") in ("cham", "xong") and b.get("value") == value)
        form = self._form(button.get("form"))
        sent, address = self._hidden(form) | {"bam": value}, urlsplit(form.get("action")).path
        if form.get("method") == "post":
            self._take(self.browser.post(address, data=sent))
        else:
            self._take(self.browser.get(address, query_string=sent))

    def puts_aside(self, again: bool = False) -> None:
        """Press "Để lúc khác", or "Làm lại từ đầu"."""
        form = next(form for form in self._all("form") if (form.get("action") or "").endswith("/de-luc-khac"))
        self._take(self.browser.post(form.get("action"), data=self._hidden(form) | ({"lai": "1"} if again else {})))

    def type(self, number: str, text: str) -> None:
        """Fill in the field that stands under this number and press its button."""
        form = next(form for form in self._all("form") if self._hidden(form).get("bam") == number)
        self._take(self.browser.post(form.get("action").partition("#")[0], data=self._hidden(form) | {"chu": text}))

    def follow(self, history: str) -> None:
        """Press and type along a way; fields get the sample that stands beside them."""
        for token in filter(None, history.split("-")):
            if f'id="chu-{token}"' in self.html:
                self.type(token, re.search(rf'id="mau-{token}">Gõ đúng mẫu: <b>([^<]*)', self.html).group(1))
            else:
                self.press(token)

    def _take(self, answer) -> None:
        while answer.status_code == 303:
            self.url = answer.headers["Location"]
            answer = self.browser.get(self.url)
        self.status, self.html = answer.status_code, answer.get_data(as_text=True)
        assert len(answer.data) <= HEAVIEST
        self._elements = list(html5lib.parse(self.html).iter())

    @property
    def run_id(self) -> str:
        """The id that the page gave this run."""
        return self._hidden(self._form("cham"))["luot"]

    @property
    def history(self) -> str:
        """The way so far, from the address."""
        return parse_qs(urlsplit(self.url).query).get("di", [""])[0]

    @property
    def alert(self) -> str:
        """What a screen reader says at once."""
        return " ".join(" ".join(e.itertext()) for e in self._elements if e.get("role") == "alert")

    def _form(self, name: str) -> Element:
        return next(form for form in self._all("form") if form.get("id") == name)

    def _all(self, tag: str) -> list[Element]:
        return [element for element in self._elements if element.tag == f"{XHTML}{tag}"]

    def _hidden(self, form: Element) -> dict[str, str]:
        fields = (field for field in form.iter(f"{XHTML}input") if field.get("type") == "hidden")
        return {field.get("name"): field.get("value") for field in fields}

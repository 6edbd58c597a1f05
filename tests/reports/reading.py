"""Figures as a person reads them: from a page, from the lists behind it, from a spreadsheet and from a Word file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from docx import Document
from openpyxl import load_workbook

from tests.support.clients import Browser

LINK = re.compile(r'<a href="(/can-bo/thong-ke/(?:danh-sach|buoi-hoc|chua-day)\?[^"]*)">([\d.,]+)</a>')
TOTAL = re.compile(r'<b id="tong">([\d.,]+)</b>')
ROW, TURNS = re.compile(r"<tr><th scope=\"row\">"), re.compile(r'<td class="num">([\d.]+)</td></tr>')
LEAVES = re.compile(r"trang=(\d+)")


def number(text: str) -> Decimal | None:
    """A number as Vietnamese readers write it, without how many stand behind it in brackets; None for a dash."""
    bare = re.sub(r" \([\d.]+\)$", "", text.strip().replace("\xa0", " ")).removesuffix("%").removeprefix("+").strip()
    return None if bare == "–" else Decimal(bare.replace(".", "").replace(",", "."))


def shown_like(value: float | None, places: int) -> Decimal | None:
    """What a reader sees of an exact number."""
    return None if value is None else Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def words(html: str, between: str = " ") -> str:
    """The text of a piece of a page; ``between`` stands in the place of a tag."""
    return " ".join(unescape(re.sub(r"<[^>]+>", between, html)).replace("\xa0", " ").split())


@dataclass(frozen=True, slots=True)
class Linked:
    """A number on a page and the address of the list behind it."""

    address: str
    text: str

    @property
    def query(self) -> dict[str, str]:
        """The address, read."""
        return dict(parse_qsl(urlsplit(self.address).query))


def linked(page: str) -> list[Linked]:
    """Every number of a page that opens a list, each once."""
    return list(dict.fromkeys(Linked(unescape(address), text) for address, text in LINK.findall(page)))


def length_of(browser: Browser, address: str) -> Decimal:
    """How long a list is when every leaf of it is read, and that it says so itself; minutes and turns are added up."""
    rows = added = 0
    leaf, last = 1, 1
    while leaf <= last:
        page = browser.get(f"{address}&trang={leaf}").get_data(as_text=True)
        said = number(TOTAL.findall(page)[0])
        rows += len(ROW.findall(page))
        added += sum(int(number(text) or 0) for text in TURNS.findall(page))
        last = max(last, *map(int, LEAVES.findall(page.partition("<main")[2])), 1)
        leaf += 1
    sums_up = re.search(r"</b> (?:lượt|phút)\b", page) is not None
    found = Decimal(added if sums_up else rows)
    assert found == said, (address, found, said)
    return found


class Workbook:
    """An export of figures, read back: the sheet of all together, and those cut by one thing."""

    def __init__(self, body: bytes) -> None:
        book = load_workbook(io.BytesIO(body), read_only=True)
        self.all = {row[0]: row for row in book["Chung"].iter_rows(min_row=2, values_only=True)}
        self.cut: dict[str, dict[str, dict[str, Any]]] = {}
        for name in book.sheetnames:
            if name.startswith("Theo "):
                heading, *rows = book[name].iter_rows(values_only=True)
                known = [str(one).rpartition(" (")[0] for one in heading[1:]]
                self.cut[name] = {row[0]: dict(zip(known, row[1:], strict=False)) for row in rows}

    def cell(self, measure: str, sheet: str = "", row: str = "") -> float | None:
        """The value of a measure, together or in one row of a cut."""
        return self.all[measure][1] if not sheet else self.cut[sheet][row].get(measure)


def exported(browser: Browser, query: dict[str, str]) -> Workbook:
    """The figures of a scope, fetched as staff fetch them."""
    answer = browser.post("/can-bo/thong-ke/tai-ve", query_string=query, data={"loai": "so-lieu", "tep": "xlsx"})
    assert answer.status_code == 303, answer.text
    return Workbook(browser.get(f"{answer.location}/tep").data)


@dataclass(frozen=True, slots=True)
class WordFile:
    """A report in Word, read back: its sentences without the codes, and its annex tables by title."""

    sentences: tuple[str, ...]
    tables: dict[str, dict[str, dict[str, str]]]


def word_file(body: bytes) -> WordFile:
    """Read a report in Word."""
    document = Document(io.BytesIO(body))
    sentences = [
        "".join(run.text for run in one.runs if not run.font.superscript).replace("\xa0", " ").strip()
        for one in document.paragraphs
    ]
    titles = [line.partition(". ")[2] for line in sentences if re.match(r"Biểu \d+ \(", line)]
    annex = [table for table in document.tables if table.style is not None and table.style.name == "Table Grid"]
    assert len(annex) == len(titles)
    tables = {title: dict(_rows(table)) for title, table in zip(titles, annex, strict=True)}
    return WordFile(tuple(filter(None, sentences)), tables)


def _rows(table: Any) -> Iterator[tuple[str, dict[str, str]]]:
    heading, *rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
    names = [name.rpartition(" (")[0] for name in heading[2:]]
    for row in rows:
        yield row[1], dict(zip(names, row[2:], strict=True))

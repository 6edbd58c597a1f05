"""One number, wherever it is read: the dashboard, the list behind it, the spreadsheet, the report, the Word file.

A crawl over a demonstration commune with filters drawn by chance. Only what a person reads is compared.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from courses.catalogue import catalogue
from courses.competencies import Competency
from demo.commune import Teller
from learning.accounts import actions as accounts
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db
from reports.boards.public import public_period, rounded
from reports.figures import actions as figures
from reports.figures.measures import MEASURES
from reports.figures.models import Campaign
from tests.reports.reading import Linked, Workbook, exported, length_of, linked, number, shown_like, word_file, words
from tests.support import factories
from tests.support.clients import Browser
from tests.support.databases import Image, forget_memories, image
from tests.support.real_courses import publish_real_courses, publish_real_path

SCOPES = 25
BOARD, REPORT = "/can-bo/thong-ke", "/can-bo/bao-cao"
FILTERS = {"noi": 2, "doi-tuong": 3, "khoa": 3, "kenh": 4, "gioi": 5, "tuoi": 5}
PERIOD = ("ky", "nam", "thang", "quy", "dot", "tu", "den")
CUTS = {"doi-tuong": "Theo đối tượng", "khoa": "Theo khóa", "kenh": "Theo hình thức"}
ANNEX = {
    "Kết quả theo đối tượng": "Theo đối tượng",
    "Kết quả theo thôn": "Theo thôn",
    "Kết quả theo hình thức học": "Theo hình thức",
    "Kết quả theo khóa học": "Theo khóa",
    "Kết quả theo tháng": "Theo tháng",
    "Hướng dẫn tại nhà và người hướng dẫn được ghi công": "Theo thôn",
}
BY_NAME = {measure.name: measure for measure in MEASURES.values()}


@pytest.fixture(scope="module")
def commune(_site: SimpleNamespace) -> Iterator[Image]:
    """Two hundred people with a year behind them; some have moved, the commune has entered what it can enter."""
    with _site.app.app_context():
        db.session.remove()
        _site.image.restore()
        forget_memories(_site.app)
        publish_real_courses()
        publish_real_path()
        Teller(11, "nobody signs in").fill(200)
        by = factories.staff("Phùng Đức Thắng", "thang", Role.STAFF)
        factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR, "Thôn Mẫu Một")
        _what_the_commune_enters(by)
        db.session.commit()
        while figures.catch_up():
            db.session.commit()
        db.session.commit()
        kept = image()
        yield kept
        db.session.remove()


def _what_the_commune_enters(by: Person) -> None:
    today, villages = clock.today(), list(db.session.scalars(select(Place).where(Place.kind == "village")))
    for number_, village in enumerate(villages):
        figures.set_roster_size(village, 20 + 60 * number_, "Sổ mẫu", today - timedelta(days=400), by)
    figures.name_campaign("Đợt cao điểm mẫu", today - timedelta(days=75), today - timedelta(days=20), by)
    movers = db.session.scalars(select(Person).where(Person.is_demo).order_by(Person.id).limit(12))
    for one in list(movers):
        accounts.move(one, villages[(one.place_id + 1) % len(villages)])


@pytest.fixture
def watcher(app: Flask, commune: Image) -> Browser:
    """Staff of the whole commune at the demonstration."""
    db.session.remove()
    commune.restore()
    forget_memories(app)
    app.extensions.pop("public_figures", None)
    return app.test_client(user=db.session.query(Person).filter_by(full_name="Phùng Đức Thắng").one())


def drawn_period(rng: random.Random) -> dict[str, str]:
    """A period of any kind: whole, free, a campaign, reversed, half, in the future, of one day, unreadable."""
    year = str(clock.today().year)
    campaign = str(db.session.scalars(select(Campaign.id)).first())
    first, last = ((clock.today() - timedelta(days=rng.randint(0, 300))).strftime("%d/%m/%Y") for _ in "12")
    return rng.choice(
        [
            {"ky": "thang", "nam": year, "thang": str(rng.randint(1, 12))},
            {"ky": "quy", "nam": year, "quy": str(rng.randint(1, 4))},
            {"ky": "nam", "nam": year},
            {"ky": "nam", "nam": year},
            {"ky": "dot", "dot": campaign},
            {"ky": "tu-chon", "tu": first, "den": last},  # one time in two the wrong way round
            {"ky": "tu-chon", "tu": first, "den": last},
            {"ky": "tu-chon", "tu": first, "den": first},
            {"ky": "tu-chon", "tu": "", "den": last},
            {"ky": "thang", "nam": "2099", "thang": "2"},
            {"ky": "nam", "nam": "hai nghìn"},
        ]
    )


def drawn(rng: random.Random, page: str) -> dict[str, str]:
    """A period and perhaps filters, as the form on the page offers them; every third scope has a place at most."""
    query = drawn_period(rng)
    for name, rarity in FILTERS.items() if rng.randrange(3) else [("noi", 2)]:
        offered = re.search(rf'<select id="{name}" name="{name}">(.*?)</select>', page, re.DOTALL)
        assert offered
        values = [value for value in re.findall(r'<option value="([^"]*)"', offered.group(1)) if value]
        if rng.randrange(rarity) == 0:
            query[name] = rng.choice(values)
    if rng.randrange(8) == 0:
        query["nang-luc"] = rng.choice(list(Competency)).value
    return query


@pytest.mark.parametrize("seed", range(SCOPES))
def test_a_number_is_the_same_wherever_it_is_read(watcher: Browser, seed: int) -> None:
    rng = random.Random(seed)
    query = drawn(rng, watcher.get(BOARD).get_data(as_text=True)) if seed else {"ky": "nam"}
    page = watcher.get(BOARD, query_string=query).get_data(as_text=True)
    sheet = exported(watcher, query)
    own = scope_of(page)
    lists = {one: length_of(watcher, one.address) for one in linked(page)}
    for one, length in lists.items():
        as_long_as_its_list(one, length)
        as_in_the_sheet(one, length, sheet, own)
    shares_as_in_the_sheet(page, sheet)
    if not set(own) - set(PERIOD) - {"noi"}:
        as_in_the_report(watcher, own, sheet, page)


def test_every_measure_is_above_nought_in_some_of_these_scopes(watcher: Browser) -> None:
    """Or the crawl would compare nothing with nothing."""
    nought, form = set(BY_NAME), watcher.get(BOARD).get_data(as_text=True)
    for seed in range(SCOPES):
        query = drawn(random.Random(seed), form) if seed else {"ky": "nam"}
        page = watcher.get(BOARD, query_string=query).get_data(as_text=True) if nought else ""
        shown = named_numbers(page) if nought else {}
        nought -= {name for name, text in shown.items() if (number(words(text).split()[0]) or 0) > 0}
    assert not nought


def scope_of(page: str) -> dict[str, str]:
    """The scope as the page itself hands it on, which is what its address was understood to mean."""
    found = re.search(r'href="/can-bo/thong-ke/tom-tat\?([^"]*)"', page)
    assert found
    return Linked(f"?{found.group(1).replace('&amp;', '&')}", "").query


def as_long_as_its_list(one: Linked, length: Decimal) -> None:
    """The number is the length of its list; hours are the list's minutes."""
    if "hours" in one.query.get("so", ""):
        assert abs(length / 60 - (number(one.text) or 0)) <= Decimal("0.05"), one
    else:
        assert length == number(one.text), one


def as_in_the_sheet(one: Linked, length: Decimal, sheet: Workbook, own: dict[str, str]) -> None:
    """The number stands in the export of the same scope, where that has a cell for it."""
    query, measure = one.query, MEASURES.get(one.query.get("so", ""))
    if measure is None or "viec" in query or "nang-luc" in query:
        return
    more = {name for name in {*query, *own} - {"so", "phan"} if query.get(name) != own.get(name)}
    part = 4 if query.get("phan") == "mau-so" else 3
    if not more:
        assert sheet.all[measure.name][part] == length, (one, sheet.all[measure.name])
    elif measure.counts in ("người", "lượt"):
        place = row_of(more, query)
        if place:
            assert sheet.cell(measure.name, *place) == length, (one, place)


def row_of(more: set[str], query: dict[str, str]) -> tuple[str, str] | None:
    """The sheet and its row in which a narrower scope stands; None where an export has none."""
    if more <= {"noi", "rieng"}:
        place = db.session.get_one(Place, int(query["noi"]))
        return "Theo thôn", place.name if place.kind == "village" else "Chưa rõ thôn"
    if more == {"khoa"}:
        return CUTS["khoa"], catalogue().title(query["khoa"])
    return None


def shares_as_in_the_sheet(page: str, sheet: Workbook) -> None:
    """The named numbers of the page, shares and means too, and what they are made of."""
    for name, text in named_numbers(page).items():
        first, value = words(text).split()[0], sheet.cell(name)
        places = 1 if BY_NAME[name].counts in ("%", "giờ", "điểm") else 0
        assert number(first) == shown_like(value, places), (name, text, value)


def named_numbers(page: str) -> dict[str, str]:
    """Every measure as the page shows it, by its name."""
    cards = re.findall(r'<li class="figure"><b>(.*?)</b><strong>(.*?)</strong>', page, re.DOTALL)
    rows = re.findall(r'<tr><th scope="row">([^<]+)<br>.*?</th><td class="num">(.*?)</td>', page, re.DOTALL)
    read = [(name, text) for text, name in cards if name in BY_NAME] + [(n, t) for n, t in rows if n in BY_NAME]
    assert len(read) == len(MEASURES)
    return dict(read)


def as_in_the_report(watcher: Browser, own: dict[str, str], sheet: Workbook, board: str) -> None:
    """The report on the same period and place: its page, its Word file, and the lists behind its codes."""
    query = {"noi": str(factories.place("xã").id)} | own
    page, body = (watcher.get(f"{REPORT}{door}", query_string=query) for door in ("", "/tai-ve.docx"))
    paper, text = word_file(body.data), words(page.get_data(as_text=True), "")
    for sentence in paper.sentences:
        if re.search(r"\d", sentence) and "lúc " not in sentence and not sentence.startswith("Số:"):
            assert " ".join(sentence.split()) in text, sentence
    held = re.search(r"<b>(?:<a [^>]*>)?([\d.]+)(?:</a>)?</b><strong>Buổi học đã tổ chức", board)
    assert held and (f"Đã tổ chức {held.group(1)} buổi" if held.group(1) != "0" else "Chưa tổ chức buổi") in text
    for title, rows in paper.tables.items():
        for name, cells in rows.items():
            for measure, said in cells.items():
                place = () if name == "Tính chung" else (ANNEX[title], name)
                places = 1 if BY_NAME[measure].counts in ("%", "giờ", "điểm") else 0
                assert number(said) == shown_like(sheet.cell(measure, *place), places), (title, name, measure)


def test_the_codes_on_paper_open_the_numbers_of_the_sheet(watcher: Browser) -> None:
    query = {"ky": "nam", "nam": str(clock.today().year), "noi": str(factories.place("xã").id)}
    sheet, seen = exported(watcher, query), 0
    for place in range(1, 40):
        answer = watcher.get(f"{REPORT}/so-lieu", query_string=query | {"ma": f"A{place}"})
        if answer.status_code == 404:
            break
        page = answer.get_data(as_text=True)
        name, said = words(page.partition("<h1>")[2].partition("</h1>")[0]), re.search(r'figure"><b>([^<]*)</b>', page)
        if name in BY_NAME and said:
            places = 1 if BY_NAME[name].counts in ("%", "giờ", "điểm") else 0
            assert number(said.group(1)) == shown_like(sheet.cell(name), places), name
            seen += 1
    assert seen == len(MEASURES)


@pytest.mark.parametrize("seed", range(4))
def test_the_digest_says_what_the_dashboard_says(watcher: Browser, seed: int) -> None:
    query = drawn(random.Random(100 + seed), watcher.get(BOARD).get_data(as_text=True))
    digest = watcher.get(f"{BOARD}/tom-tat", query_string=query).get_data(as_text=True)
    board = watcher.get(BOARD, query_string=query).get_data(as_text=True)
    for one in set(linked(digest)) - set(linked(board)):
        assert one.query["viec"] == "can-goi-nhac"
        as_long_as_its_list(one, length_of(watcher, one.address))
    table = digest.partition('<table class="digest">')[2].partition("</table>")[0]
    cards = {name: words(text) for text, name in re.findall(r"<b>(.*?)</b><strong>(.*?)</strong>", board)}
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="num">(.*?)</td>', table)
    assert len(rows) == 4 and all(cards[name] == words(text) for name, text in rows)


def test_the_public_page_shows_the_same_rounded(watcher: Browser) -> None:
    """The league and the totals are the dashboard's figures to the nearest five, or are hidden."""
    page, period = watcher.get("/so-lieu").get_data(as_text=True), public_period(clock.today())
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    hidden = seen = 0
    for row in re.findall(r"<tr>(.*?)</tr>", table):
        name, *cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)[1:]
        place = factories.place(name)
        for key, said in zip(("adult_share", "adult_completion", "certified_supervised"), cells[1:], strict=True):
            asked = period.query() | {"noi": str(place.id), "rieng": "1", "so": key}
            true = length_of(watcher, f"{BOARD}/danh-sach?" + "&".join(f"{k}={v}" for k, v in asked.items()))
            expected = rounded(int(true))
            assert words(said) == ("ít hơn 5" if expected is None else str(expected)), (name, key, true)
            hidden, seen = hidden + (expected is None), seen + 1
    assert seen > 10 and 0 < hidden < seen

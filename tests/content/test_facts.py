"""Nothing is stated that docs/authoring/facts.toml does not hold: figures, dates, sums, documents, numbers, addresses.

Wrong answers and false statements may say what is wrong; the explanations of wrong answers are held to the list like
everything else. Lessons, notes, texts to hear, banks, pictures and practice phones are read.
"""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.content.facts import LIST, PATTERNS, Fact, allowed, figures_in, money, spoken, spoken_in
from tests.content.packages import EVERY_COURSE, FOLDERS, package_of

_HIDDEN = re.compile(r"\]\([^)]*\)|\{\{[^}]*\}\}|~?=?%-?\d+(?:\.\d+)?%|\[(?:id|tag|moodle|html|plain|markdown)[^\]]*\]")
_WRONG = re.compile(r"^\s*(?:~(?!%\d)|=%0%|~%-)(?:\\.|[^#\\])*")  # the text of an answer that earns nothing
_SETTING = re.compile(r"^(?:minutes|checked|order|hours|draw|pass_mark|attempts|wait_minutes|slug|bank|cover)\b")
_FALSE = re.compile(r"\{(?:F|FALSE)\b")
_DRAWN = re.compile(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]+)")
_NUMERIC = re.compile(r"^(\s*=)(?:%\d+%)?(\d[\d.]*):\d+")  # a right answer to be typed as a number


def shown_lines(folder):
    """Every line of the course that people read or hear, with the name of its file and its place in it."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.suffix == ".svg":
            yield from ((name, 1, text) for text in _DRAWN.findall(path.read_text(encoding="utf-8")))
        elif path.suffix in {".md", ".gift", ".toml", ".yaml"}:
            lines = path.read_text(encoding="utf-8").splitlines()
            yield from ((name, at, _stated(line)) for at, line in enumerate(lines, start=1) if not _silent(line))


def _silent(line: str) -> bool:
    return line.startswith("//") or bool(_SETTING.match(line)) or bool(_FALSE.search(line))


def _stated(line: str) -> str:
    line = _NUMERIC.sub(r"\1\2 ", line)
    line = _HIDDEN.sub(" ", _WRONG.sub("", line))
    return re.sub(r"\\([~=#{}:])", r"\1", line).replace("*", "").replace("::", " ")


def unknown(folder):
    """What the course states and the list does not hold."""
    list_ = allowed()
    for name, at, line in shown_lines(folder):
        samples = list_.in_samples(folder.name, name)
        free = [match.span() for pattern in list_.everyday for match in pattern.finditer(line)]
        spoken_facts = spoken_in(line, at) if name.endswith(".doc.md") else ()
        for fact in (*figures_in(line, at), *spoken_facts):
            plain = fact.kind in {"number", "span", "age"}  # may be everyday counting, and in drawings always is
            known = fact.figure in list_.figures or fact.figure in samples
            if not known and not (plain and (name.endswith(".svg") or _inside(fact, free))):
                yield f"{folder.name}/{name}:{at}: {fact.figure} ({fact.kind}) in “{line.strip()[:110]}”"


def _inside(fact: Fact, spans) -> bool:
    return any(start <= fact.start < end for start, end in spans)


@EVERY_COURSE
def test_every_figure_is_on_the_list(folder):
    package_of(folder)  # a folder with faults is told by the rule that every course publishes
    found = list(unknown(folder))
    assert found == [], "\n" + "\n".join(found)


# --- documents are named rightly --------------------------------------------------------------------------

_NAMED = re.compile(
    r"(?P<kind>Luật|Nghị định|Nghị quyết|Quyết định|Thông tư|Thông báo|Công văn)(?: [^\d.;:“”]{0,60}?)?(?: số)? "
    r"(?P<number>\d+(?:\.\d+)?[/-][0-9]*/?[A-ZĐa-z0-9-]+)"
)
_SIGNED = re.compile(r"(?P<number>\d+(?:\.\d+)?[/-][0-9]*/?[A-ZĐa-z0-9-]+) ngày (?P<date>\d{1,2}/\d{1,2}/\d{4})")
_ARTICLES = re.compile(
    r"(?P<number>\d+(?:\.\d+)?/(?:\d{4}/)?[A-ZĐ][A-ZĐa-z0-9-]+)[^.“”\"/]{0,40}?,? (?:các )?"
    r"(?P<articles>Điều \d+(?:(?:, (?:và )?| và )(?:Điều )?\d+)*)"
)


def named(folder, pattern):
    """Every place where a document of the list is named in the way that the pattern reads."""
    for name, at, line in shown_lines(folder):
        for match in pattern.finditer(line):
            row = allowed().documents.get(match["number"])
            if row:
                yield row, match, f"{folder.name}/{name}:{at}: {match.group()}"


@EVERY_COURSE
def test_a_document_is_called_what_it_is(folder):
    wrong = [place for row, match, place in named(folder, _NAMED) if match["kind"] != row["kind"]]
    assert wrong == []


@EVERY_COURSE
def test_a_document_carries_its_own_date(folder):
    wrong = [
        place
        for row, match, place in named(folder, _SIGNED)
        if "signed" not in row or next(figures_in(row["signed"])).figure != next(figures_in(match["date"])).figure
    ]
    assert wrong == []


@EVERY_COURSE
def test_only_articles_that_were_read_are_named(folder):
    wrong = [
        place
        for row, match, place in named(folder, _ARTICLES)
        if not {int(number) for number in re.findall(r"\d+", match["articles"])} <= set(row.get("articles", ()))
    ]
    assert wrong == []


# --- the list itself --------------------------------------------------------------------------------------


def test_every_row_of_the_list_tells_its_source_or_its_reason():
    told = tomllib.loads(LIST.read_text(encoding="utf-8"))
    for row in told["documents"] + told["facts"]:
        assert row["section"] and row["about"] and row["certainty"] in {"chắc", "khá"}, row
    for row in told["everyday"] + told["samples"]:
        assert len(row["reason"].split()) >= 3, row


def test_no_document_stands_twice_and_every_sample_belongs_to_a_course():
    told = tomllib.loads(LIST.read_text(encoding="utf-8"))
    numbers = [row["number"] for row in told["documents"]]
    assert len(set(numbers)) == len(numbers)
    assert {row["course"] for row in told["samples"]} <= {folder.name for folder in FOLDERS}


def test_no_sample_lies_unused():
    """A figure that no story shows any more must not wait here to excuse another one."""
    idle = []
    for row in allowed().samples:
        folder = next(folder for folder in FOLDERS if folder.name == row["course"])
        lines = [(name, line) for name, _, line in shown_lines(folder) if name.startswith(row.get("file", ""))]
        shown = {fact.figure for name, line in lines for fact in (*figures_in(line), *spoken_in(line))}
        wanted = {told: {fact.figure for fact in figures_in(told)} for told in row["figures"]}
        idle += [f"{row['course']}: {told}" for told, figures in wanted.items() if not figures & shown]
    assert idle == []


# --- the reading itself -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Nghị định 224/2026/NĐ-CP ngày 24/6/2026, Điều 77", ["224/2026/NĐ-CP", "24/6/2026", "77"]),
        ("Nghị quyết 66.22/2026/NQ-CP", ["66.22/2026/NQ-CP"]),
        ("Kế hoạch số 01-KH/BCĐTW", ["01-KH/BCĐTW"]),
        ("Công văn 623/TTg-KSTT", ["623/TTg-KSTT"]),
        ("Nghị định 224/2026", ["224/2026"]),
        ("Hạn 05/03/2026 và 2026-11-05", ["5/3/2026", "5/11/2026"]),
        ("trả 1,2 tỷ đồng hoặc 35.000 đ", ["1200000000 đồng", "35000 đồng"]),
        ("đạt 30 %", ["30%"]),
        ("gọi 1900 0368", ["1900", "0368"]),
        ("mở dichvucong.gov.vn nhé", ["dichvucong.gov.vn"]),
        ("báo trong 72 giờ", ["72 giờ"]),
    ],
)
def test_figures_are_found(line, figures):
    assert sorted(fact.figure for fact in figures_in(line)) == sorted(figures)


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Doanh thu trên một tỷ đồng một năm.", ["1000000000 đồng"]),
        ("Một trăm hai mươi nghìn đồng.", ["120000 đồng"]),
        ("đạt ba mươi phần trăm", ["30%"]),
        ("từ ngày mười lăm tháng tám năm hai nghìn không trăm hai mươi sáu,", ["15/8/2026"]),
        ("ngày mùng một tháng bảy", ["1/7"]),
    ],
)
def test_figures_are_heard(line, figures):
    assert [fact.figure for fact in spoken_in(line)] == figures


def test_money_and_spoken_numbers_have_their_value():
    assert (money("1.500.000 đồng"), money("12 triệu"), spoken("ba trăm năm mươi sáu")) == (1_500_000, 12_000_000, 356)
    assert set(PATTERNS) >= {"document", "date", "amount", "share", "address"}

"""One word for one thing over all courses: docs/authoring/words.md chooses, this file finds what was not chosen."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.content.packages import EVERY_COURSE, texts_of

WORDS = Path(__file__).parents[2] / "docs" / "authoring" / "words.md"
_MACHINE = re.compile(
    r"\]\([^)]*\)|\{\{[^}]*\}\}|^//.*$|^(?:slug|bank|cover) = .*$|`[^`]*`|\S+\.(?:vn|com|apk|docx?|xlsx?|pdf|svg)\b",
    re.MULTILINE,
)
_KEY = re.compile(r"^\s*(?:- )?(?:(?:id|go|kind|lesson|icon): .*$|[a-z_]+:(?= |$))", re.MULTILINE)
_DRAWN = re.compile(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]+)|aria-label=\"([^\"]*)\"")


@dataclass(frozen=True)
class Term:
    """A chosen word, the pattern of the forms not chosen, and what may stand all the same."""

    chosen: tuple[str, ...]
    others: re.Pattern[str]
    allowed: tuple[str, ...] = ()
    printed: str = ""

    def found(self, text: str) -> list[str]:
        """The forms that were not chosen, each with the words around it."""
        for phrase in self.allowed:
            text = text.replace(phrase, "·" * len(phrase))
        return [
            text[max(match.start() - 25, 0) : match.end() + 20].replace("\n", " ")
            for match in self.others.finditer(text)
            if not any(one.startswith(match.group()) and text.startswith(one, match.start()) for one in self.chosen)
        ]


@functools.cache
def terms(heading: str) -> tuple[Term, ...]:
    """The rows of a table of docs/authoring/words.md."""
    part = WORDS.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| ")
    ]
    body = [row for row in rows if row[0] not in {"Chosen", "Printed"}]
    if heading == "In print":
        return tuple(Term(_forms(row[0]), _pattern(row[1]), _forms(row[2])) for row in body)
    return tuple(Term(_forms(row[1]), _pattern(row[2]), printed=row[0]) for row in body)


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form for form in cell.split("; ") if form)


def _pattern(cell: str) -> re.Pattern[str]:
    """Forms with a capital letter as they are; others also at the beginning of a sentence."""
    forms = sorted(_forms(cell), key=len, reverse=True)
    either = [
        f"(?i:{re.escape(form[0])}){re.escape(form[1:])}" if form.islower() else re.escape(form) for form in forms
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(either)})(?![\w-])")


def shown(folder):
    """What people read, by the name of its file; pictures too."""
    for name, text in texts_of(folder).items():
        yield name, _MACHINE.sub(" ", text)
    for path in sorted(folder.glob("*.yaml")):  # practice phones; their keys are English
        yield path.name, _MACHINE.sub(" ", _KEY.sub(" ", path.read_text(encoding="utf-8")))
    for path in sorted((folder / "media").glob("*.svg")):
        drawn = ["".join(found) for found in _DRAWN.findall(path.read_text(encoding="utf-8"))]
        yield f"media/{path.name}", _MACHINE.sub(" ", "\n".join(drawn))


@EVERY_COURSE
def test_every_thing_is_called_by_its_chosen_name(folder):
    found = [
        f"{folder.name}/{name}: …{place}… (say: {term.chosen[0]})"
        for name, text in shown(folder)
        if not name.endswith(".doc.md")
        for term in terms("In print")
        for place in term.found(text)
    ]
    assert found == [], "\n" + "\n".join(found)


@EVERY_COURSE
def test_what_is_read_aloud_is_spelled_as_it_is_spoken(folder):
    otherwise = {term.printed for term in terms("In texts that are read aloud")}
    printed = [term for term in terms("In print") if not otherwise & set(term.chosen)]
    found = [
        f"{folder.name}/{name}: …{place}… (say: {term.chosen[0]})"
        for name, text in shown(folder)
        if name.endswith(".doc.md")
        for term in (*terms("In texts that are read aloud"), *printed)
        for place in term.found(text)
    ]
    assert found == [], "\n" + "\n".join(found)


@EVERY_COURSE
def test_what_is_read_aloud_holds_no_digits_and_no_capitals_to_be_spelled(folder):
    odd = {
        name: re.findall(r"\d+|(?<!\w)[A-ZĐ]{2,}(?!\w)|[%/&@=+]", text)
        for name, text in texts_of(folder).items()
        if name.endswith(".doc.md")
    }
    assert {name: signs for name, signs in odd.items() if signs} == {}


# --- the list itself --------------------------------------------------------------------------------------


def test_both_tables_are_read():
    assert len(terms("In print")) >= 35 and len(terms("In texts that are read aloud")) >= 14


@pytest.mark.parametrize(
    "sentence",
    [
        "Bấm vào link này.",
        "Bắt được wifi rồi.",
        "Hỏi công an xã nhé.",
        "Mở app ra.",
        "Kỹ năng, kĩ năng.",
        "Gửi OTP đi.",
    ],
)
def test_a_form_not_chosen_is_found(sentence):
    assert any(term.found(sentence) for term in terms("In print"))


@pytest.mark.parametrize(
    "sentence", ["Mở App Store.", "Hỏi Công an xã.", "Đọc mã OTP cho ai?", "Quét VietQR.", "Tổ công nghệ số cộng đồng."]
)
def test_a_chosen_form_is_left_alone(sentence):
    assert not any(term.found(sentence) for term in terms("In print"))

"""One lesson's text: front matter, screens, pictures, boxes and practice questions, checked line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import chain

from courses.competencies import SLUGS
from courses.faults import FaultList
from courses.practice import practice_html
from courses.toml_table import at_most, between, lines_of_text, one_of, read_table
from learning.accounts.commune import BLANK_KEYS
from learning.core.markup import BOXES, to_html, to_inline_html
from learning.core.text import words
from learning.questions.gift_faults import GiftErrors
from learning.questions.gift_reader import read_gift

MOST_WORDS = 200  # a screen
PLACEHOLDER = re.compile(r"\{\{\s*xa:([a-z0-9-]+)\s*\}\}")
_FENCE = re.compile(r"^```gift[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r'!\[([^\]]*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)')
_BOX = re.compile(r"^:::[ \t]*(\S*)[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands between two lines of ``---``: its heading, its HTML and how many words it has."""

    heading: str
    html: str
    words: int


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson as its file says it; pictures still have their names from the folder."""

    title: str
    minutes: int
    goal: str
    competencies: tuple[str, ...]
    sources: tuple[str, ...]
    checked: date | None
    screens: tuple[Screen, ...]
    pictures: frozenset[str]


def read_lesson(text: str, faults: FaultList) -> LessonText:
    """Parse a lesson; everything wrong goes into ``faults``."""
    front, body, offset = _split_front(text, faults)
    table = read_table(front, faults, 1)
    lesson = LessonText(
        title=table.take("title", str, at_most(120)) or "",
        minutes=table.take("minutes", int, between(1, 15)) or 0,
        goal=table.take("goal", str, at_most(240)) or "",
        competencies=tuple(table.take("competencies", list, one_of(SLUGS)) or ()),
        sources=tuple(table.take("sources", list, lines_of_text, default=[])),
        checked=table.take("checked", date),
        screens=tuple(_screens(body, offset, faults)),
        pictures=frozenset(name for _, name in _PICTURE.findall(body)),
    )
    table.refuse_rest()
    return lesson


def _split_front(text: str, faults: FaultList) -> tuple[str, str, int]:
    """The front matter, the rest, and how many lines stand above the rest."""
    parts = re.split(r"^\+\+\+[ \t]*$\n?", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) < 3 or parts[0].strip():
        faults.add(
            1, "Bài không mở đầu bằng phần thông tin giữa hai dòng +++.", "Xem docs/authoring/course-package.md."
        )
        return "", text, 0
    return parts[1], parts[2], parts[1].count("\n") + 2


def _screens(body: str, offset: int, faults: FaultList) -> Iterator[Screen]:
    line = offset + 1
    for number, source in enumerate(re.split(r"^---[ \t]*$\n?", body, flags=re.MULTILINE)):
        heading = re.search(r"^## +(.+)$", source, re.MULTILINE)
        first = line + (len(source) - len(source.lstrip("\n")))
        if heading is None or source.lstrip()[:3] != "## ":
            faults.add(first, "Màn hình này không mở đầu bằng tiêu đề.", "Viết một dòng ## Tiêu đề ở đầu màn hình.")
        _check_boxes(source, line, faults)
        _check_pictures(source, line, faults)
        _check_placeholders(source, line, faults)
        prose, practice = _rendered(source, line, number, faults)
        count = words(_plain("".join(prose)))
        if count > MOST_WORDS:
            faults.add(first, f"Màn hình có {count} chữ, quá {MOST_WORDS}.", "Chia làm hai màn hình bằng một dòng ---.")
        html = "".join(chain.from_iterable(zip(prose, practice, strict=True)))
        yield Screen(_plain(to_inline_html(heading.group(1))) if heading else "", html, count)
        line += source.count("\n") + 1


def _rendered(source: str, line: int, number: int, faults: FaultList) -> tuple[list[str], list[str]]:
    """The screen's text in pieces, and the practice question that follows each piece (nothing after the last)."""
    prose, practice, at = [], [], 0
    for order, fence in enumerate(_FENCE.finditer(source), start=1):
        below = line + source.count("\n", 0, fence.start()) + 1
        prose.append(to_html(source[at : fence.start()]))
        practice.append(_practice(fence.group(1), f"m{number + 1}c{order}", below, faults))
        at = fence.end()
    return [*prose, to_html(source[at:])], [*practice, ""]


def _practice(gift: str, name: str, line: int, faults: FaultList) -> str:
    try:
        questions = read_gift(gift, faults.file).questions
    except GiftErrors as errors:
        for fault in errors.faults:
            faults.add(fault.line + line - 1, fault.message_vi, fault.remedy_vi)
        return ""
    html = practice_html(questions[0], name) if len(questions) == 1 else None
    if html is None:
        faults.add(
            line, "Câu luyện trong bài phải là một câu chọn một đáp án hoặc đúng/sai.", "Sửa câu hỏi, mỗi khối một câu."
        )
    return html or ""


def _check_boxes(source: str, line: int, faults: FaultList) -> None:
    open_at = 0
    for match in _BOX.finditer(source):
        here = line + source.count("\n", 0, match.start())
        name = match.group(1)
        if name and name not in BOXES:
            faults.add(here, f"Không có khung “{name}”.", f"Chỉ dùng: {', '.join(BOXES)}.")
        if bool(name) == bool(open_at):
            faults.add(
                here, "Khung mở mà chưa đóng, hoặc đóng mà chưa mở.", "Mỗi ::: tên phải có một dòng ::: đóng lại."
            )
        open_at = here if name else 0
    if open_at:
        faults.add(open_at, "Khung này chưa đóng.", "Thêm một dòng ::: ở cuối khung.")


def _check_pictures(source: str, line: int, faults: FaultList) -> None:
    for match in _PICTURE.finditer(source):
        here = line + source.count("\n", 0, match.start())
        if not match.group(1).strip():
            faults.add(here, "Hình chưa có lời tả cho người không nhìn thấy.", "Viết lời tả giữa hai ngoặc vuông.")
        if not re.fullmatch(r"media/[a-z0-9-]+\.(svg|webp)", match.group(2)):
            faults.add(
                here, f"Hình {match.group(2)} không nằm trong media/.", "Đặt hình .svg hoặc .webp vào thư mục media."
            )


def _check_placeholders(source: str, line: int, faults: FaultList) -> None:
    for match in PLACEHOLDER.finditer(source):
        if match.group(1) not in BLANK_KEYS:
            here = line + source.count("\n", 0, match.start())
            faults.add(here, f"Không có chỗ trống tên {match.group(1)}.", f"Chỉ dùng: {', '.join(sorted(BLANK_KEYS))}.")


def _plain(html: str) -> str:
    """The words a reader sees; what a picture shows is told to those who cannot see it and counts for nobody else."""
    return unescape(_TAG.sub(" ", html)).strip()

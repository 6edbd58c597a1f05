"""The courses that come with the site, read once for all rules; a rule sees what a reader sees."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from courses.cli import SHIPPED
from courses.compiler import compile_package
from courses.faults import PackageFaulty
from courses.package import CoursePackage, read_package
from learning.questions import Question, read_gift
from learning.questions.model import MultipleChoice, SingleChoice, TrueFalse

FOLDERS = sorted(path.parent for path in SHIPPED.glob("*/course.toml"))
EVERY_COURSE = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
_FENCE = re.compile(r"^```gift[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"^//.*$", re.MULTILINE)


@functools.cache
def _read(folder: Path) -> CoursePackage | PackageFaulty:
    try:
        return read_package(folder)
    except PackageFaulty as faulty:
        return faulty


def package_of(folder: Path) -> CoursePackage:
    """The package; a faulty one is told by the rule that every course publishes, and skipped by the others."""
    found = _read(folder)
    if isinstance(found, PackageFaulty):
        pytest.skip("this folder has faults of its own")
    return found


def faults_in(folder: Path) -> list[str]:
    """What keeps the folder from being published."""
    found = _read(folder)
    return [str(fault) for fault in found.faults] if isinstance(found, PackageFaulty) else []


@functools.cache
def compiled(folder: Path) -> str:
    """The content of the revision that the folder gives."""
    return compile_package(package_of(folder))[0]


def texts_of(folder: Path) -> dict[str, str]:
    """Every text file of the folder by its name."""
    names = [path for pattern in ("*.md", "*.gift", "*.toml") for path in sorted(folder.glob(pattern))]
    return {path.name: path.read_text(encoding="utf-8") for path in names}


def prose_of(folder: Path) -> dict[str, str]:
    """What the course itself states: lessons, notes, and of questions all but their wrong answers."""
    stated = {}
    for name, text in texts_of(folder).items():
        if name.endswith(".md"):
            questions = [question for fence in _FENCE.findall(text) for question in _questions(fence)]
            stated[name] = _FENCE.sub("", text) + "\n\n" + "\n\n".join(map(stated_by, questions))
        elif name.endswith(".gift"):
            stated[name] = "\n\n".join(map(stated_by, _questions(text)))
        else:
            stated[name] = text
    return stated


def _questions(gift: str) -> tuple[Question, ...]:
    try:
        return read_gift(gift).questions
    except ValueError:
        return ()  # told by the rule that every course publishes


def stated_by(question: Question) -> str:
    """What a question says is so: not its wrong answers, not a statement that is false."""
    parts = [question.general_feedback.body]
    match question.asked:
        case SingleChoice(answers=answers) | MultipleChoice(answers=answers):
            parts += [question.text.body, *(answer.feedback.body for answer in answers)]
            parts += [answer.text.body for answer in answers if answer.fraction > 0]
        case TrueFalse(truth=truth, wrong=wrong, right=right):
            parts += [wrong.body, right.body, question.text.body if truth else ""]
        case _:
            parts.append(question.text.body)
    return "\n".join(parts)


def words_only(text: str) -> str:
    """A text without what is no prose: comments of banks, addresses, code, marks of Markdown."""
    text = re.sub(r"\]\([^)]*\)", "", text)
    text = re.sub(r"\{\{[^}]*\}\}|`[^`]*`|\S+\.\S+/\S*|\S*\.(?:vn|com|svg|webp|gift|apk|pdf)\b", "X", text)
    text = re.sub(r"\[(?:id|tag|moodle|html|plain|markdown)[^\]]*\]|[*_]", "", _COMMENT.sub("", text))
    return re.sub(r"[#>|]", "\n", text)

"""A printed set of a quiz as plain values: the papers, the answer sheets, and the key that lies apart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from courses.practice import shown_text
from learning.questions import Face, Question, face
from learning.questions.grading import right_answer
from learning.questions.model import Matching, MultipleChoice, SingleChoice, TrueFalse
from training.kit.queries import LETTERS, PaperSet, paper_version

LEAST_CELLS = 4  # A B C D, whatever a question offers: the sheet tells nothing about the questions


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """One question on paper; ``lefts`` are numbered and answered with the letter of a right side."""

    number: int
    text: Markup
    entry: str
    hint: str
    options: tuple[tuple[str, Markup], ...]
    lefts: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One version: its letter, its questions, and how many cells its answer sheet has in a row."""

    letter: str
    questions: tuple[PrintedQuestion, ...]
    cells: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The right answers of the question with this number, version by version."""

    number: int
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What whoever marks the papers holds in hand."""

    letters: str
    rows: tuple[KeyRow, ...]


def papers(printed: PaperSet, versions: int) -> tuple[Paper, ...]:
    """The versions A, B, C … of a set."""
    return tuple(_paper(printed, letter) for letter in LETTERS[:versions])


def key(printed: PaperSet, versions: int) -> Key:
    """The right answers of the same versions."""
    columns = [_right(printed, letter) for letter in LETTERS[:versions]]
    rows = tuple(KeyRow(number, answers) for number, answers in enumerate(zip(*columns, strict=True), start=1))
    return Key(LETTERS[:versions], rows)


def needed(printed: PaperSet, asked: int) -> int:
    """How many right answers pass, with the quiz's own mark."""
    return -(-asked * printed.quiz.pass_mark // 100)


def _paper(printed: PaperSet, letter: str) -> Paper:
    drawn = paper_version(printed.quiz, printed.seed, letter)
    questions = tuple(
        _question(number, face(printed.quiz.questions[row["id"]], row["order"]))
        for number, row in enumerate(drawn, start=1)
    )
    most = max((len(question.options) for question in questions if question.entry == "choose"), default=0)
    return Paper(letter, questions, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: max(most, LEAST_CELLS)])


def _question(number: int, shown: Face) -> PrintedQuestion:
    offered = shown.rights if shown.entry == "match" else shown.options
    return PrintedQuestion(
        number=number,
        text=shown_text(shown.text),
        entry=shown.entry,
        hint=_hint(shown),
        options=tuple((choice.value.upper(), shown_text(choice.text)) for choice in offered),
        lefts=tuple((choice.value, shown_text(choice.text)) for choice in shown.lefts),
    )


def _hint(shown: Face) -> str:
    if shown.entry == "choose":
        return "Chọn mọi ý đúng." if shown.multiple else ""
    return {"match": "Ghi chữ cái của ý bên phải cạnh mỗi số.", "type": "Viết câu trả lời vào phiếu."}.get(
        shown.entry, "Viết con số vào phiếu."
    )


def _right(printed: PaperSet, letter: str) -> list[str]:
    drawn = paper_version(printed.quiz, printed.seed, letter)
    return [right_letters(printed.quiz.questions[row["id"]], row["order"]) for row in drawn]


def right_letters(question: Question, order: Sequence[int]) -> str:
    """What has to stand on the answer sheet, with the options in this order."""
    place = {authored: shown.value.upper() for authored, shown in zip(order, _offered(question, order), strict=True)}
    match question.asked:
        case SingleChoice(answers):
            right = [number for number, answer in enumerate(answers) if answer.fraction == 100]
            return " hoặc ".join(sorted(place[number] for number in right))
        case MultipleChoice(answers):
            return ", ".join(sorted(place[number] for number, answer in enumerate(answers) if answer.fraction > 0))
        case TrueFalse(truth):
            return place[0 if truth else 1]
        case Matching() as task:
            rights = task.right_sides
            pairs = enumerate(task.pairs, start=1)
            return ", ".join(f"{number}–{place[rights.index(pair.right)]}" for number, pair in pairs)
        case _:
            return "; ".join(text.body for text in right_answer(question))


def _offered(question: Question, order: Sequence[int]) -> Sequence:  # type: ignore[type-arg]
    shown = face(question, order)
    return shown.rights or shown.options

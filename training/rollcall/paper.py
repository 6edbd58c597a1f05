"""Marking what was written on paper: a number of right answers, or the letters of one version. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from courses.content import Course, Quiz
from learning.questions import mark
from quizzes.models import Attempt
from quizzes.sheet import Slot, slots_of

BLANK = "-"


class NotMarked(ValueError):
    """What was typed cannot be marked; the text says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The percent, and as much of the sheet as is known."""

    percent: float
    drawn: list[dict[str, Any]]
    answers: dict[str, list[str]]


def counted(typed: str, asked: int) -> Marked:
    """So many right answers of ``asked``, counted by hand; raises ``NotMarked``."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and int(typed) <= asked):
        raise NotMarked(f"Xin ghi số câu đúng, từ 0 đến {asked}.")
    return Marked(round(100 * int(typed) / asked, 2), [], {})


def lettered(typed: str, course: Course, quiz: Quiz, drawn: list[dict[str, Any]]) -> Marked:
    """The letters that stand on an answer sheet, question by question; raises ``NotMarked``."""
    letters = re.sub(r"[\s.,;]", "", typed).lower().replace("_", BLANK).replace("?", BLANK)
    sheet = Attempt(quiz_slug=quiz.slug, drawn=drawn)
    slots = slots_of(sheet, course)
    if any(slot.face.entry != "choose" or slot.face.multiple for slot in slots):
        raise NotMarked("Bộ đề này có câu không phải chọn một ý. Xin ghi số câu đúng.")
    if len(letters) != len(slots):
        raise NotMarked(f"Đề có {len(slots)} câu, ở đây có {len(letters)} chữ. Câu bỏ trống ghi dấu “-”.")
    answers = {
        slot.name: [_value(slot, letter)] for slot, letter in zip(slots, letters, strict=True) if letter != BLANK
    }
    points = sum(mark(slot.question, slot.response(answers)).fraction for slot in slots)
    return Marked(round(100 * points / len(slots), 2), drawn, answers)


def _value(slot: Slot, letter: str) -> str:
    if letter not in {option.value for option in slot.face.options}:
        raise NotMarked(f"Câu {slot.number} không có ý {letter.upper()}.")
    return letter

"""Answer sheets for tests: wrong ones, and quizzes set otherwise than the test course sets them."""

from __future__ import annotations

import shutil
from pathlib import Path

from courses import actions
from courses.catalogue import forget_catalogue
from courses.content import Course
from courses.package import read_package
from learning.core.database import db
from learning.questions.model import Matching, MultipleChoice, SingleChoice, TrueFalse
from quizzes.models import Attempt
from quizzes.queries import course_of
from quizzes.sheet import Slot, Values, slots_of
from tests.support import factories
from tests.support.factories import COURSE, COURSE_FOLDERS

LETTERS = "abcdefgh"


def published(where: Path, *changes: tuple[str, str], bank: tuple[tuple[str, str], ...] = ()) -> Course:
    """The test course with another course.toml or another bank, published as its next revision."""
    folder = shutil.copytree(COURSE_FOLDERS / COURSE, where / COURSE, dirs_exist_ok=True)
    for name, pairs in (("course.toml", changes), ("kiem-tra-cuoi-khoa.gift", bank)):
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    actions.publish(read_package(folder))
    db.session.commit()
    forget_catalogue()
    return factories.course()


def slots(attempt: Attempt) -> tuple[Slot, ...]:
    """The sheet of an attempt."""
    return slots_of(attempt, course_of(attempt))


def wrong_values(attempt: Attempt) -> Values:
    """The values of a form in which every question that can be answered wrongly is; pairs are left empty."""
    return {slot.name: values for slot in slots(attempt) if (values := _wrong(slot))}


def _wrong(slot: Slot) -> list[str]:
    match slot.question.asked:
        case Matching():
            return []
        case TrueFalse(truth=truth):
            return ["b" if truth else "a"]
        case SingleChoice(answers=answers) | MultipleChoice(answers=answers):
            worst = min(range(len(answers)), key=lambda place: answers[place].fraction)
            return [LETTERS[slot.order.index(worst)]]
    return ["987"]

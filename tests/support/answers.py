"""Filling in an answer sheet rightly, whatever was drawn and in whatever order it is shown."""

from __future__ import annotations

from learning.questions.model import Matching, MultipleChoice, Near, Numeric, ShortAnswer, SingleChoice, TrueFalse
from quizzes.models import Attempt
from quizzes.queries import course_of
from quizzes.sheet import Slot, Values, slots_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def right_values(attempt: Attempt) -> Values:
    """The values of a form in which everything is right."""
    return {name: given for slot in slots_of(attempt, course_of(attempt)) for name, given in right_of(slot).items()}


def right_of(slot: Slot) -> Values:
    """The values that earn one question in full."""
    match slot.question.asked:
        case Matching(pairs=pairs):
            value_of = {choice.text.body: choice.value for choice in slot.face.rights}
            return {f"{slot.name}-{number}": [value_of[pair.right]] for number, pair in enumerate(pairs, 1)}
        case TrueFalse(truth=truth):
            return {slot.name: ["a" if truth else "b"]}
        case SingleChoice(answers=answers):
            best = max(range(len(answers)), key=lambda place: answers[place].fraction)
            return {slot.name: [LETTERS[slot.order.index(best)]]}
        case MultipleChoice(answers=answers):
            good = [place for place, answer in enumerate(answers) if answer.fraction > 0]
            return {slot.name: [LETTERS[slot.order.index(place)] for place in good]}
        case ShortAnswer(answers=answers):
            return {slot.name: [answers[0].pattern]}
        case Numeric(answers=answers):
            target = answers[0].target
            return {slot.name: [str(target.value if isinstance(target, Near) else target.low)]}
    raise AssertionError(f"no answer is known for {slot.question.asked!r}")

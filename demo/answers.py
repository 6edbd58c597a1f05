"""How an invented learner answers an invented attempt: right with the chance of their skill. Pure."""

from __future__ import annotations

import random

from learning.questions.model import Matching, MultipleChoice, Numeric, ShortAnswer, SingleChoice, TrueFalse
from quizzes.sheet import Slot, Values


def answer_sheet(slots: tuple[Slot, ...], skill: float, rng: random.Random) -> Values:
    """The values of a whole sheet."""
    return {name: values for slot in slots for name, values in answer(slot, rng.random() < skill, rng).items()}


def answer(slot: Slot, rightly: bool, rng: random.Random) -> Values:
    """The values of one question, right or plausibly wrong."""
    task, shown = slot.question.asked, slot.face
    values = [choice.value for choice in shown.options]
    match task:
        case TrueFalse(truth=truth):
            return {slot.name: ["a" if truth is rightly else "b"]}
        case SingleChoice(answers=answers) | MultipleChoice(answers=answers):
            good = [value for value, place in zip(values, slot.order, strict=True) if answers[place].fraction > 0]
            poor = [value for value in values if value not in good]
            return {slot.name: good if rightly else [rng.choice(poor or values)]}
        case Matching(pairs=pairs):
            by_text = {choice.text.body: choice.value for choice in shown.rights}
            right = [by_text[pair.right] for pair in pairs]
            if not rightly:
                rng.shuffle(right)
            return dict(zip(slot.fields, ([value] for value in right), strict=True))
        case ShortAnswer(answers=spellings):
            return {slot.name: [spellings[0].pattern if rightly else "không rõ"]}
        case Numeric(answers=numbers):
            target = numbers[0].target
            return {slot.name: [str(getattr(target, "value", getattr(target, "low", 0))) if rightly else "1"]}
    return {}

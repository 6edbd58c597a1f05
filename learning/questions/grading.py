"""Marks one response: how much of the question it earned, and what the learner is told.

Weights are summed and clipped to 0…1. Where several typed answers fit, the one worth most counts, so that the
right answer is never lost to a vaguer one written above it. An empty response earns nothing, hears nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from learning.questions.faces import FALSE, TRUE, Response
from learning.questions.model import (
    Answer,
    Between,
    Matching,
    MultipleChoice,
    Near,
    Numeric,
    NumericAnswer,
    Question,
    ShortAnswer,
    SingleChoice,
    Spelling,
    Text,
    TextFormat,
    TrueFalse,
)
from learning.questions.number_reading import readings, vietnamese
from learning.questions.spelling import matches, shown

_PLACES = 5  # three times 33.33333 is a whole


class NotGradable(TypeError):
    """An essay or a description: nothing here can say what a response to it is worth."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a response earned; `right_answer` is for showing afterwards."""

    fraction: float
    correct: bool
    feedback: tuple[Text, ...]
    general_feedback: Text
    right_answer: tuple[Text, ...]


def mark(question: Question, response: Response) -> Mark:
    """What one response to a question is worth."""
    percent, feedback = _judged(question, response)
    fraction = round(max(percent / 100, 0.0), _PLACES)
    told = tuple(text for text in feedback if text)
    return Mark(fraction, fraction == 1, told, question.general_feedback, right_answer(question))


def right_answer(question: Question) -> tuple[Text, ...]:
    """What would have been right, in words."""
    match question.asked:
        case SingleChoice(answers):
            return tuple(answer.text for answer in answers if answer.fraction == 100)
        case MultipleChoice(answers):
            return tuple(answer.text for answer in answers if answer.fraction > 0)
        case TrueFalse(truth):
            return (TRUE if truth else FALSE,)
        case Matching(pairs):
            return tuple(Text(pair.left.format, f"{pair.left.body} → {pair.right}") for pair in pairs)
        case ShortAnswer(spellings):
            return (_plain(_best_wording(spellings)),)
        case Numeric(numbers):
            return (_plain(_told(max(numbers, key=_worth).target)),)
        case _:
            return ()


def _judged(question: Question, response: Response) -> tuple[float, Sequence[Text]]:
    match question.asked:
        case SingleChoice(answers):
            return _choice(answers, response) if len(response.chosen) == 1 else (0, ())
        case MultipleChoice(answers):
            return _choice(answers, response)
        case TrueFalse() as task:
            return _true_false(task, response)
        case Matching() as task:
            return _matching(task, response)
        case ShortAnswer(spellings):
            return _short_answer(spellings, response.typed, question.marks_optional)
        case Numeric() as task:
            return _numeric(task, response.typed)
        case _:
            raise NotGradable(question.kind)


def _choice(answers: tuple[Answer, ...], response: Response) -> tuple[float, Sequence[Text]]:
    chosen = [answer for place, answer in enumerate(answers) if place in response.chosen]
    return min(sum(answer.fraction for answer in chosen), 100), [answer.feedback for answer in chosen]


def _true_false(task: TrueFalse, response: Response) -> tuple[float, Sequence[Text]]:
    if len(response.chosen) != 1:
        return 0, ()
    said_true = 0 in response.chosen
    return (100, (task.right,)) if said_true == task.truth else (0, (task.wrong,))


def _matching(task: Matching, response: Response) -> tuple[float, Sequence[Text]]:
    rights = task.right_sides
    found = [rights[place] if place is not None else None for place in response.matched]
    hits = sum(pair.right == right for pair, right in zip(task.pairs, found, strict=False))
    return 100 * hits / len(task.pairs), ()


def _short_answer(answers: tuple[Spelling, ...], typed: str, unmarked: bool) -> tuple[float, Sequence[Text]]:
    if not typed.strip():
        return 0, ()
    fitting = [answer for answer in answers if matches(typed, answer.pattern, unmarked)]
    return _best(fitting)


def _numeric(task: Numeric, typed: str) -> tuple[float, Sequence[Text]]:
    if not typed.strip():
        return 0, ()
    numbers = readings(typed)
    fitting = [answer for answer in task.answers if any(_within(number, answer.target) for number in numbers)]
    return _best(fitting) if fitting else (0, (task.otherwise,))


def _best(fitting: Sequence[Spelling | NumericAnswer]) -> tuple[float, Sequence[Text]]:
    if not fitting:
        return 0, ()
    best = max(fitting, key=_worth)
    return best.fraction, (best.feedback,)


def _worth(answer: Spelling | NumericAnswer) -> float:
    return answer.fraction


def _within(number: Decimal, target: Near | Between) -> bool:
    if isinstance(target, Between):
        return target.low <= number <= target.high
    return target.value - target.tolerance <= number <= target.value + target.tolerance


def _best_wording(answers: tuple[Spelling, ...]) -> str:
    right = [shown(answer.pattern) for answer in answers if answer.fraction == 100]
    return next((wording for wording in right if "…" not in wording), right[0])


def _told(target: Near | Between) -> str:
    if isinstance(target, Between):
        return f"từ {vietnamese(target.low)} đến {vietnamese(target.high)}"
    tolerance = f" (được lệch {vietnamese(target.tolerance)})" if target.tolerance else ""
    return vietnamese(target.value) + tolerance


def _plain(words: str) -> Text:
    return Text(TextFormat.PLAIN, words)

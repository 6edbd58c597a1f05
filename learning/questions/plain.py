"""Questions as plain JSON values and back, for revisions that are stored and compared.

The shape is told by `kind`; a new shape of an old kind gets a new name, so stored questions stay readable.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from learning.questions.model import (
    Answer,
    Between,
    Description,
    Essay,
    Matching,
    MissingWord,
    MultipleChoice,
    Near,
    Numeric,
    NumericAnswer,
    Pair,
    Question,
    ShortAnswer,
    SingleChoice,
    Spelling,
    Task,
    Text,
    TextFormat,
    TrueFalse,
)

Plain = dict[str, Any]


class UnknownKind(ValueError):
    """Stored values whose `kind` this version does not know."""


def to_plain(question: Question) -> Plain:
    """The question as JSON-safe values."""
    return {
        **_task_to_plain(question.task),
        "id": question.id,
        "title": question.title,
        "text": _text_to_plain(question.text),
        "general_feedback": _text_to_plain(question.general_feedback),
        "tags": list(question.tags),
        "category": question.category,
        "line": question.line,
    }


def from_plain(plain: Plain) -> Question:
    """The question that `to_plain` described."""
    return Question(
        text=_text(plain["text"]),
        task=_task(plain),
        id=plain["id"],
        title=plain["title"],
        general_feedback=_text(plain["general_feedback"]),
        tags=tuple(plain["tags"]),
        category=plain["category"],
        line=plain["line"],
    )


def _text_to_plain(text: Text) -> list[str]:
    return [text.format.value, text.body]


def _text(plain: list[str]) -> Text:
    return Text(TextFormat(plain[0]), plain[1])


def _task_to_plain(task: Task) -> Plain:
    plain: Plain = {"kind": task.kind}
    match task:
        case SingleChoice(answers) | MultipleChoice(answers):
            plain["answers"] = [_answer_to_plain(answer) for answer in answers]
        case TrueFalse():
            plain |= _true_false_to_plain(task)
        case Matching():
            plain["pairs"] = [[_text_to_plain(pair.left), pair.right] for pair in task.pairs]
            plain["extras"] = list(task.extras)
        case ShortAnswer(answers):
            plain["answers"] = [[a.pattern, a.fraction, _text_to_plain(a.feedback)] for a in answers]
        case Numeric():
            plain |= _numeric_to_plain(task)
        case MissingWord():
            plain |= {"after": task.after, "task": _task_to_plain(task.task)}
    return plain


def _answer_to_plain(answer: Answer) -> list[Any]:
    return [_text_to_plain(answer.text), answer.fraction, _text_to_plain(answer.feedback)]


def _true_false_to_plain(task: TrueFalse) -> Plain:
    return {"truth": task.truth, "wrong": _text_to_plain(task.wrong), "right": _text_to_plain(task.right)}


def _numeric_to_plain(task: Numeric) -> Plain:
    answers = [[_target_to_plain(a.target), a.fraction, _text_to_plain(a.feedback)] for a in task.answers]
    return {"answers": answers, "otherwise": _text_to_plain(task.otherwise)}


def _target_to_plain(target: Near | Between) -> list[str]:
    # Decimals travel as text: JSON numbers would round them.
    if isinstance(target, Between):
        return ["between", str(target.low), str(target.high)]
    return ["near", str(target.value), str(target.tolerance)]


def _task(plain: Plain) -> Task:
    read = _READERS.get(plain["kind"])
    if read is None:
        raise UnknownKind(plain["kind"])
    return read(plain)


def _answers(plain: Plain) -> tuple[Answer, ...]:
    return tuple(Answer(_text(text), weight, _text(told)) for text, weight, told in plain["answers"])


def _short_answer(plain: Plain) -> ShortAnswer:
    return ShortAnswer(tuple(Spelling(word, weight, _text(told)) for word, weight, told in plain["answers"]))


def _matching(plain: Plain) -> Matching:
    pairs = tuple(Pair(_text(left), right) for left, right in plain["pairs"])
    return Matching(pairs, tuple(plain["extras"]))


def _numeric(plain: Plain) -> Numeric:
    answers = (NumericAnswer(_target(goal), weight, _text(told)) for goal, weight, told in plain["answers"])
    return Numeric(tuple(answers), _text(plain["otherwise"]))


def _target(plain: list[str]) -> Near | Between:
    first, second = Decimal(plain[1]), Decimal(plain[2])
    return Between(first, second) if plain[0] == "between" else Near(first, second)


def _missing_word(plain: Plain) -> MissingWord:
    task = _task(plain["task"])
    if not isinstance(task, SingleChoice | ShortAnswer | Numeric):
        raise UnknownKind(f"missing_word of {task.kind}")
    return MissingWord(plain["after"], task)


_READERS: dict[str, Callable[[Plain], Task]] = {
    "single_choice": lambda plain: SingleChoice(_answers(plain)),
    "multiple_choice": lambda plain: MultipleChoice(_answers(plain)),
    "true_false": lambda plain: TrueFalse(plain["truth"], _text(plain["wrong"]), _text(plain["right"])),
    "matching": _matching,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "missing_word": _missing_word,
    "essay": lambda plain: Essay(),
    "description": lambda plain: Description(),
}

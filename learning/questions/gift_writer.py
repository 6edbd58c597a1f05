"""Writes a bank as GIFT that Moodle and our own reader read back unchanged.

Refuses with `NotWritable` the few things GIFT has no way to say, instead of changing them silently.
"""

import re
from collections.abc import Iterator

from learning.questions.gift_source import CATEGORY
from learning.questions.model import (
    Answer,
    Bank,
    Between,
    Description,
    Essay,
    Matching,
    MissingWord,
    MultipleChoice,
    Near,
    Numeric,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TextFormat,
    TrueFalse,
)
from learning.questions.weights import spelled

_SPECIAL = re.compile(r"[\\~=#{}:\n]")
# Words that would be taken for something else at the head of a text; naming the format keeps them words.
_MISLEADING = re.compile(r"//|\$CATEGORY|%|\[(?:moodle|html|plain|markdown)\]|\ufeff|0$")


class NotWritable(ValueError):
    """A question that GIFT cannot express."""


def write_gift(bank: Bank) -> str:
    """The bank as one GIFT file."""
    return "\n\n".join(_pieces(bank)) + "\n" if bank.questions or bank.categories else ""


def _pieces(bank: Bank) -> Iterator[str]:
    unnamed = list(bank.categories)
    current = ""
    for question in bank.questions:
        while question.category != current and question.category in unnamed:
            current = unnamed.pop(0)
            yield _category(current)
        if question.category != current:
            current = question.category
            yield _category(current)
        yield _question(question)
    yield from map(_category, unnamed)


def _category(category: str) -> str:
    if not category or "\n" in category:
        raise NotWritable("a category needs a name on one line, and cannot be left again")
    return f"{CATEGORY} {category}"


def _question(question: Question) -> str:
    base = question.text.format
    title = f"::{_escaped(question.title)}::" if question.title else ""
    words = _labels(question) + title + _text(question.text, TextFormat.MOODLE, always=True)
    feedback = _text(question.general_feedback, base)
    if isinstance(question.task, Description):
        if feedback:
            raise NotWritable(f"{question.id}: a description has no general feedback in GIFT")
        return words
    gap = isinstance(question.task, MissingWord)
    after = _escaped(question.task.after) if isinstance(question.task, MissingWord) else ""
    return f"{words}{'' if gap else ' '}{{{_answers(question, base)}{_closing(question, feedback)}}}{after}"


def _labels(question: Question) -> str:
    named = [f"[id:{_label(question.id)}]"] if question.id else []
    named += [f"[tag:{_label(tag)}]" for tag in question.tags]
    return f"// {' '.join(named)}\n" if named else ""


def _label(word: str) -> str:
    if word.endswith("\\") or "\n" in word:
        raise NotWritable(f"{word!r} cannot stand in a comment")
    return word.replace("]", "\\]")


def _escaped(body: str) -> str:
    return _SPECIAL.sub(lambda found: "\\n" if found[0] == "\n" else "\\" + found[0], body)


def _text(text: Text, base: TextFormat, always: bool = False) -> str:
    if not text and not always:
        return ""
    named = text.format != base or _MISLEADING.match(text.body)
    return (f"[{text.format}]" if named else "") + _escaped(text.body)


def _feedback(text: Text, base: TextFormat) -> str:
    return "#" + _text(text, base) if text else ""


def _closing(question: Question, feedback: str) -> str:
    if isinstance(question.asked, Essay | TrueFalse):
        return f"####{feedback}" if feedback else ""
    return f"\n\t####{feedback}\n" if feedback else "\n"


def _answers(question: Question, base: TextFormat) -> str:
    match question.asked:
        case SingleChoice(answers):
            lines = _single_choice(answers, base)
        case MultipleChoice(answers):
            lines = [f"~{_weight(answer.fraction, 0)}{_option(answer, base)}" for answer in answers]
        case TrueFalse() as task:
            return _true_false(task, base)
        case Matching() as task:
            lines = _matching(task, base)
        case ShortAnswer() as task:
            lines = _short_answer(task, base)
        case Numeric() as task:
            return "#" + "".join(f"\n\t{line}" for line in _numeric(task, base))
        case _:
            return ""
    return "".join(f"\n\t{line}" for line in lines)


def _single_choice(answers: tuple[Answer, ...], base: TextFormat) -> list[str]:
    all_right = all(answer.fraction == 100 for answer in answers)
    lines = []
    for place, answer in enumerate(answers):
        # Without any ~ Moodle would take the question for a short answer.
        right = answer.fraction == 100 and not (all_right and place)
        lines.append(("=" if right else "~" + _weight(answer.fraction, 0)) + _option(answer, base))
    return lines


def _option(answer: Answer, base: TextFormat) -> str:
    return _text(answer.text, base) + _feedback(answer.feedback, base)


def _weight(fraction: float, usual: float) -> str:
    return "" if fraction == usual else f"%{spelled(fraction)}%"


def _true_false(task: TrueFalse, base: TextFormat) -> str:
    wrong = "#" + _text(task.wrong, base) if task.wrong or task.right else ""
    return ("TRUE" if task.truth else "FALSE") + wrong + _feedback(task.right, base)


def _matching(task: Matching, base: TextFormat) -> list[str]:
    if any("->" in pair.left.body for pair in task.pairs):
        raise NotWritable("a left side cannot hold the arrow ->")
    lines = [f"={_text(pair.left, base)} -> {_escaped(pair.right)}" for pair in task.pairs]
    return lines + [f"= -> {_escaped(right)}" for right in task.extras]


def _short_answer(task: ShortAnswer, base: TextFormat) -> list[str]:
    lines = []
    for answer in task.answers:
        pattern = _text(Text(base, answer.pattern), base)
        lines.append(f"={_weight(answer.fraction, 100)}{pattern}{_feedback(answer.feedback, base)}")
    if any("->" in line for line in lines):
        raise NotWritable("a short answer cannot hold the arrow ->: Moodle would read pairs")
    return lines


def _numeric(task: Numeric, base: TextFormat) -> list[str]:
    lines = [
        f"={_weight(answer.fraction, 100)}{_target(answer.target)}{_feedback(answer.feedback, base)}"
        for answer in task.answers
    ]
    return lines + ([f"~{_feedback(task.otherwise, base)}"] if task.otherwise else [])


def _target(target: Near | Between) -> str:
    if isinstance(target, Between):
        return f"{target.low:f}..{target.high:f}"
    return f"{target.value:f}:{target.tolerance:f}"

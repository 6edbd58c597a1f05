"""What a learner may see of a question, and what a learner sent back.

A face holds no key: no weights, no feedback, no authored order. Options are offered as "a", "b", "c" … by
their place on the page; only who holds the arrangement can tell which authored option stood there.
"""

import random
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal

from learning.questions.model import (
    GAP,
    Description,
    Essay,
    Matching,
    MissingWord,
    MultipleChoice,
    Numeric,
    Question,
    ShortAnswer,
    SingleChoice,
    Text,
    TextFormat,
    TrueFalse,
)

TRUE, FALSE = Text(TextFormat.PLAIN, "Đúng"), Text(TextFormat.PLAIN, "Sai")
ANSWER = "answer"  # the key under which a choice or a typed answer stands in a mapping of values
MAX_TYPED = 200
MAX_ESSAY = 5000

Entry = Literal["choose", "match", "type", "number", "write", "nothing"]
Arrangement = list[int]
Values = Mapping[str, Sequence[str]] | Sequence[str]


class ResponseRefused(ValueError):
    """A response that cannot be marked because no honest form would send it."""


class OptionNotOffered(ResponseRefused):
    """A value that this question did not offer, or more values than it takes."""


class ResponseTooLong(ResponseRefused):
    """Typed text longer than any answer can be."""


class ArrangementMismatch(ValueError):
    """An arrangement made for another question or another version of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: the value a form sends, and the words shown."""

    value: str
    text: Text


@dataclass(frozen=True, slots=True)
class Face:
    """A question as it is shown; with a gap, `text` is the whole sentence, `before` and `after` its ends."""

    question_id: str
    kind: str
    entry: Entry
    title: str
    text: Text
    before: Text | None = None
    after: Text | None = None
    options: tuple[Choice, ...] = ()
    lefts: tuple[Choice, ...] = ()
    rights: tuple[Choice, ...] = ()
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What was answered, by authored places: options chosen, text typed, the right side of each left."""

    chosen: frozenset[int] = frozenset()
    typed: str = ""
    matched: tuple[int | None, ...] = ()


def arrange(question: Question, rng: random.Random) -> Arrangement:
    """A chance order for the options or right sides: position on the page → authored place; JSON-safe."""
    order = list(range(len(_offered(question))))
    if not isinstance(question.task, TrueFalse):
        rng.shuffle(order)
    return order


def face(question: Question, arrangement: Sequence[int]) -> Face:
    """The question as a learner sees it, in the given order."""
    offered = _in_order(question, arrangement)
    before, after = _sides(question)
    matching = question.task if isinstance(question.task, Matching) else None
    return Face(
        question_id=question.id,
        kind=question.kind,
        entry=_entry(question),
        title=question.title,
        text=_sentence(question),
        before=before,
        after=after,
        options=() if matching else offered,
        lefts=_lefts(matching) if matching else (),
        rights=offered if matching else (),
        multiple=isinstance(question.task, MultipleChoice),
    )


def read_response(question: Question, arrangement: Sequence[int], values: Values) -> Response:
    """The learner's response; refuses what was not offered.

    A choice or a typed answer comes as a list, or as a mapping under "answer". Matching comes as a list of
    right sides in the order of the lefts, or as a mapping from left to right. Empty is "not answered".
    """
    by_value = _places(question, arrangement)
    match question.asked:
        case Matching():
            return Response(matched=_matched(question.asked, by_value, values))
        case ShortAnswer() | Numeric():
            return Response(typed=_typed(_listed(values), MAX_TYPED))
        case Essay():
            return Response(typed=_typed(_listed(values), MAX_ESSAY))
        case Description():
            return Response()
        case _:
            return Response(chosen=_chosen(question, by_value, _listed(values)))


def _offered(question: Question) -> tuple[Text, ...]:
    match question.asked:
        case SingleChoice(answers) | MultipleChoice(answers):
            return tuple(answer.text for answer in answers)
        case TrueFalse():
            return TRUE, FALSE
        case Matching() as task:
            return tuple(Text(TextFormat.PLAIN, right) for right in task.right_sides)
        case _:
            return ()


def _entry(question: Question) -> Entry:
    match question.asked:
        case Matching():
            return "match"
        case ShortAnswer():
            return "type"
        case Numeric():
            return "number"
        case Essay():
            return "write"
        case Description():
            return "nothing"
        case _:
            return "choose"


def _in_order(question: Question, arrangement: Sequence[int]) -> tuple[Choice, ...]:
    offered = _offered(question)
    return tuple(Choice(value, offered[place]) for value, place in _places(question, arrangement, offered).items())


def _places(question: Question, arrangement: Sequence[int], offered: tuple[Text, ...] | None = None) -> dict[str, int]:
    count = len(_offered(question) if offered is None else offered)
    if sorted(arrangement) != list(range(count)):
        raise ArrangementMismatch(f"question {question.id!r} offers {count} options")
    return {_letter(position): place for position, place in enumerate(arrangement)}


def _letter(position: int) -> str:
    round_, letter = divmod(position, len(ascii_lowercase))
    return ascii_lowercase[letter] + (str(round_) if round_ else "")


def _lefts(task: Matching) -> tuple[Choice, ...]:
    return tuple(Choice(str(number), pair.left) for number, pair in enumerate(task.pairs, 1))


def _sides(question: Question) -> tuple[Text | None, Text | None]:
    if not isinstance(question.task, MissingWord):
        return None, None
    return question.text, Text(question.text.format, question.task.after)


def _sentence(question: Question) -> Text:
    if not isinstance(question.task, MissingWord):
        return question.text
    return Text(question.text.format, question.text.body + GAP + question.task.after)


def _listed(values: Values) -> list[str]:
    found = values.get(ANSWER, ()) if isinstance(values, Mapping) else values
    return [found] if isinstance(found, str) else list(found)


def _chosen(question: Question, by_value: dict[str, int], values: list[str]) -> frozenset[int]:
    chosen = frozenset(_place(by_value, value) for value in values if value)
    if len(chosen) > 1 and not isinstance(question.task, MultipleChoice):
        raise OptionNotOffered("this question takes one option")
    return chosen


def _place(by_value: dict[str, int], value: str) -> int:
    if value not in by_value:
        raise OptionNotOffered(value[:20])
    return by_value[value]


def _matched(task: Matching, by_value: dict[str, int], values: Values) -> tuple[int | None, ...]:
    lefts = [left.value for left in _lefts(task)]
    given = _given(lefts, values)
    if not set(given) <= set(lefts):
        raise OptionNotOffered("a left side that this question does not have")
    return tuple(_place(by_value, given[left]) if given.get(left) else None for left in lefts)


def _given(lefts: list[str], values: Values) -> dict[str, str]:
    if not isinstance(values, Mapping):
        values = _listed(values)
        if len(values) > len(lefts):
            raise OptionNotOffered("more right sides than there are lefts")
        return dict(zip(lefts, values, strict=False))
    if any(not isinstance(found, str) and len(found) > 1 for found in values.values()):
        raise OptionNotOffered("two right sides for one left")
    return {left: found if isinstance(found, str) else "".join(found) for left, found in values.items()}


def _typed(values: list[str], limit: int) -> str:
    if len(values) > 1:
        raise OptionNotOffered("several texts for one gap")
    typed = values[0] if values else ""
    if len(typed) > limit:
        raise ResponseTooLong(f"{len(typed)} characters, at most {limit}")
    return unicodedata.normalize("NFC", typed.replace("\0", "")).strip()

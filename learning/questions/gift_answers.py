"""Reads the answer section of a GIFT question into the task it stands for.

Which kind of task it is, is decided as Moodle decides it: by the first of these marks that is found.
"""

import re
from decimal import Decimal

from learning.questions.gift_section import Part, Section
from learning.questions.model import (
    NOTHING,
    Answer,
    Between,
    Essay,
    Matching,
    MultipleChoice,
    Near,
    Numeric,
    NumericAnswer,
    Pair,
    PlainTask,
    ShortAnswer,
    SingleChoice,
    Spelling,
    TrueFalse,
)
from learning.questions.weights import positive_sum, spelled, sums_to_whole

_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NUMBER = re.compile(r"[-+]?(\d{1,15}(\.\d{0,12})?|\.\d{1,12})([eE][-+]?\d{1,2})?")


def read_task(section: Section) -> PlainTask:
    """The task an answer section describes; its faults go to the section's log."""
    mask = section.mask
    if not mask:
        return Essay()
    if mask[0] == "#":
        return _numeric(section)
    if "~" in mask:
        return _choice(section)
    if "=" in mask and "->" in mask:
        return _matching(section)
    word = mask.partition("#")[0].strip()
    if word.upper() in _TRUTHS:
        return _true_false(section, word)
    return _short_answer(section)


def _choice(section: Section) -> SingleChoice | MultipleChoice:
    parts = section.marked_parts("=~")
    answers = tuple(_option(section, part) for part in parts)
    if len(answers) < 2:
        section.fault("one_answer")
    if any(part.mark == "=" for part in parts):
        return SingleChoice(answers)
    _check_weights(section, [answer.fraction for answer in answers])
    return MultipleChoice(answers)


def _option(section: Section, part: Part) -> Answer:
    if part.mark == "=":
        weight, begin = 100.0, part.start
        if section.has_weight(part):
            section.fault("weight_on_right", part.start)
    else:
        weight, begin = section.weight(part, 0.0)
    end, feedback = section.split(part)
    text = section.text(begin, end)
    if not text:
        section.fault("empty_answer", part.start - 1)
    return Answer(text, weight, feedback)


def _check_weights(section: Section, weights: list[float]) -> None:
    if positive_sum(weights) == 0:
        section.fault("no_right_answer")
    elif not sums_to_whole(weights):
        section.fault("weights_sum", total=spelled(positive_sum(weights)))


def _true_false(section: Section, word: str) -> TrueFalse:
    if word not in _TRUTHS:
        section.fault("truth_lower_case", section.block.skip_white(section.start, section.end), **_cases(word))
    first = section.find("#", section.start, section.end)
    second = section.find("#", first + 1, section.end)
    third = section.find("#", second + 1, section.end)
    if third < section.end:
        section.fault("stray_hash", third)
    wrong = section.text(first + 1, second) if first < section.end else NOTHING
    right = section.text(second + 1, section.end) if second < section.end else NOTHING
    return TrueFalse(_TRUTHS[word.upper()], wrong, right)


def _cases(word: str) -> dict[str, str]:
    return {"word": word, "upper": word.upper()}


def _matching(section: Section) -> Matching:
    pairs, extras = [], []
    for part in section.marked_parts("="):
        pair = _pair(section, part)
        if pair and pair.left:
            pairs.append(pair)
        elif pair:
            extras.append(pair.right)
    if len(pairs) < 2:
        section.fault("few_pairs")
    return Matching(tuple(pairs), tuple(extras))


def _pair(section: Section, part: Part) -> Pair | None:
    stray = section.find("#", part.start, part.end)
    if stray < part.end:
        section.fault("stray_hash", stray)
    arrow = section.find("->", part.start, part.end)
    if arrow == part.end:
        section.fault("arrow_missing", part.start - 1)
        return None
    right = section.block.words(arrow + 2, part.end)
    if not right:
        section.fault("right_side_missing", arrow)
    return Pair(section.text(part.start, arrow), right)


def _short_answer(section: Section) -> ShortAnswer:
    answers = []
    for part, weight, begin in section.weighed("=", 100.0):
        end, feedback = section.split(part)
        pattern = section.text(begin, end).body
        if not pattern:
            section.fault("empty_answer", part.start - 1)
        answers.append(Spelling(pattern, weight, feedback))
    if all(answer.fraction < 100 for answer in answers):
        section.fault("no_right_answer")
    return ShortAnswer(tuple(answers))


def _numeric(section: Section) -> Numeric:
    start = section.block.skip_white(section.start, section.end) + 1
    otherwise_at = section.find("~", start, section.end)
    otherwise = section.split(Part("~", otherwise_at, section.end))[1]
    numbers = Section(section.block, section.start, otherwise_at, section.format, section.log)
    answers = tuple(_number_answer(numbers, part) for part in numbers.parts("=", start))
    if all(answer.fraction < 100 for answer in answers):
        section.fault("no_right_answer")
    return Numeric(answers, otherwise)


def _number_answer(section: Section, part: Part) -> NumericAnswer:
    weight, begin = section.weight(part, 100.0)
    end, feedback = section.split(part)
    return NumericAnswer(_target(section, begin, end), weight, feedback)


def _target(section: Section, begin: int, end: int) -> Near | Between:
    words = section.block.words(begin, end)
    if ".." in words:
        low, high = (_number(section, begin, word) for word in words.split("..", 1))
        if low > high:
            section.fault("range_backwards", begin)
        return Between(low, high)
    value, _, tolerance = words.partition(":")
    near = Near(_number(section, begin, value), _number(section, begin, tolerance or "0"))
    if near.tolerance < 0:
        section.fault("negative_tolerance", begin)
    return near


def _number(section: Section, offset: int, word: str) -> Decimal:
    word = word.strip()
    if _NUMBER.fullmatch(word):
        return Decimal(word)
    section.fault("bad_number", offset, number=word)
    return Decimal(0)

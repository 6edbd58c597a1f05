"""The answer sheet of one attempt: which field belongs to which drawn question, and what was answered. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from courses.content import Course
from learning.questions import Face, Question, Response, face, read_response
from quizzes.models import Attempt

Values = dict[str, list[str]]


@dataclass(frozen=True)
class Slot:
    """One drawn question in its place on the sheet; fields are named ``q3``, in a matching question ``q3-1`` …"""

    number: int
    question: Question
    order: list[int]

    @property
    def name(self) -> str:
        """The field's name, which says nothing about the question."""
        return f"q{self.number}"

    @cached_property
    def face(self) -> Face:
        """What the learner may see."""
        return face(self.question, self.order)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """All field names of this question."""
        lefts = self.face.lefts
        return tuple(f"{self.name}-{left.value}" for left in lefts) if lefts else (self.name,)

    def response(self, values: Mapping[str, list[str]]) -> Response:
        """What was answered; raises ``ResponseRefused`` for what no honest form would send."""
        if self.face.lefts:
            prefix = len(self.name) + 1
            return read_response(
                self.question, self.order, {name[prefix:]: values.get(name, []) for name in self.fields}
            )
        return read_response(self.question, self.order, values.get(self.name, []))


def slots_of(attempt: Attempt, course: Course) -> tuple[Slot, ...]:
    """The sheet of an attempt, from the revision it was drawn from."""
    quiz = course.quiz(attempt.quiz_slug)
    assert quiz is not None  # a revision never changes
    return tuple(
        Slot(number, quiz.questions[row["id"]], row["order"]) for number, row in enumerate(attempt.drawn, start=1)
    )


def filled_in(slots: tuple[Slot, ...], sent: Mapping[str, list[str]], earlier: Values) -> Values:
    """What stands on the sheet after a form has come in.

    A field that did not come keeps its earlier value, except tick boxes: there, nothing sent means nothing ticked.
    """
    return {name: values for slot in slots for name, values in _kept(slot, sent, earlier) if values}


def _kept(slot: Slot, sent: Mapping[str, list[str]], earlier: Values) -> Iterator[tuple[str, list[str]]]:
    for name in slot.fields:
        if name in sent:
            yield name, [value for value in sent[name] if value]
        elif not slot.face.multiple:
            yield name, earlier.get(name, [])


def answered(slots: tuple[Slot, ...], values: Values) -> int:
    """How many questions have some answer."""
    return sum(any(values.get(name) for name in slot.fields) for slot in slots)

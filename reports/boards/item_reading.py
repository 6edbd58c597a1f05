"""From attempts to the statistics of a quiz's questions, one revision at a time; remembered until there are more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from courses.catalogue import revision
from courses.content import Course, Quiz
from learning.core.web.page_cache import Memory
from learning.questions import Question, mark
from learning.questions.faces import Response, ResponseRefused
from learning.questions.model import MultipleChoice, SingleChoice, TrueFalse
from quizzes.models import Attempt
from quizzes.sheet import Slot, slots_of
from reports.boards.item_statistics import ItemStatistics, ItemTally, statistics_of
from reports.boards.queries import first_attempts

Tallies = dict[str, ItemTally]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as it stood in the revision, with its figures."""

    question: Question
    found: ItemStatistics


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """The questions of one revision; those that need a look stand first. ``attempts`` are people's first ones."""

    revision_id: UUID
    course: Course
    quiz: Quiz
    attempts: int
    mean: float | None
    rows: tuple[QuestionRow, ...]


_known: Memory[tuple[QuizStatistics, ...]] = Memory(100)


def statistics_by_revision(quiz: Quiz, current: UUID, handed_in: int) -> tuple[QuizStatistics, ...]:
    """The statistics of every revision that somebody has answered, the newest first; ``handed_in`` is how many have."""
    return _known.get((quiz.key, current, handed_in), lambda: _worked_out(quiz.key))


def _worked_out(item_key: str) -> tuple[QuizStatistics, ...]:
    tallies: dict[UUID, Tallies] = {}
    marks: dict[UUID, tuple[int, float]] = {}
    slug = item_key.partition("/")[2]
    for attempt in first_attempts(item_key):
        slug = attempt.quiz_slug
        number, total = marks.get(attempt.revision_id, (0, 0.0))
        mean = _count(attempt, tallies.setdefault(attempt.revision_id, {}))
        marks[attempt.revision_id] = number + 1, total + mean
    newest = sorted(tallies, reverse=True)  # ids of revisions grow with time
    return tuple(_quiz(one, slug, tallies[one], *marks[one]) for one in newest)


def _count(attempt: Attempt, tallies: Tallies) -> float:
    """Add one attempt to the tallies; its mean mark."""
    course = revision(attempt.revision_id)
    shown = [(slot, *_judged(slot, attempt)) for slot in slots_of(attempt, course)]
    total = sum(points for _, points, _, _ in shown)
    for slot, points, chosen, omitted in shown:
        rest = (total - points) / (len(shown) - 1) if len(shown) > 1 else None
        tallies.setdefault(slot.question.id, ItemTally()).add(points, rest, chosen, omitted)
    return total / len(shown) if shown else 0.0


def _judged(slot: Slot, attempt: Attempt) -> tuple[float, frozenset[int], bool]:
    """Mark, chosen options by their place in the bank, whether it was left empty."""
    if not any(attempt.answers.get(name) for name in slot.fields):
        return 0.0, frozenset(), True
    try:
        response = slot.response(attempt.answers)
    except ResponseRefused:
        return 0.0, frozenset(), True
    return mark(slot.question, response).fraction, _chosen(response), False


def _chosen(response: Response) -> frozenset[int]:
    return frozenset(response.chosen)


def _quiz(revision_id: UUID, slug: str, tallies: Tallies, attempts: int, total: float) -> QuizStatistics:
    course = revision(revision_id)
    quiz = course.quiz(slug)
    assert quiz is not None  # attempts were drawn from it
    rows = [
        QuestionRow(question, statistics_of(tallies.get(question.id, ItemTally()), tuple(_options(question))))
        for question in quiz.questions.values()
    ]
    rows.sort(key=lambda row: (not row.found.warnings, row.found.facility is None, row.found.facility or 0.0))
    return QuizStatistics(
        revision_id, course, quiz, attempts, 100 * total / attempts if attempts else None, tuple(rows)
    )


def _options(question: Question) -> Iterator[tuple[str, bool]]:
    """The options in the bank's order; in a true-or-false question "đúng" is the first."""
    match question.asked:
        case SingleChoice(answers=answers) | MultipleChoice(answers=answers):
            yield from ((answer.text.body, answer.fraction > 0) for answer in answers)
        case TrueFalse(truth=truth):
            yield from (("Đúng", truth), ("Sai", not truth))

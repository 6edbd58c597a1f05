"""A compiled revision as the pages see it: frozen, typed, loaded once from its JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from courses.competencies import Competency
from learning.accounts.audiences import Audience
from learning.questions.model import Question
from learning.questions.plain import from_plain
from learning.scenarios.model import Scenario
from learning.scenarios.plain import from_plain as scenario_from_plain

FRAME = 6 * 1024  # bytes over the wire of a page that has little on it


def kilobytes(size: int) -> int:
    """Bytes as readers are told them: whole kilobytes, never nought."""
    return max(1, round(size / 1024))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson; ``weight`` is in bytes over the wire, pictures included; ``pictures`` has the bytes of each."""

    slug: str
    key: str
    number: int
    title: str
    minutes: int
    goal: str
    competencies: tuple[Competency, ...]
    sources: tuple[str, ...]
    checked: date | None
    screens: tuple[str, ...]
    headings: tuple[str, ...]
    read_aloud: str
    guide: str
    recording: str
    weight: int
    recording_weight: int = 0
    pictures: dict[str, int] = field(default_factory=dict, repr=False, hash=False)

    @property
    def kilobytes(self) -> int:
        """The weight as a reader is told it, never nought."""
        return kilobytes(self.weight)

    @property
    def kilobytes_of_text(self) -> int:
        """… for a reader whose pictures come only when asked for."""
        return kilobytes(self.weight - sum(self.pictures.values()))


@dataclass(frozen=True)
class Quiz:
    """One quiz with its whole bank. It stays on the server: templates are given faces, never this.

    The bank is kept as the JSON it was compiled to until somebody takes the quiz: most processes never need most banks.
    """

    slug: str
    key: str
    title: str
    draw: int
    pass_mark: int
    minutes: int
    attempts: int
    wait_minutes: int
    certificate: bool
    bank: str = field(repr=False)
    purpose: str = "certificate"

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The bank by the questions' identifiers."""
        questions = (from_plain(plain) for plain in json.loads(self.bank))
        return {question.id: question for question in questions}

    @property
    def reveals(self) -> bool:
        """Whether right answers are shown after marking: only where nothing depends on the bank staying unknown."""
        return self.purpose == "practice"


@dataclass(frozen=True, slots=True)
class Step:
    """One course on a path, and what it gives; finishing the core ones earns the path's certificate."""

    course: str
    core: bool
    gives: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a learner may want, and the course that gives it."""

    label: str
    course: str


@dataclass(frozen=True)
class Course:
    """One published course at one revision; a learning path is one too: it has steps in the place of lessons."""

    revision_id: UUID
    slug: str
    title: str
    summary: str
    audiences: tuple[Audience, ...]
    competencies: tuple[Competency, ...]
    hours: Decimal
    order: int
    cover: str
    gains: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    quizzes: tuple[Quiz, ...]
    media: dict[str, str] = field(repr=False)
    steps: tuple[Step, ...] = ()
    wishes: tuple[Wish, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    cover_weight: int = 0

    @property
    def cover_kilobytes(self) -> int:
        """The weight of the cover as a reader is told it."""
        return kilobytes(self.cover_weight)

    @property
    def is_path(self) -> bool:
        """Whether this orders other courses instead of having lessons."""
        return bool(self.steps)

    @cached_property
    def minutes(self) -> int:
        """How long reading all lessons takes."""
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def kept_kilobytes(self) -> int:
        """About how much it takes to keep the whole course on a phone, as a reader is told it."""
        return kilobytes(sum(lesson.weight for lesson in self.lessons) + FRAME * (2 + 2 * len(self.scenarios)))

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The keys that must be in the ledger: lessons and certificate quizzes, for a path its core courses."""
        if self.is_path:
            return tuple(step.course for step in self.steps if step.core)
        lessons = tuple(lesson.key for lesson in self.lessons)
        return lessons + tuple(quiz.key for quiz in self.quizzes if quiz.certificate)

    def lesson(self, slug: str) -> Lesson | None:
        """The lesson with this slug."""
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)

    def quiz(self, slug: str) -> Quiz | None:
        """The quiz with this slug."""
        return next((quiz for quiz in self.quizzes if quiz.slug == slug), None)

    def neighbours(self, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after."""
        before = self.lessons[lesson.number - 2] if lesson.number > 1 else None
        after = self.lessons[lesson.number] if lesson.number < len(self.lessons) else None
        return before, after

    def title_of(self, item_key: str) -> str:
        """What an item is called on the pages."""
        items: tuple[Lesson | Quiz | Scenario, ...] = (*self.lessons, *self.quizzes, *self.scenarios)
        titles = {item.key: item.title for item in items} | {step.course: step.title for step in self.steps}
        return titles.get(item_key, item_key)


def load_course(revision_id: UUID, content: str) -> Course:
    """Bring a revision back to life."""
    plain = json.loads(content)
    slug = plain["slug"]
    return Course(
        revision_id=revision_id,
        slug=slug,
        title=plain["title"],
        summary=plain["summary"],
        audiences=tuple(map(Audience, plain["audiences"])),
        competencies=tuple(map(Competency, plain["competencies"])),
        hours=Decimal(plain["hours"]),
        order=plain["order"],
        cover=plain["cover"],
        gains=tuple(plain["gains"]),
        lessons=tuple(_lesson(slug, number, row) for number, row in enumerate(plain["lessons"], start=1)),
        quizzes=tuple(_quiz(slug, row) for row in plain["quizzes"]),
        media=plain["media"],
        steps=tuple(Step(**row) for row in plain.get("steps", [])),
        wishes=tuple(Wish(**row) for row in plain.get("wishes", [])),
        scenarios=tuple(scenario_from_plain(row, slug) for row in plain.get("scenarios", [])),
        cover_weight=plain.get("cover_bytes", 0),
    )


def _lesson(course: str, number: int, row: dict[str, Any]) -> Lesson:
    return Lesson(
        slug=row["slug"],
        key=f"{course}/{row['slug']}",
        number=number,
        title=row["title"],
        minutes=row["minutes"],
        goal=row["goal"],
        competencies=tuple(map(Competency, row["competencies"])),
        sources=tuple(row["sources"]),
        checked=date.fromisoformat(row["checked"]) if row["checked"] else None,
        screens=tuple(row["screens"]),
        headings=tuple(row["headings"]),
        read_aloud=row["read_aloud"],
        guide=row["guide"],
        recording=row["recording"],
        weight=row["bytes"],
        recording_weight=row.get("recording_bytes", 0),
        pictures=row.get("pictures", {}),
    )


def _quiz(course: str, row: dict[str, Any]) -> Quiz:
    settings: dict[str, Any] = {"purpose": "certificate" if row["certificate"] else "practice"}
    settings |= {name: value for name, value in row.items() if name != "questions"}
    bank = json.dumps(row["questions"], ensure_ascii=False, separators=(",", ":"))
    return Quiz(key=f"{course}/{row['slug']}", bank=bank, **settings)

"""Entering papers: people against right answers, by the number and the version printed on the sheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Course, Quiz
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.web import current_person, page, see_other
from training.kit.queries import LETTERS, PaperSet, SetUnknown, paper_set, paper_version
from training.meetings.models import Meeting
from training.meetings.queries import attendance_of, items_of, meeting_for
from training.meetings.taught import courses_taught, taught
from training.rollcall.paper import Marked, NotMarked, counted, lettered
from training.rollcall.supervised_actions import OwnTest, PaperTest, PassedOnPaper, enter_paper
from training.rollcall.supervised_queries import Taken, papers_of
from training.rollcall.supervised_views import bp
from training.rollcall.views import leave_trace


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the grid: what was typed, what is wrong with it, what stands already."""

    person: Person
    letter: str
    typed: str
    wrong: str
    entered: Taken | None


@dataclass(frozen=True, slots=True)
class GridPage:
    """The grid of one quiz; without ``quiz`` only the choice of it. ``asked`` is how many questions the paper has."""

    meeting: Meeting
    offers: tuple[tuple[Course, Quiz], ...]
    course: Course | None
    quiz: Quiz | None
    number: str
    number_wrong: str
    asked: int
    letters: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which quiz is entered, and from which printed set."""

    course: Course
    quiz: Quiz
    printed: PaperSet | None

    @property
    def asked(self) -> int:
        """How many questions stand on the paper."""
        return len(self.drawn("A")) if self.printed else self.quiz.draw

    def drawn(self, letter: str) -> list[dict[str, object]]:
        """What stands on a version."""
        assert self.printed is not None
        return paper_version(self.printed.quiz, self.printed.seed, letter)


def _offers(found: Meeting) -> tuple[tuple[Course, Quiz], ...]:
    courses = courses_taught(taught(catalogue(), items_of(found.id)))
    return tuple((course, quiz) for course in courses for quiz in course.quizzes if quiz.certificate)


def _chosen(offers: Sequence[tuple[Course, Quiz]], key: str, number: str) -> Chosen | None:
    """Raises ``SetUnknown`` for a number that is none of this quiz."""
    course, quiz = next((one for one in offers if one[1].key == key), (None, None))
    if course is None or quiz is None:
        return None
    printed = paper_set(course.slug, quiz.slug, number) if number else None
    return Chosen(printed.course, printed.quiz, printed) if printed else Chosen(course, quiz, None)


@bp.get("/can-bo/buoi-hoc/<uuid:meeting_id>/bai-giay")
@require(Permission.HOLD_MEETINGS)
def papers(meeting_id: uuid.UUID) -> str:
    """Choose a quiz and give the number of its papers, then the grid. The look is traced."""
    found = meeting_for(current_person(), meeting_id)
    leave_trace("see_tests", f"meeting:{found.id}")
    offers, number = _offers(found), request.args.get("bo-de", "").replace(" ", "")
    key = request.args.get("bai") or (offers[0][1].key if len(offers) == 1 else "")
    try:
        chosen, wrong = _chosen(offers, key, number), ""
    except SetUnknown as unknown:
        chosen, wrong = None, unknown.sentence
    return _grid(found, offers, chosen, Typed(number, wrong, {}, {}))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of the page, and what is wrong with it, by person."""

    number: str
    number_wrong: str
    fields: Mapping[str, str]
    wrong: Mapping[uuid.UUID, str]


def _grid(found: Meeting, offers: tuple[tuple[Course, Quiz], ...], chosen: Chosen | None, typed: Typed) -> str:
    contract = GridPage(
        meeting=found,
        offers=offers,
        course=chosen.course if chosen else None,
        quiz=chosen.quiz if chosen else None,
        number=typed.number,
        number_wrong=typed.number_wrong,
        asked=chosen.asked if chosen else 0,
        letters=LETTERS if chosen and chosen.printed else "",
        lines=_lines(found, chosen, typed) if chosen else (),
    )
    return page("training/rollcall/papers.html", contract)


def _lines(found: Meeting, chosen: Chosen, typed: Typed) -> tuple[Line, ...]:
    entered = papers_of(found.id, chosen.quiz.key)
    people = (came.person for came in attendance_of(found) if came.person is not None)
    return tuple(_line(person, typed.fields, typed.wrong, entered.get(person.id)) for person in people)


def _line(person: Person, typed: Mapping[str, str], wrong: Mapping[uuid.UUID, str], entered: Taken | None) -> Line:
    key = person.id.hex
    return Line(person, typed.get(f"de-{key}", ""), typed.get(f"kq-{key}", ""), wrong.get(person.id, ""), entered)


@bp.post("/can-bo/buoi-hoc/<uuid:meeting_id>/bai-giay")
@require(Permission.HOLD_MEETINGS)
def enter(meeting_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep what can be marked; what cannot stays in the grid with the reason."""
    found = meeting_for(current_person(), meeting_id, lock=True)
    offers = _offers(found)
    number, typed = request.form.get("bo-de", "").replace(" ", ""), request.form.to_dict()
    chosen = _chosen(offers, request.form.get("bai", ""), number)
    if chosen is None:
        raise NotFound
    wrong = _enter(found, chosen, typed)
    db.session.commit()

    if wrong:
        return _grid(found, offers, chosen, Typed(number, "", typed, wrong)), 422
    flash("Đã ghi kết quả bài giấy. Ai đạt thì giấy xác nhận ghi là có giám sát.", "success")
    return see_other("supervised.papers", meeting_id=found.id, bai=chosen.quiz.key, **{"bo-de": number or None})


def _enter(found: Meeting, chosen: Chosen, typed: Mapping[str, str]) -> dict[uuid.UUID, str]:
    """Enter every line that was filled in; returns what was wrong, by person."""
    wrong: dict[uuid.UUID, str] = {}
    test = PaperTest(found, chosen.course, chosen.quiz, "hoc-du" in typed)
    for person in [came.person for came in attendance_of(found) if came.person is not None]:
        answer = typed.get(f"kq-{person.id.hex}", "").strip()
        if not answer:
            continue
        try:
            enter_paper(test, person, _marked(chosen, answer, typed.get(f"de-{person.id.hex}", "")), current_person())
        except NotMarked as reason:
            wrong[person.id] = str(reason)
        except (OwnTest, PassedOnPaper) as refused:
            wrong[person.id] = refused.sentence
    return wrong


def _marked(chosen: Chosen, answer: str, letter: str) -> Marked:
    """A number is a count; letters are the answers of the version that is named."""
    if answer.isdecimal():
        return counted(answer, chosen.asked)
    if chosen.printed is None:
        raise NotMarked("Muốn ghi chữ cái từng câu thì điền số bộ đề ở trên trước. Hoặc ghi số câu đúng.")
    if len(letter) != 1 or letter not in LETTERS:
        raise NotMarked("Xin chọn đề A, B, C … in ở đầu tờ.")
    return lettered(answer, chosen.course, chosen.quiz, chosen.drawn(letter))

"""Doors of the teaching kit: slides, handouts, printed quizzes with their key, and the page that leads to them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from markupsafe import Markup

from courses import queries as courses
from courses.catalogue import catalogue
from courses.content import Course, Lesson, Quiz
from courses.reading import screens_for
from learning.accounts.actions import trace
from learning.accounts.permissions import Permission
from learning.accounts.queries import home_commune
from learning.core import clock
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.qr import Strokes, qr_strokes
from learning.core.web import current_person, page, public_address
from training.kit import queries
from training.kit.forms import PaperForm
from training.kit.handout import Handout, handout_of
from training.kit.printing import print_handouts, print_key, print_papers, print_slides
from training.kit.slides import Slide, slides_of

bp = Blueprint("kit", __name__, url_prefix="/can-bo")


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Every course and path there is a kit for."""

    courses: tuple[Course, ...]
    paths: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class KitPage:
    """All that can be taught with, lesson by lesson, and the quizzes that can be printed."""

    course: Course
    quizzes: tuple[Quiz, ...]
    steps: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class SlidesPage:
    """A lesson on the wall at one of its slides; ``notes`` adds what only the teacher reads."""

    course: Course
    lesson: Lesson
    slides: tuple[Slide, ...]
    at: int
    notes: bool
    guide: Markup
    read_aloud: tuple[str, ...]
    qr: Strokes
    address: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What is asked before a quiz is printed."""

    course: Course
    quiz: Quiz
    form: PaperForm


@bp.get("/bo-tai-lieu/")
@require(Permission.TEACH)
def shelf() -> str:
    """The courses and paths."""
    return page("training/kit/shelf.html", ShelfPage(catalogue().courses, catalogue().paths))


@bp.get("/bo-tai-lieu/<course>")
@require(Permission.TEACH)
def kit(course: str) -> str:
    """Slides, notes, handouts and printable quizzes of one course."""
    found = catalogue().course(course)
    quizzes = tuple(quiz for quiz in found.quizzes if queries.has_printable(quiz))
    steps = tuple(catalogue().course(step.course) for step in found.steps)
    return page("training/kit/kit.html", KitPage(found, quizzes, steps))


@bp.get("/bai-hoc/<course>/<lesson>/trinh-chieu")
@require(Permission.TEACH)
def slides(course: str, lesson: str) -> str:
    """The lesson as slides; each slide has an address, so that it works without a script."""
    found, item = _lesson(course, lesson)
    shown = slides_of(found, item, screens_for(item, home_commune()))
    at = min(max(_number("trang"), 1), len(shown))
    paragraphs = tuple(part.strip() for part in item.read_aloud.split("\n\n") if part.strip())
    address, notes = _home_address(found, item), request.args.get("xem") == "nguoi-day"
    contract = SlidesPage(found, item, shown, at, notes, Markup(item.guide), paragraphs, qr_strokes(address), address)
    return page("training/kit/slides.html", contract)


@bp.get("/bai-hoc/<course>/<lesson>/trinh-chieu.pdf")
@require(Permission.TEACH)
def slides_pdf(course: str, lesson: str) -> Response:
    """The same slides as one file, for a machine without network."""
    found, item = _lesson(course, lesson)
    home, address = home_commune(), _home_address(found, item)
    shown = slides_of(found, item, screens_for(item, home))
    given = queries.pictures_of([item])
    body = print_slides(item.title, shown, qr_strokes(address), address, given, home.full_name, clock.today())
    return _pdf(body, f"trinh-chieu-{item.slug}")


@bp.get("/bai-hoc/<course>/<lesson>/to-phat.pdf")
@require(Permission.TEACH)
def handout(course: str, lesson: str) -> Response:
    """The handout of one lesson."""
    found, item = _lesson(course, lesson)
    given = queries.pictures_of([item])
    body = print_handouts(item.title, [_sheet(found, item)], given, home_commune().full_name, clock.today())
    return _pdf(body, f"to-phat-{item.slug}")


@bp.get("/bo-tai-lieu/<course>/to-phat.pdf")
@require(Permission.TEACH)
def handouts(course: str) -> Response:
    """The handouts of all lessons of a course in one file."""
    found = catalogue().course(course)
    sheets = [_sheet(found, item) for item in found.lessons]
    if not sheets:
        raise NotFound
    given = queries.pictures_of(found.lessons)
    body = print_handouts(found.title, sheets, given, home_commune().full_name, clock.today())
    return _pdf(body, f"to-phat-{found.slug}")


@bp.get("/bo-tai-lieu/<course>/<quiz>/de-giay")
@require(Permission.TEACH)
def paper(course: str, quiz: str) -> str:
    """Ask how many versions of a quiz to print; a new set is proposed."""
    found = catalogue().course(course)
    wanted = queries.printed_quiz(found, quiz)
    return _ask(found, wanted, PaperForm(number=queries.new_set(found, wanted).number, versions="2"))


@bp.post("/bo-tai-lieu/<course>/<quiz>/de-giay")
@require(Permission.TEACH)
def papers(course: str, quiz: str) -> Response | tuple[str, int]:
    """The papers with their answer sheets; who printed which set leaves a trace."""
    return _print_set(course, quiz, "print_quiz")


@bp.post("/bo-tai-lieu/<course>/<quiz>/dap-an")
@require(Permission.TEACH)
def answers(course: str, quiz: str) -> Response | tuple[str, int]:
    """The key of a set, traced and never stored by a browser."""
    return _print_set(course, quiz, "print_key")


def _print_set(course: str, quiz: str, deed: str) -> Response | tuple[str, int]:
    found = catalogue().course(course)
    wanted, form = queries.printed_quiz(found, quiz), PaperForm(request.form)
    if not form.validate():
        return _ask(found, wanted, form), 422
    printed = form.chosen_set(found, wanted)
    if printed is None:
        return _ask(found, wanted, form), 422
    trace(current_person(), deed, f"course:{found.slug}", f"{wanted.slug} {printed.number} {form.count}")
    db.session.commit()
    printer, name = (print_key, "dap-an") if deed == "print_key" else (print_papers, "de")
    body = printer(printed, form.count, home_commune().full_name, clock.today())
    return _pdf(body, f"{name}-{found.slug}-{printed.number}")


def _ask(course: Course, quiz: Quiz, form: PaperForm) -> str:
    return page("training/kit/paper.html", PaperPage(course, quiz, form))


def _lesson(course: str, lesson: str) -> tuple[Course, Lesson]:
    found = catalogue().course(course)
    return found, courses.lesson_of(found, lesson)


def _sheet(course: Course, item: Lesson) -> Handout:
    return handout_of(course, item, screens_for(item, home_commune()), _home_address(course, item))


def _home_address(course: Course, item: Lesson) -> str:
    return public_address() + url_for("courses.lesson", course=course.slug, lesson=item.slug)


def _number(name: str) -> int:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1


def _pdf(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The doors of the report: its text, what people write into it, freezing, PDF and Word, each number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as AnyResponse

from learning.accounts.actions import trace
from learning.accounts.models import Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, names_of
from learning.core import clock
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.text import slugify
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write
from reports.figures.measures import MEASURES, Counts, Measure
from reports.figures.models import Campaign
from reports.figures.queries import campaigns, open_book, people_behind, rows_of
from reports.figures.views import catch_up_first
from reports.papers import actions, queries
from reports.papers.choosing import FORMS, Choice, choice_for, places_to_choose, previous_month, shortcuts
from reports.papers.findings import Change, Findings, Found, changes, read_findings
from reports.papers.forms import TextsForm, texts_form
from reports.papers.gathering import OWN, findings_of, own_scope
from reports.papers.models import ReportFreeze, ReportText
from reports.papers.paper import Paper, letterhead
from reports.papers.pdf_file import report_pdf
from reports.papers.phrasing import lowered, shown
from reports.papers.sections import Section, sections_of
from reports.papers.word_file import report_word
from reports.papers.writing import Seal, write_paper
from training.meetings.models import Meeting

bp = Blueprint("papers", __name__, url_prefix="/can-bo/bao-cao")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Frozen:
    """Since when, by whom and under which digest the figures are frozen."""

    at: datetime
    by: str
    digest: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The report as it will stand, what can be chosen, what is written by hand, what has changed since the freeze."""

    choice: Choice
    period: str
    query: dict[str, str]
    paper: Paper
    frozen: Frozen | None
    changes: tuple[Change, ...]
    form: TextsForm
    sections: tuple[Section, ...]
    theirs: dict[str, ReportText]
    places: tuple[Place, ...]
    campaigns: tuple[Campaign, ...]
    shortcuts: tuple[tuple[str, dict[str, str]], ...]
    forms: dict[str, str]
    shown: object


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One number of a report: what it counts, what was frozen, what it is now, and the list behind it."""

    choice: Choice
    period: str
    query: dict[str, str]
    found: Found
    value: str
    measure: Measure | None
    sentence: str
    now: int
    leaf: Leaf | None
    turns: str
    meetings: tuple[Meeting, ...]
    part: str
    gone: bool


@bp.get("")
@require(Permission.WRITE_REPORT)
def report() -> str:
    """The text as it will stand on paper."""
    catch_up_first()
    choice = _choice()
    form, sections = texts_form(choice.form), sections_of(choice.form)
    form.show(queries.texts_of(choice), sections)
    return _report_page(choice, form)


@bp.post("/loi-viet")
@require(Permission.WRITE_REPORT)
def write() -> AnyResponse | tuple[str, int]:
    """Keep the passages; where somebody else was quicker, show both texts."""
    choice, form = _choice(), texts_form(request.args.get("mau", ""), request.form)
    sections = sections_of(choice.form)
    if not form.validate():
        return _report_page(choice, form), 422
    lost = actions.write_texts(choice, form.read(sections), current_person())
    db.session.commit()
    if lost:
        theirs = {section: row for section, row in queries.texts_of(choice).items() if section in lost}
        form.take_editions(queries.texts_of(choice), sections)
        return _report_page(choice, form, theirs), 409

    flash("Đã lưu lời viết.", "success")
    return see_other("papers.report", **choice.query(), _anchor="loi-viet")


@bp.post("/chot")
@require(Permission.WRITE_REPORT)
def freeze() -> AnyResponse:
    """Freeze all figures as they are at this moment."""
    catch_up_first(whole=True)
    choice, person = _choice(), current_person()
    actions.freeze(choice, findings_of(choice, person), person)
    db.session.commit()

    flash("Đã chốt số liệu. Từ nay báo cáo kỳ này giữ nguyên các con số.", "success")
    return see_other("papers.report", **choice.query())


@bp.get("/tai-ve.pdf")
@require(Permission.WRITE_REPORT)
def as_pdf() -> Response:
    """The report to be printed and signed."""
    choice, paper = _paper()
    return _file(report_pdf(paper), "application/pdf", choice)


@bp.get("/tai-ve.docx")
@require(Permission.WRITE_REPORT)
def as_word() -> Response:
    """The report in Word, to be completed."""
    choice, paper = _paper()
    return _file(report_word(paper), WORD, choice)


@bp.get("/so-lieu")
@require(Permission.WRITE_REPORT)
def figure() -> str:
    """One number by its code: how it is counted, and the list behind it. A look at the list is traced."""
    catch_up_first()
    choice, code = _choice(), request.args.get("ma", "A1").strip().upper()
    findings, _ = _findings(choice)
    found = findings.find(code)
    if found is None:
        raise NotFound("Báo cáo này không có số liệu mang mã đó. Xin xem lại mã ở cuối câu hoặc trong bảng.")
    _leave_trace("see_people", choice)
    return page("reports/report_figure.html", _figure_page(choice, found))


# --- What the doors share --------------------------------------------------------------------------------


def _choice() -> Choice:
    return choice_for(current_person(), previous_month(request.args))


def _findings(choice: Choice) -> tuple[Findings, ReportFreeze | None]:
    """The frozen figures where there are any, else those of now."""
    row = queries.freeze_of(choice)
    if row is None:
        return findings_of(choice, current_person()), None
    actions.check_whole(row)
    findings = read_findings(row.body)
    actions.check_own(findings, choice)
    return findings, row


def _written(choice: Choice, findings: Findings, row: ReportFreeze | None) -> Paper:
    texts = {section: text.text for section, text in queries.texts_of(choice).items()}
    seal = Seal(row.frozen_at, row.digest) if row else None
    return write_paper(findings, texts, letterhead(choice.place, choice.form), clock.now(), seal)


def _paper() -> tuple[Choice, Paper]:
    catch_up_first(whole=True)
    choice = _choice()
    return choice, _written(choice, *_findings(choice))


def _report_page(choice: Choice, form: TextsForm, theirs: dict[str, ReportText] | None = None) -> str:
    person = current_person()
    findings, row = _findings(choice)
    return page(
        "reports/report.html",
        ReportPage(
            choice=choice,
            period=lowered(findings.period),
            query=choice.query(),
            paper=_written(choice, findings, row),
            frozen=Frozen(row.frozen_at, _name_of(row), row.digest) if row else None,
            changes=changes(findings, findings_of(choice, person)) if row else (),
            form=form,
            sections=sections_of(choice.form),
            theirs=theirs or {},
            places=tuple(places_to_choose(person)),
            campaigns=tuple(campaigns()),
            shortcuts=shortcuts(clock.today()),
            forms=FORMS,
            shown=shown,
        ),
    )


def _name_of(row: ReportFreeze) -> str:
    known = names_of([row.frozen_by])
    return known.get(row.frozen_by, "") if row.frozen_by else ""


def _figure_page(choice: Choice, found: Found) -> FigurePage:
    scope, measure = own_scope(choice, found, current_person()), MEASURES.get(found.measure)
    part = "denominator" if request.args.get("phan") == "mau-so" else "numerator"
    gone = bool(dict(found.scope).get("khoa")) and not scope.course
    meetings = tuple(queries.meetings_held(scope)) if found.measure == "meetings" else ()
    now, leaf, turns = len(meetings), None, ""
    if measure is not None and not gone:
        behind = people_behind(measure, scope, open_book(), part)
        now, leaf = behind.total, rows_of(behind, current_person(), _leaf_asked())
        turns = "" if behind.turns is None else "phút" if measure.counts == Counts.HOURS else "lượt"
    return FigurePage(
        choice=choice,
        period=lowered(choice.scope.period.name),
        query=choice.query(),
        found=found,
        value=shown(found),
        measure=measure,
        sentence=measure.sentence if measure else OWN[found.measure][2],
        now=now,
        leaf=leaf,
        turns=turns,
        meetings=meetings,
        part=part,
        gone=gone,
    )


def _leaf_asked() -> int:
    return max(1, min(request.args.get("trang", 1, type=int), 9999))


def _leave_trace(deed: str, choice: Choice) -> None:
    """Trace a look before it is shown."""
    with short_write():
        trace(current_person(), deed, f"place:{choice.place.id}")


def _file(body: bytes, kind: str, choice: Choice) -> Response:
    ending = "pdf" if kind.endswith("pdf") else "docx"
    name = f"bao-cao-{slugify(choice.scope.period.name)}-{slugify(choice.place.name)}.{ending}"
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'{"inline" if ending == "pdf" else "attachment"}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

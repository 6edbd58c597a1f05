"""The office of certificates: the list to print from, one paper with its trail, revoking, issuing anew.

One learner's page stands here too, because only from this floor can all that somebody has reached be seen.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as AnyResponse

from certificates import actions, queries
from certificates.forms import PrintForm, ReasonForm
from certificates.models import Certificate
from certificates.paper import render_papers
from courses.catalogue import catalogue, revision
from courses.content import Course
from courses.queries import outline
from learning.accounts.actions import trace
from learning.accounts.audiences import Audience, audience_of
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, leaf_of, may_at, narrowed, person_for, places_for, role_words_of
from learning.core.access import require
from learning.core.codes import CodeMistyped, sanitise_code
from learning.core.database import db
from learning.core.errors import NotFound
from learning.core.forms import StrictForm
from learning.core.web import current_person, page, public_address, see_other
from learning.core.web.short_write import short_write
from learning.progress.queries import done_keys
from quizzes.models import Attempt
from quizzes.queries import attempts_of

bp = Blueprint("certificate_office", __name__, url_prefix="/can-bo")


@dataclass(frozen=True, slots=True)
class Reached:
    """One course as far as somebody has come in it."""

    course: Course
    done: int
    finished: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One learner: who they are, what they have reached, and what the viewer may do for them."""

    person: Person
    audience: str
    reached: tuple[Reached, ...]
    attempts: tuple[tuple[str, Attempt], ...]
    certificates: tuple[Certificate, ...]
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One leaf of the valid certificates, what narrows it, and what was wrong with the choice to print."""

    leaf: Leaf
    course_slug: str
    place_id: int | None
    audience: Audience | None
    courses: dict[str, str]
    places: tuple[Place, ...]
    audiences: tuple[Audience, ...]
    form: PrintForm


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One certificate, all issues of it with the role of whoever revoked each, and whether the viewer may act."""

    certificate: Certificate
    trail: tuple[tuple[Certificate, str], ...]
    may_revoke: bool
    replaced: bool


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """Why something is done to a certificate; ``draft`` is what a new one would say."""

    certificate: Certificate
    form: StrictForm
    draft: Certificate | None = None


@bp.get("/nguoi-hoc/<uuid:person_id>")
@require(Permission.SEE_PEOPLE)
def person(person_id: uuid.UUID) -> str | AnyResponse:
    """One learner of one's places; the look is traced. An address from before two records became one leads on."""
    viewer = current_person()
    found = person_for(viewer, person_id, Permission.SEE_PEOPLE)
    if found.id != person_id:
        return see_other("certificate_office.person", person_id=found.id)
    _leave_trace("see_person", f"person:{found.id}")
    done, held = done_keys(found.id), tuple(queries.certificates_of(found.id))
    attempts = tuple((_title(attempt.item_key), attempt) for attempt in attempts_of(found.id))
    allowed = frozenset(permission.name for permission in Permission if may_at(viewer, permission, found.place))
    label = Audience(found.audience).label
    contract = PersonPage(found, label, _reached(done), attempts, held, allowed)
    return page("certificates/office/person.html", contract)


def _reached(done: frozenset[str]) -> tuple[Reached, ...]:
    rows = (Reached(course, outline(course, done).done, course.slug in done) for course in catalogue().courses)
    return tuple(row for row in rows if row.done or row.finished)


def _title(item_key: str) -> str:
    course = catalogue().find(item_key.partition("/")[0])
    return f"{course.title}: {course.title_of(item_key)}" if course else item_key


def _leave_trace(deed: str, subject: str) -> None:
    """Trace a look before it is shown."""
    with short_write():
        trace(current_person(), deed, subject)


@bp.get("/giay-xac-nhan")
@require(Permission.SEE_CERTIFICATES)
def listing() -> str:
    """The valid certificates of one's places; each look is traced."""
    _leave_trace("see_certificates", f"place:{_number('thon') or _first_place()}")
    return _listing(PrintForm())


def _listing(form: PrintForm) -> str:
    viewer, slug = current_person(), request.args.get("khoa", "")[:80]
    place_id, audience = _number("thon"), audience_of(request.args.get("doi-tuong", ""))
    wanted = narrowed(queries.certificates_for(viewer, slug), place_id, audience)
    leaf = leaf_of(wanted, _number("trang") or 1, queries.PAPERS_A_PAGE)
    places = tuple(places_for(viewer, Permission.SEE_CERTIFICATES, closed_too=True))
    titles = queries.course_titles(viewer)
    contract = ListPage(leaf, slug, place_id, audience, titles, places, tuple(Audience), form)
    return page("certificates/office/list.html", contract)


def _number(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) or None if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _first_place() -> int:
    return min((grant.place_id for grant in current_person().grants), default=0)


@bp.post("/giay-xac-nhan/in")
@require(Permission.SEE_CERTIFICATES)
def print_papers() -> Response | tuple[str, int]:
    """Many papers in one PDF, in the order of the list."""
    form = PrintForm(request.form)
    if not form.validate():
        return _listing(form), 422
    chosen = queries.printable(current_person(), form.chosen())
    body = render_papers([queries.paper_of(certificate, public_address()) for certificate in chosen])
    trace(current_person(), "print_certificates", f"place:{_first_place()}", f"{len(chosen)} papers")
    db.session.commit()

    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="giay-xac-nhan.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/giay-xac-nhan/<code>")
@require(Permission.SEE_CERTIFICATES)
def certificate(code: str) -> str:
    """One certificate with everything that happened to it."""
    viewer, found = current_person(), _found(code, Permission.SEE_CERTIFICATES)
    _leave_trace("see_certificate", f"certificate:{found.id}")
    trail = tuple((row, _revoker(row)) for row in queries.trail_of(found))
    may_revoke = may_at(viewer, Permission.REVOKE_CERTIFICATES, queries.place_of(found))
    replaced = queries.replacement_of(found) is not None
    return page("certificates/office/certificate.html", CertificatePage(found, trail, may_revoke, replaced))


def _revoker(row: Certificate) -> str:
    return role_words_of(row.revocation.revoked_by) if row.revocation is not None else ""


def _found(code: str, permission: Permission) -> Certificate:
    try:
        return queries.certificate_for(current_person(), sanitise_code(code), permission)
    except CodeMistyped as mistyped:
        raise NotFound from mistyped


@bp.get("/giay-xac-nhan/<code>/thu-hoi")
@require(Permission.REVOKE_CERTIFICATES)
def confirm_revocation(code: str) -> str:
    """Ask for the reason."""
    found = _found(code, Permission.REVOKE_CERTIFICATES)
    return page("certificates/office/revoke.html", ReasonPage(found, ReasonForm()))


@bp.post("/giay-xac-nhan/<code>/thu-hoi")
@require(Permission.REVOKE_CERTIFICATES)
def revoke(code: str) -> AnyResponse | tuple[str, int]:
    """Take a certificate's worth away."""
    found, form = _found(code, Permission.REVOKE_CERTIFICATES), ReasonForm(request.form)
    if not form.validate():
        return page("certificates/office/revoke.html", ReasonPage(found, form)), 422
    actions.revoke(found, form.reason.data, current_person())
    db.session.commit()

    flash("Đã thu hồi. Ai xác minh mã này sẽ thấy giấy không còn hiệu lực.", "success")
    return see_other("certificate_office.certificate", code=found.code)


@bp.get("/giay-xac-nhan/<code>/cap-lai")
@require(Permission.REVOKE_CERTIFICATES)
def confirm_anew(code: str) -> str:
    """Show the old and the new name, and ask for the reason."""
    return _anew(_found(code, Permission.REVOKE_CERTIFICATES), ReasonForm())


def _anew(found: Certificate, form: ReasonForm) -> str:
    draft = actions.draft(_holder(found), revision(found.revision_id), found.level, found.supervised_at)
    return page("certificates/office/anew.html", ReasonPage(found, form, draft))


def _holder(found: Certificate) -> Person:
    if found.person_id is None:
        raise NotFound
    return person_for(current_person(), found.person_id, Permission.REVOKE_CERTIFICATES)


@bp.post("/giay-xac-nhan/<code>/cap-lai")
@require(Permission.REVOKE_CERTIFICATES)
def issue_anew(code: str) -> AnyResponse | tuple[str, int]:
    """Replace a certificate by one with the holder's present name; a second tap leads to the same new one."""
    found, form = _found(code, Permission.REVOKE_CERTIFICATES), ReasonForm(request.form)
    earlier = queries.replacement_of(found)
    if earlier is not None:
        return see_other("certificate_office.certificate", code=earlier.code)
    if not form.validate():
        return _anew(found, form), 422
    course = revision(found.revision_id)
    fresh = actions.issue_anew(found, _holder(found), course, form.reason.data, current_person())
    db.session.commit()

    flash("Đã cấp lại. Giấy cũ không còn hiệu lực.", "success")
    return see_other("certificate_office.certificate", code=fresh.code)

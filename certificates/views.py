"""Doors for holders and for whoever is shown a certificate: offer, issue, paper, verification."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from certificates import actions, queries
from certificates.models import Certificate
from certificates.paper import render_papers
from certificates.queries import Standing, Verified
from courses.catalogue import catalogue
from courses.content import Course
from learning.accounts.permissions import Permission
from learning.core.access import public, require
from learning.core.codes import CodeMistyped, sanitise_code
from learning.core.database import db
from learning.core.errors import NotFound, Refusal
from learning.core.pdf import first_page
from learning.core.web import current_person, page, public_address, see_other

bp = Blueprint("certificates", __name__)

LONGEST_TYPED = 200  # characters; somebody may paste the whole address from the QR code


class PaperRevoked(Refusal):
    """A paper that no longer counts is not printed any more."""

    status = 410
    title = "Giấy này đã bị thu hồi"
    sentence = "Giấy đã thu hồi thì không in nữa. Cần giấy khác, xin liên hệ cán bộ xã phụ trách lớp học."


@dataclass(frozen=True, slots=True)
class OfferPage:
    """What the paper will say, before it is issued."""

    course: Course
    draft: Certificate
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A certificate and what its holder can do with it."""

    certificate: Certificate
    verify_url: str


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The answer to a code, or the empty form (``verified`` is None)."""

    typed: str
    verified: Verified | None


@bp.get("/giay-xac-nhan/khoa/<course>")
@require(Permission.LEARN)
def offer(course: str) -> AnyResponse | str:
    """The preview before issuing: the name exactly as it will be printed, or what is still missing."""
    person, found = current_person(), _course(course)
    level = queries.level_of(person.id, found)
    held = queries.valid_for(person.id, course, level[0])
    if held is not None:
        return see_other("certificates.held", code=held.code)
    return page("certificates/offer.html", OfferPage(found, actions.draft(person, found, *level), _missing(found)))


@bp.get("/giay-xac-nhan/khoa/<course>/xem-thu.pdf")
@require(Permission.LEARN)
def sample(course: str) -> Response:
    """The paper as it would look, marked as a trial print."""
    person, wanted = current_person(), _course(course)
    found = actions.draft(person, wanted, *queries.level_of(person.id, wanted))
    found.serial, found.code = "…", "0" * 10
    return _pdf([found], "xem-thu", is_sample=True)


@bp.post("/giay-xac-nhan/khoa/<course>")
@require(Permission.LEARN)
def issue(course: str) -> AnyResponse:
    """Issue the certificate, once."""
    person, found = current_person(), _course(course)
    certificate = actions.issue(person, found, *queries.level_of(person.id, found))
    db.session.commit()

    return see_other("certificates.held", code=certificate.code)


@bp.get("/giay-xac-nhan/<code>")
@require(Permission.LEARN)
def held(code: str) -> str:
    """One certificate of one's own, or of one's places."""
    certificate = queries.certificate_for(current_person(), _code(code))
    return page("certificates/held.html", HeldPage(certificate, f"{public_address()}/xac-minh/{certificate.code}"))


@bp.get("/giay-xac-nhan/<code>.pdf")
@require(Permission.LEARN)
def paper(code: str) -> Response:
    """The paper; the same certificate always gives the same bytes."""
    certificate = _printable(code)
    return _pdf([certificate], f"giay-xac-nhan-{certificate.code}")


@bp.get("/giay-xac-nhan/<code>.png")
@require(Permission.LEARN)
def picture(code: str) -> Response:
    """The paper as a picture, for browsers inside other apps that save no files."""
    printed = render_papers([queries.paper_of(_printable(code), public_address())])
    response = Response(first_page(printed), mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/xac-minh/")
@public
def verify_form() -> AnyResponse | str | tuple[str, int]:
    """Where a code is typed in."""
    typed = request.args.get("ma", "").strip()[:LONGEST_TYPED].rpartition("/xac-minh/")[2]  # the QR's address will do
    if not typed:
        return page("certificates/verify.html", VerifyPage("", None))
    if "/" in typed:  # the serial number, most likely; it cannot stand in an address
        return page("certificates/verify.html", VerifyPage(typed, queries.verify(typed))), 404
    return see_other("certificates.verify", code=typed)


@bp.get("/xac-minh/<code>")
@public
def verify(code: str) -> tuple[str, int]:
    """Everything that is printed on the paper, and whether it counts today."""
    verified = queries.verify(code[:40])
    known = verified.standing not in (Standing.UNKNOWN, Standing.MISTYPED)
    return page("certificates/verify.html", VerifyPage(code[:40], verified)), 200 if known else 404


def _course(slug: str) -> Course:
    return catalogue().course(slug)


def _missing(course: Course) -> tuple[str, ...]:
    try:
        actions.check_eligible(current_person(), course)
    except actions.NotYetEligible as refusal:
        return refusal.missing
    return ()


def _printable(code: str) -> Certificate:
    """A certificate that the viewer holds or is in charge of, and that still counts."""
    certificate = queries.certificate_for(current_person(), _code(code))
    if certificate.revocation is not None:
        raise PaperRevoked
    return certificate


def _code(typed: str) -> str:
    try:
        return sanitise_code(typed)
    except CodeMistyped as mistyped:
        raise NotFound from mistyped


def _pdf(certificates: list[Certificate], name: str, is_sample: bool = False) -> Response:
    papers = [queries.paper_of(certificate, public_address(), is_sample) for certificate in certificates]
    response = Response(render_papers(papers), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""Questions about certificates. A paper is handed out to its holder and to those in charge of the holder's place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select

from certificates.models import Certificate, Revocation
from certificates.paper import Paper
from courses.content import Course
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import Tally, may_at, tally, within_reach
from learning.core.codes import CodeMistyped, sanitise_code, show_code
from learning.core.database import db
from learning.core.errors import NotFound
from learning.progress.models import Completion
from quizzes.models import Attempt
from quizzes.queries import supervised_pass
from training.meetings.models import Attendance, Meeting

PAPERS_A_PAGE = 200


class NoLongerListed(NotFound):
    """A chosen certificate was revoked in the meantime, or belongs to somebody else's place."""

    title = "Chưa in được"
    sentence = "Có giấy vừa bị thu hồi, hoặc không thuộc địa bàn của mình. Xin mở lại danh sách rồi chọn lại."


class Standing(StrEnum):
    """What a certificate is worth today."""

    VALID = "valid"
    REVOKED = "revoked"
    ERASED = "erased"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to whoever was shown a paper: how it stands, and everything printed on it."""

    standing: Standing
    certificate: Certificate | None = None
    replacement: Certificate | None = None
    remedy: str = ""


def verify(typed: str) -> Verified:
    """Look a code up as it was typed; O for 0, spaces and small letters are forgiven."""
    try:
        code = sanitise_code(typed)
    except CodeMistyped as reason:
        return Verified(Standing.MISTYPED, remedy=str(reason))
    found = by_code(code)
    if found is None:
        return Verified(Standing.UNKNOWN)
    if found.revocation is not None:
        return Verified(Standing.REVOKED, found, _replacement(found.revocation))
    return Verified(Standing.ERASED if found.holder_name is None else Standing.VALID, found)


def _replacement(revocation: Revocation) -> Certificate | None:
    return db.session.get(Certificate, revocation.replaced_by) if revocation.replaced_by else None


def by_code(code: str) -> Certificate | None:
    """The certificate with exactly this code."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def certificate_for(viewer: Person, code: str, permission: Permission = Permission.SEE_CERTIFICATES) -> Certificate:
    """A certificate that the viewer holds or is in charge of; raises ``NotFound`` otherwise."""
    found = by_code(code)
    if found is None:
        raise NotFound
    if found.person_id == viewer.id and permission is Permission.SEE_CERTIFICATES:
        return found
    if found.holder_name is None or not may_at(viewer, permission, place_of(found)):
        raise NotFound
    return found


def certificates_of(person_id: UUID) -> Sequence[Certificate]:
    """A person's certificates, newest first, revoked ones included."""
    query = select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.issued_at.desc())
    return list(db.session.scalars(query))


def valid_for(person_id: UUID, course_slug: str, level: str) -> Certificate | None:
    """The certificate that counts today."""
    query = select(Certificate).outerjoin(Certificate.revocation).where(Revocation.certificate_id.is_(None))
    same = Certificate.person_id == person_id, Certificate.course_slug == course_slug, Certificate.level == level
    return db.session.scalar(query.where(*same))


def level_of(person_id: UUID, course: Course) -> tuple[str, str]:
    """The level of the paper that somebody may have for a course today, and where it was supervised."""
    keys = [quiz.key for quiz in course.quizzes if quiz.certificate]
    passed = supervised_pass(person_id, keys) if keys else None
    return ("supervised", passed.supervised_at) if passed is not None else ("self", "")


def place_of(certificate: Certificate) -> Place:
    """The place that a certificate counts to."""
    return db.session.get_one(Place, certificate.place_id)


def trail_of(certificate: Certificate) -> Sequence[Certificate]:
    """All issues of the same paper to the same person, oldest first."""
    same = Certificate.course_slug == certificate.course_slug, Certificate.level == certificate.level
    query = select(Certificate).where(Certificate.person_id == certificate.person_id, *same)
    return list(db.session.scalars(query.order_by(Certificate.issue_no)))


def replacement_of(certificate: Certificate) -> Certificate | None:
    """The certificate that stands in the place of a revoked one."""
    return _replacement(certificate.revocation) if certificate.revocation is not None else None


def course_titles(viewer: Person) -> dict[str, str]:
    """The courses of which the viewer's places hold certificates: title by slug."""
    query = select(Certificate.course_slug, func.max(Certificate.course_title)).join(Place)
    query = query.where(within_reach(viewer, Permission.SEE_CERTIFICATES)).group_by(Certificate.course_slug)
    rows = db.session.execute(query.order_by(func.max(Certificate.course_title))).all()
    return dict(rows)


def printable(viewer: Person, codes: Iterable[str]) -> Sequence[Certificate]:
    """The certificates with these codes in list order; raises ``NoLongerListed`` when one may not be printed."""
    wanted = set(codes)
    found = list(db.session.scalars(certificates_for(viewer).where(Certificate.code.in_(wanted))))
    if not found or len(found) != len(wanted):
        raise NoLongerListed
    return found


def certificate_figures(viewer: Person) -> Tally:
    """How many valid certificates the viewer's places hold."""
    query = select(*tally(Certificate.issued_at)).select_from(Certificate).join(Place)
    query = query.outerjoin(Certificate.revocation).where(Revocation.certificate_id.is_(None))
    row = db.session.execute(query.where(within_reach(viewer, Permission.SEE_CERTIFICATES))).one()
    return Tally(row[0], row[1])


def certificates_for(viewer: Person, course_slug: str = "", place_id: int | None = None) -> Select[Certificate]:
    """The valid certificates of the viewer's places, in the order of Vietnamese lists."""
    query = (
        select(Certificate)
        .join(Place, Certificate.place_id == Place.id)
        .join(Person, Certificate.person_id == Person.id)
        .outerjoin(Certificate.revocation)
        .where(within_reach(viewer, Permission.SEE_CERTIFICATES), Revocation.certificate_id.is_(None))
        .order_by(Person.name_key, Certificate.issued_at)
    )
    if course_slug:
        query = query.where(Certificate.course_slug == course_slug)
    return query.where(Certificate.place_id == place_id) if place_id else query


def class_papers(viewer: Person, meeting: Meeting, course_slugs: Iterable[str]) -> Sequence[Certificate]:
    """The valid papers, for these courses, of those who were at the meeting: in the order of the roll."""
    came = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    query = certificates_for(viewer).where(Certificate.course_slug.in_(list(course_slugs)))
    return list(db.session.scalars(query.where(Certificate.person_id.in_(came)).limit(PAPERS_A_PAGE)))


def through_without_paper(meeting: Meeting, course_slugs: Iterable[str]) -> Sequence[tuple[Person, str]]:
    """Who was at the meeting, has finished one of these courses and never had its paper; in the order of the roll.

    A paper of self-study does not stand in the way of one for a test before a facilitator.
    """
    had = exists().where(Certificate.person_id == Person.id, Certificate.course_slug == Completion.item_key)
    tested = exists().where(Attempt.person_id == Person.id, Attempt.course_slug == Completion.item_key)
    tested = tested.where(Attempt.passed.is_(True), Attempt.supervised_at != "")
    lacks = or_(~had, and_(tested, ~had.where(Certificate.level == "supervised")))
    query = select(Person, Completion.item_key).join(Attendance, Attendance.person_id == Person.id)
    query = query.join(Completion, Completion.person_id == Person.id).where(Attendance.meeting_id == meeting.id)
    query = query.where(Completion.item_key.in_(list(course_slugs)), lacks).distinct()
    rows = db.session.execute(query.order_by(Person.name_key, Person.id, Completion.item_key))
    return [(person, slug) for person, slug in rows]


def paper_of(certificate: Certificate, site: str, is_sample: bool = False) -> Paper:
    """The plain values of the paper; ``site`` is the public address that stands in the QR code."""
    return Paper(
        holder_name=certificate.holder_name or "",
        course_title=certificate.course_title,
        audience_label=certificate.audience_label,
        hours=certificate.hours,
        issued_on=certificate.issued_on,
        level=certificate.level,  # type: ignore[arg-type]  # one of two, held by the database
        serial=certificate.serial,
        code=show_code(certificate.code),
        verify_url=f"{site}/xac-minh/{certificate.code}",
        parent_body=certificate.parent_body,
        place_name=certificate.place_name,
        supervised_at=certificate.supervised_at,
        issuing_unit=certificate.issuing_unit,
        signer_title=certificate.signer_title,
        signer_name=certificate.signer_name,
        is_sample=is_sample,
    )

"""Verbs: issue, revoke, issue anew, forget. A double tap gives the certificate that is there already."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from certificates.models import Certificate, Revocation, SerialCounter
from certificates.queries import valid_for
from courses.content import Course
from learning.accounts.actions import hold, trace
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.accounts.queries import commune_of
from learning.core import clock
from learning.core.codes import new_code
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from learning.progress.queries import standing

REASON_ERASED = "Đã xóa theo yêu cầu của người được cấp."


class NotYetEligible(Refusal):
    """Something required is not finished; ``missing`` are the titles of what is left."""

    title = "Chưa đủ để cấp giấy"

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(f"Còn thiếu: {'; '.join(missing)}. Học xong phần này là được cấp giấy.")


class AlreadyRevoked(Refusal):
    """Somebody has revoked it before."""

    sentence = "Giấy này đã bị thu hồi trước đó."


class TakenAway(Refusal):
    """The holder's certificate was revoked and not replaced; only staff may issue it anew."""

    title = "Giấy của khóa này đã bị thu hồi"
    sentence = "Muốn được cấp lại, xin liên hệ cán bộ xã phụ trách lớp học."


def issue(person: Person, course: Course, level: str = "self", supervised_at: str = "") -> Certificate:
    """The person's certificate for a course; raises ``NotYetEligible`` and ``TakenAway``."""
    check_eligible(person, course)
    issued_before = _issues_so_far(person, course.slug, level)  # asked first: a tap a moment ago may commit in between
    held = valid_for(person.id, course.slug, level)
    if held is not None:
        return held
    if issued_before:
        raise TakenAway
    return _insert(draft(person, course, level, supervised_at))


def check_eligible(person: Person, course: Course) -> None:
    """Raises ``NotYetEligible`` unless the ledger says that the course is finished."""
    if standing(person.id, (course.slug,)).complete:
        return
    missing = standing(person.id, course.required).missing if course.required else (course.slug,)
    if missing:
        raise NotYetEligible(tuple(course.title_of(key) for key in missing))


def draft(person: Person, course: Course, level: str, supervised_at: str = "", issue_no: int = 1) -> Certificate:
    """What the certificate would say today; not saved, without serial and code."""
    commune = commune_of(person.place)
    return Certificate(
        id=new_id(),
        person_id=person.id,
        place_id=person.place_id,
        revision_id=course.revision_id,
        course_slug=course.slug,
        level=level,
        issue_no=issue_no,
        holder_name=person.full_name,
        course_title=course.title,
        audience_label=Audience(person.audience).label,
        hours=course.hours,
        issued_on=clock.today(),
        supervised_at=supervised_at,
        parent_body=commune.value("co-quan-chu-quan") or f"ỦY BAN NHÂN DÂN {commune.name.upper()}",
        issuing_unit=commune.value("don-vi-cap"),
        place_name=commune.value("dia-danh") or commune.name.partition(" ")[2],
        signer_title=commune.value("chuc-vu-nguoi-ky"),
        signer_name=commune.value("ho-ten-nguoi-ky"),
    )


def _issues_so_far(person: Person, course_slug: str, level: str) -> int:
    same = Certificate.person_id == person.id, Certificate.course_slug == course_slug, Certificate.level == level
    return db.session.scalar(select(func.coalesce(func.max(Certificate.issue_no), 0)).where(*same)) or 0


def _insert(certificate: Certificate) -> Certificate:
    """Save it; if the same number was taken a moment ago, that one is the answer."""
    person_id, course_slug, level = certificate.person_id, certificate.course_slug, certificate.level
    try:
        with db.session.begin_nested():
            certificate.code = new_code()
            certificate.serial = _next_serial(certificate.place_id, certificate.issued_on)
            db.session.add(certificate)
        return certificate
    except IntegrityError:
        other = valid_for(person_id, course_slug, level) if person_id else None
        if other is None:
            raise
        return other


def _next_serial(place_id: int, day: date) -> str:
    """The next number of the commune in this year; the counter's row is locked until the transaction ends."""
    commune = commune_of(db.session.get_one(Place, place_id))
    one = upsert(SerialCounter).values(place_id=commune.id, year=day.year, last=1)
    step = one.on_conflict_do_update(index_elements=["place_id", "year"], set_={"last": SerialCounter.last + 1})
    number = db.session.execute(step.returning(SerialCounter.last)).scalar_one()
    return f"{number:04d}/{day.year}"


def revoke(certificate: Certificate, reason: str, by: Person, replaced_by: UUID | None = None) -> None:
    """Take a certificate's worth away; raises ``AlreadyRevoked``.

    Meanwhile nobody writes down who taught the holder: neither would see the other, and a credit would stand for ever.
    """
    holder = db.session.get(Person, certificate.person_id) if certificate.person_id else None
    if holder is not None:
        hold(holder)
    if certificate.revocation is not None:
        raise AlreadyRevoked
    try:
        with db.session.begin_nested():
            row = Revocation(certificate_id=certificate.id, reason=reason, revoked_by=by.id, replaced_by=replaced_by)
            db.session.add(row)
    except IntegrityError as twice:
        raise AlreadyRevoked from twice
    db.session.expire(certificate, ["revocation"])
    trace(by, "revoke_certificate", f"certificate:{certificate.id}")


def issue_anew(certificate: Certificate, holder: Person, course: Course, reason: str, by: Person) -> Certificate:
    """Replace a certificate, for instance after a corrected name; the old one stays on record as revoked.

    One that was only revoked may be replaced too; raises ``AlreadyRevoked`` when another already stands in its place.
    """
    revocation = certificate.revocation
    if revocation is not None and (revocation.replaced_by or valid_for(holder.id, course.slug, certificate.level)):
        raise AlreadyRevoked
    number = _issues_so_far(holder, certificate.course_slug, certificate.level) + 1
    fresh = _insert(draft(holder, course, certificate.level, certificate.supervised_at, number))
    if revocation is None:
        revoke(certificate, reason, by, fresh.id)
    else:
        revocation.replaced_by = fresh.id
    trace(by, "issue_anew", f"certificate:{fresh.id}")
    return fresh


def forget(person_id: UUID) -> None:
    """Take the person and the name off their certificates; that a paper was issued stays on record.

    A reason is free words and often says whose name was wrong, so it goes too.
    """
    theirs = select(Certificate.id).where(Certificate.person_id == person_id)
    reasons = update(Revocation).where(Revocation.certificate_id.in_(theirs)).values(reason=REASON_ERASED)
    db.session.execute(reasons, execution_options={"synchronize_session": False})
    query = update(Certificate).where(Certificate.person_id == person_id)
    db.session.execute(query.values(person_id=None, holder_name=None))

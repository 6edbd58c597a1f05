"""Questions about certificates. A paper is handed out to its holder and to those in charge of the holder's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select

from certificates.models import Certificate, Revocation
from certificates.paper import Paper
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import may_at, within_reach
from learning.core.codes import CodeMistyped, sanitise_code, show_code
from learning.core.database import db
from learning.core.errors import NotFound


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
    place = db.session.get_one(Place, found.place_id)
    if found.holder_name is None or not may_at(viewer, permission, place):
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


def certificates_for(viewer: Person, course_slug: str = "", place_id: int | None = None) -> Select[tuple[Certificate]]:
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

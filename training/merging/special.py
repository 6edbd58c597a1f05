"""What is handed over in a way of its own: papers, where somebody lived, what leads on, who was told apart."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, case, delete, exists, func, or_, select, update

from certificates.models import Certificate
from learning.accounts.models import AuditEntry, FormerIdentity, FormerResidence, Person
from learning.core.database import Base, db, upsert
from training.meetings.models import Attendance, AttendanceRemoval
from training.merging.handing import send
from training.merging.models import ToldApart


def part_questions(goes: UUID, stays: UUID) -> None:
    """Take away the question whether the two are one: nobody is another one than themselves."""
    table, pair = Base.metadata.tables["hub_conflict"], (goes, stays)  # of a room above
    send(delete(table).where(table.c.person_id.in_(pair), table.c.other_id.in_(pair)))


def hand_over_papers(goes: UUID, stays: UUID) -> None:
    """Certificates, numbered after those that the other has for the same course."""
    theirs = select(Certificate.id, Certificate.course_slug, Certificate.level).where(Certificate.person_id == goes)
    for paper_id, course_slug, level in db.session.execute(theirs.order_by(Certificate.issue_no)).all():
        same = Certificate.person_id == stays, Certificate.course_slug == course_slug, Certificate.level == level
        number = (db.session.scalar(select(func.max(Certificate.issue_no)).where(*same)) or 0) + 1
        send(update(Certificate).where(Certificate.id == paper_id).values(person_id=stays, issue_no=number))


def hand_over_residence(goes: Person, stays: Person) -> None:
    """Where they lived before, if both records say one place today and the other knows of no move.

    Else the record that stays is believed: two stories of moves cannot both be told.
    """
    moved = db.session.scalar(select(exists().where(FormerResidence.person_id == stays.id)))
    if goes.place_id == stays.place_id and not moved:
        send(update(FormerResidence).where(FormerResidence.person_id == goes.id).values(person_id=stays.id))


def hand_over_identity(goes: Person, stays: Person, by: Person | None) -> None:
    """The id, the card and the devices of the record that goes lead to the other; so does what led to it."""
    good = FormerIdentity.successor_epoch == goes.sign_in_epoch
    onward = {"successor_id": stays.id, "successor_epoch": case((good, stays.sign_in_epoch), else_=0)}
    send(update(FormerIdentity).where(FormerIdentity.successor_id == goes.id).values(onward))
    row = {"person_id": goes.id, "card_code": goes.card_code, "sign_in_epoch": goes.sign_in_epoch}
    row |= {"successor_id": stays.id, "successor_epoch": stays.sign_in_epoch, "merged_by": by.id if by else None}
    db.session.add(FormerIdentity(**row))


def hand_over_told_apart(goes: UUID, stays: UUID) -> None:
    """From whom they were told apart."""
    theirs = or_(ToldApart.low_id == goes, ToldApart.high_id == goes)
    for row in db.session.scalars(select(ToldApart).where(theirs)).all():
        third = row.high_id if row.low_id == goes else row.low_id
        if third != stays:
            pair = dict(zip(("low_id", "high_id"), sorted((stays, third)), strict=True))
            values = pair | {"told_at": row.told_at, "told_by": row.told_by}
            db.session.execute(upsert(ToldApart).values(**values).on_conflict_do_nothing())


def keep_on_rolls(stays: UUID) -> None:
    """Whoever stood on a roll under one of two names was there: the other line's removal took nobody off."""
    standing = and_(
        Attendance.meeting_id == AttendanceRemoval.meeting_id,
        Attendance.person_id == stays,
        Attendance.checked_in_at <= AttendanceRemoval.removed_at,
    )
    send(delete(AttendanceRemoval).where(AttendanceRemoval.person_id == stays, exists().where(standing)))


def hand_over_traces(goes: UUID, stays: UUID) -> None:
    """What staff have done with the record that goes is told of the one that stays."""
    send(update(AuditEntry).where(AuditEntry.subject == f"person:{goes}").values(subject=f"person:{stays}"))

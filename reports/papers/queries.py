"""Questions of reports: passages, freezes, meetings that were held, what people were stuck with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from feedback.models import Enquiry
from learning.core.clock import LOCAL
from learning.core.database import db
from reports.figures.periods import Period
from reports.figures.scope import Scope
from reports.papers.choosing import Choice
from reports.papers.models import ReportFreeze, ReportText
from training.meetings.models import Attendance, Meeting, MeetingState

HELD = ("opened", "closed")


def texts_of(choice: Choice) -> dict[str, ReportText]:
    """The passages of a report that hold now, by section."""
    query = select(ReportText).where(ReportText.place_id == choice.place.id, ReportText.period_key == choice.period_key)
    return {row.section: row for row in db.session.scalars(query.order_by(ReportText.edition))}


def edition_of(choice: Choice, section: str, edition: int) -> ReportText | None:
    """One edition of a passage, however old."""
    return db.session.scalar(
        select(ReportText).where(
            ReportText.place_id == choice.place.id,
            ReportText.period_key == choice.period_key,
            ReportText.section == section,
            ReportText.edition == edition,
        )
    )


def freeze_of(choice: Choice) -> ReportFreeze | None:
    """The freeze of a report's figures, if there is one."""
    return db.session.scalar(
        select(ReportFreeze).where(
            ReportFreeze.place_id == choice.place.id, ReportFreeze.period_key == choice.period_key
        )
    )


def _between(
    column: InstrumentedAttribute[datetime], period: Period
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a moment lies in the period, by Vietnam's calendar."""
    first = datetime.combine(period.first, time(), LOCAL)
    return column >= first, column < datetime.combine(period.last + timedelta(days=1), time(), LOCAL)


def _held(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Meetings of the scope that took place: opened, or with somebody on the roll, and not cancelled."""
    attended = select(Attendance.id).where(Attendance.meeting_id == Meeting.id).exists()
    newest = (
        select(MeetingState.state)
        .where(MeetingState.meeting_id == Meeting.id)
        .order_by(MeetingState.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = or_(newest.in_(HELD), attended), newest != "cancelled", *_between(Meeting.starts_at, scope.period)
    return wanted if scope.places is None else (*wanted, Meeting.place_id.in_(scope.places))


def meetings_by_place(scope: Scope) -> dict[int, int]:
    """How many meetings were held, by the place they were held for."""
    query = select(Meeting.place_id, func.count()).where(*_held(scope)).group_by(Meeting.place_id)
    return {place: number for place, number in db.session.execute(query)}  # noqa: C416  # rows are no pairs to mypy


def meetings_held(scope: Scope) -> Sequence[Meeting]:
    """The meetings behind that number, in the order in which they were held."""
    query = select(Meeting).where(*_held(scope)).options(joinedload(Meeting.place))
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)))


def enquiries_by_item(scope: Scope) -> Sequence[tuple[str, int, int]]:
    """What people asked the office in the period: by item, how many and how many of them have an answer."""
    query = select(Enquiry.item_key, func.count(), func.count(Enquiry.answered_at))
    query = query.where(*_between(Enquiry.asked_at, scope.period)).group_by(Enquiry.item_key)
    if scope.places is not None:
        query = query.where(Enquiry.place_id.in_(scope.places))
    return [(item, asked, answered) for item, asked, answered in db.session.execute(query)]

"""Questions of reports: passages, freezes, meetings that were held, what people were stuck with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from feedback.models import Enquiry
from learning.accounts.models import Place
from learning.core.clock import LOCAL
from learning.core.database import db
from reports.boards import queries as boards
from reports.figures.periods import Period
from reports.figures.scope import Scope
from reports.papers.choosing import Choice
from reports.papers.models import ReportFreeze, ReportText
from training.meetings.models import Meeting


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


def published(home: Place, period: Period) -> ReportFreeze | None:
    """What everybody has been shown of a period, if it was shown already."""
    return db.session.scalar(
        select(ReportFreeze).where(ReportFreeze.place_id == home.id, ReportFreeze.period_key == public_key(period))
    )


def public_key(period: Period) -> str:
    """The name under which the figures for everybody are frozen; no report's."""
    return f"cong-khai.{period.first:%Y%m%d}.{period.last:%Y%m%d}"


def _between(
    column: InstrumentedAttribute[datetime], period: Period
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a moment lies in the period, by Vietnam's calendar."""
    first = datetime.combine(period.first, time(), LOCAL)
    return column >= first, column < datetime.combine(period.last + timedelta(days=1), time(), LOCAL)


def meetings_held(scope: Scope) -> Sequence[Meeting]:
    """The meetings that took place, in the order in which they did; as many as the boards say."""
    rows = db.session.execute(boards.meetings_listed(scope, boards.HELD).options(joinedload(Meeting.place)))
    return [meeting for meeting, *_ in rows][::-1]


def enquiries_by_item(scope: Scope) -> Sequence[tuple[str, int, int]]:
    """What people asked the office in the period: by item, how many and how many of them have an answer."""
    query = select(Enquiry.item_key, func.count(), func.count(Enquiry.answered_at))
    query = query.where(*_between(Enquiry.asked_at, scope.period)).group_by(Enquiry.item_key)
    if scope.places is not None:
        query = query.where(Enquiry.place_id.in_(scope.places))
    return [(item, asked, answered) for item, asked, answered in db.session.execute(query)]

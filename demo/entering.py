"""What an invented commune has entered: how many adults each thôn has, what it has set out to do, one campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from learning.accounts.models import Person, Place
from learning.accounts.queries import home_place
from learning.core import clock
from learning.core.database import db
from reports.boards.actions import TargetDraft, set_target
from reports.figures.actions import name_campaign, set_roster_size

SOURCE, DOCUMENT = "Danh sách người lớn của thôn (số mẫu)", "Kế hoạch mẫu số 00/KH-MẪU"
ADULT = 18
ADULTS_A_LEARNER = (1.4, 1.9, 2.6)  # some thôn have reached more of their adults than others


def enter_everything(by: Person) -> None:
    """Rosters, two targets for the year and a campaign, all of them marked as samples."""
    today = clock.today()
    first = date(today.year, 1, 1)
    villages = list(db.session.scalars(select(Place).where(Place.is_demo).order_by(Place.id)))
    learners = Counter(db.session.scalars(select(Person.place_id).where(Person.is_demo)))
    for number, village in enumerate(villages):
        adults = round(learners[village.id] * ADULTS_A_LEARNER[number % len(ADULTS_A_LEARNER)] / 10) * 10
        set_roster_size(village, max(adults, 50), SOURCE, first - timedelta(days=365 * 3), by)
    for draft in _targets(sum(learners.values()), first):
        set_target(draft, by)
    name_campaign("Đợt cao điểm mẫu", today - timedelta(days=60), today - timedelta(days=30), by)


def _targets(people: int, first: date) -> Iterator[TargetDraft]:
    last = date(first.year, 12, 31)
    for measure, part in (("reached", 0.9), ("completed", 0.4)):
        amount = max(10, round(people * part / 10) * 10)
        yield TargetDraft(measure, home_place(), "", "", amount, first, last, DOCUMENT, first + timedelta(days=14))

"""Meetings for tests, made by the site's own verbs: one in Thôn Mẫu Một tomorrow at 19:30, unless told otherwise."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db
from tests.support import factories
from training.meetings import actions, planning
from training.meetings.models import Meeting
from training.meetings.schedule import at


def draft(**said: Any) -> planning.Draft:
    """What a planner said, with ``said`` overriding."""
    day = said.pop("day", clock.today() + timedelta(days=1))
    starts_at = said.pop("starts_at", None) or at(day, time(19, 30))
    words: dict[str, Any] = {
        "title": "Gọi điện có hình cho con cháu",
        "audience": None,
        "place": said.get("place") or factories.place("Thôn Mẫu Một"),
        "hall": "Nhà văn hóa Thôn Mẫu Một",
        "address_note": "cạnh sân bóng",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "capacity": None,
        "notes": "",
        "items": (factories.COURSE,),
        "facilitator_ids": (),
    }
    return planning.Draft(**words | said)


def meeting(by: Person, days: tuple[date, ...] | None = None, **said: Any) -> Meeting:
    """A planned meeting, or the first one of several."""
    told = draft(**said)
    made = planning.plan(told, days or (told.starts_at.astimezone(clock.LOCAL).date(),), by, uuid.uuid4())
    db.session.flush()
    return made


def came(found: Meeting, *people: Person, by: Person | None = None, moment: datetime | None = None) -> None:
    """These people were ticked off."""
    actions.check_in(found, people, "tick", moment or clock.now(), by)
    db.session.flush()

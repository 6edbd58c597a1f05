"""What every door that shows figures does first, and what the worker does between them. There are no pages here."""

from __future__ import annotations

import logging

from flask import flash
from sqlalchemy.exc import OperationalError

from learning.core import clock
from learning.core.database import db, may_write
from learning.core.errors import Refusal
from learning.core.jobs import every
from learning.core.web.short_write import short_write
from reports.figures import actions

PATIENCE = 2.0  # seconds that a page waits for its figures
AT_MOST_BEHIND = 30  # seconds, while nobody looks at a figure

log = logging.getLogger(__name__)


class NotCountedYet(Refusal):
    """Figures that are to be final were asked for while the database was too busy to bring them up to the facts."""

    status = 503
    title = "Số liệu đang được cộng thêm"
    sentence = "Còn việc mới chưa cộng vào số liệu, nên chưa lấy được con số chắc chắn. Xin thử lại sau một phút."


def catch_up_first(whole: bool = False) -> None:
    """Bring the sets up to the facts before a page shows figures; writes only when something has changed.

    Like the trace of a look (``learning.core.web.short_write``), a deliberate exception to "GET never writes": nothing
    that anybody has entered changes, only a summary of it (docs/decisions/0009). A page waits for ``PATIENCE``; where
    more is left, the sets of a large place are to be made anew (the worker does that), or the database is busy, it says
    that its figures are not complete. ``whole``: for what leaves the house or is frozen, nothing may be left; raises
    ``NotCountedYet``.
    """
    if not actions.something_to_do():
        return
    try:
        with short_write():
            if not actions.takes_long():
                _catch_up(whole)
    except OperationalError:
        db.session.rollback()
        log.warning("the figures could not be brought up to date now")
    if actions.something_to_do():
        if whole:
            raise NotCountedYet
        flash(
            "Còn việc mới đang được cộng vào, nên số liệu dưới đây chưa đủ. Xin tải lại trang sau ít phút.", "warning"
        )


def _catch_up(whole: bool) -> None:
    until = clock.ticks() + PATIENCE
    while actions.catch_up():
        db.session.commit()
        if not whole and clock.ticks() > until:
            return


@every(AT_MOST_BEHIND)
def keep_up() -> None:
    """Take in whatever the log holds, piece by piece, so that readers find little to do and writers wait for little."""
    if actions.better_made_anew():
        make_anew()
    while actions.catch_up():
        db.session.commit()


def make_anew() -> int:
    """Count everything anew; returns how many sets there are. On SQLite others go on writing while it counts."""
    actions.number_everybody()
    if db.session.get_bind().dialect.name != "sqlite":
        made = actions.rebuild()
        db.session.commit()
        return made
    db.session.commit()
    writing = may_write.set(False)
    try:
        anew = actions.count_anew()
        db.session.commit()
    finally:
        may_write.reset(writing)
    made = actions.put_in_place(anew)
    db.session.commit()
    return made

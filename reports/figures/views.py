"""What every door that shows figures does first, and what the worker does between them. There are no pages here."""

from __future__ import annotations

import logging

from sqlalchemy.exc import OperationalError

from learning.core.database import db, may_write
from learning.core.jobs import every
from reports.figures import actions

AT_MOST_BEHIND = 30  # seconds, while nobody looks at a figure

log = logging.getLogger(__name__)


def catch_up_first() -> None:
    """Bring the sets up to the facts before a page shows figures; writes only when something has changed.

    Like the trace of a look (``learning.accounts.views.office``), a deliberate exception to "GET never writes": nothing
    that anybody has entered changes, only a summary of it (docs/decisions/0009). Where the database is busy, the page
    shows the figures of a few seconds ago.
    """
    if not actions.something_to_do():
        return
    db.session.commit()
    may_write.set(True)
    try:
        actions.catch_up()
        db.session.commit()
    except OperationalError:
        db.session.rollback()
        log.warning("the figures could not be brought up to date now")
    finally:
        may_write.set(False)


@every(AT_MOST_BEHIND)
def keep_up() -> None:
    """Take in whatever the log holds, piece by piece, so that readers find little to do and writers wait for little."""
    while actions.catch_up():
        db.session.commit()

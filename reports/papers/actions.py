"""Verbs: write a passage, freeze the figures. Nothing here commits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from learning.accounts.actions import trace
from learning.accounts.models import Person, Place
from learning.core import clock
from learning.core.database import db, new_id, upsert
from learning.core.errors import Refusal
from learning.core.formats import date_vi
from reports.boards.public import Counted
from reports.figures.periods import Period
from reports.papers import queries
from reports.papers.choosing import Choice
from reports.papers.findings import Findings, canonical, digest_of
from reports.papers.models import ReportFreeze, ReportText


class TooEarly(Refusal):
    """The period still runs, so its figures cannot be final."""

    status = 422


class NotThisPeriod(Refusal):
    """The address asks for a period that cannot be read: what is shown in its place must not be frozen by accident."""

    status = 422


class NotWhole(Refusal):
    """A freeze whose digest does not fit its figures: somebody has changed the database by hand."""

    status = 500
    sentence = "Bản chốt số liệu này không còn khớp mã kiểm. Xin báo người quản trị, đừng dùng báo cáo."


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody sends of one passage: the text, and the edition they had before them (0: none)."""

    text: str
    edition: int


def write_texts(choice: Choice, sent: Mapping[str, Written], by: Person) -> tuple[str, ...]:
    """Keep the passages that the writer has changed; returns the sections that somebody else has changed meanwhile.

    Those are not kept, whoever came first has them: the writer sees both texts and decides. The database's UNIQUE on
    the edition decides between two who write at one moment.
    """
    held, lost, kept = queries.texts_of(choice), [], False
    for section, said in sent.items():
        now = held.get(section)
        if said.text == (now.text if now else "") or not _changed(choice, section, said):
            continue
        if said.edition != (now.edition if now else 0) or not _keep(choice, section, said, by):
            lost.append(section)
        else:
            kept = True
    if kept:
        trace(by, "write_report", f"place:{choice.place.id}")
    return tuple(lost)


def _changed(choice: Choice, section: str, said: Written) -> bool:
    """Whether the writer has changed what they read, however old that is by now."""
    read = queries.edition_of(choice, section, said.edition) if said.edition else None
    return said.text != (read.text if read else "")


def _keep(choice: Choice, section: str, said: Written, by: Person) -> bool:
    row = {"id": new_id(), "place_id": choice.place.id, "period_key": choice.period_key, "section": section}
    row |= {"edition": said.edition + 1, "text": said.text, "written_at": clock.now(), "written_by": by.id}
    made = upsert(ReportText).values(**row).on_conflict_do_nothing().returning(ReportText.id)
    return db.session.execute(made).first() is not None


def freeze(choice: Choice, findings: Findings, by: Person) -> ReportFreeze:
    """Freeze all figures of a report; a second call gives the first freeze. Raises ``TooEarly``, ``NotThisPeriod``."""
    if not choice.over:
        last = date_vi(choice.scope.period.last)
        raise TooEarly(f"Kỳ này chưa hết. Từ ngày {last} mới chốt được số liệu.")
    if choice.scope.sentences:
        raise NotThisPeriod(" ".join((*choice.scope.sentences, "Xin chọn lại kỳ rồi mới chốt.")))
    body = canonical(findings)
    row = {"id": new_id(), "place_id": choice.place.id, "period_key": choice.period_key, "body": body}
    row |= {"digest": digest_of(body), "frozen_at": clock.now(), "frozen_by": by.id}
    made = upsert(ReportFreeze).values(**row).on_conflict_do_nothing().returning(ReportFreeze.id)
    if db.session.execute(made).first() is not None:
        trace(by, "freeze_report", f"place:{choice.place.id}")
    found = queries.freeze_of(choice)
    assert found is not None
    return found


def publish(home: Place, period: Period, shown: Counted) -> ReportFreeze:
    """Keep what everybody is shown of a period: frozen by nobody, for the first who looks. Twice gives the first."""
    body = json.dumps(asdict(shown), sort_keys=True, separators=(",", ":"))
    row = {"id": new_id(), "place_id": home.id, "period_key": queries.public_key(period), "body": body}
    row |= {"digest": digest_of(body), "frozen_at": clock.now(), "frozen_by": None}
    db.session.execute(upsert(ReportFreeze).values(**row).on_conflict_do_nothing())
    found = queries.published(home, period)
    assert found is not None
    return found


def check_whole(row: ReportFreeze) -> None:
    """Raises ``NotWhole`` unless the figures are the very ones that were frozen."""
    if digest_of(row.body) != row.digest:
        raise NotWhole


def check_own(findings: Findings, choice: Choice) -> None:
    """Raises ``NotWhole`` when the figures are of another place or period than the row they were found in says."""
    period = choice.scope.period
    meant = (period.kind, period.first.isoformat(), period.last.isoformat(), str(choice.place.id))
    about = {dict(one.scope).get("noi", "") for one in findings.figures if one.code == "A1"}
    if about != {meant[3]} or (findings.kind, findings.first, findings.last) != meant[:3]:
        raise NotWhole

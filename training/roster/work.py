"""Taking a roster in beside the requests: two hundred lines at a time, each portion saved and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from learning.accounts.models import Person
from learning.core.database import db
from learning.core.formats import count_vi
from learning.core.jobs import Progress, job
from learning.core.kept_files import drop
from training.meetings.actions import sign_up_people
from training.meetings.models import Meeting
from training.roster import actions, queries
from training.roster.corrections import FILE_NAME, LEFT_OUT, write_corrections
from training.roster.keeping import kept_reading
from training.roster.matching import Judged, Verdict, placed
from training.roster.models import Roster
from training.roster.villages import Villages

AT_ONCE = 200  # lines in one transaction: others never wait longer than a fifth of a second


@job("import_roster")
def import_roster(progress: Progress, args: dict[str, Any]) -> None:
    """Take in a roster; done twice, or after a stop half-way, it makes nobody a second time."""
    sender = db.session.get_one(Person, progress.owner_id)
    roster = queries.roster_for(sender, UUID(args["roster"]))
    key, reading = roster.file_key, kept_reading(roster.file_key)
    villages = queries.villages_for(sender, roster.place)
    progress(0, len(reading.lines))  # commits: what follows takes a while and needs no lock
    lines = placed(reading.lines, villages, queries.secret())

    judged: list[Judged] = []
    for portion in _portions(lines):
        judged += _take_in(sender, roster, portion, villages)
        progress(len(judged), len(lines))

    left_out = sum(one.verdict in LEFT_OUT for one in judged)
    if left_out:
        write_corrections(progress.result(FILE_NAME), reading.sheets, judged)
    made, known = len(queries.made_by(roster.id)), sum(one.verdict is Verdict.SAME for one in judged)
    actions.close(roster, sender, made, known, left_out)
    progress.lead_to(f"/can-bo/danh-sach/{roster.id}", "Xem kết quả, in thẻ học")
    progress.say(in_words(made, known, left_out))
    drop(key)


def _portions(lines: Sequence[Judged]) -> Iterator[Sequence[Judged]]:
    return (lines[at : at + AT_ONCE] for at in range(0, len(lines), AT_ONCE))


def _take_in(sender: Person, roster: Roster, portion: Sequence[Judged], villages: Villages) -> list[Judged]:
    judged = actions.take_in(sender, roster, portion, villages)
    meeting = db.session.get(Meeting, roster.meeting_id) if roster.meeting_id else None
    if meeting is not None:
        sign_up_people(meeting, queries.people_of(judged), sender)
    return judged


def in_words(made: int, known: int, left_out: int) -> str:
    """What has come of it, in one sentence."""
    said = f"Ghi mới {count_vi(made, 'người')}, đã có sẵn {count_vi(known, 'người')}."
    return (
        f"{said} Còn {count_vi(left_out, 'dòng')} cần sửa, chưa nhập: xin tải tệp, sửa rồi gửi lại."
        if left_out
        else said
    )
